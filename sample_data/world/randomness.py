"""One independent generator a part, so that a change in one part leaves all others as they were."""

from zlib import crc32

import numpy as np


def part(seed: int, name: str) -> np.random.Generator:
    """The generator of one named part of the world; the same seed and name give the same numbers."""
    return np.random.default_rng([seed, crc32(name.encode())])


def lognormal(rng: np.random.Generator, median: float | np.ndarray, sigma: float, size: int) -> np.ndarray:
    """Draws whose median is ``median`` and whose logarithm has the standard deviation ``sigma``."""
    return np.asarray(median) * np.exp(sigma * rng.standard_normal(size))


def logistic(log_odds: np.ndarray) -> np.ndarray:
    """Probability of these log odds."""
    return 1.0 / (1.0 + np.exp(-log_odds))
