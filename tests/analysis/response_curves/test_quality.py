"""The quality fit as a whole: against integration on a grid, planted truth, experiments, bad and real data."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest

from clm_core.analysis.response_curves.baseline import baseline_design
from clm_core.analysis.response_curves.channel_returns import mean_returns
from clm_core.analysis.response_curves.posterior import joint_posterior
from clm_core.analysis.response_curves.posterior_effects import channel_data
from clm_core.analysis.response_curves.quality import quality_fit
from clm_core.analysis.response_curves.sampler import SamplingRule
from clm_core.errors import ClmError
from clm_core.response_curves import PeriodLength, ResponseOutcome, ResponseSeries, ReturnRange, Saturation
from tests.analysis.response_curves.public_series import robyn_series
from tests.analysis.response_curves.worlds import WorldOptions, credited_world, simulated_world

LOGISTIC = (Saturation.LOGISTIC,)
ROUGH = SamplingRule(warm_up=(20, 20, 30), most_draws=30)
QUICK = SamplingRule(warm_up=(30, 40, 60), smallest_ess=200, largest_r_hat=1.05)
TWO_CHANNELS = simulated_world(4, WorldOptions(channels=2, periods=80))


def toy() -> ResponseSeries:
    world = simulated_world(2, WorldOptions(channels=1, periods=40, media_share=0.5))
    return replace(world.series, length=PeriodLength.MONTH)


def integrated(series: ResponseSeries) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of logit carry-over, log scale, log effect and log noise by a grid's weights.

    A coarse grid finds where the posterior is, a finer one there is what counts.
    """
    model = joint_posterior(channel_data(series, Saturation.LOGISTIC), baseline_design(series))
    low, high = np.array([-9.0, -4.0, -4.0, -4.5]), np.array([4.0, 4.0, 1.0, -1.0])
    for _ in range(3):
        axes = [np.linspace(*ends, 24) for ends in zip(low, high, strict=True)]
        grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(1, -1, 4)
        density = np.concatenate([model.log_density(part)[0][0] for part in np.array_split(grid, 60, axis=1)])
        weights = np.exp(density - density.max())
        weights /= weights.sum()
        mean = weights @ grid[0]
        sd = np.sqrt(weights @ np.square(grid[0] - mean))
        reach = 6 * np.maximum(sd, (high - low) / 24)
        low, high = np.maximum(low, mean - reach), np.minimum(high, mean + reach)
    return mean, sd


def test_the_posterior_of_one_channel_is_that_of_integration():
    series = toy()
    mean, sd = integrated(series)
    fit = quality_fit(series, seed=1, shapes=LOGISTIC, rule=SamplingRule(smallest_ess=1000))
    curves = fit.curves
    data = channel_data(series, Saturation.LOGISTIC)
    rate = data.spend_unit[0, 0] / curves.scale[:, 0]
    effect = curves.ceiling[:, 0] / data.outcome_unit[0] * np.tanh(rate / 2)
    carry = curves.carry_over[:, 0]
    draws = np.column_stack([np.log(carry / (1 - carry)), -np.log(rate), np.log(effect)])
    error = sd[:3] / np.sqrt(1000)
    np.testing.assert_array_less(np.abs(draws.mean(axis=0) - mean[:3]), 5 * error)
    np.testing.assert_allclose(draws.std(axis=0), sd[:3], rtol=0.15)


@cache
def clear_worlds() -> tuple[np.ndarray, np.ndarray]:
    """Draws of the returns of twelve channels, and the planted ones: so little noise that returns can be told."""
    draws, planted = [], []
    for seed in (1, 2, 3):
        world = simulated_world(seed, WorldOptions(channels=4, noise_share=0.01))
        fit = quality_fit(world.series, seed=1, shapes=LOGISTIC, rule=QUICK)
        assert fit.smallest_ess >= 200
        assert fit.largest_r_hat < 1.05
        draws.append(mean_returns(world.series, fit.curves)[:1000])
        planted.append(world.returns)
    return np.hstack(draws), np.concatenate(planted)


