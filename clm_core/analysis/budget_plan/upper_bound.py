"""What no plan can exceed, proven: the Lagrangian dual with every curve bounded from above between its nodes.

At any price of the budget and of groups, Σ max over x of (outcome(x) − price × x), plus what the limits are worth at
these prices, is at least the best plan's outcome. Between two amounts a curve lies below both lines that begin at
its ends with its steepest and its flattest slope; each point of a curve (``curve_points``) is steepest in one place
only, so these slopes are known exactly. Where such a corner decides, its piece is divided again.
"""

import heapq
from dataclasses import dataclass, replace

import numpy as np

from clm_core.analysis.budget_plan.curve_points import CurvePoints
from clm_core.analysis.budget_plan.filled_hulls import Hull, filled_hulls, hull
from clm_core.analysis.budget_plan.plan_limits import PlanLimits
from clm_core.analysis.budget_plan.plan_returns import AT_ONCE, PlanReturns
from clm_core.analysis.budget_plan.return_table import ReturnTable
from clm_core.analysis.budget_plan.shape_bends import SHAPE_BENDS
from clm_core.response_curves import Floats

_PARTS = 8
_DIVIDEDAT_ONCE = 3
_EXACT = 1e-10
_SETTLED = 1e-2
"""Where a round takes less than this part off the gap, the rest is no matter of the pieces' size."""
_PROVEN = 1e-4
"""A gap of this part of the outcome is small enough."""
_MOST_CASES = 60


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pieces:
    """Pieces × channels: where each begins and ends, what is brought there, and the highest point above it."""

    start: Floats
    end: Floats
    start_worth: Floats
    end_worth: Floats
    corner: Floats
    corner_worth: Floats

    def hulls(self) -> list[Hull]:
        """By channel, of all that can be the highest at some price."""
        amounts = np.concatenate([self.start, self.end, self.corner]).T
        worths = np.concatenate([self.start_worth, self.end_worth, self.corner_worth]).T
        return [hull(*one) for one in zip(amounts, worths, strict=True)]


def upper_bound(
    returns: PlanReturns, table: ReturnTable, weights: Floats, limits: PlanLimits, worth: float, rounds: int
) -> float:
    """At most this can be brought, less ``least_price`` for each unit of money; ``worth`` is what a plan brings.

    Stepped channels are taken at their bookable amounts, if these are the table's, else as if they had no steps.
    """
    pieces = _pieces(returns, weights, table.amounts, table.outcomes)
    bound = np.inf
    for number in range(rounds):
        hulls = pieces.hulls()
        filled = filled_hulls(hulls, limits)
        found = filled.bound
        is_settled = bound - found <= _SETTLED * (found - worth)
        bound = min(bound, found)
        if is_settled or bound - worth <= _EXACT * abs(worth) or number + 1 == rounds:
            break
        pieces = _divided(returns, weights, pieces, filled.group_price[limits.group])
    if bound - worth <= _PROVEN * abs(worth):
        return bound
    nodes = np.sort(np.concatenate([pieces.start, pieces.end[-1:]]), axis=0)
    return min(bound, _branched(hulls, nodes, limits, worth))


def _branched(hulls: list[Hull], nodes: Floats, limits: PlanLimits, worth: float) -> float:
    """The same bound by cases, tightest where it is loosest: below and above an amount that only a mixture reaches.

    A channel that the dual would have partly at one amount and partly at another (a curve's start and its top) has
    to be on one side of what lies between: the bound is that of the better side (branch and bound).
    """
    filled = filled_hulls(hulls, limits)
    cases = [(-filled.bound, 0, hulls, filled)]
    for number in range(1, _MOST_CASES, 2):
        bound, _, hulls, filled = cases[0]
        if -bound - worth <= _PROVEN * abs(worth) or filled.mixed < 0:
            break
        heapq.heappop(cases)
        column = nodes[:, filled.mixed]
        middle = float(column[np.argmin(np.abs(column - filled.amounts[filled.mixed]))])
        for side, part in enumerate(hulls[filled.mixed].parted(middle)):
            inside = [part if channel == filled.mixed else hull for channel, hull in enumerate(hulls)]
            found = filled_hulls(inside, limits)
            heapq.heappush(cases, (max(-found.bound, bound), number + side, inside, found))
    return -cases[0][0]


