"""A channel's plan as a sum over points: each period and lag is one place on a saturation shape.

Amount x over N periods is x ÷ N a period. Adstock a(t) = carry_over^t × A0 + (1 − carry_over^t) × x ÷ N in period t,
where A0 is the adstock of the spend before; after the plan it falls by carry_over a period, for ever. Each of these
is linear in x, so outcome(x) = Σ weight × shape(rate × x + offset). Lags whose place lies so low on the shape that
its power series is exact to the last digits are summed in closed form, as geometric series.
"""

from dataclasses import dataclass, replace
from math import factorial

import numpy as np
import numpy.typing as npt

from clm_core.analysis.budget_plan.shape_bends import NEARLY_NOTHING, S_SHAPES, SHAPE_BENDS, steepest_place
from clm_core.analysis.response_curves.shapes import SHAPE_VALUES
from clm_core.response_curves import SHAPES, Floats, ResponseCurves, Saturation

Places = npt.NDArray[np.intp]

_FORGOTTEN = 40.0
"""e^−40 of an adstock is nothing beside the rest."""
_IN_CACHE = 12_000
_TERMS = 10
_LOW_PLACE = 0.2  # of exponential and logistic: the tenth term of their series is below 1e-13
_LOW_POWER = 0.03  # u^slope of Hill
_LEAST_LOW_POWER = 1e-4
_SERIES: dict[Saturation, tuple[float, ...]] = {
    Saturation.EXPONENTIAL: tuple((-1) ** (order + 1) / factorial(order) for order in range(1, _TERMS + 1)),
    Saturation.LOGISTIC: (1 / 2, 0, -1 / 24, 0, 1 / 240, 0, -17 / 40320, 0, 31 / 725760, 0),
    Saturation.HILL: (1, -1, 1, -1, 1, -1, 1, -1, 1, -1),
    Saturation.POWER: (1, 0, 0, 0, 0, 0, 0, 0, 0, 0),
}  # fmt: skip
"""Coefficients of u, u² … (exponential, logistic) or of v = u^slope, v² … (Hill, power)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CurvePoints:
    """All points of one shape, channel by channel and within it draw by draw; values are sums by curve or channel."""

    shape: Saturation
    channel: Places  # of each point
    rate: Floats
    offset: Floats
    weight: Floats
    slope: Floats
    is_series: bool  # points stand for a geometric series below them
    series: Floats  # terms × points; empty where is_series is false
    channel_starts: Places
    channels: Places
    curve_starts: Places
    curves: Places  # draw × channel count + channel
    peak: Floats  # u where the point is steepest
    nothing: Floats  # values where nothing is spent

    def at(self, amounts: Floats) -> Floats:
        """u of each point, … × points."""
        place: Floats = amounts[..., self.channel] * self.rate + self.offset
        return place

    def gains(self, u: Floats) -> Floats:
        """What each point brings above what it brings where nothing is spent."""
        gained: Floats = self.values(u) - self.nothing
        return gained

    def values(self, u: Floats) -> Floats:
        """What each point brings, with what the spend before brings anyway."""
        if not self.is_series:
            return self.weight * SHAPE_VALUES[self.shape](u, self.slope)
        return self.weight * _polynomial(self.series, self._argument(u))

    def bends(self, u: Floats) -> tuple[Floats, Floats]:
        """First and second derivative of each point's outcome by the channel's amount."""
        first, second = self._series_bends(u) if self.is_series else SHAPE_BENDS[self.shape](u, self.slope)
        first *= self.weight * self.rate
        second *= self.weight * np.square(self.rate)
        return first, second

    def _argument(self, u: Floats) -> Floats:
        return np.power(u, self.slope) if self.shape in S_SHAPES else u

    def _series_bends(self, u: Floats) -> tuple[Floats, Floats]:
        """By u: of P(z(u)), with z = u or u^slope."""
        orders = np.arange(1, len(self.series) + 1.0)[:, None]
        outer = self.series * orders
        if self.shape not in S_SHAPES:
            return _horner(outer, u), _horner((outer * (orders - 1))[1:], u)
        u = np.maximum(u, NEARLY_NOTHING)
        z, s = np.power(u, self.slope), self.slope
        inner = _polynomial(outer, z)  # z P'(z)
        first = s * inner / u
        second = s / np.square(u) * ((s - 1) * inner + s * _polynomial(outer * (orders - 1), z))
        return first, second


def _horner(terms: Floats, z: Floats) -> Floats:
    """Σ term_j z^j from j = 0."""
    found = np.zeros_like(z)
    for term in terms[::-1]:
        found = found * z + term
    return found


def _polynomial(series: Floats, z: Floats) -> Floats:
    """Σ c_j z^j from j = 1."""
    return _horner(series, z) * z


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Curves:
    """Curves of one shape, flat and channel by channel."""

    shape: Saturation
    draw: Places
    channel: Places
    ceiling: Floats
    scale: Floats
    slope: Floats
    carry_over: Floats
    before: Floats  # adstock with which the plan begins

    @property
    def factor(self) -> Floats:
        """By what the argument of the series falls a period."""
        return np.power(self.carry_over, self.slope) if self.shape in S_SHAPES else self.carry_over


def curve_points(curves: ResponseCurves, before: Floats, periods: int, most: float) -> list[CurvePoints]:
    """The points of all curves with the adstock ``before`` the plan (draws × channels), for amounts up to ``most``."""
    blocks = []
    for code, shape in enumerate(SHAPES):
        channel, draw = np.nonzero(np.isin(curves.shape.T, [code]))
        if len(channel):
            columns = (curves.ceiling, curves.scale, curves.slope, curves.carry_over, before)
            ceiling, scale, slope, carry_over, start = (one[draw, channel] for one in columns)
            flat = _Curves(
                shape=shape, draw=draw, channel=channel, ceiling=ceiling, scale=scale,
                slope=slope if shape in S_SHAPES else np.ones_like(slope), carry_over=carry_over, before=start,
            )  # fmt: skip
            blocks += _of_shape(flat, len(curves.channels), periods, most)
    return [part for block in blocks for part in _in_cache(block)]


def _in_cache(block: CurvePoints) -> list[CurvePoints]:
    """The same points in parts of whole channels that stay in the processor's cache: several times as fast."""
    ends = np.append(block.channel_starts[1:], len(block.channel))
    parts, first = [], 0
    for number in range(len(ends)):
        is_last = number + 1 == len(ends)
        if is_last or ends[number + 1] - block.channel_starts[first] > _IN_CACHE:
            parts.append(_part(block, first, number + 1, slice(block.channel_starts[first], ends[number])))
            first = number + 1
    return parts


