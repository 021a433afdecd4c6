"""The target plan: a proposal from the data, the funnel that a target needs, and its chance under promises.

``prepared_target`` is costly (about a second) and kept by whoever asks often; ``target_answer`` answers a slider.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.days import day_number
from clm_core.analysis.deal_lives import DealLives, deal_lives
from clm_core.analysis.selected import selected_contacts, selected_deals
from clm_core.analysis.target_plan.first_contact_effect import FirstContactEffect, first_contact_effect
from clm_core.analysis.target_plan.funnel_rates import FunnelRates, funnel_rates, rate_rows
from clm_core.analysis.target_plan.plan_dates import plan_dates
from clm_core.analysis.target_plan.plan_gap import PipelineCoverage, PlanGap, pipeline_coverage, plan_gap
from clm_core.analysis.target_plan.plan_people import PlanPeople, plan_people
from clm_core.analysis.target_plan.promise_effects import EffectKind, effect_kinds, quality_factor
from clm_core.analysis.target_plan.promise_worth import promise_worth
from clm_core.analysis.target_plan.reverse_plan import ChainStage, group_shares, needed_chain
from clm_core.analysis.target_plan.target_base import RevenueSource, TargetBase, target_base
from clm_core.analysis.target_plan.target_chance import (
    TargetChance,
    chance_histogram,
    chance_sources,
    target_chance,
)
from clm_core.columns import SnapshotTable
from clm_core.errors import ClmError
from clm_core.scoring_model import LeadOutcome
from clm_core.selection import Period, SegmentField, Selection
from clm_core.services.data import data_version, loop_data, require_days, settings
from clm_core.services.handover_policy import handover_policy
from clm_core.services.lead_verdicts import verdicts_version
from clm_core.services.promises import MeasuredLevel, measured_promises
from clm_core.services.sales_feedback import feedback_handovers, follow_up_view
from clm_core.services.snapshots import Snapshot, fresh_snapshot
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
    "coming_period",
    "months_on",
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
WANTED_CHANCE = 0.8
"""The chance for which the needed pipeline coverage is told."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PreparedTarget:
    """All that does not change while promises are moved; equal only to itself. Frames as in target_columns."""

    base: TargetBase
    measured: tuple[MeasuredLevel, ...]  # today's levels, with interval and n
    effects: dict[PromiseKind, EffectKind]
    rates: pd.DataFrame  # TARGET_RATES by channel, all together with an empty group
    channel_shares: pd.DataFrame  # stages × channels
    segment_shares: pd.DataFrame | None
    segment_field: SegmentField | None
    currency: str
    data_version: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TargetAnswer:
    """Everything that a plan's promises decide; frames as in target_columns."""

    plan: TargetPlan
    chance: TargetChance
    sources: pd.DataFrame  # TARGET_SOURCES
    histogram: pd.DataFrame  # TARGET_HISTOGRAM
    chain: pd.DataFrame  # TARGET_CHAIN, by channel
    dates: pd.DataFrame  # TARGET_DATES
    gap: PlanGap
    coverage: PipelineCoverage
    without_effect: tuple[PromiseKind, ...]  # promises that change nothing because the data show no effect


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


def months_on(day: date, months: int) -> date:
    """The first day of the month that comes so many months after a day's."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


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
    as_of = require_days(store)[1]
    people = _people(store, selection, segment)
    traffic = loop_data(store).traffic
    rates = funnel_rates(people, traffic, _lives(store, selection), seed=_SEED, typed=target.rates)
    measured, capacity = measured_promises(store), _capacity(store)
    measured = tuple(_with_capacity(one, capacity) for one in measured)
    base = target_base(
        rates,
        target,
        as_of=as_of,
        seed=_SEED,
        levels=tuple(one.promise for one in measured),
        capacity_today=capacity,
        contact=_contact_effect(store, selection, rates),
    )
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


def target_answer(prepared: PreparedTarget, plan: TargetPlan, *, by_segment: bool = False) -> TargetAnswer:
    """The chance, the funnel needed and the gap under a plan's promises.

    Raises ClmError ``target_plan.other_base`` where period, typed rates or deal amount are not those of ``prepared``.
    """
    base = prepared.base
    found = target_chance(base, plan)
    quality = quality_factor(base, plan)
    shares = prepared.segment_shares if by_segment else prepared.channel_shares
    chain = needed_chain(
        plan.target.revenue * plan.target.marketing_share,
        base.amount,
        base.rates,
        shares=shares,
        amount_draws=base.amount_draws,
        quality_factor=quality,
    )
    whole = chain[chain["group"] == ""]
    exact = {ChainStage(stage): float(count) for stage, count in zip(whole["stage"], whole["exact"], strict=True)}
    return TargetAnswer(
        plan=plan,
        chance=found,
        sources=chance_sources(base, found),
        histogram=chance_histogram(found, plan.target.revenue),
        chain=chain,
        dates=plan_dates(base.ways, exact, plan.target.period),
        gap=plan_gap(base, plan, new_revenue=float(found.new_revenue.mean()), mqls=exact[ChainStage.MQL]),
        coverage=pipeline_coverage(base, found.revenue, plan.target.revenue, WANTED_CHANCE),
        without_effect=tuple(one.kind for one in plan.promises if prepared.effects[one.kind] is EffectKind.NONE),
    )


def promise_steps(prepared: PreparedTarget, plan: TargetPlan) -> pd.DataFrame:
    """PROMISE_WORTH: what one step of each promise is worth, alone and in pairs, best first."""
    return promise_worth(prepared.base, plan)
