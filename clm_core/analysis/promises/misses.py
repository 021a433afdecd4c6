"""What missing a promise goes along with, in won deals: the same question, in the same unit, for both sides.

Association, not proof. Of promises about single leads: how much likelier leads like these become an opportunity where
the promise was kept, other things equal (conversion_odds.py), times the chance of an opportunity to be won. The clock
starts when the promised time is over and runs equally long for all, so that waiting costs nobody time. Of numbers a
week and of quality: what an MQL, or an SQL, usually becomes. Limits: docs/methods/promises.md.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.conversion_odds import Estimate, estimate, expected_conversions, lead_controls, odds_fits
from clm_core.analysis.first_contact import measured
from clm_core.analysis.follow_up import LATEST_DAYS, MIN_OUTCOMES, doublings, window_days
from clm_core.analysis.intervals import Floats, rate_difference
from clm_core.analysis.promises.facts import PromiseFacts
from clm_core.analysis.promises.judged import judged_leads
from clm_core.analysis.promises.weeks import WeekStatus
from clm_core.scoring_model import LeadOutcome
from clm_core.targets import WEEKLY_PROMISES, Promise, PromiseKind

DECIDED_DAYS = 240
"""Opportunities at least so old say how often one is won; most younger ones are still open."""

LONGEST_CLOCK_DAYS = 120
"""Who becomes an opportunity later often does so for another reason; a longer clock leaves fewer leads to count."""

LEAST_OUTCOMES = 5
"""Fewer conversions, or others, among the missed cannot be adjusted for anything: then plain rates are compared."""

_DRAWS = 300
_SEED = 20_240_101
_DAY_SECONDS = 86_400


class MissBasis(StrEnum):
    """How it is known what a miss goes along with."""

    LIKE_WITH_LIKE = "like_with_like"  # leads of kept and missed promises compared, other things equal
    PLAIN_RATES = "plain_rates"  # compared as they are, because too few were missed
    USUAL_COURSE = "usual_course"  # what such a lead usually becomes


@dataclass(frozen=True, slots=True, kw_only=True)
class LossPerLead:
    """Won deals fewer for each lead short, with a 95 % interval: above 0 means that missing goes along with fewer.

    ``leads`` were compared, ``missed`` of them as the promise does not want it.
    """

    basis: MissBasis
    deals: Estimate
    leads: int
    missed: int

    @property
    def is_clear(self) -> bool:
        """Whether the interval lies on one side of 0."""
        return self.deals.low > 0 or self.deals.high < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseMiss:
    """What the missed weeks of a promise go along with.

    ``short`` is how many leads more would have kept it in its ``weeks`` missed weeks; weeks that went better than
    promised make up for none. ``each`` and ``deals`` (short × each) are None where the data are too few to say.
    """

    kind: PromiseKind
    weeks: int
    short: float
    each: LossPerLead | None
    deals: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MissBase:
    """What comparisons need, made once: the facts' MQLs as HANDOVERS in the same order, and their controls."""

    facts: PromiseFacts
    rows: pd.DataFrame
    controls: Floats
    within_days: int
    opportunity_days: Floats
    win_chance: Floats  # of an opportunity: the estimate first, then draws

    @property
    def age_days(self) -> Floats:
        ages: Floats = self.facts.leads["age_days"].to_numpy()
        return ages


def miss_base(facts: PromiseFacts, handovers: pd.DataFrame, contacts: pd.DataFrame, events: pd.DataFrame) -> MissBase:
    """From HANDOVERS of everybody, the snapshot's contacts and LEAD_EVENTS."""
    rows = measured(handovers).sort_values(["handed_at", "contact_key"], kind="stable", ignore_index=True)
    days = (rows["opportunity_at"] - rows["handed_at"]).dt.total_seconds() / _DAY_SECONDS
    age = rows["age_days"] - days
    decided = rows[age >= DECIDED_DAYS]
    return MissBase(
        facts=facts,
        rows=rows,
        controls=lead_controls(rows, contacts, events) if len(rows) else np.empty((0, 0)),
        within_days=min(window_days(rows, LeadOutcome.OPPORTUNITY), LONGEST_CLOCK_DAYS) if len(rows) else 0,
        opportunity_days=np.asarray(days, dtype=np.float64),
        win_chance=_share_draws(int(decided["won_at"].notna().sum()), len(decided), 0),
    )


def loss_per_lead(base: MissBase, promise: Promise) -> LossPerLead | None:
    """What each lead short of this promise goes along with; None where fewer than MIN_OUTCOMES say so."""
    if base.win_chance.size == 0:
        return None
    return _LOSSES[promise.kind](base, promise)


def promise_miss(base: MissBase, promise: Promise, weeks: pd.DataFrame) -> PromiseMiss:
    """What the missed ones of these weeks (PROMISE_WEEKS of the promise) go along with."""
    missed = weeks[weeks["status"].eq(WeekStatus.MISSED)]
    wanted = missed["needed"] if promise.kind in WEEKLY_PROMISES else missed["needed"] * missed["n"]
    short = float((wanted - missed["hits"]).clip(lower=0).sum())
    each = loss_per_lead(base, promise)
    deals = (
        None
        if each is None
        else Estimate(value=each.deals.value * short, low=each.deals.low * short, high=each.deals.high * short)
    )
    return PromiseMiss(kind=promise.kind, weeks=len(missed), short=short, each=each, deals=deals)


def promise_misses(
    base: MissBase, promises: Sequence[Promise], weeks: Mapping[PromiseKind, pd.DataFrame]
) -> tuple[PromiseMiss, ...]:
    """Of each promise with weeks, in the order of the promises. They overlap: a sum would count leads twice."""
    return tuple(promise_miss(base, one, weeks[one.kind]) for one in promises if one.kind in weeks)


