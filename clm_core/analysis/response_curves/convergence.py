"""How far draws of a posterior can be trusted: effective sample size and R̂ of Vehtari, Gelman, Simpson, Carpenter and
Bürkner, "Rank-normalization, folding, and localization: an improved R̂", Bayesian Analysis 16 (2021).

Both take draws as … × chains × draws and return one number for each of the leading places. Each chain is cut into
halves and values are replaced by normal scores of their ranks, so that heavy tails and one-sided scales don't matter:
any increasing transformation of a parameter has the same numbers.
"""

import numpy as np
from scipy.special import ndtri
from scipy.stats import rankdata

from clm_core.response_curves import Floats


def bulk_ess(draws: Floats) -> Floats:
    """How many independent draws the centre of the distribution is known from; NaN below four draws a chain.

    A parameter that never moved has as many as there are draws: its centre is known exactly.
    """
    return _ess(_normal_scores(_halves(draws)))


def r_hat(draws: Floats) -> Floats:
    """How much wider the draws of all chains spread than those of one: 1 when they agree, NaN below four draws.

    The larger of the number for the values (do the chains agree where?) and for their distances from the median
    (do they agree how wide?). A parameter that never moved has 1.
    """
    halves = _halves(draws)
    folded = np.abs(halves - np.median(halves, axis=(-2, -1), keepdims=True))
    return np.maximum(_r_hat(_normal_scores(halves)), _r_hat(_normal_scores(folded)))


def _halves(draws: Floats) -> Floats:
    """Each chain as two; of an odd number of draws the middle one is left out."""
    half = draws.shape[-1] // 2
    return np.concatenate([draws[..., :half], draws[..., draws.shape[-1] - half :]], axis=-2)


def _normal_scores(draws: Floats) -> Floats:
    flat = draws.reshape(*draws.shape[:-2], -1)
    scores: Floats = ndtri((rankdata(flat, axis=-1) - 0.375) / (flat.shape[-1] + 0.25))
    return scores.reshape(draws.shape)


def _r_hat(draws: Floats) -> Floats:
    count = draws.shape[-1]
    if count < 2:
        return np.full(draws.shape[:-2], np.nan)
    within = draws.var(axis=-1, ddof=1).mean(axis=-1)
    between = draws.mean(axis=-1).var(axis=-1, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.sqrt((count - 1) / count + between / within)
    return np.where((within == 0) & (between == 0), 1.0, found)


def _ess(draws: Floats) -> Floats:
    chains, count = draws.shape[-2:]
    if count < 2:
        return np.full(draws.shape[:-2], np.nan)
    covariance = _autocovariance(draws)
    within = covariance[..., 0].mean(axis=-1) * count / (count - 1)
    total = within * (count - 1) / count + draws.mean(axis=-1).var(axis=-1, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        correlation = 1.0 - (within[..., None] - covariance.mean(axis=-2)) / total[..., None]
    flat = correlation.reshape(-1, count)
    length = np.array([_correlation_length(one, chains * count) for one in flat]).reshape(total.shape)
    return np.where(total == 0, float(chains * count), chains * count / length)


def _autocovariance(draws: Floats) -> Floats:
    """By lag, each chain about its own mean, divided by the number of draws."""
    count = draws.shape[-1]
    centred = draws - draws.mean(axis=-1, keepdims=True)
    spectrum = np.fft.rfft(centred, n=2 * count, axis=-1)
    found: Floats = np.fft.irfft(spectrum * spectrum.conj(), n=2 * count, axis=-1)[..., :count] / count
    return found


def _correlation_length(correlation: Floats, size: int) -> float:
    """How many draws count as one: Geyer's initial monotone sequence of sums of neighbouring correlations.

    Ends before the first pair whose sum is not positive, or before the last pair; of that one the first member
    still counts where it is positive.
    """
    correlation = correlation.copy()
    correlation[0] = 1.0
    pairs = correlation[: max(2, (len(correlation) - 1) // 2 * 2)].reshape(-1, 2)
    sums = pairs.sum(axis=1)
    not_positive = np.flatnonzero(~(sums > 0))
    end = min(int(not_positive[0]) if len(not_positive) else len(sums), len(sums) - 1)
    falling = np.minimum.accumulate(sums[:end])
    length = -1.0 + 2.0 * float(falling.sum()) + max(float(pairs[end, 0]), 0.0)
    return max(length, 1.0 / float(np.log10(size)))
