"""The table of learned weights beside the team's own, with what each row allows to say."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm

from clm_core.analysis.intervals import CONFIDENCE, Floats
from clm_core.columns import typed_frame
from clm_core.scoring_columns import LEARNED_WEIGHTS


class WeightVerdict(StrEnum):
    """What the deals say about the team's points of one criterion."""

    AGREES = "agrees"  # they lie within the interval
    RAISE = "raise"  # more points
    LOWER = "lower"  # fewer points
    TURN = "turn"  # points with the other sign
    TOO_LITTLE = "too_little"  # not enough data to say


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightRule:
    """From where on a weight can be told.

    Enough leads with the feature and without it (``min_leads``), enough conversions and failures to be expected
    among both (``min_expected``), enough of both in all (``min_outcomes``), and leads that narrow the weight down to
    at most ``most_unsure`` of what was unsure before any was seen: two criteria for the same leads do not.
    """

    min_leads: int = 20
    min_expected: float = 5.0
    min_outcomes: int = 10
    most_unsure: float = 0.6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ColumnWeights:
    """One number a column of the matrix: log odds of one point's contribution, its standard deviation (NaN where a
    column is constant or excluded), and how unsure it is compared with no lead at all (1: as unsure)."""

    log_odds: Floats
    sd: Floats
    unsure: Floats


def weight_rows(
    rows: Floats,
    is_converted: NDArray[np.bool_],
    shown: NDArray[np.int64],
    weights: ColumnWeights,
    own: Floats,
    factor: float,
    rule: WeightRule,
) -> pd.DataFrame:
    """LEARNED_WEIGHTS of the features ``shown``; a constant feature has no log odds and no interval.

    ``factor`` is points per log odds.
    """
    has = rows[:, shown] != 0
    half = norm.ppf((1 + CONFIDENCE) / 2) * weights.sd[shown]
    value = np.where(np.isnan(half), np.nan, weights.log_odds[shown])
    low, high = value - half, value + half
    is_enough = _is_enough(has, is_converted, rule) & (weights.unsure[shown] <= rule.most_unsure)
    frame = pd.DataFrame(
        {
            "feature": shown,
            "leads": has.sum(axis=0),
            "converted": has[is_converted].sum(axis=0),
            "log_odds": value,
            "log_odds_low": low,
            "log_odds_high": high,
            "points": value * factor,
            "points_low": low * factor,
            "points_high": high * factor,
            "own_points": own[shown],
            "verdict": _verdicts(np.nan_to_num(own[shown]), low * factor, high * factor, is_enough),
        }
    )
    return typed_frame(frame, LEARNED_WEIGHTS)


def _is_enough(has: NDArray[np.bool_], is_converted: NDArray[np.bool_], rule: WeightRule) -> NDArray[np.bool_]:
    size, converted = len(is_converted), int(is_converted.sum())
    fewer_outcomes = min(converted, size - converted)
    # A feature that nearly everybody has is known as little as one that nearly nobody has.
    leads = np.minimum(has.sum(axis=0), size - has.sum(axis=0))
    enough: NDArray[np.bool_] = (leads >= rule.min_leads) & (leads * fewer_outcomes / size >= rule.min_expected)
    return enough & (fewer_outcomes >= rule.min_outcomes)


def _verdicts(own: Floats, low: Floats, high: Floats, is_enough: NDArray[np.bool_]) -> NDArray[np.str_]:
    """A candidate without points is judged as one of 0 points."""
    turned = ((own > 0) & (high < 0)) | ((own < 0) & (low > 0))
    return np.select(
        [~is_enough, turned, own < low, own > high],
        [
            WeightVerdict.TOO_LITTLE.value,
            WeightVerdict.TURN.value,
            WeightVerdict.RAISE.value,
            WeightVerdict.LOWER.value,
        ],
        WeightVerdict.AGREES.value,
    )
