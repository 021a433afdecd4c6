"""What a decision changed: a case by hand, a slow loop, and worlds in which the effect is known."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.days import day_number
from clm_core.analysis.decision_effect import RULES, EffectRules, comparable_weeks, measured_effect
from clm_core.analysis.decision_rows import OutcomeRows, Ripening
from clm_core.analysis.decision_verdict import verdict_of
from clm_core.decisions import Decision, DecisionVerdict, Measure, MeasuredEffect
from tests.analysis.decision_worlds import FIRST_ON, START_ON, SimulatedLeads, decision, rows_of

NOW = Ripening(days=0, share=1.0)
START = day_number(START_ON)
WORLDS = 100
QUICK = EffectRules(draws=500)


def measured(asked: Decision, rows: OutcomeRows, *, first_on: date = FIRST_ON, ripe: Ripening = NOW,
             spend: OutcomeRows | None = None, rules: EffectRules = RULES) -> MeasuredEffect:  # fmt: skip
    found = measured_effect(asked, rows, spend or rows, ripe, first_on=first_on, rules=rules)
    assert found is not None
    return found


def weekly(before: float, after: float, *, weeks: int = 8, years_ago: int = 0) -> dict[int, float]:
    """So many on the first day of each week before and since."""
    first = START - 364 * years_ago
    return {first + 7 * week: before if week < 0 else after for week in range(-weeks, weeks)}


def test_a_case_by_hand_with_other_channels() -> None:
    """25 a week became 20 while the others halved: without the decision 12.5 were to be expected."""
    found = measured(decision(5.0), rows_of(weekly(25, 20), weekly(200, 100)), first_on=START_ON)
    assert (found.before, found.after, found.weeks, found.count) == (25, 20, 8, 360)
    assert found.without == pytest.approx(12.5, rel=0.01)
    assert found.change == pytest.approx(7.5, rel=0.02)
    assert (found.is_compared, found.is_season_corrected) == (True, False)
    # The delta method: ln A − ln B − ln Ca + ln Cb, the channel's own season and drift.
    error = np.sqrt(1 / 160 + 1 / 200 + 1 / 1600 + 1 / 800 + 0.12**2 + 0.06**2)
    effect = np.log(20 / 12.5)
    assert found.low == pytest.approx(20 * (1 - np.exp(-(effect - 1.645 * error))), abs=1.0)
    assert found.high == pytest.approx(20 * (1 - np.exp(-(effect + 1.645 * error))), abs=1.0)


def test_last_years_season_of_the_channel_alone() -> None:
    """The same weeks doubled a year ago: of 40 since, after 20 before, nothing is left but what shrinkage leaves."""
    own = weekly(200, 400) | weekly(200, 400, years_ago=1)
    found = measured(decision(5.0, channels=()), rows_of(own, {}))
    assert (found.is_compared, found.is_season_corrected) == (False, True)
    assert found.without == pytest.approx(400, rel=0.03)
    assert found.low < 0 < found.high


def test_a_pause_of_everything_is_found() -> None:
    found = measured(decision(-20.0), rows_of(weekly(25, 0), weekly(200, 200)), first_on=START_ON)
    assert (found.after, found.change) == (0, pytest.approx(-25, rel=0.02))
    assert found.high < -15


def test_without_anything_to_compare_with_the_interval_is_wide() -> None:
    alone = measured(decision(5.0), rows_of(weekly(100, 130), {}), first_on=START_ON)
    beside = measured(decision(5.0), rows_of(weekly(100, 130), weekly(900, 900)), first_on=START_ON)
    assert alone.low < 0 < beside.low
    assert not alone.is_compared
    assert not alone.is_season_corrected


def test_only_what_came_within_the_same_time_counts_and_is_filled_up() -> None:
    rows = rows_of(weekly(10, 20), weekly(100, 100))
    lag = np.where(np.arange(len(rows.day)) % 2 == 0, 5.0, 50.0)
    found = measured(decision(5.0), replace(rows, lag_days=lag), first_on=START_ON, ripe=Ripening(days=30, share=0.5))
    assert (found.before, found.after) == (10, 20)


def test_a_rate_and_a_cost_are_levels() -> None:
    rows = rows_of(weekly(40, 40), weekly(400, 400))
    days = rows.day
    became = np.where((days < START) == (np.arange(len(days)) % 4 == 0), 1.0, np.nan)
    rate = measured(
        decision(0.1, measure=Measure.MQL_TO_SQL_RATE),
        replace(rows, lag_days=np.where(rows.is_own, became, np.where(np.arange(len(days)) % 2, 1.0, np.nan))),
        first_on=START_ON,
        ripe=Ripening(days=30, share=1.0),
    )
    assert (rate.before, rate.after) == (pytest.approx(0.25), pytest.approx(0.75))
    assert rate.change == pytest.approx(0.5, abs=0.03)
    spend = replace(rows, amount=np.where(days < START, 50.0, 100.0) * rows.is_own + 30.0 * rows.is_other)
    cost = measured(decision(50.0, measure=Measure.COST_PER_LEAD), rows, spend=spend, first_on=START_ON)
    assert (cost.before, cost.after) == (pytest.approx(50), pytest.approx(100))
    assert cost.low > 0


def test_spend_stands_for_itself() -> None:
    spend = rows_of(weekly(10, 4), weekly(100, 10))
    found = measured(decision(-5.0, measure=Measure.SPEND), spend)
    assert (found.change, found.low, found.high) == (pytest.approx(-6), pytest.approx(-6), pytest.approx(-6))
    assert not found.is_compared
    assert not found.is_season_corrected


def test_too_few_are_not_measured() -> None:
    rows = rows_of({START: 4.0, START - 7: 5.0}, weekly(100, 100))
    assert measured_effect(decision(1.0), rows, rows, NOW, first_on=FIRST_ON) is None


def test_weeks_are_whole() -> None:
    assert [comparable_weeks(decision(1.0, weeks=weeks)) for weeks in (1, 8)] == [1, 8]
    shorter = replace(decision(1.0), check_on=date(2026, 5, 10))
    assert comparable_weeks(shorter) == 0


def slow_counts(rows: OutcomeRows, weeks: int) -> tuple[int, int, int, int]:
    """Own before, own since, others before, others since, one row after the other."""
    counts = [0, 0, 0, 0]
    for day, is_own in zip(rows.day, rows.is_own, strict=True):
        if -7 * weeks <= day - START < 0:
            counts[0 if is_own else 2] += 1
        elif 0 <= day - START < 7 * weeks:
            counts[1 if is_own else 3] += 1
    return counts[0], counts[1], counts[2], counts[3]


@pytest.mark.parametrize("seed", range(3))
def test_the_levels_are_those_of_a_slow_count(seed: int) -> None:
    rows = SimulatedLeads().rows(seed)
    found = measured(decision(5.0), rows, first_on=START_ON)
    before, after, others_before, others_after = slow_counts(rows, 8)
    assert (found.before, found.after) == (pytest.approx(before / 8), pytest.approx(after / 8))
    assert found.without == pytest.approx(before / 8 * others_after / others_before, rel=0.02)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    rows = SimulatedLeads(effect=1.4).rows(1)
    order = np.random.default_rng(seed).permutation(len(rows.day))
    names = ("day", "lag_days", "amount", "is_own", "is_other")
    shuffled = OutcomeRows(**{name: getattr(rows, name)[order] for name in names})
    asked = decision(10.0, low=4.0, high=16.0)
    assert measured(asked, shuffled) == measured(asked, rows)


def verdicts(world: SimulatedLeads, expected: Decision) -> dict[DecisionVerdict, float]:
    """The share of each verdict over many such worlds."""
    found = [
        verdict_of(expected.effect, measured(expected, world.rows(seed), rules=QUICK))[0] for seed in range(WORLDS)
    ]
    return {verdict: found.count(verdict) / WORLDS for verdict in DecisionVerdict}


@pytest.mark.parametrize("expected", [12.5, -10.0])
def test_where_nothing_changed_hardly_anything_comes_true(expected: float) -> None:
    low, high = sorted((0.6 * expected, 1.4 * expected))
    shares = verdicts(SimulatedLeads(), decision(expected, low=low, high=high))
    assert shares[DecisionVerdict.CAME_TRUE] <= 0.06
    assert shares[DecisionVerdict.DID_NOT] >= 0.3


@pytest.mark.parametrize(("effect", "power"), [(1.5, 0.8), (0.5, 0.95)])
def test_what_came_true_is_found(effect: float, power: float) -> None:
    """25 leads a week, eight weeks: half more is found in four cases of five, half less nearly always."""
    expected = 25 * (effect - 1)
    low, high = sorted((0.6 * expected, 1.4 * expected))
    shares = verdicts(SimulatedLeads(effect=effect), decision(expected, low=low, high=high))
    assert shares[DecisionVerdict.CAME_TRUE] >= power
    assert shares[DecisionVerdict.DID_NOT] <= 0.03


def test_the_interval_holds_no_effect_as_often_as_it_says() -> None:
    found = [measured(decision(5.0), SimulatedLeads().rows(seed), rules=QUICK) for seed in range(WORLDS)]
    assert 0.87 <= np.mean([one.low <= 0 <= one.high for one in found]) <= 1.0
