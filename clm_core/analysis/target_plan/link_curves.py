"""The share that goes on to the next stage by each day, with those who have not had the time, and draws of it.

``survival.ended_share`` (Aalen and Johansen) on whole days: who is still on the way counts as at risk up to today's
age, so a young cohort neither lowers the rate nor quickens the lag. Draws are a Poisson bootstrap: each day's counts
are drawn anew, which for counts by day is the bootstrap of the people behind them. Row 0 of every array is the data.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from clm_core.analysis.intervals import wilson_interval
from clm_core.analysis.survival import day_counts, ended_share, waiting_share
from clm_core.response_curves import Floats

_SURE = 1e-9
_ROUNDING = 1e-14  # what a Fourier transform leaves of nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveRules:
    """Steps later than ``horizon_days`` are not expected, and the horizon ends where fewer than ``min_at_risk`` people
    are left to tell; ``draws`` are those of the bootstrap.
    """

    horizon_days: int = 400
    min_at_risk: int = 20
    draws: int = 200


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LinkCurve:
    """One step: ``reached_by`` and ``waiting`` are (1 + draws) × days, the latter who neither went on nor left."""

    entered: int
    reached: int
    reached_by: Floats
    waiting: Floats
    data_rate: float
    typed_rate: float | None = None

    @property
    def horizon_days(self) -> int:
        """The last day on which the step is expected."""
        return int(self.reached_by.shape[1]) - 1

    @property
    def rate(self) -> float:
        """The share that goes on in the end."""
        return float(self.reached_by[0, -1])

    @property
    def rate_draws(self) -> Floats:
        """The rate in each draw, without the data's own."""
        draws: Floats = self.reached_by[1:, -1]
        return draws

    @property
    def relative_draws(self) -> Floats:
        """Each row's rate ÷ the data's; all 1 where nobody went on or the rate was typed."""
        rates = self.reached_by[:, -1]
        factors: Floats = rates / rates[0] if rates[0] > _SURE else np.ones(len(rates))
        return factors

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the rate: Wilson's, of as many people as would tell as much if all had had the time.

        NaN for a typed rate.
        """
        if self.typed_rate is not None or self.rate <= _SURE:
            low, high = wilson_interval(0, self.entered)
            return (float("nan"), float("nan")) if self.typed_rate is not None else (float(low), float(high))
        counted = self._reached_in_time
        low, high = wilson_interval(counted, counted / self.rate)
        return float(low), float(high)

    @property
    def _reached_in_time(self) -> float:
        return max(float(self.reached), _SURE)

    def lag_quantile(self, share: float) -> float:
        """The days by which this share of those who go on has gone on; NaN where nobody does."""
        if self.rate <= _SURE:
            return float("nan")
        return float(np.searchsorted(self.reached_by[0], share * self.rate - _SURE))

    def with_rate(self, rate: float) -> "LinkCurve":
        """The same lags at a rate that somebody typed. Without anybody who went on: at once."""
        last = self.reached_by[:, -1:]
        shape = np.divide(self.reached_by, last, out=np.ones_like(self.reached_by), where=last > _SURE)
        return replace(self, reached_by=rate * shape, typed_rate=rate)


def link_curve(
    entered: Floats,
    reached: Floats,
    left: Floats,
    *,
    today: int,
    rules: CurveRules,
    rng: np.random.Generator,
) -> LinkCurve:
    """The step of those who entered (days; NaN: never): reached it, left without it, or are on the way.

    Who reached it after leaving reached it.
    """
    known = ~np.isnan(entered)
    start, reach, leave = entered[known], reached[known], left[known]
    has_reached = ~np.isnan(reach)
    has_left = ~has_reached & (leave >= start)
    age = today - start
    lag = np.where(has_reached, reach - start, np.where(has_left, leave - start, age))
    lag = np.maximum(lag, 0.0)
    counts = _counts(lag, has_reached, has_left, rules)
    drawn = np.concatenate([counts[:, None], rng.poisson(counts[:, None], (3, rules.draws, counts.shape[1]))], axis=1)
    ended, others, still_open = drawn.astype(np.float64)
    reached_by = np.minimum(ended_share(ended, others, still_open), 1.0)
    return LinkCurve(
        entered=int(known.sum()),
        reached=int(counts[0].sum()),
        reached_by=reached_by,
        data_rate=float(reached_by[0, -1]),
        waiting=waiting_share(ended + others, still_open),
    )


def _counts(lag: Floats, has_reached: NDArray[np.bool_], has_left: NDArray[np.bool_], rules: CurveRules) -> Floats:
    """Three rows by day: went on, left, still on the way; what comes after the horizon is still on the way there."""
    at_least = np.cumsum(day_counts(lag, rules.horizon_days + 1)[::-1])[::-1]
    enough = np.flatnonzero(at_least[: rules.horizon_days + 1] >= min(rules.min_at_risk, max(len(lag), 1)))
    last = int(enough[-1]) if len(enough) else 0
    inside = lag <= last
    return np.array(
        [
            day_counts(lag[has_reached & inside], last),
            day_counts(lag[has_left & inside], last),
            day_counts(lag[~(has_reached | has_left) | ~inside], last),
        ]
    )


def chained(first: Floats, second: Floats, days: int) -> Floats:
    """The share that has made both steps by each day up to ``days``: the convolution of two steps' daily shares."""
    steps = [_daily(one)[:, : days + 1] for one in (first, second)]
    size = 1 << (steps[0].shape[1] + steps[1].shape[1]).bit_length()
    product = np.fft.irfft(np.fft.rfft(steps[0], size) * np.fft.rfft(steps[1], size), size)
    daily = np.zeros((len(first), days + 1))
    width = min(days + 1, steps[0].shape[1] + steps[1].shape[1] - 1)
    daily[:, :width] = np.maximum(product[:, :width], 0.0)
    summed: Floats = np.cumsum(daily, axis=1)
    return summed


