from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from clm_core.analysis.response_curves.channel_returns import mean_returns
from clm_core.analysis.response_curves.preview import preview_fit
from clm_core.analysis.response_curves.preview_grid import PreviewRules, candidates
from clm_core.errors import ClmError
from clm_core.response_columns import CURVE_FINDINGS, FITTED_PERIODS
from clm_core.response_curves import ResponseSeries, ReturnRange, Saturation
from tests.analysis.response_curves.bad_input import poor_series
from tests.analysis.response_curves.public_series import meridian_series, robyn_series
from tests.analysis.response_curves.worlds import World, WorldOptions, credited_world, simulated_world


def interval(series: ResponseSeries, curves) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    returns = mean_returns(series, curves)
    return returns.mean(axis=0), *np.quantile(returns, [0.05, 0.95], axis=0)


def recovery(worlds: list[World]) -> tuple[float, float]:
    """Share of true mean returns inside the 90 % interval, and median absolute error."""
    inside, errors = [], []
    for seed, world in enumerate(worlds):
        mean, low, high = interval(world.series, preview_fit(world.series, seed=seed, draws=120).curves)
        true = mean_returns(world.series, world.curves)[0]
        inside += list((low <= true) & (true <= high))
        errors += list(np.abs(mean / true - 1))
    return float(np.mean(inside)), float(np.median(errors))


@pytest.mark.parametrize("shape", [Saturation.LOGISTIC, Saturation.HILL])
def test_planted_returns_are_recovered(shape):
    covered, error = recovery([simulated_world(seed, WorldOptions(shape=shape)) for seed in range(5)])
    assert covered >= 0.8  # 24 of 30 or more: has a chance of 0.2 % to fail if 90 % are right
    assert error < 0.3


def test_planted_credited_returns_are_recovered():
    covered, error = recovery([credited_world(seed, WorldOptions(channels=8, periods=104)) for seed in range(4)])
    assert covered >= 0.75
    assert error < 0.04


def test_planted_carry_over_and_bend_of_a_clear_credited_channel():
    world = credited_world(11, WorldOptions(periods=208, channels=5))
    fit = preview_fit(world.series, seed=1)
    np.testing.assert_allclose(fit.curves.carry_over.mean(axis=0), world.curves.carry_over[0], atol=0.12)


def test_same_seed_same_draws_other_seed_others():
    series = simulated_world(2).series
    first, again, other = (preview_fit(series, seed=seed, draws=40) for seed in (5, 5, 6))
    np.testing.assert_array_equal(first.curves.ceiling, again.curves.ceiling)
    pd.testing.assert_frame_equal(first.fitted, again.fitted)
    assert not np.array_equal(first.curves.ceiling, other.curves.ceiling)


@pytest.mark.parametrize("make", [simulated_world, credited_world])
def test_a_known_return_moves_the_curve_and_narrows_it(make):
    world = make(4)
    free = preview_fit(world.series, seed=1)
    _, low, high = interval(world.series, free.curves)
    true = float(mean_returns(world.series, world.curves)[0, 0])
    known = ReturnRange(channel="channel_1", low=0.97 * true, high=1.03 * true)
    bound = preview_fit(world.series, seed=1, ranges=(known,))
    bound_mean, bound_low, bound_high = interval(world.series, bound.curves)
    assert bound_high[0] - bound_low[0] < high[0] - low[0]
    assert bound_mean[0] == pytest.approx(true, rel=0.05)


def test_a_known_return_of_a_channel_that_is_not_there_lists_those_that_are():
    with pytest.raises(ClmError, match="unknown_channel"):
        preview_fit(simulated_world(4).series, seed=1, ranges=(ReturnRange(channel="radio", low=1, high=2),))


def test_more_money_units_change_nothing_but_the_unit():
    series = simulated_world(5).series
    euros = preview_fit(series, seed=1, draws=30)
    cents = preview_fit(replace(series, spend=series.spend * 100), seed=1, draws=30)
    np.testing.assert_allclose(euros.curves.ceiling, cents.curves.ceiling, rtol=1e-6)
    np.testing.assert_allclose(euros.curves.scale * 100, cents.curves.scale, rtol=1e-6)