@pytest.mark.parametrize(("factor", "is_recovered"), [(1, True), (1.5, False), (1 / 1.5, False)])
def test_planted_returns_are_recovered(factor, is_recovered):
    """At least nine of twelve in their 90 % intervals and half of the means within 15 %; false returns are not."""
    draws, planted = clear_worlds()
    truth = factor * planted
    low, high = np.quantile(draws, [0.05, 0.95], axis=0)
    is_inside = (low <= truth) & (truth <= high)
    error = np.abs(draws.mean(axis=0) / truth - 1)
    assert (is_inside.sum() >= 9) == is_recovered
    assert (np.median(error) < 0.15) == is_recovered


def test_planted_credited_returns_are_recovered():
    world = credited_world(1, WorldOptions(channels=3))
    fit = quality_fit(world.series, seed=1, shapes=LOGISTIC, rule=QUICK)
    returns = mean_returns(world.series, fit.curves)
    np.testing.assert_allclose(returns.mean(axis=0), world.returns, rtol=0.1)
    assert (fit.baseline == 0).all()


def test_shapes_are_mixed_by_their_weights():
    fit = quality_fit(TWO_CHANNELS.series, seed=3, rule=ROUGH)
    weights = dict(fit.shape_weights)
    assert sum(weights.values()) == pytest.approx(1)
    for shape, weight in weights.items():
        is_it = fit.curves.shape == list(Saturation).index(shape)
        assert is_it.mean() == pytest.approx(weight, abs=0.001)
        assert (is_it.all(axis=1) | ~is_it.any(axis=1)).all()
    assert (fit.curves.slope[fit.curves.shape == 1] == 1).all()


def test_an_experiment_moves_the_return_into_its_range():
    series = TWO_CHANNELS.series
    before = mean_returns(series, quality_fit(series, seed=1, shapes=LOGISTIC, rule=ROUGH).curves)[:, 0].mean()
    told = ReturnRange(channel="channel_1", low=1.9 * before, high=2.1 * before)
    fit = quality_fit(series, seed=1, shapes=LOGISTIC, ranges=[told], rule=QUICK)
    returns = mean_returns(series, fit.curves)[:, 0]
    assert 1.8 * before < returns.mean() < 2.1 * before
    assert ((told.low <= returns) & (returns <= told.high)).mean() > 0.5


def test_same_seed_same_curves():
    one, same = (quality_fit(TWO_CHANNELS.series, seed=7, rule=replace(ROUGH, most_draws=8)) for _ in range(2))
    np.testing.assert_array_equal(one.curves.ceiling, same.curves.ceiling)
    assert one.shape_weights == same.shape_weights
    other = quality_fit(TWO_CHANNELS.series, seed=8, rule=replace(ROUGH, most_draws=8))
    assert not np.array_equal(one.curves.ceiling, other.curves.ceiling)


def test_a_cap_that_is_reached_is_a_finding():
    fit = quality_fit(TWO_CHANNELS.series, seed=1, rule=replace(ROUGH, most_draws=8))
    assert not fit.is_stopped
    assert fit.smallest_ess < 400
    assert "not_converged" in set(fit.findings["finding"])


def test_stopped_during_the_second_shape_the_first_comes_back():
    asked = iter(range(10_000))
    fit = quality_fit(TWO_CHANNELS.series, seed=1, rule=ROUGH, is_stopped=lambda: next(asked) >= 130)
    assert fit.is_stopped
    assert fit.shape_weights == ((Saturation.LOGISTIC, 1.0),)
    assert "not_converged" in set(fit.findings["finding"])


def test_stopped_during_the_second_shape_a_converged_first_is_not_the_whole():
    """What was sampled suffices, what was asked for is not there: advice on it is to be reviewed."""
    easy = SamplingRule(warm_up=(20, 20, 30), smallest_ess=1, largest_r_hat=99, first_check=30)
    asked = iter(range(10_000))
    fit = quality_fit(TWO_CHANNELS.series, seed=1, rule=easy, is_stopped=lambda: next(asked) >= 130)
    assert fit.is_stopped
    finding = fit.findings[fit.findings["finding"] == "not_converged"].iloc[0]
    assert finding["value"] == 0


