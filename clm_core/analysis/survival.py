"""How long things take when many have not happened yet: exact product-limit estimates on whole days.

All take counts by day (last axis: day 0, 1, 2 …; further axes, such as one row a resample, go along), which may
be weighted. Methods: Kaplan and Meier (1958) for what is still open, Aalen and Johansen (1978) for several ways
to end, Lynden-Bell (1971) for what is only seen once it has happened (the reporting delay of epidemiology, and
the actuaries' chain ladder). Variance: Greenwood (1926), with several ways to end its counterpart by Marubini and
Valsecchi (1995); intervals on the log-log scale (Kalbfleisch and Prentice 1980), so they stay within 0 and 1.
"""

from dataclasses import dataclass
from statistics import NormalDist
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clm_core.analysis.intervals import CONFIDENCE, wilson_interval

Floats: TypeAlias = NDArray[np.float64]

_SURE = 1e-9


def waiting_share(ended: Floats, still_open: Floats) -> Floats:
    """The share that has not ended after each day (Kaplan–Meier); same shape as the counts.

    ``ended`` counts by the day it took, ``still_open`` by the age reached without an end: these count as at risk
    up to and with that day.
    """
    at_risk = _from_day_on(ended + still_open)
    share: Floats = np.cumprod(1.0 - _ratio(ended, at_risk), axis=-1, dtype=np.float64)
    return share


def ended_share(ended: Floats, others: Floats, still_open: Floats) -> Floats:
    """The share that has ended in this way by each day, where others end in another way (Aalen–Johansen).

    The shares of all ways and ``waiting_share`` of all together sum to 1 on each day.
    """
    waiting = waiting_share(ended + others, still_open)
    before = np.concatenate([np.ones_like(waiting[..., :1]), waiting[..., :-1]], axis=-1)
    at_risk = _from_day_on(ended + others + still_open)
    share: Floats = np.cumsum(before * _ratio(ended, at_risk), axis=-1)
    return share


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedCurve:
    """The share that has ended in one way by each day, with its interval; arrays of the shape of the counts."""

    share: Floats
    low: Floats
    high: Floats
    at_risk: Floats  # still under way at the start of the day


def ended_curve(ended: Floats, others: Floats, still_open: Floats, *, confidence: float = CONFIDENCE) -> EndedCurve:
    """``ended_share`` with n at risk and interval; without ``others`` it is 1 − Kaplan–Meier with Greenwood's.

    Where the share is 0 or 1 its variance is 0, which says nothing: there Wilson's interval of those still at
    risk, or of those who ended. After the last day at which anybody is at risk the curve stays where it was.
    """
    share = ended_share(ended, others, still_open)
    at_risk = _from_day_on(ended + others + still_open)
    width = NormalDist().inv_cdf((1 + confidence) / 2) * np.sqrt(_ended_variance(share, ended, others, still_open))
    is_inside = (share > _SURE) & (share < 1 - _SURE)
    rest = np.where(is_inside, 1.0 - share, 0.5)
    # ln(−ln(1 − F)) has the standard error se(F) ÷ ((1 − F) · |ln(1 − F)|).
    power = np.exp(width / (rest * -np.log(rest)))
    _, high_at_none = wilson_interval(0, np.maximum(at_risk, 1.0), confidence=confidence)
    everyone = np.maximum(np.cumsum(ended, axis=-1), 1.0)
    low_at_all, _ = wilson_interval(everyone, everyone, confidence=confidence)
    return EndedCurve(
        share=share,
        low=np.where(is_inside, 1.0 - rest ** (1.0 / power), np.where(share > 0.5, low_at_all, 0.0)),
        high=np.where(is_inside, 1.0 - rest**power, np.where(share > 0.5, 1.0, high_at_none)),
        at_risk=at_risk,
    )


def _ended_variance(share: Floats, ended: Floats, others: Floats, still_open: Floats) -> Floats:
    """The sum over all days up to t of (F(t) − F(day))² a − 2 (F(t) − F(day)) b + c, from running sums."""
    waiting = waiting_share(ended + others, still_open)
    before = np.concatenate([np.ones_like(waiting[..., :1]), waiting[..., :-1]], axis=-1)
    gone, at_risk = ended + others, _from_day_on(ended + others + still_open)
    left = at_risk - gone
    # Where the last ones end nothing comes after, so F(t) − F(day) is 0 and the endless a does not count.
    a = np.divide(gone, at_risk * left, out=np.zeros_like(share), where=left > _SURE)
    b = before * _ratio(ended, at_risk**2)
    c = before**2 * _ratio(np.maximum(at_risk - ended, 0.0) * ended, at_risk**3)
    sums = [np.cumsum(part, axis=-1) for part in (a, share * a, share**2 * a, b, share * b, c)]
    spread = share**2 * sums[0] - 2 * share * sums[1] + sums[2]
    variance: Floats = spread - 2 * (share * sums[3] - sums[4]) + sums[5]
    return np.maximum(variance, 0.0)


def first_day(share: Floats, at_least: float) -> Floats:
    """The first day on which a share that never falls is at least so high; NaN where it never is (last axis: days)."""
    is_there = share >= at_least - _SURE
    day: Floats = np.where(is_there.any(axis=-1), is_there.argmax(axis=-1), np.nan)
    return day


def appeared_share(lags: Floats, limits: Floats) -> Floats:
    """The share of all that appear within the last day of the axis which have appeared by each day.

    Of each thing only its lag is known, and only because that was not longer than its limit (the days from its
    start to now). ``lags`` counts things by lag, ``limits`` by limit; a limit beyond the axis counts on its last
    day. The younger a start the shorter the lags that can be seen, so the plain distribution of lags is too fast:
    here each lag is compared only with those that could have been seen as late. The last day is 1.
    """
    seen_by = np.cumsum(lags, axis=-1)
    too_young = np.cumsum(limits, axis=-1) - limits
    later = 1.0 - _ratio(lags, seen_by - too_young)
    after = np.concatenate([later[..., 1:], np.ones_like(later[..., :1])], axis=-1)
    share: Floats = np.flip(np.cumprod(np.flip(after, axis=-1), axis=-1), axis=-1)
    return share


def comparable_count(lags: Floats, limits: Floats) -> Floats:
    """How many a lag of each day is compared with in ``appeared_share``: where few, its tail is a guess."""
    too_young = np.cumsum(limits, axis=-1) - limits
    count: Floats = np.cumsum(lags, axis=-1) - too_young
    return count


def day_counts(days: ArrayLike, last_day: int, weights: ArrayLike | None = None) -> Floats:
    """How many (or how much weight) fall on each day from 0 to ``last_day``; later days count on the last one."""
    values = np.clip(np.asarray(days, dtype=np.int64), 0, last_day)
    counts: Floats = np.bincount(
        values, weights=None if weights is None else np.asarray(weights), minlength=last_day + 1
    ).astype(np.float64)
    return counts


def _from_day_on(counts: Floats) -> Floats:
    remaining: Floats = np.flip(np.cumsum(np.flip(counts, axis=-1), axis=-1), axis=-1)
    return remaining


def _ratio(part: Floats, whole: Floats) -> Floats:
    # Weighted sums that should be equal may differ in the last digit: a rate is never above 1.
    is_known = whole > _SURE
    rate: Floats = np.divide(part, whole, out=np.zeros_like(part, dtype=np.float64), where=is_known)
    return np.minimum(rate, 1.0)
