"""How well a score puts those who convert before the others: the area under the ROC curve, and how sure it is.

0.5 is a coin, 1 puts every converting lead before every other. Interval: DeLong, DeLong and Clarke-Pearson (1988),
that of one AUC on the log odds, so that it stays within 0 and 1. Pass mature leads only.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit

from clm_core.analysis.intervals import Floats, wilson_interval

_Z = 1.959963984540054


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number with its 95 % interval."""

    value: float
    low: float
    high: float


def auc(scores: ArrayLike, is_converted: ArrayLike) -> Estimate:
    """The chance that a lead that converted has more points than one that did not; ties count half.

    Where DeLong's error is nothing (a perfect order, all scores equal) it would claim certainty: the interval is then
    Wilson's for as many trials as the rarer outcome has leads. From fewer than two leads of either outcome nothing
    can be said: 0 to 1. All is NaN where one of them is missing.
    """
    score, converted = np.asarray(scores, dtype=np.float64), np.asarray(is_converted, dtype=np.bool_)
    rarer = int(min(np.count_nonzero(converted), np.count_nonzero(~converted)))
    if rarer == 0:
        return Estimate(value=float("nan"), low=float("nan"), high=float("nan"))
    wins, losses = _placements(score, converted)
    value = float(wins.mean())
    if rarer < 2:
        return Estimate(value=value, low=0.0, high=1.0)
    error = float(np.sqrt(wins.var(ddof=1) / len(wins) + losses.var(ddof=1) / len(losses)))
    if error == 0 or value in (0.0, 1.0):
        low, high = wilson_interval(value * rarer, rarer)
        return Estimate(value=value, low=float(low), high=float(high))
    half = _Z * error / (value * (1 - value))
    return Estimate(value=value, low=float(expit(logit(value) - half)), high=float(expit(logit(value) + half)))


def auc_difference(score: Floats, other: Floats, is_converted: NDArray[np.bool_]) -> Estimate:
    """AUC of ``score`` − AUC of ``other`` on the same leads; the interval knows that both saw the same leads."""
    first, second = _placements(score, is_converted), _placements(other, is_converted)
    value = float(first[0].mean() - second[0].mean())
    if min(len(first[0]), len(first[1])) < 2:
        return Estimate(value=value, low=-1.0, high=1.0)
    # Var(A − B) with DeLong's covariance is the variance of the differences of the placements.
    parts = (float((a - b).var(ddof=1)) / len(a) for a, b in zip(first, second, strict=True))
    half = _Z * float(np.sqrt(sum(parts)))
    return Estimate(value=value, low=value - half, high=value + half)


def _placements(score: Floats, is_converted: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Of each converted lead the share of the others below it; of each other the share of converted above it."""
    yes, no = score[is_converted], score[~is_converted]
    yes_order, no_order = np.argsort(yes), np.argsort(no)
    converted, others = yes[yes_order], no[no_order]
    # Back in the order of the leads, so that two scores can be compared lead by lead; equal scores have equal places.
    above, under = np.empty(len(yes)), np.empty(len(no))
    above[yes_order] = _share_below(converted, others)
    under[no_order] = 1 - _share_below(others, converted)
    return above, under


def _share_below(sorted_scores: Floats, among: Floats) -> Floats:
    """Of each score the share of the others (sorted) that lie below it; equal ones count half."""
    twice = np.searchsorted(among, sorted_scores, "left") + np.searchsorted(among, sorted_scores, "right")
    share: Floats = twice / (2 * len(among))
    return share
