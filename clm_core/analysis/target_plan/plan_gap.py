"""How far the target is covered by what is there, and what new MQLs would have to bring for the rest, and by when."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from clm_core.analysis.target_plan.plan_dates import last_day_for_volume, needed_share
from clm_core.analysis.target_plan.promise_effects import later_factor
from clm_core.analysis.target_plan.reverse_plan import ChainStage, whole_count
from clm_core.analysis.target_plan.target_base import RevenueSource, TargetBase
from clm_core.response_curves import Floats
from clm_core.targets import PromiseKind, TargetPlan

_BUSIEST = 1.5
"""Without a known capacity, so many times today's MQLs are taken for the most that can come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanGap:
    """Marketing's part of the target against what its leads bring; money expected in the period.

    ``needed_mqls_per_week`` is what must come from tomorrow until the period's end; NaN
    where no MQL of these days can win in time. ``volume_until`` is the last day from which on ``most_per_week`` MQLs a
    week still close the gap; None where volume can't close it any more. ``milestone_count`` of ``milestone_of`` MQLs
    must exist at the end of ``milestone_on``, so that deals close evenly over the period; ``milestone_there`` is to how
    many MQLs that corresponds which is there today (won, open, in the funnel), by the revenue it is expected to bring.
    """

    marketing_target: float
    from_standing: float
    from_new: float
    gap: float  # after both; below 0: more than enough
    needed_new_deals: float
    needed_mqls_per_week: float
    today_mqls_per_week: float
    most_per_week: float
    volume_until: date | None
    milestone_on: date
    milestone_count: int
    milestone_of: int
    milestone_there: int


def plan_gap(base: TargetBase, plan: TargetPlan, *, new_revenue: float, mqls: float) -> PlanGap:
    """The gap under a plan whose new MQLs bring ``new_revenue`` in the mean; ``mqls`` is the chain's exact number."""
    target = plan.target.revenue * plan.target.marketing_share
    standing = base.marketing_standing
    deals = max(target - standing, 0.0) / base.amount
    later = later_factor(base, plan)
    factor = 1.0 if later is None else float(later.mean())
    a_week = float((base.week_chances.mean(axis=0) * base.week_days / 7).sum()) * factor
    most, level = _most_per_week(base, plan), base.levels.get(PromiseKind.MQLS_PER_WEEK)
    # Told in the promise's own count, which may leave out MQLs that nobody can date.
    unit = 1.0 if level is None or not base.inflow.per_week else level.level / base.inflow.per_week
    last = last_day_for_volume(base.day_chances * factor, deals, most / 7)
    until = None if last is None else min(base.as_of + timedelta(days=last + 1), base.target.period.end_on)
    on = until or base.as_of
    share = needed_share(base.ways[ChainStage.MQL], base.target.period, [on])[0]
    return PlanGap(
        marketing_target=target,
        from_standing=standing,
        from_new=new_revenue,
        gap=target - standing - new_revenue,
        needed_new_deals=deals,
        needed_mqls_per_week=unit * deals / a_week if a_week > 0 else (0.0 if deals == 0 else float("nan")),
        today_mqls_per_week=unit * base.inflow.per_week,
        most_per_week=most,
        volume_until=until,
        milestone_on=on,
        milestone_count=whole_count(float(share) * mqls),
        milestone_of=whole_count(mqls),
        milestone_there=int(mqls * min(standing / target, 1.0)),
    )


def _most_per_week(base: TargetBase, plan: TargetPlan) -> float:
    promise = plan.promise(PromiseKind.CAPACITY)
    if promise is not None:
        return promise.level
    return _BUSIEST * base.inflow.per_week if base.capacity_today is None else base.capacity_today


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineCoverage:
    """Open deals' amount ÷ (target − won so far), and how much would be needed for a stated chance.

    ``needed_in_the_mean`` is ``required_coverage`` of what is expected: the share of open deals that is won in the
    period, and the share of what is left that comes from deals not open yet. Infinite where nothing is to be covered,
    or no coverage helps.
    """

    now: float
    needed: float
    needed_in_the_mean: float
    wanted_chance: float


def coverage_ratio(open_amount: float, target: float, won: float) -> float:
    """Open amount ÷ what is still to be won; infinite where nothing is."""
    left = target - won
    return open_amount / left if left > 0 else float("inf")


def required_coverage(win_rate: float, *, created_and_closed_share: float = 0.0) -> float:
    """The coverage with which open deals bring what is left in the mean: (1 − share from new deals) ÷ win rate."""
    return (1.0 - created_and_closed_share) / win_rate if win_rate > 0 else float("inf")


def pipeline_coverage(base: TargetBase, revenue: Floats, target: float, wanted_chance: float) -> PipelineCoverage:
    """The coverage now, and that at which the target is reached with this chance, all else as it is in ``revenue``.

    The pipeline is thought larger or smaller of the same kind: its revenue in each draw × a factor.
    """
    won = base.won_in_period
    now = coverage_ratio(base.pipeline_amount, target, won)
    of_open = base.standing[RevenueSource.OPEN_PIPELINE].revenue
    left = target - (revenue - of_open)
    factor = np.where(left <= 0, 0.0, np.divide(left, of_open, out=np.full(len(left), np.inf), where=of_open > 0))
    needed = float(np.quantile(factor, wanted_chance, method="higher")) * now
    open_revenue, rest = float(of_open.mean()), target - won
    elsewhere = float(revenue.mean()) - open_revenue - won
    in_the_mean = required_coverage(
        open_revenue / base.pipeline_amount if base.pipeline_amount > 0 else 0.0,
        created_and_closed_share=min(elsewhere / rest, 1.0) if rest > 0 else 1.0,
    )
    return PipelineCoverage(now=now, needed=needed, needed_in_the_mean=in_the_mean, wanted_chance=wanted_chance)
