"""How long things take when many have not happened yet: exact product-limit estimates on whole days.

All take counts by day (last axis: day 0, 1, 2 …; further axes, such as one row a resample, go along), which may
be weighted. Methods: Kaplan and Meier (1958) for what is still open, Aalen and Johansen (1978) for several ways
to end, Lynden-Bell (1971) for what is only seen once it has happened (the reporting delay of epidemiology, and
the actuaries' chain ladder).
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]


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
    is_known = whole > 1e-9
    rate: Floats = np.divide(part, whole, out=np.zeros_like(part, dtype=np.float64), where=is_known)
    return np.minimum(rate, 1.0)
