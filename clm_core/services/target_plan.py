"""The target plan: a proposal from the data, the funnel that a target needs, and its chance under promises.

``prepared_target`` is costly (about a second) and kept by whoever asks often; ``target_answer`` answers a slider.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from clm_core.analysis.days import day_number
from clm_core.analysis.deal_lives import DealLives, deal_lives
from clm_core.analysis.selected import selected_contacts, selected_deals
from clm_core.analysis.target_plan.first_contact_effect import FirstContactEffect, first_contact_effect
from clm_core.analysis.target_plan.funnel_rates import FunnelRates, funnel_rates, rate_rows
from clm_core.analysis.target_plan.plan_gap import PlanGap
from clm_core.analysis.target_plan.plan_people import PlanPeople, plan_people
from clm_core.analysis.target_plan.promise_effects import EffectKind, effect_kinds
from clm_core.analysis.target_plan.reverse_plan import ChainStage, group_shares
from clm_core.analysis.target_plan.target_base import RevenueSource, TargetBase, target_base
from clm_core.analysis.target_plan.target_chance import TargetChance
from clm_core.columns import SnapshotTable
from clm_core.errors import ClmError
from clm_core.scoring_model import LeadOutcome
from clm_core.selection import Comparison, Period, SegmentField, Selection, months_on
from clm_core.services.data import data_version, loop_data, require_days, settings
from clm_core.services.handover_policy import handover_policy
from clm_core.services.lead_verdicts import verdicts_version
from clm_core.services.promises import MeasuredLevel, measured_promises
from clm_core.services.sales_feedback import feedback_handovers, follow_up_view
from clm_core.services.snapshots import Snapshot, fresh_snapshot
from clm_core.services.target_answer import PreparedTarget, TargetAnswer, promise_steps, target_answer
from clm_core.store.snapshots import read_table
from clm_core.store.workspaces import Store
from clm_core.targets import PromiseKind, Target, TargetPlan
from clm_core.texts import Language

__all__ = [
    "ChainStage",
    "EffectKind",
    "PlanGap",
    "PreparedTarget",
    "RevenueSource",
    "TargetAnswer",
    "TargetChance",
    "base_today",
    "coming_period",
    "prepared_target",
    "promise_steps",
    "proposed_plan",
    "target_answer",
]

_SEED = 20_240_101
_KEPT_EFFECTS = 4
PROPOSED_GROWTH = 0.10
"""A proposed target lies so much above the last comparable period."""
_SHORT_WAY_DAYS = 45


def coming_period(as_of: date) -> Period:
    """The calendar quarter in which the next day lies; the next one where less than half of it is left."""
    day = as_of + timedelta(days=1)
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    following = months_on(first, 3)
    if (following - day).days < (following - first).days / 2:
        first, following = following, months_on(following, 3)
    return Period(start_on=first, end_on=following - timedelta(days=1))


def _proposed_period(people: PlanPeople, as_of: date) -> Period:
    """The coming quarter; where an MQL takes so long to be won that promises come too late for it, six months."""
    origin = people.origin[people.is_won & people.of_mql]
    ways = people.decided[people.is_won & people.of_mql] - people.mql[origin]
    if not len(ways) or float(np.median(ways)) <= _SHORT_WAY_DAYS:
        return coming_period(as_of)
    tomorrow = as_of + timedelta(days=1)
    first = tomorrow if tomorrow.day == 1 else months_on(tomorrow, 1)
    return Period(start_on=first, end_on=months_on(first, 6) - timedelta(days=1))


def proposed_plan(store: Store, selection: Selection, period: Period | None = None) -> TargetPlan:
    """A plan to begin with: the revenue of the same days a year ago + 10 %, and every promise at today's level.

    Without data of a year ago, the revenue of equally many days up to today. Raises ClmError in an empty workspace and
    where nothing was ever won.
    """
    as_of = require_days(store)[1]
    people = _people(store, selection, None)
    wanted = period or _proposed_period(people, as_of)
    for before in (wanted.year_before(), _days_up_to(as_of, wanted.day_count)):
        won, of_mql = _won_in(people, before)
        if won > 0 and day_number(before.start_on) >= people.first_day - 31:
            break
    else:
        won, of_mql = (
            float(people.amount[people.is_won].sum()),
            float(people.amount[people.is_won & people.of_mql].sum()),
        )
    if won <= 0:
        raise ClmError("target_plan.no_history")
    revenue = round(won * (1 + PROPOSED_GROWTH), -4) or won
    share = round(of_mql / won, 2)
    measured = measured_promises(store)
    capacity = _capacity(store)
    return TargetPlan(
        target=Target(period=wanted, revenue=revenue, marketing_share=share if share > 0 else 1.0),
        promises=tuple(_with_capacity(one, capacity).promise for one in measured),
    )


def _days_up_to(as_of: date, count: int) -> Period:
    return Period(start_on=as_of - timedelta(days=count - 1), end_on=as_of)


def _won_in(people: PlanPeople, period: Period) -> tuple[float, float]:
    """Revenue won in a period, and that of deals that came from MQLs."""
    inside = (
        people.is_won & (people.decided >= day_number(period.start_on)) & (people.decided <= day_number(period.end_on))
    )
    return float(people.amount[inside].sum()), float(people.amount[inside & people.of_mql].sum())


def prepared_target(
    store: Store,
    selection: Selection,
    target: Target,
    *,
    segment: SegmentField | None = None,
    state: tuple[int, ...] = (),
) -> PreparedTarget:
    """The base of a target for the selection's people and deals, whatever its period.

    ``state`` is part of a cache key (``sales_feedback.feedback_state``). Raises ClmError in an empty workspace, for a
    period that is over, without won deals, and for a stage that nobody reached.
    """
    people = _people(store, selection, segment)
    rates, measured = _rates(store, selection, target, people), _todays_levels(store)
    contact = _contact_effect(store, selection, rates)
    base = _base(store, rates, target, measured, contact)
    return PreparedTarget(
        base=base,
        measured=measured,
        effects=effect_kinds(base),
        rates=rate_rows(rates, people.channel),
        channel_shares=group_shares(rates, people.channel),
        segment_shares=None if segment is None else group_shares(rates, people.segment),
        segment_field=segment,
        currency=settings(store).reporting_currency,
        data_version=data_version(store),
    )


def base_today(store: Store, plan: TargetPlan) -> tuple[TargetBase, TargetPlan]:
    """The base of a plan's target for the whole company, and the plan with each of its promises at today's level.

    Its answers are those of ``prepared_target`` for this plan, without what other levels would need (the effect of
    waiting, seconds). Raises ClmError as that does.
    """
    first, last = require_days(store)
    everybody = Selection(period=Period(start_on=first, end_on=last), comparison=Comparison.NONE)
    rates, measured = _rates(store, everybody, plan.target, _people(store, everybody, None)), _todays_levels(store)
    today = tuple(one.promise for one in measured if plan.promise(one.promise.kind) is not None)
    return _base(store, rates, plan.target, measured, None), replace(plan, promises=today)


def _rates(store: Store, selection: Selection, target: Target, people: PlanPeople) -> FunnelRates:
    traffic = loop_data(store).traffic
    return funnel_rates(people, traffic, _lives(store, selection), seed=_SEED, typed=target.rates)


def _todays_levels(store: Store) -> tuple[MeasuredLevel, ...]:
    capacity = _capacity(store)
    return tuple(_with_capacity(one, capacity) for one in measured_promises(store))


def _base(
    store: Store,
    rates: FunnelRates,
    target: Target,
    measured: tuple[MeasuredLevel, ...],
    contact: FirstContactEffect | None,
) -> TargetBase:
    return target_base(
        rates,
        target,
        as_of=require_days(store)[1],
        seed=_SEED,
        levels=tuple(one.promise for one in measured),
        capacity_today=_capacity(store),
        contact=contact,
    )


def _people(store: Store, selection: Selection, segment: SegmentField | None) -> PlanPeople:
    data = loop_data(store)
    contacts = selected_contacts(data.contacts, selection)
    return plan_people(
        contacts,
        selected_deals(data.deals, data.accounts, selection),
        read_table(fresh_snapshot(store), SnapshotTable.DEAL_CONTACTS),
        as_of=require_days(store)[1],
        zone=settings(store).reporting_zone,
        segments=None if segment is None else contacts[segment].fillna(""),
    )


def _lives(store: Store, selection: Selection) -> DealLives:
    data = loop_data(store)
    deals = selected_deals(data.deals, data.accounts, selection)
    return deal_lives(deals, as_of=require_days(store)[1], zone=settings(store).reporting_zone)


def _capacity(store: Store) -> float | None:
    """Leads that sales works a week by the hand-over policy; None where it names nobody."""
    return handover_policy(store, Language.EN).leads_per_week or None


def _with_capacity(measured: MeasuredLevel, capacity: float | None) -> MeasuredLevel:
    """Capacity is what sales can work, not what came to be worked: the policy's number where it is the higher one."""
    promise = measured.promise
    if promise.kind is not PromiseKind.CAPACITY or capacity is None:
        return measured
    return replace(measured, promise=replace(promise, level=capacity))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the measured effect of waiting depends on, and the store to read it from."""

    store: Store = field(compare=False)
    snapshot: Snapshot
    selection: Selection
    verdicts: int
    draws: int


def _contact_effect(store: Store, selection: Selection, rates: FunnelRates) -> FirstContactEffect | None:
    """The measured effect of waiting on opportunities, from all days of the selection's people."""
    first, last = require_days(store)
    return _measured_effect(
        _Asked(
            store=store,
            snapshot=fresh_snapshot(store),
            selection=selection.in_period(Period(start_on=first, end_on=last)),
            verdicts=verdicts_version(store),
            draws=len(rates.others.rate_draws),
        )
    )


@lru_cache(maxsize=_KEPT_EFFECTS)
def _measured_effect(asked: _Asked) -> FirstContactEffect | None:
    found = follow_up_view(asked.store, asked.selection, LeadOutcome.OPPORTUNITY)
    if found.effect is None:
        return None
    rows = feedback_handovers(asked.store, asked.selection)
    hours: NDArray[np.float64] = rows.loc[rows["is_dated"], "hours_to_contact"].to_numpy(dtype=np.float64)
    share = found.converted / max(found.leads, 1)
    return first_contact_effect(hours, share, found.effect, draws=asked.draws, rng=np.random.default_rng(_SEED))