def by_day(curve: Floats, days: int) -> Floats:
    """The shares up to ``days``, going on flat where the curve ends."""
    if curve.shape[1] > days:
        return curve[:, : days + 1]
    flat = np.broadcast_to(curve[:, -1:], (len(curve), days + 1 - curve.shape[1]))
    return np.concatenate([curve, flat], axis=1)


def entering_chances(step: LinkCurve, ahead: Floats) -> Floats:
    """(1 + draws) × (1 + days): the chance of those who enter a step on each coming day to win in the period.

    ``ahead`` is that of those who make the step on each coming day; what is made after the last day does not count.
    """
    days = ahead.shape[1] - 1
    daily = _daily(step.reached_by)[:, : days + 1]
    size = 1 << (2 * (days + 1)).bit_length()
    # A correlation: the lags run forward from the day of entering.
    product = np.fft.irfft(np.conj(np.fft.rfft(daily, size)) * np.fft.rfft(ahead, size), size)
    chances = product[:, : days + 1]
    return np.where(chances > _ROUNDING, np.minimum(chances, 1.0), 0.0)


def waiting_chances(step: LinkCurve, ahead: Floats, ages: Floats) -> Floats:
    """(1 + draws) × people: the chance of those waiting for a step since ``ages`` days to win in the period."""
    days, last = ahead.shape[1] - 1, step.horizon_days
    daily = np.concatenate([_daily(step.reached_by), np.zeros((len(ahead), days + 1))], axis=1)
    place = np.minimum(ages, last).astype(np.int64)
    chances = np.zeros((len(ahead), len(ages)))
    for age in np.unique(place):
        part = (daily[:, age + 1 : age + 1 + days] * ahead[:, 1:]).sum(axis=1)
        waiting = step.waiting[:, age]
        own = np.divide(part, waiting, out=np.zeros_like(part), where=waiting > _SURE)
        chances[:, place == age] = np.minimum(own, 1.0)[:, None]
    return chances


def _daily(curve: Floats) -> Floats:
    return np.diff(curve, axis=1, prepend=0.0)
