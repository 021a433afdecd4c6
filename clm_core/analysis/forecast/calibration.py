"""How far intervals have to be stretched so that they hold as often as they say, learned from past forecasts.

Conformal prediction (Vovk, Gammerman and Shafer 2005) on rolling origins: each past forecast has a score, how far the
actual lay from the middle as a share of its interval's half on that side. The quantile of the scores at the level is
the factor that would have held. A measure's factor is drawn towards that of all measures, and that towards 1.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from clm_core.response_curves import Floats

LEVELS = {50: 0.5, 90: 0.9}
_PRIOR_SCORES = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """By how much the 50 % and the 90 % interval of a measure are stretched; ``n`` past forecasts tell."""

    by_level: tuple[float, float]
    n: int


def stretch(past: pd.DataFrame, measure: str, size: str) -> Stretch:
    """The factors for a measure from past forecasts (FORECAST_BACKTEST with unstretched intervals) that are over."""
    past = past[past["size"] == size]
    own, measures = past[past["measure"] == measure], past["measure"].nunique()
    factors = []
    for level, share in LEVELS.items():
        everyone = scores(past, level)
        weight = len(everyone) / max(measures, 1)
        whole = (weight * _quantile(everyone, share) + _PRIOR_SCORES) / (weight + _PRIOR_SCORES)
        mine = len(own) * _quantile(scores(own, level), share) + _PRIOR_SCORES * whole
        factors.append(mine / (len(own) + _PRIOR_SCORES))
    return Stretch(by_level=(factors[0], factors[1]), n=len(own))


def scores(rows: pd.DataFrame, level: int) -> Floats:
    """How far each actual lay from the middle, in halves of the interval on its side."""
    actual, middle = rows["actual"].to_numpy(), rows["middle"].to_numpy()
    low, high = rows[f"low_{level}"].to_numpy(), rows[f"high_{level}"].to_numpy()
    half = np.where(actual >= middle, high - middle, middle - low)
    found: Floats = np.abs(actual - middle) / np.maximum(half, 1e-9)
    return found


def _quantile(values: Floats, share: float) -> float:
    if not len(values):
        return 1.0
    return float(np.quantile(values, min(1.0, share * (len(values) + 1) / len(values))))


def stretched(rows: pd.DataFrame, factors: tuple[Floats, Floats], least: Floats) -> pd.DataFrame:
    """The rows with stretched intervals (a factor a row), never below ``least``, the 50 % one within the 90 % one."""
    middle = rows["middle"].to_numpy()
    found = {}
    for level, factor in zip(LEVELS, factors, strict=True):
        found[f"low_{level}"] = np.maximum(middle - factor * (middle - rows[f"low_{level}"].to_numpy()), least)
        found[f"high_{level}"] = middle + factor * (rows[f"high_{level}"].to_numpy() - middle)
    found["low_90"] = np.minimum(found["low_90"], found["low_50"])
    found["high_90"] = np.maximum(found["high_90"], found["high_50"])
    return rows.assign(**found)
