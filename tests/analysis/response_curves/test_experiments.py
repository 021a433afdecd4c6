from dataclasses import replace

import numpy as np
import pytest

from clm_core.analysis.response_curves.curve_summary import todays_spend
from clm_core.analysis.response_curves.experiments import (
    OutcomeNoise,
    built_up_share,
    detectable_effect,
    experiments,
    outcome_noise,
)
from clm_core.analysis.response_curves.preview import preview_fit
from clm_core.response_columns import EXPERIMENTS
from tests.analysis.response_curves.bad_input import poor_series
from tests.analysis.response_curves.worlds import WorldOptions, simulated_world


def drifting(rng: np.random.Generator, size: tuple[int, int], carried: float) -> np.ndarray:
    values = rng.standard_normal(size)
    for period in range(1, size[1]):
        values[:, period] = carried * values[:, period - 1] + np.sqrt(1 - carried**2) * values[:, period]
    return values


@pytest.mark.parametrize(("carried", "periods"), [(0.0, 4), (0.0, 12), (0.4, 8), (0.7, 8)])
def test_power_and_level_are_kept_in_simulation(carried, periods):
    """Two stretches of noise with a lasting effect in the second: how often is it called an effect?"""
    noise = OutcomeNoise(spread=2.0, autocorrelation=carried, periods=100)
    effect = detectable_effect(noise, periods)
    rng = np.random.default_rng(1)
    before = 2.0 * drifting(rng, (20_000, 100), carried).mean(axis=1)
    during = 2.0 * drifting(rng, (20_000, periods), carried).mean(axis=1)
    found = effect / (1.644854 + 0.841621) * 1.644854
    assert ((during - before) > found).mean() == pytest.approx(0.05, abs=0.01)
    assert ((during + effect - before) > found).mean() == pytest.approx(0.80, abs=0.015)


def test_known_case():
    noise = OutcomeNoise(spread=10.0, autocorrelation=0.0, periods=100)
    assert detectable_effect(noise, 25) == pytest.approx(2.486475 * 10 * np.sqrt(1 / 25 + 1 / 100), abs=1e-5)


@pytest.mark.parametrize(("carry_over", "periods"), [(0.0, 4), (0.5, 4), (0.9, 8)])
def test_the_built_up_share_is_the_mean_adstock_of_a_lasting_change(carry_over, periods):
    carried, shares = 0.0, []
    for _ in range(periods):
        carried = (1 - carry_over) + carry_over * carried
        shares.append(carried)
    assert built_up_share(carry_over, periods) == pytest.approx(np.mean(shares))


def test_experiments_only_for_channels_that_do_not_carry():
    fit = preview_fit(poor_series()["poor channels"], seed=1, draws=100)
    rows = experiments(fit).set_index("channel")
    assert rows.reset_index().dtypes.astype(str).to_dict() == EXPERIMENTS
    assert {"channel_1", "channel_2"} <= set(rows.index)
    assert "channel_5" not in rows.index
    assert rows.loc["channel_1", "change_share"] == np.inf
    spending = todays_spend(fit.series)[1:]
    assert rows.loc["channel_1", "spend_change"] == pytest.approx(spending.mean() * rows.loc["channel_1", "periods"])
    assert rows.loc["channel_2", "change_share"] == -1
    assert rows.loc["channel_2", "spend_change"] == -5_000 * rows.loc["channel_2", "periods"]


def test_a_smaller_return_takes_longer_and_then_more_money():
    fit = preview_fit(poor_series()["poor channels"], seed=1, draws=100)
    plans = [
        experiments(fit, return_that_matters=np.full(6, matters)).set_index("channel").loc["channel_2"]
        for matters in (5.0, 0.8, 0.3, 1e-6)
    ]
    assert plans[0].periods == 4
    assert plans[1].periods > 4
    assert plans[1].change_share == -1
    assert plans[2].change_share == 3
    assert plans[2].detectable_return <= 0.3
    assert (plans[3].periods, plans[3].change_share) == (26, 3)
    assert plans[3].detectable_return > 1e-6


def test_the_noise_of_a_world_is_found_again():
    world = simulated_world(12, WorldOptions(noise_share=0.03))
    fit = preview_fit(world.series, seed=1)
    noise = outcome_noise(fit, 0)
    assert noise.spread == pytest.approx(3_000, rel=0.25)
    assert noise.autocorrelation < 0.3


def test_too_short_a_series_is_judged_by_its_own_ups_and_downs():
    series = poor_series()["eight weeks"]
    noise = outcome_noise(preview_fit(series, seed=1, draws=20), 0)
    assert noise.spread >= series.outcome.std()


def test_counts_that_were_always_zero_vary_by_chance_and_money_that_was_is_unknown():
    fit = preview_fit(poor_series()["no outcome, credited"], seed=1, draws=20)
    periods = len(fit.series.starts_on)
    # None in all these periods: one more would have been one, and the square root of a mean count is its spread.
    assert outcome_noise(fit, 0).spread == pytest.approx(periods**-0.5)
    counted = experiments(fit).set_index("channel")
    detected = detectable_effect(outcome_noise(fit, 0), int(counted.loc["channel_1", "periods"]))
    moved = abs(counted.loc["channel_1", "spend_change"]) / counted.loc["channel_1", "periods"]
    moved *= built_up_share(float(fit.curves.carry_over[:, 0].mean()), int(counted.loc["channel_1", "periods"]))
    assert counted.loc["channel_1", "detectable_return"] == pytest.approx(detected / moved)
    money = experiments(preview_fit(poor_series()["no outcome"], seed=1, draws=20))
    assert money.detectable_return.isna().all()


def test_months_last_as_many_months():
    series = replace(poor_series()["poor channels"], length="month")
    rows = experiments(preview_fit(series, seed=1, draws=20), return_that_matters=np.full(6, 1e-9))
    assert set(rows.periods) == {6}
