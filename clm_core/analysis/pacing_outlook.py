"""How revenue and won deals end by the target's own simulation, and when in the period they are to be expected.

What Progress says of them is what Targets says of the same plan. The course is that of closing days, week by week.
"""

from dataclasses import dataclass

import numpy as np

from clm_core.analysis.intervals import Floats
from clm_core.analysis.target_plan.closing_chances import Horizon, coming_chances
from clm_core.analysis.target_plan.open_pipeline import open_pipeline
from clm_core.analysis.target_plan.reverse_plan import ChainStage
from clm_core.analysis.target_plan.standing_revenue import waiting_wins
from clm_core.analysis.target_plan.target_base import RevenueSource, TargetBase, chances_ahead
from clm_core.analysis.target_plan.target_chance import chance_sources, deal_draws, target_chance
from clm_core.decisions import Measure
from clm_core.targets import TargetPlan

_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outlook:
    """``expected`` and ``draws`` are the whole period's end. ``course`` is the share of what is still to come that is
    expected by the end of each coming day of the period, up to 1. ``events`` says how uneven it comes: as so many deals
    of equal worth.
    """

    expected: float
    draws: Floats
    course: Floats
    events: float


def outlooks(base: TargetBase, plan: TargetPlan) -> dict[Measure, Outlook]:
    """Won deals and revenue of the plan's period. Raises ClmError for a plan of another base."""
    found = target_chance(base, plan)
    rows = chance_sources(base, found).set_index("source")
    by_source = _courses(base)
    rows = rows.drop(RevenueSource.WON_SO_FAR.value)
    to_come, amounts = float(rows["deals"].sum()), base.rates.people.amount[base.rates.people.is_won]
    unevenness = len(amounts) * float(np.sum(amounts**2)) / max(float(amounts.sum()) ** 2, 1e-12)
    won = base.standing[RevenueSource.WON_SO_FAR].deals
    deals = [(float(rows["deals"][source]), course[0]) for source, course in by_source.items()]
    revenue = [(float(rows["revenue"][source]), course[1]) for source, course in by_source.items()]
    return {
        Measure.WON_DEALS: Outlook(
            expected=won + to_come, draws=deal_draws(base, found), course=_mixed(deals), events=to_come
        ),
        Measure.REVENUE: Outlook(
            expected=found.expected, draws=found.revenue, course=_mixed(revenue), events=to_come / max(unevenness, 1.0)
        ),
    }


def _mixed(parts: list[tuple[float, Floats]]) -> Floats:
    """The course of all sources together; a straight one where nothing is to come."""
    total = sum(weight for weight, _ in parts)
    days = len(parts[0][1])
    if total <= 0:
        return np.arange(1, days + 1) / days
    mixed: Floats = np.sum([weight * course for weight, course in parts], axis=0) / total
    mixed[-1] = 1.0
    return mixed


def _courses(base: TargetBase) -> dict[RevenueSource, tuple[Floats, Floats]]:
    """Of each source: the share of its deals, and of its revenue, by the end of each coming day of the period.

    By the chances to be won by the end of each week, in between in a straight line.
    """
    period = base.target.period
    first, last = max((period.start_on - base.as_of).days - 1, 0), (period.end_on - base.as_of).days
    ends = np.append(np.arange(first + _WEEK, last, _WEEK), last)
    known = [_won_by(base, Horizon(first_left=first, last_left=int(end), inner=1)) for end in ends]
    days, places = np.arange(first + 1, last + 1), np.append(first, ends)

    def course(source: RevenueSource, number: int) -> Floats:
        by_week = np.maximum.accumulate([0.0, *(week[source][number] for week in known)])
        whole = by_week[-1] if by_week[-1] > 0 else 1.0
        shares: Floats = np.interp(days, places, by_week / whole)
        return shares

    return {source: (course(source, 0), course(source, 1)) for source in known[-1]}


def _won_by(base: TargetBase, horizon: Horizon) -> dict[RevenueSource, tuple[float, float]]:
    """Of each source but what is won: expected deals up to the horizon's end, and revenue in any unit of its own."""
    rates, people = base.rates, base.rates.people
    ahead = chances_ahead(rates, horizon)
    pipeline = open_pipeline(rates, horizon)
    chances = pipeline.chances.mean(axis=0)
    others = coming_chances(rates.closing, people.deal_keys[~people.of_mql], rates.others, horizon)
    waiting, new = float(waiting_wins(rates, ahead)[0]), float(ahead[ChainStage.MQL][0, 1:].sum())
    other = float(others[0, 1:].sum())
    return {
        RevenueSource.OPEN_PIPELINE: (float(chances.sum()), float((chances * pipeline.amount).sum())),
        RevenueSource.IN_FUNNEL: (waiting, waiting),
        RevenueSource.NEW_MQLS: (new, new),
        RevenueSource.OTHER_NEW: (other, other),
    }
