"""How well a score tells leads that convert from those that do not: ROC and precision-recall, the latter as one number.

Average precision by steps (as scikit-learn counts it) with a seeded bootstrap; the area under the ROC curve is in
``auc``. Pass mature leads only, with both outcomes among them.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit

from clm_core.analysis.intervals import BootstrapRule, Floats, wilson_interval
from clm_core.analysis.scoring.auc import Estimate
from clm_core.columns import typed_frame
from clm_core.scoring_columns import CURVE_POINTS

MAX_POINTS = 200
_Z = 1.959963984540054
_MOST_GROUPS = 500


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Groups:
    """Leads and conversions of each distinct score, highest first."""

    score: Floats
    leads: Floats
    converted: Floats


def _groups(score: Floats, is_converted: NDArray[np.bool_]) -> _Groups:
    order = np.argsort(-score)
    falling = score[order]
    starts = np.flatnonzero(np.concatenate([[True], falling[1:] != falling[:-1]]))
    return _Groups(
        score=falling[starts],
        leads=np.diff(np.append(starts, len(score))).astype(np.float64),
        converted=np.add.reduceat(is_converted[order].astype(np.float64), starts),
    )


def curve_points(score: Floats, is_converted: NDArray[np.bool_], *, most: int = MAX_POINTS) -> pd.DataFrame:
    """One row a distinct score, highest first: scoring_columns.CURVE_POINTS.

    Where there are more than ``most`` they are thinned, evenly by leads passed and by conversions found; the first
    and the last remain. The point "nobody passes" (0, 0) is left out.
    """
    groups = _groups(score, is_converted)
    passed, found = np.cumsum(groups.leads), np.cumsum(groups.converted)
    kept = _thinned(passed, found, most)
    passed, found = passed[kept], found[kept]
    total, converted = len(score), float(np.count_nonzero(is_converted))
    low, high = wilson_interval(found, passed)
    return typed_frame(
        {
            "score": groups.score[kept],
            "passed_share": passed / total,
            "recall": found / converted,
            "false_positive_rate": (passed - found) / (total - converted),
            "precision": found / passed,
            "precision_low": low,
            "precision_high": high,
        },
        CURVE_POINTS,
    )


def _thinned(passed: Floats, found: Floats, most: int) -> NDArray[np.int64]:
    if len(passed) <= most:
        return np.arange(len(passed))
    half = most // 2
    by_leads = np.searchsorted(passed, np.linspace(passed[0], passed[-1], half))
    by_conversions = np.searchsorted(found, np.linspace(found[0], found[-1], most - half))
    return np.unique(np.concatenate([by_leads, by_conversions, [0, len(passed) - 1]]))[:most]


def average_precision(score: Floats, is_converted: NDArray[np.bool_], rule: BootstrapRule | None = None) -> Estimate:
    """The mean of precision over all conversions, highest scores first: Σ (step of recall) · precision.

    A score that says nothing has the conversion rate; 1 is perfect. The interval is normal on the log odds, with the
    standard error of a Poisson bootstrap over leads (drawn by score, up to 500 groups).
    """
    rule = rule or BootstrapRule(resamples=200)
    groups = _groups(score, is_converted)
    value = float(_step_precision(groups.leads, groups.converted))
    joined = _joined(groups, _MOST_GROUPS)
    rng = np.random.default_rng(rule.seed)
    shape = (rule.resamples, len(joined.leads))
    converted = rng.poisson(joined.converted, shape).astype(np.float64)
    leads = converted + rng.poisson(joined.leads - joined.converted, shape)
    again = _step_precision(leads, converted)
    again = again[np.isfinite(again) & (again > 0) & (again < 1)]
    if value >= 1 or len(again) < 2:
        low, high = wilson_interval(value * groups.converted.sum(), groups.converted.sum())
        return Estimate(value=value, low=float(low), high=float(high))
    half = _Z * float(logit(again).std(ddof=1))
    return Estimate(value=value, low=float(expit(logit(value) - half)), high=float(expit(logit(value) + half)))


def _step_precision(leads: Floats, converted: Floats) -> Floats:
    passed, found = np.cumsum(leads, axis=-1), np.cumsum(converted, axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        precision = np.where(passed > 0, found / passed, 0.0)
        mean: Floats = (converted * precision).sum(axis=-1) / found[..., -1]
    return mean


def _joined(groups: _Groups, most: int) -> _Groups:
    """Neighbouring scores put together until few groups are left."""
    if len(groups.leads) <= most:
        return groups
    starts = np.unique(np.linspace(0, len(groups.leads), most, endpoint=False).astype(np.int64))
    return _Groups(
        score=groups.score[starts],
        leads=np.add.reduceat(groups.leads, starts),
        converted=np.add.reduceat(groups.converted, starts),
    )
