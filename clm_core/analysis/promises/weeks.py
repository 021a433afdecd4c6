"""Each promise week by week: what was promised, what happened, and whether it was kept."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.days import local_day
from clm_core.analysis.intervals import Floats, poisson_interval, wilson_interval
from clm_core.analysis.promises.facts import PromiseFacts, week_of
from clm_core.analysis.promises.judged import judged_leads
from clm_core.columns import typed_frame
from clm_core.promise_columns import PROMISE_WEEKS
from clm_core.selection import Period
from clm_core.targets import WEEKLY_PROMISES, Promise, PromiseKind

LONGEST_WAIT_DAYS = 30
"""Leads that nobody worked for so long are not there to be worked any more."""

LAST_DAY_TO_WORK = 5
"""Leads handed over after Friday need not be worked in the same week."""

_WEEK = timedelta(days=7)


class WeekStatus(StrEnum):
    """What a week says about a promise."""

    KEPT = "kept"
    MISSED = "missed"
    TOO_EARLY = "too_early"  # the week, or the promised time of its last leads, is not over yet
    NOTHING = "nothing"  # no lead that the promise is about


JUDGED = (WeekStatus.KEPT, WeekStatus.MISSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptShare:
    """How often a promise was kept: over weeks and, of promises about leads, over leads.

    ``share`` with ``low`` and ``high`` (Wilson, 95 %) is of the ``weeks`` that can be judged; ``value`` is what they
    came to together: hits ÷ n of a share, the mean a week of a number. Missing values are NaN.
    """

    promise: Promise
    weeks: int
    kept_weeks: int
    early_weeks: int
    share: float
    low: float
    high: float
    n: int
    hits: int
    value: float
    value_low: float
    value_high: float


def promise_weeks(facts: PromiseFacts, promise: Promise, period: Period) -> pd.DataFrame:
    """PROMISE_WEEKS: one row a week that begins or ends within the period and has begun by the end of the data.

    Only whole weeks are judged; a week whose last leads have not had the promised time is too early, though it says
    how it looks so far.
    """
    mondays = weeks_of(facts, period)
    counts = _COUNTS[promise.kind](facts, promise, mondays) if promise.kind in _COUNTS else None
    frame = _lead_weeks(facts, promise, mondays) if counts is None else _count_weeks(promise, mondays, counts)
    is_over = mondays + np.timedelta64(7, "D") <= np.datetime64(facts.as_of + timedelta(days=1))
    frame["status"] = _status(frame, is_over & (frame["open"].to_numpy() == 0))
    above, below = frame["value_low"] > frame["needed"], frame["value_high"] < frame["needed"]
    frame["is_clear"] = (above | below) & frame["status"].isin(JUDGED)
    return typed_frame(frame, PROMISE_WEEKS)


def weeks_of(facts: PromiseFacts, period: Period) -> NDArray[np.datetime64]:
    """The Mondays of the weeks that touch the period and in which there were data."""
    first = max(period.start_on, facts.first_on)
    last = min(period.end_on, facts.as_of)
    begin = first - timedelta(days=first.weekday())
    count = max(0, -((begin - last - timedelta(days=1)) // _WEEK))
    return np.datetime64(begin) + 7 * np.arange(count).astype("timedelta64[D]")


def kept_share(facts: PromiseFacts, promise: Promise, weeks: pd.DataFrame) -> KeptShare:
    """What the judged ones of these weeks (PROMISE_WEEKS of one promise) come to."""
    told = weeks[weeks["status"].isin(JUDGED)]
    kept = int(told["status"].eq(WeekStatus.KEPT).sum())
    low, high = wilson_interval(kept, len(told))
    value, value_low, value_high = pooled_value(promise.kind, told)
    return KeptShare(
        promise=promise,
        weeks=len(told),
        kept_weeks=kept,
        early_weeks=int(weeks["status"].eq(WeekStatus.TOO_EARLY).sum()),
        share=kept / len(told) if len(told) else float("nan"),
        low=float(low),
        high=float(high),
        n=int(told["n"].sum()),
        hits=int(told["hits"].sum()),
        value=value,
        value_low=value_low,
        value_high=value_high,
    )


def pooled_value(kind: PromiseKind, weeks: pd.DataFrame) -> tuple[float, float, float]:
    """Of judged weeks of one kind the share of all their leads, or the mean number a week, with 95 % interval.

    Numbers a week vary more than chance alone would let them (season, campaigns): the interval of their mean is the
    wider one of Poisson's and of the weeks' own scatter.
    """
    hits, count = float(weeks["hits"].sum()), len(weeks)
    if kind not in WEEKLY_PROMISES:
        n = float(weeks["n"].sum())
        low, high = wilson_interval(hits, n)
        return (hits / n if n else float("nan")), float(low), float(high)
    if not count:
        return float("nan"), float("nan"), float("nan")
    few, many = poisson_interval(hits)
    mean = hits / count
    scatter = 1.96 * float(weeks["hits"].std()) / np.sqrt(count) if count > 1 else 0.0
    return mean, max(0.0, min(float(few) / count, mean - scatter)), max(float(many) / count, mean + scatter)


def _lead_weeks(facts: PromiseFacts, promise: Promise, mondays: NDArray[np.datetime64]) -> pd.DataFrame:
    judged = judged_leads(facts, promise)
    week = facts.leads["week"]
    n = _per_week(week[judged.is_counted], mondays)
    old = _per_week(week[judged.is_counted & judged.is_old], mondays)
    hits = _per_week(week[judged.is_kept & judged.is_old], mondays)
    low, high = wilson_interval(hits, old)
    return pd.DataFrame(
        {
            "kind": str(promise.kind),
            "week": mondays.astype("datetime64[us]"),
            "n": n,
            "hits": hits,
            "open": n - old,
            "value": np.divide(hits, old, out=np.full(len(old), np.nan), where=old > 0),
            "value_low": low,
            "value_high": high,
            "promised": promise.level,
            "needed": promise.level,
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Counts:
    """``hits`` a week, of ``n`` that there were; ``most`` is what could at most be asked for."""

    n: NDArray[np.int64]
    hits: NDArray[np.int64]
    most: Floats


def _count_weeks(promise: Promise, mondays: NDArray[np.datetime64], counts: _Counts) -> pd.DataFrame:
    low, high = poisson_interval(counts.hits)
    return pd.DataFrame(
        {
            "kind": str(promise.kind),
            "week": mondays.astype("datetime64[us]"),
            "n": counts.n,
            "hits": counts.hits,
            "open": 0,
            "value": counts.hits.astype(np.float64),
            "value_low": low,
            "value_high": high,
            "promised": promise.level,
            "needed": np.minimum(promise.level, counts.most),
        }
    )


def _mqls(facts: PromiseFacts, promise: Promise, mondays: NDArray[np.datetime64]) -> _Counts:
    counts = _per_week(facts.leads["week"], mondays)
    return _Counts(n=counts, hits=counts, most=np.full(len(mondays), np.inf))


def _worked(facts: PromiseFacts, promise: Promise, mondays: NDArray[np.datetime64]) -> _Counts:
    """Leads first contacted in each week, of those that waited when it began or came before its weekend."""
    leads = facts.leads
    waiting = pd.to_timedelta(leads["hours_to_contact"], unit="h")
    contacted_at = leads["handed_at"] + waiting
    handed, worked = (local_day(moments, facts.zone) for moments in (leads["handed_at"], contacted_at))
    closed = local_day(leads["handed_at"] + pd.to_timedelta(leads["closed_hours"], unit="h"), facts.zone)
    given_up = handed + pd.Timedelta(days=LONGEST_WAIT_DAYS)
    until = pd.concat([worked, closed, given_up], axis=1).min(axis=1)
    days = mondays.astype("datetime64[D]")
    starts, ends = (values.to_numpy(dtype="datetime64[D]") for values in (handed, until))
    # There to be worked: handed over before the week's weekend and not worked, closed or given up before it began.
    last_days = days + np.timedelta64(LAST_DAY_TO_WORK, "D")
    come = np.searchsorted(np.sort(starts), last_days, side="left")
    gone = np.searchsorted(np.sort(ends), days, side="left")
    hits = _per_week(week_of(worked.dropna()), mondays)
    # Who came at the weekend and was worked at once was there too.
    there = np.maximum(come - gone, hits)
    return _Counts(n=there, hits=hits, most=there.astype(np.float64))


_COUNTS = {PromiseKind.MQLS_PER_WEEK: _mqls, PromiseKind.CAPACITY: _worked}


def _per_week(weeks: pd.Series, mondays: NDArray[np.datetime64]) -> NDArray[np.int64]:
    found = weeks.to_numpy(dtype="datetime64[D]")
    is_in = np.isin(found, mondays)
    counts: NDArray[np.int64] = np.bincount(np.searchsorted(mondays, found[is_in]), minlength=len(mondays))
    return counts


def _status(frame: pd.DataFrame, is_over: NDArray[np.bool_]) -> NDArray[np.object_]:
    is_number = frame["kind"].isin([str(kind) for kind in WEEKLY_PROMISES])
    is_empty = frame["n"].eq(0) & (frame["kind"].ne(str(PromiseKind.MQLS_PER_WEEK)))
    # A hair below counts as reached: 3 of 10 is 30 %.
    is_reached = frame["value"].where(~is_number, frame["hits"]) >= frame["needed"] - 1e-9
    found: NDArray[np.object_] = np.select(
        [~is_over, is_empty, is_reached],
        [WeekStatus.TOO_EARLY, WeekStatus.NOTHING, WeekStatus.KEPT],
        default=WeekStatus.MISSED,
    ).astype(object)
    return found


def last_weeks(facts: PromiseFacts, count: int) -> Period:
    """The latest whole weeks of the data, as many as asked for."""
    monday = facts.as_of + timedelta(days=1)
    end = monday - timedelta(days=monday.weekday() + 1)
    return Period(start_on=max(end - timedelta(days=7 * count - 1), date.min + _WEEK), end_on=end)
