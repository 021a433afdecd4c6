"""Regularised logistic regression on leads, and many refits of it on leads drawn anew.

log odds = intercept + Σ weight · column, each weight drawn towards zero as by a normal prior with the standard
deviation ``prior_sd``; the intercept is free. Columns come in a scale in which one unit is typical.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from clm_core.analysis.intervals import Floats

_BLOCK = 4_000_000  # numbers in memory at a time
_SHARED_STEPS = 25
_NEWTON_STEPS = 100
_TOLERANCE = 1e-7


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FittedOdds:
    """Weights on the columns' scale (log odds a unit) and the log odds of a lead without any feature."""

    intercept: float
    weights: Floats

    def log_odds(self, columns: NDArray[np.floating]) -> Floats:
        """Of each row."""
        found: Floats = columns @ self.weights + self.intercept
        return found


def fitted_odds(columns: NDArray[np.floating], is_converted: NDArray[np.bool_], *, prior_sd: float) -> FittedOdds:
    """The weights under which what happened is likeliest, given the prior. Needs both outcomes."""
    from sklearn.linear_model import LogisticRegression  # loading it takes a second, and most pages never learn

    if not columns.shape[1]:
        rate = is_converted.mean()
        return FittedOdds(intercept=float(np.log(rate / (1 - rate))), weights=np.zeros(0))
    model = LogisticRegression(C=prior_sd**2, solver="newton-cholesky", tol=1e-9, max_iter=200)
    model.fit(columns, is_converted)
    return FittedOdds(intercept=float(model.intercept_[0]), weights=model.coef_[0].astype(np.float64))


