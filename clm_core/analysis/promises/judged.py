"""For whom each promise about leads holds, of whom it can be said already, and for whom it was kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clm_core.analysis.promises.facts import PromiseFacts
from clm_core.targets import Promise, PromiseKind

Flags = NDArray[np.bool_]

_WEEK_DAYS = 7.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judged:
    """One entry a lead of PROMISE_LEADS.

    ``is_counted``: the promise is about it. ``is_old``: it has had the promised time. ``is_kept``: as promised.
    ``days`` is the age that a lead needs before anything can be said (0: at once).
    """

    is_counted: Flags
    is_old: Flags
    is_kept: Flags
    days: float


def judged_leads(facts: PromiseFacts, promise: Promise) -> Judged:
    """How each lead was dealt with under a promise about leads (all but MQLs a week and capacity)."""
    return _RULES[promise.kind](facts, promise)


def _quality(facts: PromiseFacts, promise: Promise) -> Judged:
    days = facts.leads["sql_days"].to_numpy()
    return _judged(facts, days <= facts.quality_days, facts.quality_days)


def _consent(facts: PromiseFacts, promise: Promise) -> Judged:
    return _judged(facts, facts.leads["may_be_mailed"].to_numpy(dtype=bool), 0.0)


def _complete_data(facts: PromiseFacts, promise: Promise) -> Judged:
    return _judged(facts, facts.leads["is_complete"].to_numpy(dtype=bool), 0.0)


def _first_contact(facts: PromiseFacts, promise: Promise) -> Judged:
    """Whom sales closed without a contact before the time was over needed none: not counted."""
    hours = _within(promise)
    closed = facts.leads["closed_hours"].to_numpy()
    is_kept = (facts.leads["hours_to_contact"].to_numpy() <= hours) & np.isnan(closed)
    return _judged(facts, is_kept, hours / 24, ~(closed < hours))


def _attempts(facts: PromiseFacts, promise: Promise) -> Judged:
    """About whom nobody reached and nobody judged within the days; who answers the first call needs no second."""
    days = _within(promise)
    is_reached = facts.leads["reached_days"].to_numpy() <= days
    is_decided = facts.leads["verdict_days"].to_numpy() <= days
    is_kept = facts.contact_day(promise.attempts or 1) <= days
    return _judged(facts, is_kept, days, ~(is_reached | is_decided))


def _verdict(facts: PromiseFacts, promise: Promise) -> Judged:
    days = _within(promise) * _WEEK_DAYS
    return _judged(facts, facts.leads["told_days"].to_numpy() <= days, days)


_RULES: Mapping[PromiseKind, Callable[[PromiseFacts, Promise], Judged]] = {
    PromiseKind.MQL_QUALITY: _quality,
    PromiseKind.CONSENT: _consent,
    PromiseKind.COMPLETE_DATA: _complete_data,
    PromiseKind.FIRST_CONTACT: _first_contact,
    PromiseKind.ATTEMPTS: _attempts,
    PromiseKind.VERDICT: _verdict,
}


def _judged(facts: PromiseFacts, is_kept: Flags, days: float, is_counted: Flags | None = None) -> Judged:
    counted = np.ones(len(facts.leads), dtype=bool) if is_counted is None else is_counted
    is_old = facts.leads["age_days"].to_numpy() >= days
    return Judged(is_counted=counted, is_old=is_old, is_kept=is_kept & counted, days=days)


def _within(promise: Promise) -> float:
    # A timed promise always has its time (targets.Promise).
    return float(promise.within or 0.0)