def test_stopped_at_once_it_says_so():
    with pytest.raises(ClmError) as refused:
        quality_fit(TWO_CHANNELS.series, seed=1, is_stopped=lambda: True)
    assert refused.value.key == "response_curves.stopped_early"


def test_progress_goes_through_all_shapes():
    seen: list[float] = []
    quality_fit(TWO_CHANNELS.series, seed=1, rule=ROUGH, on_progress=lambda share, ess, spread: seen.append(share))
    assert seen == sorted(seen)
    assert seen[0] < 0.01
    assert 0.5 < seen[-1] <= 1


def test_an_unknown_channel_is_refused():
    with pytest.raises(ClmError) as refused:
        quality_fit(TWO_CHANNELS.series, seed=1, ranges=[ReturnRange(channel="radio", low=1, high=2)])
    assert refused.value.values["known"] == "channel_1, channel_2"


def test_what_was_never_used_brings_nothing():
    spend = TWO_CHANNELS.series.spend.copy()
    spend[:, 0] = 0
    fit = quality_fit(replace(TWO_CHANNELS.series, spend=spend), seed=1, rule=ROUGH)
    assert (fit.curves.ceiling[:, 0] == 0).all()
    assert (fit.curves.ceiling[:, 1] > 0).all()
    assert "never_used" in set(fit.findings["finding"])


@pytest.mark.parametrize("is_credited", [False, True])
def test_an_outcome_that_is_always_zero_brings_nothing(is_credited):
    world = credited_world(1, WorldOptions(channels=2)) if is_credited else TWO_CHANNELS
    fit = quality_fit(replace(world.series, outcome=0 * world.series.outcome), seed=1)
    assert (fit.curves.ceiling == 0).all()
    assert "outcome_always_zero" in set(fit.findings["finding"])
    assert (fit.fitted["fitted"] == 0).all()


def test_a_credited_channel_without_outcome_leaves_the_others_alone():
    world = credited_world(2, WorldOptions(channels=2))
    outcome = world.series.outcome.copy()
    outcome[:, 0] = 0
    fit = quality_fit(replace(world.series, outcome=outcome), seed=1, shapes=LOGISTIC, rule=QUICK)
    assert (fit.curves.ceiling[:, 0] == 0).all()
    returned = mean_returns(world.series, fit.curves)[:, 1].mean()
    assert returned == pytest.approx(world.returns[1], rel=0.1)


def test_without_noise_and_with_spend_that_never_changes_it_ends():
    """Nothing can be learned, and nothing breaks: the findings say why."""
    weeks = tuple(date(2024, 1, 1) + timedelta(weeks=week) for week in range(30))
    series = ResponseSeries(
        starts_on=weeks,
        length=PeriodLength.WEEK,
        channels=("search",),
        spend=np.full((30, 1), 100.0),
        outcome=np.full((30, 1), 5.0),
        outcome_of=ResponseOutcome.LEADS,
    )
    fit = quality_fit(series, seed=1, shapes=LOGISTIC, rule=ROUGH)
    assert "always_the_same" in set(fit.findings["finding"])
    np.testing.assert_allclose(fit.fitted["fitted"], 5, rtol=0.01)


def test_robyns_weekly_data(shared_data):
    """Runs without hand-holding, explains most of the revenue, and claims no wonders."""
    series = robyn_series(shared_data)
    fit = quality_fit(series, seed=1, shapes=LOGISTIC, rule=replace(ROUGH, warm_up=(30, 40, 60)))
    seen = fit.fitted
    unexplained = (
        np.square(seen["outcome"] - seen["fitted"]).sum() / np.square(seen["outcome"] - seen["outcome"].mean()).sum()
    )
    assert unexplained < 0.15
    returns = mean_returns(series, fit.curves)
    assert np.quantile(returns, 0.95, axis=0)[1] < 5  # out of home spends most and brings little