def _part(block: CurvePoints, first: int, last: int, points: slice) -> CurvePoints:
    of_curves = (block.curve_starts >= points.start) & (block.curve_starts < points.stop)
    columns = ("channel", "rate", "offset", "weight", "slope", "peak", "nothing")
    part = replace(
        block,
        **{name: getattr(block, name)[points] for name in columns},
        series=block.series[:, points],
        channel_starts=block.channel_starts[first:last] - points.start,
        channels=block.channels[first:last],
        curve_starts=block.curve_starts[of_curves] - points.start,
        curves=block.curves[of_curves],
    )
    return replace(part, nothing=part.values(part.offset))


def _of_shape(flat: _Curves, channel_count: int, periods: int, most: float) -> list[CurvePoints]:
    with np.errstate(divide="ignore"):
        speed = -np.log(flat.carry_over)  # infinite without carry-over
    settled = np.minimum(np.ceil(_FORGOTTEN / speed) + 1, periods).astype(np.intp)
    lags = np.where(flat.carry_over > 0, _lag_count(flat, speed, periods, most), 0).astype(np.intp)
    count = settled + lags
    curve = np.repeat(np.arange(len(count)), count)
    number = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + 1
    share, worked = _shares(flat.carry_over[curve], number, settled[curve], periods)
    weight = flat.ceiling[curve] * np.where(number == settled[curve], periods - settled[curve] + 1, 1.0)
    points = [_points(flat, curve, share, worked, weight, channel_count, periods, np.empty((0, count.sum())))]
    lasting = np.flatnonzero(flat.carry_over > 0)
    if len(lasting):
        end = settled[lasting] + lags[lasting]
        share, worked = _shares(flat.carry_over[lasting], end, settled[lasting], periods)
        factor = flat.factor[lasting] ** np.arange(1, _TERMS + 1)[:, None]
        series = np.array(_SERIES[flat.shape])[:, None] * factor / (1.0 - factor)
        points.append(_points(flat, lasting, share, worked, flat.ceiling[lasting], channel_count, periods, series))
    return points


def _lag_count(flat: _Curves, speed: Floats, periods: int, most: float) -> Floats:
    """After so many lags the place is low on the shape, whatever the amount up to ``most``."""
    highest = np.maximum((flat.before + most / periods) / flat.scale, 1e-300)
    if flat.shape is Saturation.POWER:
        return np.zeros_like(speed)
    low: Floats | float = _LOW_PLACE
    if flat.shape is Saturation.HILL:
        highest = np.log(highest) * flat.slope
        steepest = np.where(flat.slope > 1, 0.5 * (flat.slope - 1) / (flat.slope + 1), 1.0)
        low = np.clip(steepest, _LEAST_LOW_POWER, _LOW_POWER)
        with np.errstate(invalid="ignore"):
            return np.maximum(np.ceil((highest - np.log(low)) / (speed * flat.slope)), 0.0)
    return np.maximum(np.ceil(np.log(highest / low) / speed), 0.0)


def _shares(carry_over: Floats, number: Places, settled: Places, periods: int) -> tuple[Floats, Floats]:
    """What part of the adstock before, and of a constant spend, is at work in a curve's n-th period or lag.

    Periods are numbered 1 to ``settled``, where the adstock no longer changes until the plan's end; lags follow.
    """
    lag = np.maximum(number - settled, 0)
    fallen = carry_over**lag
    elapsed = np.where(lag > 0, float(periods), number.astype(np.float64))
    return carry_over**elapsed * fallen, -_power_less_one(carry_over, elapsed) * fallen


def _power_less_one(carry_over: Floats, elapsed: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        return np.expm1(elapsed * np.log(carry_over))


def _points(
    flat: _Curves, curve: Places, share: Floats, worked: Floats, weight: Floats, channel_count: int, periods: int,
    series: Floats,
) -> CurvePoints:  # fmt: skip
    channel, scale = flat.channel[curve], flat.scale[curve]
    channels, channel_starts = np.unique(channel, return_index=True)
    changes = np.flatnonzero(np.diff(curve, prepend=-1))
    owners = curve[changes]
    return CurvePoints(
        shape=flat.shape,
        channel=channel,
        rate=worked / (periods * scale),
        offset=share * flat.before[curve] / scale,
        weight=weight,
        slope=flat.slope[curve],
        is_series=len(series) > 0,
        series=series,
        channel_starts=channel_starts,
        channels=channels,
        curve_starts=changes,
        curves=flat.draw[owners] * channel_count + flat.channel[owners],
        # What is low enough for a series lies below the steepest place of every lag.
        peak=np.full(len(curve), np.inf) if len(series) else steepest_place(flat.shape, flat.slope[curve]),
        nothing=np.zeros(len(curve)),
    )
