"""From a score to a chance: how likely a lead with this many points is to convert, never falling in the score.

Few conversions carry two numbers and no more: a logistic curve of the score, its slope drawn towards none by a weak
prior, so that a few dozen conversions never give 0 or 1. Where many conversions contradict that curve, a rising line
through bands of the score takes its place (isotonic regression, Robertson, Wright and Dykstra 1988), each band drawn
towards the curve.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import chdtrc, expit, logit

from clm_core.analysis.intervals import Floats
from clm_core.analysis.scoring.score_bands import band_numbers
from clm_core.errors import ClmError

_Z = 1.959963984540054  # 95 %
_MAX_STEPS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ChanceRule:
    """When and how a score becomes a chance.

    ``slope_sd``: a priori, a lead one standard deviation above the mean score differs by no more than about this
    much in log odds (1.5 is an AUC near .85, beyond what scores of leads reach); a few dozen conversions outweigh it.
    Isotonic from ``isotonic_from`` conversions on, where the logistic curve misses the rates of so many ``bands``
    with a p-value below ``misfit_p``; a band counts as if it held ``pseudo_leads`` more that follow the curve.
    """

    slope_sd: float = 1.5
    isotonic_from: int = 300
    misfit_p: float = 0.001
    bands: int = 12
    pseudo_leads: float = 10.0
    resamples: int = 200
    seed: int = 20_240_101


class ChanceMethod(StrEnum):
    """How the score became a chance."""

    LOGISTIC = "logistic"
    ISOTONIC = "isotonic"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chances:
    """Each lead's chance to convert with its 95 % interval; arrays of one length."""

    value: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Line:
    """The rising line of the isotonic method: log odds at some scores, with their interval."""

    score: Floats
    value: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScoreChance:
    """A calibrated score: ``at(score)`` gives chances. Made by ``score_chance``.

    Log odds = ``intercept`` + ``slope`` · (score − ``centre``) ÷ ``spread``, unless ``method`` is isotonic.
    Beyond the ``lowest`` and ``highest`` score it was learned from the curve is flat: nothing is known there.
    ``is_rising`` is false where leads with more points converted less often: then every lead has the same chance.
    """

    method: ChanceMethod
    leads: int
    converted: int
    lowest: float
    highest: float
    centre: float
    spread: float
    intercept: float
    slope: float
    intercept_variance: float
    slope_variance: float
    covariance: float
    is_rising: bool
    line: _Line | None = None

    def at(self, score: Floats) -> Chances:
        """The chances of leads with these scores; none is 0 or 1, and more points never mean less."""
        if self.line is not None:
            line = self.line
            ends = (expit(np.interp(score, line.score, odds)) for odds in (line.value, line.low, line.high))
            return Chances(**dict(zip(("value", "low", "high"), ends, strict=True)))
        x = (np.clip(score, self.lowest, self.highest) - self.centre) / self.spread
        odds = self.intercept + self.slope * x
        variance = self.intercept_variance + x * (2 * self.covariance + x * self.slope_variance)
        half = _Z * np.sqrt(np.maximum(variance, 0.0))
        return Chances(value=expit(odds), low=expit(odds - half), high=expit(odds + half))


def score_chance(score: Floats, is_converted: NDArray[np.bool_], rule: ChanceRule | None = None) -> ScoreChance:
    """The calibrated score, learned from mature leads.

    The mean chance of these leads is their conversion rate. The interval is for the rate of leads with one score
    (delta method; isotonic: seeded bootstrap of the bands), not for a single lead, who converts or does not.
    Raises ClmError without conversions, with nothing but conversions, and where all scores are equal.
    """
    rule = rule or ChanceRule()
    require_both_outcomes(score, is_converted)
    fitted = _logistic(score, is_converted, rule)
    if fitted.converted < rule.isotonic_from or not fitted.is_rising:
        return fitted
    bands = _bands(fitted, score, is_converted, rule)
    return _isotonic(fitted, bands, rule) if bands.misfit_p < rule.misfit_p else fitted


def worked_chance(score: Floats, outcomes: pd.DataFrame, rule: ChanceRule | None = None) -> ScoreChance:
    """The chance of a lead that sales works, learned from the mature leads that were handed over (LEAD_OUTCOMES).

    What a threshold should go by: leads that nobody worked seldom convert whatever their score, so with them in, a
    lower threshold looks poorer than it is. Still a comparison of what was, not an experiment: where sales was given
    only the most promising of the leads with few points, the others are overrated.
    Raises the ClmErrors of ``score_chance``.
    """
    if len(score) != len(outcomes):
        raise ClmError("scoring_backtest.lengths_differ", scores=len(score), leads=len(outcomes))
    worked = outcomes["is_mature"].to_numpy() & outcomes["is_handed_over"].to_numpy()
    return score_chance(score[worked], outcomes["is_converted"].to_numpy()[worked], rule)


def require_both_outcomes(score: Floats, is_converted: NDArray[np.bool_]) -> None:
    """Raises ClmError unless there are leads that converted, leads that did not, and different scores."""
    if len(score) != len(is_converted):
        raise ClmError("scoring_backtest.lengths_differ", scores=len(score), leads=len(is_converted))
    converted = int(np.count_nonzero(is_converted))
    if not converted:
        raise ClmError("scoring_backtest.no_conversions", count=len(score))
    if converted == len(score):
        raise ClmError("scoring_backtest.only_conversions", count=len(score))
    if not np.isfinite(score).all():
        raise ClmError("scoring_backtest.scores_missing", count=int(np.count_nonzero(~np.isfinite(score))))
    if score.min() == score.max():
        raise ClmError("scoring_backtest.scores_equal", score=f"{score[0]:g}", count=len(score))


