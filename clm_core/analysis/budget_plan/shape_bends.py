"""First and second derivative of each saturation shape at once: what Newton's method asks for."""

from collections.abc import Callable

import numpy as np

from clm_core.response_curves import Floats, Saturation

NEARLY_NOTHING = 1e-150
"""Upright curves (power and Hill below slope 1) are taken here instead of at 0: steep, but a number."""
_LARGEST_EXPONENT = 600.0

Bends = tuple[Floats, Floats]


def _exponential(u: Floats, slope: Floats) -> Bends:
    steepness = np.exp(-u)
    return steepness, -steepness


def _logistic(u: Floats, slope: Floats) -> Bends:
    rest = np.exp(-u)
    steepness = 2.0 * rest / np.square(1.0 + rest)
    return steepness, -steepness * (1.0 - rest) / (1.0 + rest)


def _hill(u: Floats, slope: Floats) -> Bends:
    u = np.maximum(u, NEARLY_NOTHING)
    inverse = np.exp(np.minimum(-slope * np.log(u), _LARGEST_EXPONENT))
    value = 1.0 / (1.0 + inverse)
    steepness = slope * value * value * inverse / u
    with np.errstate(over="ignore"):
        return steepness, steepness / u * (slope * (1.0 - 2.0 * value) - 1.0)


def _power(u: Floats, slope: Floats) -> Bends:
    u = np.maximum(u, NEARLY_NOTHING)
    steepness = slope * np.power(u, slope - 1.0)
    with np.errstate(over="ignore"):
        return steepness, steepness * (slope - 1.0) / u


SHAPE_BENDS: dict[Saturation, Callable[[Floats, Floats], Bends]] = {
    Saturation.EXPONENTIAL: _exponential,
    Saturation.LOGISTIC: _logistic,
    Saturation.HILL: _hill,
    Saturation.POWER: _power,
}
"""Steepness and curvature at u ≥ 0 by slope; both arrays have one shape or are broadcast."""

S_SHAPES = (Saturation.HILL, Saturation.POWER)
"""Shapes that first bend upwards where their slope is above 1."""


def steepest_place(shape: Saturation, slope: Floats) -> Floats:
    """u where the shape is steepest: 0 where it bends downwards from the start, infinity where it never does."""
    if shape not in S_SHAPES:
        return np.zeros_like(slope)
    if shape is Saturation.POWER:
        return np.where(slope > 1, np.inf, 0.0)
    rising = np.maximum(slope - 1.0, 0.0) / (slope + 1.0)
    return rising ** (1.0 / slope)