def _of_flag(base: MissBase, promise: Promise) -> LossPerLead | None:
    """Leads for whom the promise was kept against those for whom it was not, once its time was over."""
    judged = judged_leads(base.facts, promise)
    start = np.full(len(base.rows), judged.days if promise.within is not None else 0.0)
    is_missed = (~judged.is_kept).astype(np.float64)
    return _compared(base, judged.is_counted, start, is_missed, np.zeros(len(base.rows)), is_missed > 0)


def _of_waiting(base: MissBase, promise: Promise) -> LossPerLead | None:
    """Late leads against what they would be within the promised hours, by the odds of each doubling of the wait."""
    hours = base.facts.leads["hours_to_contact"].to_numpy()
    wait, promised = doublings(hours), doublings(np.array(float(promise.within or 0.0)))
    is_late = hours > (promise.within or 0.0)
    return _compared(base, hours <= LATEST_DAYS * 24, hours / 24, wait, np.minimum(wait, promised), is_late)


def _of_capacity(base: MissBase, promise: Promise) -> LossPerLead | None:
    """A lead that is not worked in its week waits a week longer."""
    hours = base.facts.leads["hours_to_contact"].to_numpy()
    wait, later = doublings(hours), doublings(hours + 168)
    everybody = np.ones(len(hours), dtype=bool)
    return _compared(base, hours <= LATEST_DAYS * 24, hours / 24, wait, later, everybody, is_worse=True)


def _of_mql(base: MissBase, promise: Promise) -> LossPerLead | None:
    is_old = base.age_days >= base.within_days
    became = is_old & (base.opportunity_days <= base.within_days)
    return _usual_course(base, int(became.sum()), int(is_old.sum()))


def _of_quality(base: MissBase, promise: Promise) -> LossPerLead | None:
    """An SQL fewer, at what an SQL usually becomes."""
    is_sql = base.facts.leads["sql_days"].notna().to_numpy() & (base.age_days >= base.within_days)
    became = is_sql & (base.opportunity_days <= base.within_days)
    return _usual_course(base, int(became.sum()), int(is_sql.sum()))


_LOSSES: Mapping[PromiseKind, Callable[[MissBase, Promise], LossPerLead | None]] = {
    PromiseKind.MQLS_PER_WEEK: _of_mql,
    PromiseKind.MQL_QUALITY: _of_quality,
    PromiseKind.CONSENT: _of_flag,
    PromiseKind.COMPLETE_DATA: _of_flag,
    PromiseKind.FIRST_CONTACT: _of_waiting,
    PromiseKind.ATTEMPTS: _of_flag,
    PromiseKind.VERDICT: _of_flag,
    PromiseKind.CAPACITY: _of_capacity,
}


def _compared(
    base: MissBase,
    is_counted: NDArray[np.bool_],
    start_days: Floats,
    exposure: Floats,
    other: Floats,
    is_missed: NDArray[np.bool_],
    *,
    is_worse: bool = False,
) -> LossPerLead | None:
    """The change of expected opportunities if the exposure were the other one, for each missed lead, as won deals.

    ``start_days`` is when each lead's clock starts. ``is_worse``: the other exposure is the worse one.
    """
    latest = np.nanmax(np.where(is_counted, start_days, np.nan)) if is_counted.any() else 0.0
    is_in = is_counted & (base.age_days >= latest + base.within_days) & ~(base.opportunity_days < start_days)
    converted = (base.opportunity_days - start_days <= base.within_days)[is_in]
    missed = is_missed[is_in]
    kept_count = len(missed) if is_worse else int((~missed).sum())
    if min(converted.sum(), (~converted).sum(), missed.sum(), kept_count) < MIN_OUTCOMES:
        return None
    if not is_worse and min((converted & missed).sum(), (~converted & missed).sum()) < LEAST_OUTCOMES:
        return _plain(base, converted, missed)
    design = np.column_stack([exposure[is_in], base.controls[is_in]])
    changed = design.copy()
    changed[:, 0] = other[is_in]
    refits, fitted = odds_fits(design, converted)
    now, then = (expected_conversions(one, fitted, refits) for one in (design, changed))
    lost = (now - then if is_worse else then - now) / missed.sum()
    return LossPerLead(
        basis=MissBasis.LIKE_WITH_LIKE,
        deals=estimate(lost * base.win_chance),
        leads=len(missed),
        missed=int(missed.sum()),
    )


def _plain(base: MissBase, converted: NDArray[np.bool_], missed: NDArray[np.bool_]) -> LossPerLead:
    kept = ~missed
    gap = rate_difference((converted & kept).sum(), kept.sum(), (converted & missed).sum(), missed.sum())
    chance = float(base.win_chance[0])
    low, value, high = (float(one) * chance for one in (gap.low, gap.value, gap.high))
    deals = Estimate(value=value, low=low, high=high)
    return LossPerLead(basis=MissBasis.PLAIN_RATES, deals=deals, leads=len(missed), missed=int(missed.sum()))


def _usual_course(base: MissBase, became: int, n: int) -> LossPerLead | None:
    if min(became, n - became) < MIN_OUTCOMES:
        return None
    deals = estimate(_share_draws(became, n, 1) * base.win_chance)
    return LossPerLead(basis=MissBasis.USUAL_COURSE, deals=deals, leads=n, missed=n - became)


def _share_draws(hits: int, n: int, stream: int) -> Floats:
    """The share first, then draws of what it may be (Jeffreys); empty without any n."""
    if not n:
        return np.empty(0)
    chance = np.random.default_rng([_SEED, stream])
    draws: Floats = np.concatenate([[hits / n], chance.beta(hits + 0.5, n - hits + 0.5, _DRAWS)])
    return draws