def _logistic(score: Floats, is_converted: NDArray[np.bool_], rule: ChanceRule) -> ScoreChance:
    """Newton's method on log odds = a + b·x with b ~ N(0, slope_sd²); a is free, so the mean chance is the rate."""
    centre, spread = float(score.mean()), float(score.std()) or float(np.ptp(score))
    x, y = (score - centre) / spread, is_converted.astype(np.float64)
    # Sums instead of dot products: a threaded BLAS takes a hundred times as long to wake its threads.
    count, converted, both = len(x), float(y.sum()), float((x * y).sum())
    prior = 1 / rule.slope_sd**2
    a, b = float(logit(converted / count)), 0.0
    for _ in range(_MAX_STEPS):
        p = expit(a + b * x)
        w = p * (1 - p)
        wx = w * x
        h_aa, h_ab, h_bb = float(w.sum()), float(wx.sum()), float((wx * x).sum()) + prior
        g_a, g_b = converted - float(p.sum()), both - float((x * p).sum()) - prior * b
        determinant = h_aa * h_bb - h_ab**2
        step_a, step_b = (h_bb * g_a - h_ab * g_b) / determinant, (h_aa * g_b - h_ab * g_a) / determinant
        # Short steps: where scores separate nearly perfectly a full one would overshoot.
        short = min(1.0, 2.0 / max(abs(step_a), abs(step_b), 1e-12))
        a, b = a + short * step_a, b + short * step_b
        if max(abs(step_a), abs(step_b)) < 1e-9:
            break
    variances = (h_bb / determinant, h_aa / determinant, -h_ab / determinant)
    if b <= 0:
        a, b = float(logit(converted / count)), 0.0
    return ScoreChance(
        method=ChanceMethod.LOGISTIC,
        leads=count,
        converted=int(converted),
        lowest=float(score.min()),
        highest=float(score.max()),
        centre=centre,
        spread=spread,
        intercept=a,
        slope=b,
        intercept_variance=variances[0],
        slope_variance=variances[1],
        covariance=variances[2],
        is_rising=b > 0,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Bands:
    """Leads by band of the score, lowest first, and what the logistic curve expects of them."""

    leads: Floats
    converted: Floats
    expected: Floats
    score: Floats

    @property
    def misfit_p(self) -> float:
        """P-value of Hosmer and Lemeshow's test: could rates of bands scatter like this around the curve?"""
        variance = self.expected * (1 - self.expected / self.leads)
        surprise = float(((self.converted - self.expected) ** 2 / variance).sum())
        return float(chdtrc(max(len(self.leads) - 2, 1), surprise))

    def rising(self, converted: Floats, pseudo_leads: float) -> Floats:
        """Rates of the bands that never fall, each drawn towards the curve; ``converted`` may hold many rows.

        Isotonic regression in closed form: the highest, over all first bands, of the lowest mean up to a last band.
        """
        count = len(self.leads)
        weights = np.concatenate([[0.0], np.cumsum(self.leads + pseudo_leads)])
        drawn = converted + pseudo_leads * self.expected / self.leads
        sums = np.concatenate([np.zeros((*drawn.shape[:-1], 1)), np.cumsum(drawn, axis=-1)], axis=-1)
        with np.errstate(divide="ignore", invalid="ignore"):
            means = (sums[..., None, 1:] - sums[..., :-1, None]) / (weights[None, 1:] - weights[:-1, None])
        is_range = np.triu(np.ones((count, count), bool))
        lowest = np.minimum.accumulate(np.where(is_range, means, np.inf)[..., ::-1], axis=-1)[..., ::-1]
        line: Floats = np.where(is_range, lowest, -np.inf).max(axis=-2)
        return line


def _bands(fitted: ScoreChance, score: Floats, is_converted: NDArray[np.bool_], rule: ChanceRule) -> _Bands:
    bands = band_numbers(score, rule.bands)
    bands = bands.max() - bands
    leads = np.bincount(bands).astype(np.float64)
    curve = expit(fitted.intercept + fitted.slope * (score - fitted.centre) / fitted.spread)
    return _Bands(
        leads=leads,
        converted=np.bincount(bands, weights=is_converted).astype(np.float64),
        expected=np.bincount(bands, weights=curve).astype(np.float64),
        score=np.bincount(bands, weights=score) / leads,
    )


def _isotonic(fitted: ScoreChance, bands: _Bands, rule: ChanceRule) -> ScoreChance:
    value = bands.rising(bands.converted, rule.pseudo_leads)
    rng = np.random.default_rng(rule.seed)
    again = rng.binomial(bands.leads.astype(np.int64), value, size=(rule.resamples, len(value)))
    low, high = np.quantile(bands.rising(again.astype(np.float64), rule.pseudo_leads), [0.025, 0.975], axis=0)
    line = _Line(
        score=bands.score,
        value=logit(value),
        low=logit(np.minimum(low, value)),
        high=logit(np.maximum(high, value)),
    )
    return replace(fitted, method=ChanceMethod.ISOTONIC, line=line)
