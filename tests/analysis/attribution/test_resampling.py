"""Intervals of credit: every resample is what the model gives for the drawn journeys, and intervals cover the truth."""

from dataclasses import replace

import numpy as np
import pytest

from clm_core.analysis.attribution import resampling
from clm_core.analysis.attribution.journeys import Journeys
from clm_core.analysis.attribution.models import channel_credit, models_for
from clm_core.analysis.attribution.paths import journeys_of_paths
from clm_core.analysis.attribution.resampling import ResampleRule, _poisson, resampled_credit
from clm_core.selection import AttributionModel
from tests.analysis.attribution.journey_cases import path_frame
from tests.analysis.attribution.test_models import OWN, random_world

MARKOV = (AttributionModel.MARKOV_1, AttributionModel.MARKOV_2, AttributionModel.MARKOV_3)


def one_by_one(journeys: Journeys) -> Journeys:
    """The same world with every conversion a journey of its own, so that a draw is a whole number of them."""
    is_single = journeys.conversions <= 1
    return journeys.taken(is_single)


def test_a_resample_is_the_credit_of_the_journeys_that_were_drawn() -> None:
    journeys = one_by_one(random_world(11))
    rule = ResampleRule(resamples=6, resamples_at_once=6)
    found = resampled_credit(journeys, settings=OWN, rule=rule)
    random = np.random.default_rng([rule.seed, 0])
    converting = np.flatnonzero(journeys.conversions > 0)
    failing = np.flatnonzero(journeys.non_conversions > 0)
    converted = _poisson(random, np.ones(len(converting)), 6)
    failed = _poisson(random, journeys.non_conversions[failing], 6)
    for resample in range(6):
        conversions, values, losses = (np.zeros(len(journeys)) for _ in range(3))
        conversions[converting] = converted[:, resample]
        values[converting] = converted[:, resample] * journeys.values[converting]
        losses[failing] = failed[:, resample]
        drawn = replace(journeys, conversions=conversions, values=values, non_conversions=losses)
        for model in models_for(journeys, OWN):
            expected = channel_credit(drawn, model, OWN)
            tolerance = 2e-3 if model in MARKOV[1:] else 1e-4
            close = pytest.approx(expected, rel=tolerance, abs=tolerance * expected.max())
            assert found.credit[model][resample] == close, model


def test_the_same_seed_gives_the_same_intervals_whatever_the_blocks_of_journeys() -> None:
    journeys = random_world(3)
    first = resampled_credit(journeys, settings=OWN, rule=ResampleRule(resamples=40, resamples_at_once=10))
    again = resampled_credit(journeys, settings=OWN, rule=ResampleRule(resamples=40, resamples_at_once=10))
    other = resampled_credit(journeys, settings=OWN, rule=ResampleRule(resamples=40, seed=7))
    for model in first.credit:
        assert (first.credit[model] == again.credit[model]).all()
    assert (first.credit[AttributionModel.LINEAR] != other.credit[AttributionModel.LINEAR]).any()


def test_every_resample_sums_to_what_was_drawn_for_all_models() -> None:
    found = resampled_credit(random_world(8), settings=OWN, rule=ResampleRule(resamples=50))
    totals = found.credit[AttributionModel.LINEAR].sum(axis=1)
    for model, credit in found.credit.items():
        drawn_something = totals[:, 0] > 0
        assert credit.sum(axis=1)[drawn_something] == pytest.approx(totals[drawn_something], rel=1e-3), model


def test_groups_of_equal_journeys_vary_like_the_single_ones() -> None:
    grouped = journeys_of_paths(path_frame(("A > B", 5, 50, 20), ("B", 12, 24, 40), ("A", 3, 3, 30)))
    rows = [("A > B", 1, 10, 0)] * 5 + [("B", 1, 2, 0)] * 12 + [("A", 1, 1, 0)] * 3
    single = journeys_of_paths(path_frame(*rows, ("A > B", 0, 0, 20), ("B", 0, 0, 40), ("A", 0, 0, 30)))
    rule = ResampleRule(resamples=4_000)
    by_group, one_by_one_ = resampled_credit(grouped, rule=rule), resampled_credit(single, rule=rule)
    for model in (AttributionModel.LINEAR, AttributionModel.MARKOV_1):
        spread, spread_single = by_group.credit[model].std(axis=0), one_by_one_.credit[model].std(axis=0)
        assert spread == pytest.approx(spread_single, rel=0.06)


@pytest.mark.parametrize("model", [AttributionModel.LAST_TOUCH, AttributionModel.LINEAR, AttributionModel.MARKOV_1])
def test_intervals_cover_the_truth_about_as_often_as_they_say(model: AttributionModel) -> None:
    paths = ("A > B", "B", "A > C > B", "C", "A")
    rates = np.array([0.30, 0.10, 0.25, 0.05, 0.15])
    counts = np.array([120, 300, 90, 260, 200])
    truth = channel_credit(_world(paths, counts * rates, counts * (1 - rates)), model)[:, 0]
    random, covered = np.random.default_rng(4), []
    for _ in range(90):
        conversions, losses = random.poisson(counts * rates), random.poisson(counts * (1 - rates))
        found = resampled_credit(_world(paths, conversions, losses), [model], rule=ResampleRule(resamples=240))
        low, high = found.interval(model)
        covered += list((low[:, 0] <= truth) & (truth <= high[:, 0]))
    assert 0.90 <= np.mean(covered) <= 0.985


def _world(paths: tuple[str, ...], conversions: np.ndarray, losses: np.ndarray) -> Journeys:
    return journeys_of_paths(path_frame(*zip(paths, conversions, conversions * 10, losses, strict=True)))


def test_progress_is_told_up_to_the_end() -> None:
    told: list[float] = []
    rule = ResampleRule(resamples=30, resamples_at_once=10)
    resampled_credit(random_world(2), [AttributionModel.LINEAR], rule=rule, on_progress=told.append)
    assert told == pytest.approx([1 / 3, 2 / 3, 1.0])


def test_drawn_numbers_are_poisson() -> None:
    means = np.array([1.0, 2.0, 0.5, 30.0])
    drawn = _poisson(np.random.default_rng(1), means, 200_000)
    assert drawn.mean(axis=1) == pytest.approx(means, rel=0.01)
    assert drawn.var(axis=1) == pytest.approx(means, rel=0.02)


def test_whoever_hears_of_the_progress_may_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []
    draw = resampling._Block.draw
    monkeypatch.setattr(resampling._Block, "draw", lambda block, random: (drawn.append(1), draw(block, random)))

    def left(_share: float) -> None:
        raise TimeoutError

    rule = ResampleRule(resamples=2_000, resamples_at_once=1)
    with pytest.raises(TimeoutError):
        resampled_credit(random_world(2), [AttributionModel.LINEAR], rule=rule, on_progress=left)
    assert len(drawn) < 2_000
