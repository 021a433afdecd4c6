"""How well draws of a model predict periods they were not fitted to, and what weight models get by it.

Leave-one-out by Pareto-smoothed importance sampling (Vehtari, Gelman and Gabry 2017; the tail's fit by Zhang and
Stephens 2009), weights by pseudo-BMA+ (Yao, Vehtari, Simpson and Gelman 2018): models whose predictions can hardly be
told apart share the weight. Periods of a series are left out one by one, although neighbours resemble each other:
enough to compare shapes of a curve, no promise about forecasts.
"""

from collections.abc import Sequence

import numpy as np
from scipy.special import logsumexp, softmax

from clm_core.response_curves import Floats

RESAMPLES = 2000
LEAST_TAIL = 5


def left_out_log_densities(log_likelihood: Floats) -> tuple[Floats, Floats]:
    """Log predictive density of each observation had it not been seen, and how heavy its weights' tail is (k̂).

    ``log_likelihood`` is draws × observations. Above a k̂ of 0.7 an observation's number is rough.
    """
    draws = len(log_likelihood)
    weights = -log_likelihood - (-log_likelihood).max(axis=0)
    tail = int(np.ceil(min(0.2 * draws, 3.0 * np.sqrt(draws))))
    heaviness = np.full(log_likelihood.shape[1], np.inf)
    if tail >= LEAST_TAIL:
        weights, heaviness = _smoothed(weights, tail)
    weights = weights - logsumexp(weights, axis=0)
    found: Floats = logsumexp(weights + log_likelihood, axis=0)
    return found, heaviness


def predictive_weights(left_out: Sequence[Floats], *, seed: int) -> Floats:
    """Weight of each model, which sum to 1, from its log densities of the same observations.

    The Bayesian bootstrap over the observations says how sure the better one is: the same seed, the same weights.
    """
    densities = np.stack(left_out)
    shares = np.random.default_rng(seed).dirichlet(np.ones(densities.shape[1]), RESAMPLES)
    found: Floats = softmax(densities.shape[1] * shares @ densities.T, axis=1).mean(axis=0)
    return found


def _smoothed(weights: Floats, tail: int) -> tuple[Floats, Floats]:
    """Log weights, at most 0, whose largest are replaced by quantiles of a Pareto distribution fitted to them."""
    order = np.argsort(weights, axis=0)
    ranked = np.take_along_axis(weights, order, axis=0)
    cut = np.maximum(ranked[-tail - 1], np.log(np.finfo(np.float64).tiny))
    beyond = np.maximum(np.exp(ranked[-tail:]) - np.exp(cut), 0.0)
    heaviness, sigma = _pareto(np.sort(beyond, axis=0))
    chance = (np.arange(tail)[:, None] + 0.5) / tail
    with np.errstate(all="ignore"):
        quantiles = np.where(
            np.abs(heaviness) < 1e-12,
            -sigma * np.log1p(-chance),
            sigma * np.expm1(-heaviness * np.log1p(-chance)) / heaviness,
        )
        smooth = np.minimum(np.log(quantiles + np.exp(cut)), 0.0)
    ranked[-tail:] = np.where(np.isfinite(heaviness), smooth, ranked[-tail:])
    found = np.empty_like(weights)
    np.put_along_axis(found, order, ranked, axis=0)
    return found, heaviness


def _pareto(beyond: Floats) -> tuple[Floats, Floats]:
    """Shape and scale of the generalised Pareto distribution by column of ascending values; the shape pulled to 0.5.

    Where all values are alike there is no tail: shape infinite, nothing to smooth.
    """
    count = len(beyond)
    grid = 30 + int(np.sqrt(count))
    quartile, largest = beyond[int(count / 4 + 0.5) - 1], beyond[-1]
    with np.errstate(all="ignore"):
        spread = (1.0 - np.sqrt(grid / (np.arange(1, grid + 1) - 0.5)))[:, None] / (3.0 * quartile) + 1.0 / largest
        shapes = np.log1p(-spread[:, None] * beyond).mean(axis=1)
        fit = count * (np.log(-spread / shapes) - shapes - 1.0)
        weight = softmax(fit, axis=0)
        mean = (spread * np.where(weight >= 10 * np.finfo(np.float64).eps, weight, 0.0)).sum(axis=0)
        mean = mean / np.where(weight >= 10 * np.finfo(np.float64).eps, weight, 0.0).sum(axis=0)
        shape = np.log1p(-mean * beyond).mean(axis=0)
        sigma = -shape / mean
        shape = (count * shape + 5.0) / (count + 10.0)
    is_usable = np.isfinite(shape) & np.isfinite(sigma) & (quartile > 0)
    return np.where(is_usable, shape, np.inf), np.where(is_usable, sigma, 0.0)
