"""What is left unexplained, and how alike neighbouring periods are in it."""

import numpy as np

from clm_core.response_curves import Floats

MOST_AUTOCORRELATION = 0.9


def autocorrelation(residuals: Floats) -> float:
    """Of one period with the next, between 0 and 0.9: negative ones are taken as none, on the safe side."""
    total = float(np.square(residuals).sum())
    if len(residuals) < 3 or total == 0:
        return 0.0
    return float(np.clip(residuals[1:] @ residuals[:-1] / total, 0.0, MOST_AUTOCORRELATION))


def long_run_ratio(residuals: Floats) -> float:
    """How many times larger the variance of a long mean is than if all periods were independent: (1 + ρ) ÷ (1 − ρ).

    That of an AR(1) with the residuals' autocorrelation ρ; at least 1.
    """
    alike = autocorrelation(residuals)
    return (1.0 + alike) / (1.0 - alike)
