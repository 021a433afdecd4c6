"""Progress towards an agreed target: pacing of each measure, promises kept by both sides, alerts, who is next.

Takes a plan (of an agreement, or a proposal): what was agreed counts, whatever the filters say.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from clm_core.analysis.pacing import Pace, PacingStatus, pace
from clm_core.analysis.pacing_measures import paced_series
from clm_core.analysis.pacing_outlook import Outlook, outlooks
from clm_core.analysis.pacing_plan import NextStep, PlannedTotal, PlanSource, StepKind, next_step, planned_totals
from clm_core.analysis.promises.alerts import MissedRun, missed_run
from clm_core.analysis.promises.misses import MissBasis, PromiseMiss, miss_base, promise_miss
from clm_core.analysis.promises.weeks import KeptShare, WeekStatus, kept_share, promise_weeks
from clm_core.decisions import Measure
from clm_core.errors import ClmError
from clm_core.records import Team
from clm_core.selection import Comparison, Period, Selection
from clm_core.services.data import loop_data, require_days, settings
from clm_core.services.promises import lead_event_rows, promise_handovers, promises_measured_on
from clm_core.services.target_plan import base_today, proposed_plan
from clm_core.store.workspaces import Store
from clm_core.targets import Promise, TargetPlan

__all__ = [
    "KeptShare",
    "MissBasis",
    "MissedRun",
    "NextStep",
    "Pace",
    "PacingStatus",
    "PlanSource",
    "PlannedTotal",
    "Progress",
    "PromiseMiss",
    "PromiseProgress",
    "StepKind",
    "WeekStatus",
    "progress_misses",
    "progress_view",
    "proposal",
]

_SEED = 20_240_101
SHOWN_WEEKS = 13
"""At least so many weeks of promises are shown; those before the period stand apart and do not count."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PromiseProgress:
    """One promise: its shown weeks (PROMISE_WEEKS), how often it was kept in the period, and in the weeks before it."""

    promise: Promise
    weeks: pd.DataFrame
    kept: KeptShare
    before: KeptShare
    run: MissedRun | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Progress:
    """Everything that the page shows but the time line and what misses go along with.

    ``paces`` are in the order of the chain, ``planned`` says where each plan comes from. ``weeks_from`` is the first
    Monday that counts for the period.
    """

    plan: TargetPlan
    as_of: date
    currency: str
    paces: tuple[Pace, ...]
    planned: tuple[PlannedTotal, ...]
    promises: tuple[PromiseProgress, ...]
    next_step: NextStep | None
    weeks_from: date

    def pace(self, measure: Measure) -> Pace:
        """How this measure does."""
        return next(one for one in self.paces if one.measure is measure)

    def of_team(self, team: Team) -> tuple[PromiseProgress, ...]:
        """This side's promises."""
        return tuple(one for one in self.promises if one.promise.team is team)

    def kept_of(self, team: Team) -> tuple[int, int]:
        """Of all weeks of this side's promises that can be judged: kept, and how many there are."""
        mine = self.of_team(team)
        return sum(one.kept.kept_weeks for one in mine), sum(one.kept.weeks for one in mine)


def progress_view(store: Store, plan: TargetPlan, state: tuple[int, ...] = ()) -> Progress:
    """How the plan does by the last day of the data. Raises ClmError in an empty workspace.

    ``state`` is part of a cache key (``sales_feedback.feedback_state``): verdicts on record count.
    """
    as_of, data, facts = require_days(store)[1], loop_data(store), promises_measured_on(store)
    series = paced_series(data.contacts, data.deals, facts, first_on=recorded_from(store))
    planned, ahead = planned_totals(plan, series), _outlooks(store, plan)
    paces = tuple(
        pace(
            one.measure,
            series[one.measure],
            plan.target.period,
            one.total,
            seed=_SEED,
            outlook=ahead.get(one.measure),
        )
        for one in planned
    )
    promises = tuple(_promise_progress(store, plan, one) for one in plan.promises)
    return Progress(
        plan=plan,
        as_of=as_of,
        currency=settings(store).reporting_currency,
        paces=paces,
        planned=planned,
        promises=promises,
        next_step=next_step(paces, planned),
        weeks_from=_first_monday(plan.target.period),
    )


def _outlooks(store: Store, plan: TargetPlan) -> dict[Measure, Outlook]:
    """Won deals and revenue as Targets expects them with every promise at today's level.

    Empty where it expects nothing: a period that is over, nothing won yet, a stage that nobody reached.
    """
    if plan.target.period.end_on <= require_days(store)[1]:
        return {}
    try:
        return outlooks(*base_today(store, plan))
    except ClmError:
        return {}


def progress_misses(
    store: Store,
    plan: TargetPlan,
    state: tuple[int, ...] = (),
    *,
    on_progress: Callable[[float], None] = lambda _share: None,
) -> tuple[PromiseMiss, ...]:
    """What the missed weeks shown of each promise go along with; takes seconds, a part a promise."""
    facts = promises_measured_on(store)
    contacts = loop_data(store).contacts
    base = miss_base(facts, promise_handovers(store), contacts, lead_event_rows(store))
    found = []
    for number, one in enumerate(plan.promises):
        on_progress(number / len(plan.promises))
        found.append(promise_miss(base, one, promise_weeks(facts, one, _shown(store, plan.target.period))))
    return tuple(found)


def proposal(store: Store) -> TargetPlan:
    """A plan to look at where nothing is agreed yet: the coming quarter, every promise at today's level."""
    first, last = require_days(store)
    return proposed_plan(store, Selection(period=Period(start_on=first, end_on=last), comparison=Comparison.NONE))


def _promise_progress(store: Store, plan: TargetPlan, promise: Promise) -> PromiseProgress:
    facts, period = promises_measured_on(store), plan.target.period
    weeks = promise_weeks(facts, promise, _shown(store, period))
    is_in = weeks["week"] >= pd.Timestamp(_first_monday(period))
    return PromiseProgress(
        promise=promise,
        weeks=weeks,
        kept=kept_share(facts, promise, weeks[is_in]),
        before=kept_share(facts, promise, weeks[~is_in]),
        run=missed_run(promise, weeks),
    )


def _shown(store: Store, period: Period) -> Period:
    """The period so far, and further back where it has fewer than SHOWN_WEEKS weeks."""
    end = min(require_days(store)[1], period.end_on)
    earliest = end - timedelta(days=end.weekday() + 7 * (SHOWN_WEEKS - 1))
    return Period(start_on=min(period.start_on, earliest), end_on=end)


def _first_monday(period: Period) -> date:
    """The first week of a period is that with its first Thursday, as the first week of a year is."""
    start = period.start_on
    monday = start - timedelta(days=start.weekday())
    return monday if start.weekday() <= 3 else monday + timedelta(days=7)


def recorded_from(store: Store) -> date:
    """Since when records are whole: not before spend was recorded, for before only who bought is often on record."""
    first, last = require_days(store)
    spend = loop_data(store).spend["day"]
    begun = spend.min().date() if len(spend) else first
    return max(first, begun) if begun < last else first
