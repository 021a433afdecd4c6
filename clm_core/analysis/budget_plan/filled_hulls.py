"""What limits allow at most where every channel's outcome lies below the hull of some points: exact by one sorting.

Pieces of the hulls are bought from the steepest to the flattest, group by group within its limits: the linear
programme of the hulls, solved as a knapsack whose last piece is bought in part, and its dual prices.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clm_core.analysis.budget_plan.plan_limits import ROUNDING, PlanLimits
from clm_core.response_curves import Floats

_APART = 1e-2
"""A piece that is this part of a channel's range is a mixture of two amounts that are no neighbours."""
_WHOLE = 1e-9
_STEEPEST = 1e280


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hull:
    """All points of a channel by rising amount, and those of them that are the highest at some price."""

    amounts: Floats
    worths: Floats
    corners: Floats
    corner_worths: Floats

    def parted(self, amount: float) -> "tuple[Hull, Hull]":
        """The hulls of the points up to an amount, and from it on."""
        up_to = int(np.searchsorted(self.amounts, amount, side="right"))
        since = int(np.searchsorted(self.amounts, amount, side="left"))
        return (
            hull(self.amounts[:up_to], self.worths[:up_to], is_sorted=True),
            hull(self.amounts[since:], self.worths[since:], is_sorted=True),
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Filled:
    """No amounts within limits bring more than ``bound``; the prices that prove it.

    ``mixed`` is the channel of which the bound takes a mixture of the farthest amounts, −1 where it takes none.
    """

    bound: float
    amounts: Floats
    group_price: Floats
    mixed: int


def hull(amounts: Floats, worths: Floats, *, is_sorted: bool = False) -> Hull:
    """The upper hull of points; those that are not finite are left out."""
    if not is_sorted:
        order = np.lexsort((worths, amounts))
        order = order[np.isfinite(worths[order])]
        amounts, worths = amounts[order], worths[order]
    kept: list[tuple[float, float]] = []
    for x, y in zip(amounts.tolist(), worths.tolist(), strict=True):
        while kept:
            last_x, last_y = kept[-1]
            if last_x < x:
                if len(kept) < 2:
                    break
                first_x, first_y = kept[-2]
                if (last_y - first_y) * (x - last_x) > (y - last_y) * (last_x - first_x):
                    break
            elif last_y >= y:
                y = last_y
            kept.pop()
        kept.append((x, y))
    corners, corner_worths = np.array(kept).T
    return Hull(amounts=amounts, worths=worths, corners=corners, corner_worths=corner_worths)


def filled_hulls(hulls: list[Hull], limits: PlanLimits) -> Filled:
    """The best of all mixtures of the hulls' points (one hull a channel), and the dual bound at its prices.

    Where the hulls' least amounts, or their most, keep to no limits there is no plan: −∞.
    """
    pieces = _sorted_pieces(hulls, limits)
    start = np.array([one.corners[0] for one in hulls])
    from_start = limits.group_sums(start)
    base = np.maximum(from_start, limits.group_floor)
    most = limits.group_sums(np.array([one.corners[-1] for one in hulls]))
    if (
        (base > limits.group_ceiling + ROUNDING * (1 + base)).any()
        or (most < limits.group_floor - ROUNDING * (1 + most)).any()
        or base.sum() > limits.budget * (1 + ROUNDING) + ROUNDING
    ):
        return Filled(bound=-np.inf, amounts=start, group_price=np.zeros(limits.group_count), mixed=-1)
    promised, free, highest, lowest = _within_groups(pieces, from_start, limits)
    free = np.where(pieces.slope > limits.least_price, free, 0.0)
    left = limits.budget - float(base.sum()) - np.cumsum(free)
    is_short = left <= 0
    price = max(float(pieces.slope[np.argmax(is_short)]), limits.least_price) if is_short.any() else limits.least_price
    group_price = np.maximum(lowest, np.minimum(highest, price))
    bought = promised + np.minimum(np.maximum(left + free, 0.0), free)
    return Filled(
        bound=_dual(hulls, limits, price, group_price),
        amounts=start + np.bincount(pieces.channel, weights=bought, minlength=len(hulls)),
        group_price=group_price,
        mixed=_mixed(pieces, bought, limits),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _HullPieces:
    """The pieces of all hulls, the steepest first."""

    channel: npt.NDArray[np.intp]
    length: Floats
    slope: Floats


def _sorted_pieces(hulls: list[Hull], limits: PlanLimits) -> _HullPieces:
    channel = np.repeat(np.arange(len(hulls)), [len(one.corners) - 1 for one in hulls])
    length = np.concatenate([np.diff(one.corners) for one in hulls])
    rise = np.concatenate([np.diff(one.corner_worths) for one in hulls])
    with np.errstate(over="ignore"):
        slope = np.minimum(rise / length, _STEEPEST)
    order = np.argsort(-slope, kind="stable")
    return _HullPieces(channel=channel[order], length=length[order], slope=slope[order])


def _within_groups(
    pieces: _HullPieces, from_start: Floats, limits: PlanLimits
) -> tuple[Floats, Floats, Floats, Floats]:
    """By piece what a group's minimum asks for, and what its maximum leaves free; by group the prices at both."""
    promised, free = np.zeros(len(pieces.length)), np.zeros(len(pieces.length))
    highest, lowest = np.full(limits.group_count, np.inf), np.full(limits.group_count, -np.inf)
    group = limits.group[pieces.channel]
    for number in range(limits.group_count):
        inside = np.flatnonzero(group == number)
        least, most = limits.group_floor[number], limits.group_ceiling[number]
        sums = from_start[number] + np.cumsum(pieces.length[inside])
        before = sums - pieces.length[inside]
        promised[inside] = np.minimum(np.maximum(least - before, 0.0), pieces.length[inside])
        free[inside] = np.maximum(np.minimum(sums, most) - np.maximum(before, least), 0.0)
        if from_start[number] < least and len(inside):
            highest[number] = pieces.slope[inside[min(int(np.searchsorted(sums, least)), len(inside) - 1)]]
        if len(inside) and sums[-1] > most:
            lowest[number] = pieces.slope[inside[np.searchsorted(sums, most, side="right")]]
    return promised, free, highest, lowest


def _dual(hulls: list[Hull], limits: PlanLimits, price: float, group_price: Floats) -> float:
    best = sum(
        float((one.worths - group_price[group] * one.amounts).max())
        for one, group in zip(hulls, limits.group, strict=True)
    )
    above = price - limits.least_price
    budget = above * limits.budget if above > 0 else 0.0
    extra = group_price - price
    at = np.where(extra > 0, limits.group_ceiling, limits.group_floor)
    return best + budget + float((extra[extra != 0] * at[extra != 0]).sum())


def _mixed(pieces: _HullPieces, bought: Floats, limits: PlanLimits) -> int:
    is_part = (bought > _WHOLE * pieces.length) & (bought < (1 - _WHOLE) * pieces.length)
    room = np.maximum(limits.ceiling - limits.floor, 1e-300)[pieces.channel]
    apart = np.where(is_part, pieces.length / room, 0.0)
    farthest = int(np.argmax(apart)) if len(apart) else 0
    return int(pieces.channel[farthest]) if len(apart) and apart[farthest] > _APART else -1