def _pieces(returns: PlanReturns, weights: Floats, nodes: Floats, outcomes: Floats) -> _Pieces:
    flattest, steepest = (weights * one for one in slope_ranges(returns, nodes))
    worth, width = weights * outcomes, np.diff(nodes, axis=0)
    rise = np.diff(worth, axis=0)
    spread = steepest - flattest
    to_corner = np.divide(rise - flattest * width, spread, out=0.5 * width, where=spread > 0)
    to_corner = np.clip(to_corner, 0.0, width)
    # Of a curve that is upright at its beginning the first line says nothing: it may jump to its end.
    with np.errstate(invalid="ignore", over="ignore"):
        risen = np.where(to_corner > 0, np.minimum(steepest * to_corner, rise), 0.0)
    level = np.minimum(worth[:-1] + risen, worth[1:] - flattest * (width - to_corner))
    return _Pieces(
        start=nodes[:-1], end=nodes[1:], start_worth=worth[:-1], end_worth=worth[1:],
        corner=nodes[:-1] + to_corner, corner_worth=np.maximum(level, worth[:-1]),
    )  # fmt: skip


def _divided(returns: PlanReturns, weights: Floats, pieces: _Pieces, price: Floats) -> _Pieces:
    """The pieces that stand highest at these prices, in parts: their own corners are taken out."""
    height = pieces.corner_worth - price * pieces.corner
    columns = np.arange(height.shape[1])
    highest = np.argsort(-height, axis=0)[:_DIVIDEDAT_ONCE]
    corner_worth = pieces.corner_worth.copy()
    corner_worth[highest, columns] = -np.inf
    start, end = pieces.start[highest, columns], pieces.end[highest, columns]
    nodes = start[:, None] + np.linspace(0.0, 1.0, _PARTS + 1)[:, None] * (end - start)[:, None]
    nodes[:, -1] = end
    rows = nodes.reshape(-1, len(columns))
    new = _pieces(returns, weights, rows, returns.outcomes(rows))
    # Between the end of one divided piece and the start of the next there is none.
    is_piece = np.arange(len(rows) - 1) % (_PARTS + 1) < _PARTS
    old = replace(pieces, corner_worth=corner_worth)
    joined = {name: np.concatenate([getattr(old, name), getattr(new, name)[is_piece]]) for name in _NAMES}
    return _Pieces(**joined)


_NAMES = ("start", "end", "start_worth", "end_worth", "corner", "corner_worth")


def slope_ranges(returns: PlanReturns, nodes: Floats) -> tuple[Floats, Floats]:
    """The flattest and the steepest that each channel's curve can be between each two of the nodes."""
    shape = (len(nodes) - 1, nodes.shape[1])
    flattest, steepest = np.zeros(shape), np.zeros(shape)
    for points in returns.points(nodes):
        together = max(2, AT_ONCE // len(points.channel))
        for first in range(0, len(nodes) - 1, together - 1):
            low, high = _point_ranges(points, nodes[first : first + together])
            rows = slice(first, first + len(low))
            flattest[rows, points.channels] += np.add.reduceat(low, points.channel_starts, axis=-1)
            steepest[rows, points.channels] += np.add.reduceat(high, points.channel_starts, axis=-1)
    return flattest * returns.mean_value, steepest * returns.mean_value


def _point_ranges(points: CurvePoints, nodes: Floats) -> tuple[Floats, Floats]:
    """As above for each point: rows are the pieces between the nodes."""
    u = points.at(nodes)
    slopes = points.bends(u)[0]
    low, high = np.minimum(slopes[:-1], slopes[1:]), np.maximum(slopes[:-1], slopes[1:])
    rises = np.isfinite(points.peak) & (points.peak > 0)
    if rises.any():
        peak = np.where(rises, points.peak, 1.0)
        at_peak = SHAPE_BENDS[points.shape](peak, points.slope)[0] * points.weight * points.rate
        high = np.where(rises & (u[:-1] < peak) & (peak < u[1:]), at_peak, high)
    return low, high
