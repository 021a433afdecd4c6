"""Where each promise stands today: what was measured in the latest weeks that can be judged."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from clm_core.analysis.promises.facts import PromiseFacts
from clm_core.analysis.promises.weeks import JUDGED, last_weeks, pooled_value, promise_weeks
from clm_core.targets import Promise, PromiseKind

DEFAULT_TERMS = (
    Promise(kind=PromiseKind.MQLS_PER_WEEK, level=0.0),
    Promise(kind=PromiseKind.MQL_QUALITY, level=0.0),
    Promise(kind=PromiseKind.CONSENT, level=0.0),
    Promise(kind=PromiseKind.COMPLETE_DATA, level=0.0),
    Promise(kind=PromiseKind.FIRST_CONTACT, level=0.0, within=24.0),
    Promise(kind=PromiseKind.ATTEMPTS, level=0.0, within=5.0, attempts=2),
    Promise(kind=PromiseKind.VERDICT, level=0.0, within=2.0),
    Promise(kind=PromiseKind.CAPACITY, level=0.0),
)
"""One promise a kind with the times that are usual; levels come from the data."""

LEVEL_WEEKS = 13
_LOOK_BACK_WEEKS = 104


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredLevel:
    """Today's level of a promise: ``promise`` carries it, with its 95 % interval.

    ``n`` leads in ``weeks`` judged weeks from ``first_on`` to ``last_on``; of numbers a week the interval is that of
    the mean. ``promise.level`` is unrounded.
    """

    promise: Promise
    low: float
    high: float
    n: int
    weeks: int
    first_on: date
    last_on: date


def measured_levels(
    facts: PromiseFacts, terms: Iterable[Promise] = DEFAULT_TERMS, *, weeks: int = LEVEL_WEEKS
) -> tuple[MeasuredLevel, ...]:
    """Today's level of each of these promises (their times count, their levels do not), in their order.

    From the latest ``weeks`` weeks that can be judged, so a promise with a long time looks further back. A kind with
    no lead to measure it on is left out.
    """
    found = (_measured(facts, promise, weeks) for promise in terms)
    return tuple(level for level in found if level is not None)


def _measured(facts: PromiseFacts, terms: Promise, weeks: int) -> MeasuredLevel | None:
    if facts.leads.empty:
        return None
    rows = promise_weeks(facts, terms, last_weeks(facts, _LOOK_BACK_WEEKS))
    told = rows[rows["status"].isin(JUDGED)].tail(weeks)
    if told.empty:
        return None
    value, low, high = pooled_value(terms.kind, told)
    return MeasuredLevel(
        promise=replace(terms, level=value),
        low=low,
        high=high,
        n=int(told["n"].sum()),
        weeks=len(told),
        first_on=told["week"].iloc[0].date(),
        last_on=told["week"].iloc[-1].date() + timedelta(days=6),
    )
