"""The outlook of won deals and revenue: Targets' own numbers, and a course that is that of shorter periods."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from clm_core.analysis.pacing import pace
from clm_core.analysis.pacing_outlook import outlooks
from clm_core.analysis.pacing_series import DailySeries
from clm_core.analysis.target_plan.target_base import TargetBase
from clm_core.analysis.target_plan.target_chance import target_chance
from clm_core.decisions import Measure
from clm_core.selection import Period
from clm_core.targets import TargetPlan
from tests.analysis.target_plan.plan_worlds import AS_OF, PERIOD, base_of, people, sure_rates

LATER = Period(start_on=AS_OF + timedelta(days=15), end_on=AS_OF + timedelta(days=74))
BOTH = (Measure.WON_DEALS, Measure.REVENUE)


def world(period: Period = PERIOD) -> TargetBase:
    """Twenty deals are open since today, each won on day 5 with .25; MQLs to come are won from day 16 on."""
    return base_of(sure_rates(people(won_amounts=(500.0, 1500.0) * 5, open_amounts=(3000.0,) * 20)), period=period)


def plan_of(base: TargetBase) -> TargetPlan:
    return TargetPlan(target=base.target)


def test_the_end_is_that_of_the_target() -> None:
    base = world()
    found, target = outlooks(base, plan_of(base)), target_chance(base, plan_of(base))
    assert found[Measure.REVENUE].expected == target.expected
    assert found[Measure.REVENUE].draws.tolist() == target.revenue.tolist()
    deals = found[Measure.WON_DEALS]
    assert deals.draws.mean() == pytest.approx(deals.expected, rel=0.02)
    assert found[Measure.REVENUE].events < deals.events == pytest.approx(deals.expected)


@pytest.mark.parametrize("measure", BOTH)
def test_the_course_follows_the_days_of_closing(measure: Measure) -> None:
    """Nothing but the open deals in the first two weeks: 5 of them, all by the end of the first; then the new ones."""
    base = world()
    course = outlooks(base, plan_of(base))[measure].course
    assert len(course) == PERIOD.day_count
    assert (np.diff(course, prepend=0.0) >= -1e-12).all()
    assert course[-1] == 1.0
    assert course[13] == pytest.approx(course[6]), "between day 5 and day 16 nothing closes"
    first = 5.0 if measure is Measure.WON_DEALS else 15_000.0
    assert course[6] == pytest.approx(first / outlooks(base, plan_of(base))[measure].expected, rel=0.05)


@pytest.mark.parametrize("weeks", [1, 3, 6, 10])
def test_the_course_of_a_week_is_the_end_of_a_shorter_period(weeks: int) -> None:
    """The oracle: the whole target anew, for a period that ends with the week."""
    base = world()
    cut = world(replace(PERIOD, end_on=PERIOD.start_on + timedelta(days=7 * weeks - 1)))
    whole, part = (outlooks(one, plan_of(one))[Measure.WON_DEALS] for one in (base, cut))
    assert whole.course[7 * weeks - 1] * whole.expected == pytest.approx(part.expected, rel=0.02)


def test_a_period_ahead_begins_with_its_own_first_day() -> None:
    base = world(LATER)
    found = outlooks(base, plan_of(base))[Measure.WON_DEALS]
    assert len(found.course) == LATER.day_count
    assert found.course[0] < 0.05, "the open deals close before it and do not count"


@pytest.mark.parametrize("measure", BOTH)
@pytest.mark.parametrize("period", [PERIOD, LATER])
def test_pacing_ends_where_the_target_does(measure: Measure, period: Period) -> None:
    base = world(period)
    outlook = outlooks(base, plan_of(base))[measure]
    series = DailySeries(first_on=AS_OF - timedelta(days=9), values=np.zeros(10))
    found = pace(measure, series, period, outlook.expected, seed=1, outlook=outlook)
    assert found.projected == pytest.approx(outlook.expected, rel=1e-12)
    assert found.projected_low == np.quantile(outlook.draws, 0.05)
    assert found.projected_high == np.quantile(outlook.draws, 0.95)
    assert found.chance == (outlook.draws >= outlook.expected).mean()
    curve = found.curve
    assert curve["projected"].to_numpy() == pytest.approx(outlook.course * outlook.expected)
    assert (curve["projected_low"] <= curve["projected_high"]).all()
    assert (curve["projected_low"].diff().dropna() >= -1e-9).all(), "what is won stays won"
    assert curve["projected_high"].iloc[-1] == found.projected_high


def test_what_is_won_already_is_where_the_projection_begins() -> None:
    """A period that began ten days ago with two deals of a thousand."""
    begun = Period(start_on=AS_OF - timedelta(days=9), end_on=PERIOD.end_on)
    base = world(begun)
    outlook = replace(outlooks(base, plan_of(base))[Measure.WON_DEALS], expected=30.0)
    series = DailySeries(first_on=begun.start_on, values=np.array([0.0, 2, 0, 0, 0, 0, 0, 0, 0, 0]))
    found = pace(Measure.WON_DEALS, series, begun, 40.0, seed=1, outlook=outlook)
    assert (found.actual, found.rest_days) == (2.0, PERIOD.day_count)
    assert found.usual_per_week == pytest.approx(28.0 * 7 / PERIOD.day_count)
    assert found.curve["projected"].iloc[9] == 2.0
    assert found.curve["projected"].iloc[16] == pytest.approx(2.0 + 28.0 * outlook.course[6])