def test_the_known_baseline_and_the_fitted_outcome_add_up():
    world = simulated_world(6, WorldOptions(has_control=True))
    fit = preview_fit(world.series, seed=1)
    rows = fit.fitted
    assert rows.dtypes.astype(str).to_dict() == FITTED_PERIODS
    assert fit.findings.dtypes.astype(str).to_dict() == CURVE_FINDINGS
    np.testing.assert_allclose(rows.baseline, fit.baseline[:, 0])
    assert rows.fitted.mean() == pytest.approx(rows.outcome.mean(), rel=0.01)
    assert np.corrcoef(rows.fitted, rows.outcome)[0, 1] > 0.85
    np.testing.assert_allclose(fit.baseline[:, 0].mean(), world.baseline.mean(), rtol=0.25)
    assert sum(weight for _, weight in fit.shape_weights) == pytest.approx(1.0)


def test_a_channel_that_always_spends_the_same_keeps_the_whole_width_of_what_was_believed():
    series = poor_series()["poor channels"]
    returns = mean_returns(series, preview_fit(series, seed=1).curves)[:, 1] * 5_000
    believed = 0.5 * series.outcome.mean() / 5  # the mean of five half normal effects, half of the outcome in all
    assert np.quantile(returns, 0.05) < 0.2 * believed
    assert np.quantile(returns, 0.95) > 1.2 * believed


def test_two_identical_channels_share_what_they_bring_and_neither_is_certain():
    series = poor_series()["poor channels"]
    _, low, high = interval(series, preview_fit(series, seed=1).curves)
    assert (low[2:4] < 0.2 * high[2:4]).all()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", list(poor_series()))
def test_poor_series_are_fitted_without_a_murmur(name):
    series = poor_series()[name]
    fit = preview_fit(series, seed=1, draws=20)
    assert len(fit.findings) > 0
    assert (fit.curves.ceiling[:, ~series.spend.any(axis=0)] == 0).all()


def test_candidates_are_every_carry_over_with_every_shape():
    series, rules = simulated_world(1).series, PreviewRules()
    grid = candidates(series, rules)
    assert grid.levels.shape == (6, len(rules.shapes()) * len(rules.carry_overs), 130)
    assert np.exp(grid.log_belief).sum() == pytest.approx(1.0)
    place = next(
        place
        for place in range(grid.levels.shape[1])
        if grid.shape[place] == 2 and grid.slope[place] == 1.5 and grid.carry_over[place] == 0.5
    )
    carried, levels = 0.0, []
    for spent in series.spend[:, 4]:
        carried = 0.5 * spent + 0.5 * carried
        levels.append(carried**1.5 / (carried**1.5 + grid.scale[4, place] ** 1.5))
    np.testing.assert_allclose(grid.levels[4, place], levels, rtol=1e-9)


def explained_share(seen: pd.DataFrame) -> float:
    missed = np.square(seen["outcome"] - seen["fitted"]).sum()
    return float(1 - missed / np.square(seen["outcome"] - seen["outcome"].mean()).sum())


def test_robyns_weekly_data_carry_television_and_little_more(shared_data):
    """Season, television and the competitor explain most; of four channels the return is anywhere within a wide range.

    Out of home has the largest spend, and the data rule out that a euro of it brings three.
    """
    series = robyn_series(shared_data)
    assert series.outcome.sum() == pytest.approx(379_005_697, abs=1)
    fit = preview_fit(series, seed=1)
    assert explained_share(fit.fitted) > 0.8
    is_wide = fit.findings["finding"] == "wide_interval"
    assert set(fit.findings[is_wide]["channel"]) == {"ooh", "print", "search", "facebook"}
    assert set(fit.findings["trust"]) == {"review"}
    _, low, high = interval(series, fit.curves)
    assert 3 < low[0] < high[0] < 10
    assert high[1] < 3


def test_meridians_national_data_carry_no_advice(shared_data):
    """Most of the revenue's movement is noise: no channel's return is known, and one needs an experiment at once."""
    series = meridian_series(shared_data)
    assert series.outcome.sum() == pytest.approx(1_318_718_006, abs=1)
    fit = preview_fit(series, seed=1)
    assert explained_share(fit.fitted) < 0.5
    wide = fit.findings[fit.findings["finding"] == "wide_interval"]
    assert set(wide["channel"]) == set(series.channels)
    assert "experiment" in set(wide["trust"])
    _, low, high = interval(series, fit.curves)
    assert (low < 0.5).all()
    assert (high > 1.5).all()
