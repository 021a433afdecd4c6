"""The gap, what volume can still do about it, and pipeline coverage with the reference's numbers."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from clm_core.analysis.target_plan.plan_gap import coverage_ratio, pipeline_coverage, plan_gap, required_coverage
from clm_core.analysis.target_plan.target_chance import target_chance
from clm_core.selection import Period
from clm_core.targets import Promise, PromiseKind, TargetPlan
from tests.analysis.target_plan.plan_worlds import AS_OF, PERIOD, base_of, people, sure_rates


def test_the_references_coverage() -> None:
    """3.0 M open ÷ (2.0 M − 0.5 M) = 2.0; with 30 % created and closed inside and 20 % won, 3.5 are needed."""
    assert coverage_ratio(3.0e6, 2.0e6, 0.5e6) == 2.0
    assert required_coverage(0.2, created_and_closed_share=0.3) == pytest.approx(3.5)
    assert coverage_ratio(1.0, 2.0, 2.0) == float("inf")
    assert required_coverage(0.0) == float("inf")


def test_the_needed_coverage_reaches_the_wanted_chance() -> None:
    base = base_of(sure_rates(people(open_amounts=(1000.0,) * 40)))
    found = target_chance(base, TargetPlan(target=base.target))
    goal = 14_000.0
    coverage = pipeline_coverage(base, found.revenue, goal, 0.8)
    factor = coverage.needed / coverage.now
    of_open = base.standing[next(one for one in base.standing if one.value == "open_pipeline")].revenue
    reached = float((found.revenue + (factor - 1) * of_open >= goal - 1e-6).mean())
    less = float((found.revenue + (0.98 * factor - 1) * of_open >= goal).mean())
    assert reached >= 0.8
    assert less < 0.8 + 0.02
    assert coverage.now == pytest.approx(40_000 / goal)
    mean = coverage.needed_in_the_mean / coverage.now
    assert found.expected + (mean - 1) * of_open.mean() == pytest.approx(goal)


def test_without_open_deals_no_coverage_helps() -> None:
    base = base_of(sure_rates())
    found = target_chance(base, TargetPlan(target=base.target))
    assert pipeline_coverage(base, found.revenue, 1e9, 0.8).needed != 0.0


def _gap(revenue: float, *promises: Promise, capacity: float | None = None):  # type: ignore[no-untyped-def]
    base = base_of(sure_rates(), capacity=capacity)
    plan = TargetPlan(target=replace(base.target, revenue=revenue), promises=promises)
    found = target_chance(base, plan)
    return base, found, plan_gap(base, plan, new_revenue=float(found.new_revenue.mean()), mqls=428.571429)


def test_the_mqls_that_a_gap_needs_close_it() -> None:
    base, _, gap = _gap(20_000.0)
    promised = Promise(kind=PromiseKind.MQLS_PER_WEEK, level=gap.needed_mqls_per_week)
    plan = TargetPlan(target=replace(base.target, revenue=20_000.0), promises=(promised,))
    found = target_chance(base, plan)
    assert found.mqls.expected_wins.mean() == pytest.approx(20.0, rel=1e-6)
    assert gap.needed_new_deals == pytest.approx(20.0)


def test_after_the_last_day_for_volume_the_most_there_is_no_longer_closes_the_gap() -> None:
    base, _, gap = _gap(8_000.0, capacity=20.0)
    assert gap.volume_until is not None
    start = (gap.volume_until - AS_OF).days - 1
    bringing = 20.0 / 7 * np.cumsum(base.day_chances[::-1])[::-1]
    assert bringing[start] >= 8.0
    assert bringing[start + 1] < 8.0
    assert gap.milestone_on == gap.volume_until
    assert gap.milestone_of == 429
    # Fifteen days of way, closes spread evenly over ninety-one days.
    closed = (gap.milestone_on + timedelta(days=15) - PERIOD.start_on).days + 1
    assert gap.milestone_count == int(np.ceil(428.571429 * closed / 91 - 1e-9))


def test_a_gap_that_no_volume_closes_is_none() -> None:
    assert _gap(1e6, capacity=20.0)[2].volume_until is None


def test_a_covered_target_needs_nothing_and_volume_has_all_the_time() -> None:
    who = people()
    won = replace(who, decided=np.where(who.is_won, who.today - 10.0, np.nan))
    begun = Period(start_on=AS_OF.replace(month=1, day=1), end_on=AS_OF.replace(month=12))
    base = base_of(sure_rates(won), 5_000.0, period=begun)
    gap = plan_gap(base, TargetPlan(target=base.target), new_revenue=0.0, mqls=100.0)
    assert (gap.needed_new_deals, gap.needed_mqls_per_week) == (0.0, 0.0)
    assert gap.gap == -5_000.0
    assert gap.volume_until == begun.end_on
    assert gap.milestone_there == 100


def test_a_period_too_short_for_any_new_mql_says_so() -> None:
    short = Period(start_on=PERIOD.start_on, end_on=PERIOD.start_on + timedelta(days=9))
    base = base_of(sure_rates(), period=short)
    gap = plan_gap(base, TargetPlan(target=base.target), new_revenue=0.0, mqls=100.0)
    assert np.isnan(gap.needed_mqls_per_week)
    assert gap.volume_until is None
