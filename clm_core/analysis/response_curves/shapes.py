"""What a period's adstocked spend brings: the catalogue of saturation shapes, their slopes, and curves of all draws.

Shapes take u = spend ÷ scale and the slope parameter; ``response_curves.Saturation`` states the formulas.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clm_core.response_curves import SHAPES, Floats, ResponseCurves, Saturation

ShapeFunction = Callable[[Floats, Floats], Floats]

FAR = 350.0
"""Beyond this many scales e^(−u) is 0 to every digit; larger exponents would only overflow."""


def _exponential(u: Floats, slope: Floats) -> Floats:
    return -np.expm1(-u)


def _exponential_slope(u: Floats, slope: Floats) -> Floats:
    return np.exp(-u)


def _logistic(u: Floats, slope: Floats) -> Floats:
    return np.tanh(0.5 * u)


def _logistic_slope(u: Floats, slope: Floats) -> Floats:
    return 0.5 / np.square(np.cosh(0.5 * np.minimum(u, 2 * FAR)))


def _hill(u: Floats, slope: Floats) -> Floats:
    """As 1 ÷ (1 + u^−slope): 0 at no spend, and never infinity by infinity."""
    with np.errstate(divide="ignore", over="ignore"):
        return 1.0 / (1.0 + np.exp(-slope * np.log(u)))


def _hill_slope(u: Floats, slope: Floats) -> Floats:
    """slope × f (1 − f) ÷ u, by logarithms; at u = 0 its limit: infinite below slope 1, 1 at 1, 0 above."""
    with np.errstate(divide="ignore", invalid="ignore"):
        log_u = np.log(u)
        power = slope * log_u
        found = slope * np.exp((slope - 1.0) * log_u - 2.0 * np.logaddexp(0.0, power))
    return np.where(u > 0, found, _slope_at_zero(slope))


def _power(u: Floats, slope: Floats) -> Floats:
    return np.power(u, slope)


def _power_slope(u: Floats, slope: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        return slope * np.power(u, slope - 1.0)


def _slope_at_zero(slope: Floats) -> Floats:
    return np.where(slope < 1, np.inf, np.where(slope > 1, 0.0, 1.0))


SHAPE_VALUES: dict[Saturation, ShapeFunction] = {
    Saturation.EXPONENTIAL: _exponential,
    Saturation.LOGISTIC: _logistic,
    Saturation.HILL: _hill,
    Saturation.POWER: _power,
}
"""Shape value at u ≥ 0 by slope; both arrays are broadcast."""

SHAPE_SLOPES: dict[Saturation, ShapeFunction] = {
    Saturation.EXPONENTIAL: _exponential_slope,
    Saturation.LOGISTIC: _logistic_slope,
    Saturation.HILL: _hill_slope,
    Saturation.POWER: _power_slope,
}
"""Derivative of the value by u; infinite at 0 where the curve is upright there (Hill and power below slope 1)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShapePart:
    """Which of all draws × channels have this shape; ``places`` is None where all have."""

    shape: Saturation
    places: npt.NDArray[np.intp] | None


def shape_parts(curves: ResponseCurves) -> tuple[ShapePart, ...]:
    """The curves sorted by their shape, as places in the flat draws × channels: found once, used in each evaluation."""
    codes = curves.shape.ravel()
    present = [code for code in range(len(SHAPES)) if (codes == code).any()]
    if len(present) == 1:
        return (ShapePart(shape=SHAPES[present[0]], places=None),)
    return tuple(ShapePart(shape=SHAPES[code], places=np.flatnonzero(codes == code)) for code in present)


def curve_outcomes(
    curves: ResponseCurves, spend: Floats, *, is_by_draw: bool = False, parts: tuple[ShapePart, ...] | None = None
) -> Floats:
    """Outcome of a period by draw and channel, … × draws × channels, for adstocked (or constant) spend of a period.

    ``spend`` is … × channels, the same in every draw; or … × draws × channels if ``is_by_draw``, as adstock is.
    ``parts`` from ``shape_parts`` saves sorting the shapes again.
    """
    u = (spend if is_by_draw else spend[..., None, :]) / curves.scale
    return curves.ceiling * _by_shape(SHAPE_VALUES, curves, u, parts)


def curve_marginals(
    curves: ResponseCurves, spend: Floats, *, is_by_draw: bool = False, parts: tuple[ShapePart, ...] | None = None
) -> Floats:
    """Outcome that the next unit of spend a period brings; arguments and axes as in ``curve_outcomes``.

    Infinite at no spend where a curve is upright there. A ceiling of 0 brings 0 everywhere.
    """
    u = (spend if is_by_draw else spend[..., None, :]) / curves.scale
    steepness = _by_shape(SHAPE_SLOPES, curves, u, parts)
    with np.errstate(invalid="ignore"):
        found = curves.ceiling / curves.scale * steepness
    return np.where(curves.ceiling > 0, found, 0.0)


def _by_shape(
    functions: dict[Saturation, ShapeFunction], curves: ResponseCurves, u: Floats, parts: tuple[ShapePart, ...] | None
) -> Floats:
    parts = shape_parts(curves) if parts is None else parts
    if len(parts) == 1 and parts[0].places is None:
        return functions[parts[0].shape](u, curves.slope)
    flat, slopes = u.reshape(*u.shape[:-2], -1), curves.slope.ravel()
    found = np.empty_like(flat)
    for part in parts:
        found[..., part.places] = functions[part.shape](flat[..., part.places], slopes[part.places])
    return found.reshape(u.shape)
