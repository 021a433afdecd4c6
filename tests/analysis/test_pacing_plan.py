"""What a plan means for each measure by hand, and who is next."""

from datetime import date, timedelta

import numpy as np
import pytest

from clm_core.analysis.pacing import CHAIN, pace
from clm_core.analysis.pacing_plan import PlanSource, StepKind, next_step, planned_totals
from clm_core.analysis.pacing_series import DailySeries
from clm_core.decisions import Measure
from clm_core.records import Team
from clm_core.selection import Period
from clm_core.targets import Promise, PromiseKind, Target, TargetPlan

FIRST_ON = date(2025, 1, 1)
A_DAY = {Measure.LEADS: 50.0, Measure.MQLS: 10.0, Measure.SQLS: 4.0, Measure.WON_DEALS: 1.0, Measure.REVENUE: 1.0}
PERIOD = Period(start_on=FIRST_ON + timedelta(days=400), end_on=FIRST_ON + timedelta(days=469))
"""Ten weeks that begin with the data's end."""


def series(**a_day: float) -> dict[Measure, DailySeries]:
    rates = A_DAY | {Measure(name): rate for name, rate in a_day.items()}
    found = {one: DailySeries(first_on=FIRST_ON, values=np.full(400, rates[one])) for one in CHAIN}
    amounts = np.array([900.0, 1_100.0])
    money = np.full(400, 1_000.0 * rates[Measure.REVENUE])
    found[Measure.REVENUE] = DailySeries(
        first_on=FIRST_ON, values=found[Measure.REVENUE].values, day_amounts=money, amounts=amounts
    )
    return found


def plan(revenue: float, mqls_per_week: float | None = None, deal_amount: float | None = None) -> TargetPlan:
    promises = () if mqls_per_week is None else (Promise(kind=PromiseKind.MQLS_PER_WEEK, level=mqls_per_week),)
    return TargetPlan(target=Target(period=PERIOD, revenue=revenue, deal_amount=deal_amount), promises=promises)


def test_each_measure_in_its_usual_proportion() -> None:
    found = {one.measure: one for one in planned_totals(plan(70_000.0), series())}
    assert [one.total for one in found.values()] == pytest.approx([3_500, 700, 280, 70, 70_000])
    assert list(found) == list(CHAIN)
    assert found[Measure.WON_DEALS].source is PlanSource.AMOUNT
    typed = {one.measure: one.total for one in planned_totals(plan(70_000.0, deal_amount=500.0), series())}
    assert typed[Measure.WON_DEALS] == pytest.approx(140)


def test_promised_mqls_are_the_plan_and_leads_go_with_them() -> None:
    found = {one.measure: one for one in planned_totals(plan(70_000.0, mqls_per_week=35), series())}
    mqls = found[Measure.MQLS]
    assert (mqls.total, mqls.needed, mqls.source) == (350.0, pytest.approx(700), PlanSource.PROMISE)
    assert (found[Measure.LEADS].total, found[Measure.LEADS].needed) == (pytest.approx(1_750), pytest.approx(3_500))
    assert found[Measure.SQLS].total == pytest.approx(280), "what the target needs, whatever was promised"


def test_without_won_deals_only_what_was_said_is_planned() -> None:
    nothing = series(won_deals=0.0, revenue=0.0)
    nothing[Measure.REVENUE] = DailySeries(first_on=FIRST_ON, values=np.zeros(400), amounts=np.empty(0))
    found = planned_totals(plan(70_000.0, mqls_per_week=35), nothing)
    assert [(one.measure, one.total) for one in found] == [(Measure.MQLS, 350.0), (Measure.REVENUE, 70_000.0)]


@pytest.mark.parametrize(
    ("revenue", "promised", "a_day", "step"),
    [
        (60_000, 60, {}, None),
        (70_000, 90, {}, (StepKind.MORE_LEADS, Team.MARKETING, Measure.LEADS)),
        (90_000, 90, {"mqls": 14, "leads": 70, "sqls": 3}, (StepKind.FOLLOW_UP, Team.SALES, Measure.SQLS)),
        (90_000, 35, {}, (StepKind.RENEGOTIATE, Team.BOTH, Measure.SQLS)),
    ],
)
def test_who_is_next(revenue: float, promised: float, a_day: dict[str, float], step: object) -> None:
    """Seventy MQLs a week are usual: promising ninety is marketing's to deliver, promising thirty-five too little."""
    usual, now = planned_totals(plan(revenue, promised), series()), series(**a_day)
    paces = [pace(one.measure, now[one.measure], PERIOD, one.total, seed=1) for one in usual]
    found = next_step(paces, usual)
    assert (None if found is None else (found.kind, found.team, found.measure)) == step
