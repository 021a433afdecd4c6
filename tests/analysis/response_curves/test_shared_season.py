from dataclasses import replace

import numpy as np
import pytest

from clm_core.analysis.response_curves.preview import preview_fit
from clm_core.analysis.response_curves.shapes import curve_outcomes
from clm_core.analysis.response_curves.shared_season import PAIRS, WIDTH, has_shared_season, season_factors
from tests.analysis.response_curves.worlds import WorldOptions, credited_world, simulated_world


def planted_season(series) -> np.ndarray:
    """A quiet Christmas and a lively spring, mean 1."""
    months = np.array([day.month for day in series.starts_on])
    season = np.select([months == 12, np.isin(months, [3, 4])], [0.7, 1.25], 1.0)
    return season / season.mean()


def test_a_planted_season_is_found_from_many_channels():
    series = credited_world(1, WorldOptions(periods=156)).series
    season, rng = planted_season(series), np.random.default_rng(2)
    effect = np.full(156, 20.0)
    fits = [(effect * season + rng.normal(0, 2, 156), effect, np.full(156, 1 / 4)) for _ in range(12)]
    found = season_factors(series, fits)
    assert found.mean() == pytest.approx(1.0)
    assert np.abs(found - season).mean() < 0.05


def test_equals_least_squares_with_the_belief_as_further_rows():
    series, rng = credited_world(1).series, np.random.default_rng(3)
    fits = [(rng.normal(10, 1, 130), rng.uniform(5, 15, 130), rng.uniform(0.5, 2, 130)) for _ in range(3)]
    years = np.array([day.toordinal() for day in series.starts_on]) / 365.25
    waves = [wave(2 * np.pi * pair * years) for wave in (np.sin, np.cos) for pair in range(1, PAIRS + 1)]
    columns = np.column_stack(waves) - np.mean(waves, axis=1)
    rows = [columns * (effect * np.sqrt(sure))[:, None] for _, effect, sure in fits] + [np.eye(2 * PAIRS) / WIDTH]
    left = [(outcome - effect) * np.sqrt(sure) for outcome, effect, sure in fits] + [np.zeros(2 * PAIRS)]
    season = 1 + columns @ np.linalg.lstsq(np.vstack(rows), np.concatenate(left), rcond=None)[0]
    np.testing.assert_allclose(season_factors(series, fits), season / season.mean(), rtol=1e-8)


@pytest.mark.parametrize(("channels", "periods", "expected"), [(3, 79, True), (2, 130, False), (6, 78, False)])
def test_a_shared_season_needs_channels_and_years(channels, periods, expected):
    assert has_shared_season(credited_world(1, WorldOptions(channels=channels, periods=periods)).series) is expected


def test_one_series_for_all_has_its_season_in_the_baseline():
    assert not has_shared_season(simulated_world(1).series)


def test_spend_that_follows_a_sharp_season_is_not_taken_for_its_cause():
    """Spend and leads both fall at Christmas: without the common season the curve of channel_1 would bend wrongly."""
    world = credited_world(5, WorldOptions(periods=130, channels=8))
    season = planted_season(world.series)[:, None]
    series = replace(
        world.series,
        spend=world.series.spend * season**2,
        outcome=np.random.default_rng(1).poisson(20 * np.ones((130, 8)) * season).astype(float),
    )
    fit = preview_fit(series, seed=1)
    less, more = (curve_outcomes(fit.curves, share * series.spend.mean(axis=0)).mean(axis=0) for share in (0.75, 1.25))
    assert np.median(more / less) < 1.15
