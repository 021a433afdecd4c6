"""How well a score puts those who convert before the others: the area under the ROC curve, and how sure it is.

0.5 is a coin, 1 puts every converting lead before every other. Interval: DeLong, DeLong and Clarke-Pearson (1988) on
the logit scale.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, logit
from scipy.stats import norm, rankdata

from clm_core.analysis.intervals import CONFIDENCE, Floats, wilson_interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Auc:
    """Share of pairs (one converted, one not) in which the converted lead has the higher score; ties count half.

    NaN where one of the two is missing. The interval holds the value.
    """

    value: float
    low: float
    high: float


def auc_of(scores: ArrayLike, is_converted: ArrayLike) -> Auc:
    """The AUC of these scores with its 95 % interval."""
    score, converted = np.asarray(scores, dtype=np.float64), np.asarray(is_converted, dtype=bool)
    good, bad = score[converted], score[~converted]
    if not len(good) or not len(bad):
        return Auc(value=float("nan"), low=float("nan"), high=float("nan"))
    good_wins, bad_loses = _placements(score, converted)
    value = float(good_wins.mean())
    low, high = _ends(value, _mean_variance(good_wins) + _mean_variance(bad_loses), min(len(good), len(bad)))
    return Auc(value=value, low=low, high=high)


def _placements(score: Floats, converted: np.ndarray) -> tuple[Floats, Floats]:
    """Of each converted lead the share of others below it, of each other the share of converted ones above it."""
    rank = rankdata(score)
    good, bad = score[converted], score[~converted]
    good_wins: Floats = (rank[converted] - rankdata(good)) / len(bad)
    bad_loses: Floats = 1 - (rank[~converted] - rankdata(bad)) / len(good)
    return good_wins, bad_loses


def _mean_variance(values: Floats) -> float:
    return float(values.var(ddof=1) / len(values)) if len(values) > 1 else 0.0


def _ends(value: float, variance: float, fewer: int) -> tuple[float, float]:
    if variance <= 0 or not 0 < value < 1:
        # Without variation the normal approximation would claim certainty: as sure as a rate of so few.
        low, high = wilson_interval(value * fewer, fewer)
        return float(low), float(high)
    half = norm.ppf((1 + CONFIDENCE) / 2) * np.sqrt(variance) / (value * (1 - value))
    return float(expit(logit(value) - half)), float(expit(logit(value) + half))
