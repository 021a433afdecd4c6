"""How sure a number is: 95 % intervals of rates, of counts and of the difference between two rates.

Methods: Wilson (1927) for a rate, Garwood (1936) for a count, Newcombe (1998, method 10) for a difference,
a Poisson bootstrap (Hanley and MacGibbon 2006) for a sum of amounts whose number is itself uncertain.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from statistics import NormalDist
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv

Floats: TypeAlias = NDArray[np.float64]

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class BootstrapRule:
    """How sums of amounts are resampled: always with the same seed, so the same data give the same interval.

    Below ``min_amounts`` no interval is given. Above ``max_resampled`` the normal approximation with the
    same variance is used: with so many amounts both agree, and it costs nothing.
    """

    resamples: int = 2_000
    seed: int = 20_240_101
    min_amounts: int = 5
    max_resampled: int = 2_000


class Verdict(StrEnum):
    """What a difference between two rates allows to say."""

    BETTER = "better"
    WORSE = "worse"
    WITHIN_NOISE = "within_noise"
    NO_DATA = "no_data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """rate now − rate before with its interval; arrays of one length."""

    value: Floats
    low: Floats
    high: Floats

    def verdicts(self) -> list[Verdict]:
        """Better or worse only where the whole interval lies on one side of zero."""
        return [_verdict(low, high) for low, high in zip(self.low, self.high, strict=True)]


def _verdict(low: float, high: float) -> Verdict:
    if np.isnan(low) or np.isnan(high):
        return Verdict.NO_DATA
    if low > 0:
        return Verdict.BETTER
    return Verdict.WORSE if high < 0 else Verdict.WITHIN_NOISE


def _z(confidence: float) -> float:
    return NormalDist().inv_cdf((1 + confidence) / 2)


def wilson_interval(
    successes: ArrayLike, trials: ArrayLike, *, confidence: float = CONFIDENCE
) -> tuple[Floats, Floats]:
    """Low and high end of the rate successes ÷ trials, element by element; NaN where there are no trials."""
    k = np.asarray(successes, dtype=np.float64)
    n = np.asarray(trials, dtype=np.float64)
    n = np.where(n > 0, n, np.nan)
    z2 = _z(confidence) ** 2
    centre = (k + z2 / 2) / (n + z2)
    half = np.sqrt(z2) / (n + z2) * np.sqrt(k * (n - k) / n + z2 / 4)
    # At 0 and n the bounds are exactly 0 and 1; rounding must not push them past.
    low = np.where(k == 0, n * 0, centre - half)
    high = np.where(k == n, n / n, centre + half)
    return low, high


def poisson_interval(counts: ArrayLike, *, confidence: float = CONFIDENCE) -> tuple[Floats, Floats]:
    """Low and high end of the expected count behind an observed count (exact); 0 to 3.69 for a count of 0."""
    k = np.asarray(counts, dtype=np.float64)
    tail = (1 - confidence) / 2
    low = np.where(k > 0, gammaincinv(np.where(k > 0, k, 1.0), tail), 0.0)
    high: Floats = gammaincinv(k + 1, 1 - tail)
    return low, high


def cost_interval(spend: ArrayLike, counts: ArrayLike) -> tuple[Floats, Floats]:
    """Low and high end of spend ÷ count, the spend being known and the count uncertain.

    NaN without spend; without a single one the cost has a low end only, so high is infinite.
    """
    cost = np.asarray(spend, dtype=np.float64)
    cost = np.where(cost > 0, cost, np.nan)
    few, many = poisson_interval(counts)
    with np.errstate(divide="ignore"):
        return cost / many, np.where(np.isnan(cost), np.nan, cost / few)


def rate_difference(
    successes: ArrayLike, trials: ArrayLike, successes_before: ArrayLike, trials_before: ArrayLike
) -> Difference:
    """The difference between two independent rates with Newcombe's interval; NaN where either has no trials."""
    k1, n1, k0, n0 = (np.asarray(v, dtype=np.float64) for v in (successes, trials, successes_before, trials_before))
    p1, p0 = k1 / np.where(n1 > 0, n1, np.nan), k0 / np.where(n0 > 0, n0, np.nan)
    low1, high1 = wilson_interval(k1, n1)
    low0, high0 = wilson_interval(k0, n0)
    value = p1 - p0
    return Difference(
        value=value,
        low=value - np.hypot(p1 - low1, high0 - p0),
        high=value + np.hypot(high1 - p1, p0 - low0),
    )


def sum_interval(amounts: ArrayLike, rule: BootstrapRule) -> tuple[float, float]:
    """Low and high end of the total that amounts like these would bring, their number varying too."""
    # Sorted, so that the order of the rows does not change the interval.
    values = np.sort(np.asarray(amounts, dtype=np.float64))
    if len(values) < rule.min_amounts:
        return float("nan"), float("nan")
    if len(values) > rule.max_resampled:
        half = _z(CONFIDENCE) * float(np.sqrt(np.sum(values**2)))
        return float(values.sum() - half), float(values.sum() + half)
    return _ends(poisson_weights(len(values), rule) @ values)


def share_interval(amounts: ArrayLike, is_part: ArrayLike, rule: BootstrapRule) -> tuple[float, float]:
    """Low and high end of the part's share in a total of amounts.

    Where all or none of the amounts are part, drawing them again says nothing: then Wilson's of their number.
    """
    values, part = np.asarray(amounts, dtype=np.float64), np.asarray(is_part, dtype=bool)
    if len(values) < rule.min_amounts or values.sum() <= 0:
        return float("nan"), float("nan")
    if part.all() or not part.any():
        low, high = wilson_interval(part.sum(), len(part))
        return float(low), float(high)
    order = np.lexsort((part, values))[-rule.max_resampled :]
    weights = poisson_weights(len(order), rule)
    whole = weights @ values[order]
    return _ends((weights @ (values * part)[order])[whole > 0] / whole[whole > 0])


def poisson_weights(amount_count: int, rule: BootstrapRule) -> Floats:
    """How often each amount occurs in each resample: one row a resample, one column an amount."""
    size = 1 << max(amount_count - 1, 0).bit_length()
    return _weights(size, rule.resamples, rule.seed)[:amount_count].T


@cache
def _weights(amount_count: int, resamples: int, seed: int) -> Floats:
    # Drawing takes longer than all the rest, and the same seed gives the same draws: the first rows of a
    # larger matrix are those of a smaller one, so a few sizes serve every number of amounts.
    return np.random.default_rng(seed).poisson(1.0, (amount_count, resamples)).astype(np.float64)


def _ends(resampled: Floats) -> tuple[float, float]:
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(resampled, [tail, 1 - tail])
    return float(low), float(high)
