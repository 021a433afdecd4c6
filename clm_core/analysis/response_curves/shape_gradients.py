"""Saturation shapes as a sampler needs them: value, slope and derivative by each parameter, in one go, with priors.

Parameters are on the whole real line. The first is the logarithm of the scale (the power shape has none), the second,
where a shape has one, says its slope. The values are those of shapes.py, which a test holds together. Spend is in units
of its largest period.

Priors: the logistic scale is 1 ÷ λ with λ from Gamma(3, 1), as in PyMC-Marketing's default; exponential and Hill get
the prior under which half of their ceiling is reached at the same spend as the logistic's. The slope of Hill is
log-normal, nine times in ten between 0.9 and 2.5: below 1 the first euro brings most, which a series without weeks of
little spend cannot tell from a higher level, and the model would credit channels with it. The power's is Beta(2, 2).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from clm_core.response_curves import Floats, Saturation

FAR = 700.0
"""Larger exponents would only overflow."""

FAR_PARAMETER = 300.0
"""Where a parameter is beyond this its scale or slope is taken to end: products of a few such numbers stay finite."""

SMALLEST = 1e-200
"""Spend below this counts as this: its logarithm is finite, and what it brings is 0 to every digit that matters."""

_SLOPE_CENTRE = 0.5 * np.log(0.9 * 2.5)
_SLOPE_SD = 0.5 * np.log(2.5 / 0.9) / 1.6448536

ShapeParts = tuple[Floats, Floats, tuple[Floats, ...]]
"""Value, its derivative by adstocked spend, its derivative by each parameter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeRule:
    """A shape for the sampler. ``parts`` takes adstocked spend and the parameters, parameters first.

    ``log_prior`` gives the log density of the parameters (with the Jacobian of the real line) and its gradient.
    ``scale_and_slope`` turns parameters into those of ``ResponseCurves``, the scale in units of the largest spend.
    ``start`` is the middle of the prior.
    """

    parts: Callable[[Floats, Floats], ShapeParts]
    log_prior: Callable[[Floats], tuple[Floats, Floats]]
    scale_and_slope: Callable[[Floats], tuple[Floats, Floats]]
    start: tuple[float, ...]


def _exponential(spend: Floats, parameters: Floats) -> ShapeParts:
    rate = _bounded_exp(-parameters[0])
    u = spend * rate
    rest = np.exp(-u)
    return 1.0 - rest, rest * rate, (-rest * u,)


def _logistic(spend: Floats, parameters: Floats) -> ShapeParts:
    rate = _bounded_exp(-parameters[0])
    u = spend * rate
    value = np.tanh(0.5 * u)
    by_u = 0.5 - 0.5 * np.square(value)
    return value, by_u * rate, (-by_u * u,)


def _hill(spend: Floats, parameters: Floats) -> ShapeParts:
    slope = _bounded_exp(parameters[1])
    spend = np.maximum(spend, SMALLEST)
    log_u = np.log(spend) - parameters[0]
    value = 1.0 / (1.0 + np.exp(np.minimum(-slope * log_u, FAR)))
    by_log = value * (1.0 - value) * slope
    return value, by_log / spend, (-by_log, by_log * log_u)


def _power(spend: Floats, parameters: Floats) -> ShapeParts:
    slope = _share(parameters[0])
    spend = np.maximum(spend, SMALLEST)
    log_spend = np.log(spend)
    value = np.exp(slope * log_spend)
    return value, value * slope / spend, (value * log_spend * slope * (1.0 - slope),)


def _share(real: Floats) -> Floats:
    return 1.0 / (1.0 + _bounded_exp(-real))


def _bounded_exp(real: Floats) -> Floats:
    found: Floats = np.exp(np.clip(real, -FAR_PARAMETER, FAR_PARAMETER))
    return found


def _scale_prior(log_scale: Floats, ratio: float) -> tuple[Floats, Floats]:
    """Log density of log scale where ratio ÷ scale is Gamma(3, 1): a shape's ln 3 ÷ (half of the ceiling's spend)."""
    rate = ratio * _bounded_exp(-log_scale)
    return -3.0 * log_scale - rate, rate - 3.0


def _scale_rule(parts: Callable[[Floats, Floats], ShapeParts], ratio: float) -> ShapeRule:
    def log_prior(parameters: Floats) -> tuple[Floats, Floats]:
        value, gradient = _scale_prior(parameters[0], ratio)
        return value, gradient[None]

    return ShapeRule(
        parts=parts,
        log_prior=log_prior,
        scale_and_slope=lambda parameters: (_bounded_exp(parameters[0]), np.ones_like(parameters[0])),
        start=(float(np.log(ratio / 3.0)),),
    )


def _hill_prior(parameters: Floats) -> tuple[Floats, Floats]:
    value, by_scale = _scale_prior(parameters[0], float(np.log(3.0)))
    apart = (parameters[1] - _SLOPE_CENTRE) / _SLOPE_SD
    return value - 0.5 * np.square(apart), np.stack([by_scale, -apart / _SLOPE_SD])


def _power_prior(parameters: Floats) -> tuple[Floats, Floats]:
    real = parameters[0]
    return -2.0 * (np.logaddexp(0.0, -real) + np.logaddexp(0.0, real)), 2.0 - 4.0 * _share(real)[None]


def _power_scale_and_slope(parameters: Floats) -> tuple[Floats, Floats]:
    return np.ones_like(parameters[0]), _share(parameters[0])


SHAPE_RULES: dict[Saturation, ShapeRule] = {
    Saturation.EXPONENTIAL: _scale_rule(_exponential, float(np.log(3.0) / np.log(2.0))),
    Saturation.LOGISTIC: _scale_rule(_logistic, 1.0),
    Saturation.HILL: ShapeRule(
        parts=_hill,
        log_prior=_hill_prior,
        scale_and_slope=lambda parameters: (_bounded_exp(parameters[0]), _bounded_exp(parameters[1])),
        start=(float(np.log(np.log(3.0) / 3.0)), _SLOPE_CENTRE),
    ),
    Saturation.POWER: ShapeRule(
        parts=_power,
        log_prior=_power_prior,
        scale_and_slope=_power_scale_and_slope,
        start=(0.0,),
    ),
}
