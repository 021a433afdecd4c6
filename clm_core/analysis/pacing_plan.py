"""How much of each measure a plan means for its period, and from where that is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from clm_core.analysis.pacing import CHAIN, Pace, first_behind
from clm_core.analysis.pacing_series import YEAR_DAYS, DailySeries
from clm_core.decisions import Measure
from clm_core.records import Team
from clm_core.targets import PromiseKind, TargetPlan


class PlanSource(StrEnum):
    """From where the plan of a measure is known."""

    TARGET = "target"  # it is the target
    PROMISE = "promise"  # promised a week
    AMOUNT = "amount"  # the target by what a won deal is worth
    USUAL = "usual"  # as many as a won deal usually goes along with


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedTotal:
    """How much of a measure the plan means for the whole period; ``needed`` is what the target would usually need.

    They differ where less (or more) was promised than the target needs.
    """

    measure: Measure
    total: float
    source: PlanSource
    needed: float


def planned_totals(plan: TargetPlan, series: Mapping[Measure, DailySeries]) -> tuple[PlannedTotal, ...]:
    """The totals that are known, in the order of the chain.

    Revenue is the target; won deals are revenue ÷ what one is worth (the plan's amount, else the last year's mean);
    MQLs as promised a week; SQLs, and MQLs without a promise, in the last year's proportion to won deals, leads in that
    to MQLs. Without won deals in the last year only revenue and promised MQLs have a plan.
    """
    target = plan.target
    found = {Measure.REVENUE: _planned(Measure.REVENUE, target.revenue, PlanSource.TARGET)}
    amounts = series[Measure.REVENUE].amounts
    amount = target.deal_amount or (float(amounts.mean()) if amounts is not None and len(amounts) else 0.0)
    if amount > 0:
        won = target.revenue / amount
        found[Measure.WON_DEALS] = _planned(Measure.WON_DEALS, won, PlanSource.AMOUNT)
        usual = {one: float(series[one].values[-YEAR_DAYS:].sum()) for one in CHAIN}
        for one in (Measure.LEADS, Measure.MQLS, Measure.SQLS):
            if usual[Measure.WON_DEALS] > 0 and usual[one] > 0:
                total = won * usual[one] / usual[Measure.WON_DEALS]
                found[one] = _planned(one, total, PlanSource.USUAL)
    promised = plan.promise(PromiseKind.MQLS_PER_WEEK)
    if promised is not None and promised.level > 0:
        total = promised.level * target.period.day_count / 7
        before = found.get(Measure.MQLS)
        found[Measure.MQLS] = _planned(
            Measure.MQLS, total, PlanSource.PROMISE, None if before is None else before.total
        )
        if before is not None and Measure.LEADS in found:
            leads = found[Measure.LEADS].total
            found[Measure.LEADS] = _planned(Measure.LEADS, leads * total / before.total, PlanSource.USUAL, leads)
    return tuple(found[one] for one in CHAIN if one in found)


def _planned(measure: Measure, total: float, source: PlanSource, needed: float | None = None) -> PlannedTotal:
    return PlannedTotal(measure=measure, total=total, source=source, needed=total if needed is None else needed)


class StepKind(StrEnum):
    """What the next step is about."""

    MORE_LEADS = "more_leads"  # marketing: leads or MQLs are behind
    FOLLOW_UP = "follow_up"  # sales: MQLs come as promised, but too few become SQLs
    CLOSE = "close"  # sales: SQLs come, but too few deals are won
    RENEGOTIATE = "renegotiate"  # both: even if every promise is kept, the target needs more than was promised


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """By whom the next step is, and why: the first measure of the chain that is behind."""

    kind: StepKind
    team: Team
    measure: Measure


_STEPS = {
    Measure.LEADS: (StepKind.MORE_LEADS, Team.MARKETING),
    Measure.MQLS: (StepKind.MORE_LEADS, Team.MARKETING),
    Measure.SQLS: (StepKind.FOLLOW_UP, Team.SALES),
    Measure.WON_DEALS: (StepKind.CLOSE, Team.SALES),
    Measure.REVENUE: (StepKind.CLOSE, Team.SALES),
}
_ENOUGH = 0.95
"""Promises that give so much of what the target usually needs are not what is wrong."""


def next_step(paces: Sequence[Pace], planned: Sequence[PlannedTotal]) -> NextStep | None:
    """Who is next; None where nothing is behind.

    What follows in the chain cannot recover before the first that is behind. Where MQLs come as promised and what
    follows is behind, but fewer were promised than the target usually needs, the promises themselves are too small.
    """
    first = first_behind(paces)
    if first is None:
        return None
    kind, team = _STEPS[first.measure]
    promised = next((one for one in planned if one.measure is Measure.MQLS and one.source is PlanSource.PROMISE), None)
    if kind is not StepKind.MORE_LEADS and promised is not None and promised.total < _ENOUGH * promised.needed:
        kind, team = StepKind.RENEGOTIATE, Team.BOTH
    return NextStep(kind=kind, team=team, measure=first.measure)