def resampled_odds(
    columns: Floats, is_converted: NDArray[np.bool_], fitted: FittedOdds, *, prior_sd: float, resamples: int, seed: int
) -> Floats:
    """The fit on as many leads drawn with replacement, again and again: one row a resample, the intercept first.

    Every refit is exact. Draws without a converted or without another lead have no fit and are left out.
    """
    rng = np.random.default_rng(seed)
    size = len(columns)
    block = max(1, _BLOCK // size)
    rows = []
    for begin in range(0, resamples, block):
        times = [np.bincount(rng.integers(0, size, size), minlength=size) for _ in range(min(block, resamples - begin))]
        drawn = np.array(times, dtype=np.float64)
        hits = drawn @ is_converted
        rows.append(refitted_odds(columns, is_converted, drawn[(hits > 0) & (hits < size)], fitted, prior_sd=prior_sd))
    return np.concatenate(rows)


def refitted_odds(
    columns: Floats, is_converted: NDArray[np.bool_], drawn: Floats, fitted: FittedOdds, *, prior_sd: float
) -> Floats:
    """The fit with each row of ``drawn`` as how often every lead counts: one row a fit, the intercept first.

    All are improved together, by Newton's steps whose curvature begins as that at ``fitted`` and learns from each
    step; those that do not settle go on alone.
    """
    design = np.column_stack([np.ones(len(columns)), columns])
    outcome = is_converted.astype(np.float64)
    penalty = _penalty(columns.shape[1], prior_sd)
    start = np.concatenate([[fitted.intercept], fitted.weights])
    found = np.repeat(start[None], len(drawn), axis=0)
    turned = np.linalg.inv(_curvatures(design, start, drawn) + np.diag(penalty))
    slope = _slopes(design, outcome, drawn, found, penalty)
    open_rows = np.arange(len(drawn))
    for _ in range(_SHARED_STEPS):
        step = np.clip(np.einsum("rij,rj->ri", turned, slope), -1.0, 1.0)
        found[open_rows] += step
        is_open = np.abs(step).max(axis=1) >= _TOLERANCE
        open_rows = open_rows[is_open]
        if not len(open_rows):
            return found
        later = _slopes(design, outcome, drawn[open_rows], found[open_rows], penalty)
        turned = _learned_curvature(turned[is_open], step[is_open], slope[is_open] - later)
        slope = later
    for row in open_rows:
        found[row] = _newton(design, outcome, drawn[row], penalty, start)
    return found


def _learned_curvature(turned: Floats, step: Floats, fall: Floats) -> Floats:
    """The inverse curvature after what a step taught about it (BFGS), each draw for itself."""
    product = np.einsum("ri,ri->r", step, fall)[:, None, None]
    reached = np.einsum("rij,rj->ri", turned, fall)
    size = (product[:, 0] + np.einsum("ri,ri->r", fall, reached)[:, None])[:, :, None]
    crossed = reached[:, :, None] * step[:, None, :]
    found: Floats = (
        turned + (size / product * (step[:, :, None] * step[:, None, :]) - crossed - crossed.swapaxes(1, 2)) / product
    )
    return found


def prior_variance(columns: Floats, fitted: FittedOdds, *, prior_sd: float) -> Floats:
    """Of each weight, how far the pull towards zero may have moved it: what drawing leads anew cannot show."""
    inverse = _inverse_curvature(columns, fitted, prior_sd)
    variance: Floats = (inverse**2 @ _penalty(columns.shape[1], prior_sd))[1:]
    return variance


def robust_variance(columns: Floats, is_converted: NDArray[np.bool_], fitted: FittedOdds, *, prior_sd: float) -> Floats:
    """Of each weight the variance that drawing leads anew tends to with many leads (Huber's sandwich)."""
    inverse = _inverse_curvature(columns, fitted, prior_sd)
    design = np.column_stack([np.ones(len(columns)), columns])
    slopes = design * (is_converted - expit(fitted.log_odds(columns)))[:, None]
    slopes = slopes - slopes.mean(axis=0)
    variance: Floats = np.einsum("ij,jk,ki->i", inverse, slopes.T @ slopes, inverse)[1:]
    return variance


def _inverse_curvature(columns: Floats, fitted: FittedOdds, prior_sd: float) -> Floats:
    design = np.column_stack([np.ones(len(columns)), columns])
    chance = expit(fitted.log_odds(columns))
    curvature = (design * (chance * (1 - chance))[:, None]).T @ design
    inverse: Floats = np.linalg.inv(curvature + np.diag(_penalty(columns.shape[1], prior_sd)))
    return inverse


def _penalty(width: int, prior_sd: float) -> Floats:
    return np.concatenate([[0.0], np.full(width, prior_sd**-2.0)])


def _slopes(design: Floats, outcome: Floats, drawn: Floats, found: Floats, penalty: Floats) -> Floats:
    """How the penalised log likelihood of each draw still rises, in every direction."""
    surprise = expit(found @ design.T)
    np.subtract(outcome, surprise, out=surprise)
    surprise *= drawn
    slopes: Floats = surprise @ design - found * penalty
    return slopes


def _curvatures(design: Floats, start: Floats, drawn: Floats) -> Floats:
    """Σ drawn · p(1−p) · column · column' of every draw: one product of draws with pairs of columns."""
    width = design.shape[1]
    first, second = np.triu_indices(width)
    chance = expit(design @ start)
    flat = np.zeros((len(drawn), len(first)))
    rows = max(256, _BLOCK // len(first))
    for begin in range(0, len(design), rows):
        part = slice(begin, begin + rows)
        weighed = design[part] * (chance * (1 - chance))[part, None]
        flat += drawn[:, part] @ (weighed[:, first] * design[part][:, second])
    found = np.empty((len(drawn), width, width))
    found[:, first, second] = flat
    found[:, second, first] = flat
    return found


def _newton(design: Floats, outcome: Floats, times: Floats, penalty: Floats, start: Floats) -> Floats:
    """The maximum by Newton's steps, each halved until it climbs."""
    found, height = start, _height(design, outcome, times, penalty, start)
    for _ in range(_NEWTON_STEPS):
        slope = _slopes(design, outcome, times[None], found[None], penalty)[0]
        chance = expit(design @ found)
        curvature = (design * (times * chance * (1 - chance))[:, None]).T @ design + np.diag(penalty)
        step = np.linalg.solve(curvature, slope)
        while (higher := _height(design, outcome, times, penalty, found + step)) < height - 1e-12 * abs(height):
            step = step / 2
        found, height = found + step, higher
        if np.abs(step).max() < _TOLERANCE:
            break
    return found


def _height(design: Floats, outcome: Floats, times: Floats, penalty: Floats, found: Floats) -> float:
    log_odds = design @ found
    return float(times @ (outcome * log_odds - np.logaddexp(0.0, log_odds)) - penalty @ found**2 / 2)
