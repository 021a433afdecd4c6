"""The price of money: at which marginal return the channels together take exactly what there is to give."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clm_core.analysis.budget_plan.plan_limits import PlanLimits
from clm_core.response_curves import Floats

Demand = Callable[[Floats], Floats]
"""Amounts that channels take at prices of their own, both by channel: never more at a higher price."""

Bools = npt.NDArray[np.bool_]

_MOST_STEPS = 200
_CLOSE = 1e-14
"""Prices that differ by less are one; what their amounts differ by is mixed so that sums come out."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Balance:
    """Amounts that keep to all limits, the price of the budget, and of each group (the budget's where it is free)."""

    amounts: Floats
    price: float
    group_price: Floats


def balanced(
    demand: Demand, limits: PlanLimits, lowest: float, highest: float, least: float, *, close: float = _CLOSE
) -> Balance:
    """Amounts where every channel of a group pays one price, all free groups pay the same, and the sums come out.

    All channels stand at their ceilings at the price ``lowest`` and at their floors at ``highest``; nothing is sold
    below ``least``. Prices are found ``close``, as a part of where they may lie. At a given budget price a group
    takes what its channels would take alone, cut off at its limits: one price is sought for the budget, and only
    afterwards one for each group at its limit.
    """

    def alone(price: float) -> Floats:
        return limits.group_sums(demand(np.full(len(limits.floor), price)))

    def too_much(price: float) -> float:
        return float(_cut(alone(price), limits).sum()) - limits.budget

    low = high = max(least, lowest)
    if too_much(low) > 0:
        low, high = _bracket(too_much, low, max(highest, low), close)
    sums = alone(high)
    target = _cut(sums, limits)
    is_bound = sums != target
    lows, highs = np.full(limits.group_count, low), np.full(limits.group_count, high)
    if is_bound.any():
        # A group above its maximum pays more than the others, one below its minimum less.
        begin = np.where(is_bound & (sums < target), lowest, low), np.where(is_bound & (sums > target), highest, high)
        own_low, own_high = _group_brackets(demand, limits, np.where(is_bound, target, sums), *begin, close)
        lows, highs = np.where(is_bound, own_low, lows), np.where(is_bound, own_high, highs)
    amounts = _between(demand(lows[limits.group]), demand(highs[limits.group]), limits, target, is_bound)
    return Balance(amounts=amounts, price=high, group_price=highs)


def _cut(sums: Floats, limits: PlanLimits) -> Floats:
    cut: Floats = np.minimum(np.maximum(sums, limits.group_floor), limits.group_ceiling)
    return cut


def _bracket(excess: Callable[[float], float], low: float, high: float, close: float) -> tuple[float, float]:
    """Two neighbouring prices between which a falling excess changes its sign: secants (Illinois), some halvings."""
    above, below = excess(low), excess(high)
    width = close * (high - low)
    for step in range(_MOST_STEPS):
        if below == 0 or high - low <= max(width, close * abs(high)):
            break
        is_secant = step % 4 < 3
        share = min(max(above / (above - below), 1e-3), 1 - 1e-3) if is_secant else 0.5
        middle = low + share * (high - low)
        found = excess(middle)
        if found == 0:
            return middle, middle
        if found > 0:
            low, above, below = middle, found, below / 2 if is_secant else below
        else:
            high, below, above = middle, found, above / 2 if is_secant else above
    return low, high


def _group_brackets(
    demand: Demand, limits: PlanLimits, target: Floats, lowest: Floats, highest: Floats, close: float
) -> tuple[Floats, Floats]:
    """For every group at once the neighbouring prices between which its channels take the target: as above."""

    def excess(price: Floats) -> Floats:
        return limits.group_sums(demand(price[limits.group])) - target

    low, high = lowest, highest
    above, below = excess(low), excess(high)
    width = close * (high - low)
    for step in range(_MOST_STEPS):
        if ((high - low <= np.maximum(width, close * np.abs(high))) | (below == 0)).all():
            break
        is_secant = step % 4 < 3
        share = np.divide(above, above - below, out=np.full_like(above, 0.5), where=(above > below) & is_secant)
        middle = low + np.clip(share, 1e-3, 1 - 1e-3) * (high - low)
        found = excess(middle)
        is_more = found > 0
        halved = 0.5 if is_secant else 1.0
        above, below = np.where(is_more, found, above * halved), np.where(is_more, below * halved, found)
        low, high = np.where(is_more, middle, low), np.where(is_more, high, middle)
    return low, high


def _between(more: Floats, less: Floats, limits: PlanLimits, target: Floats, is_bound: Bools) -> Floats:
    """Amounts between those of two neighbouring prices whose sums are the targets, to the last digit."""
    sums_more, sums_less = limits.group_sums(more), limits.group_sums(less)
    spread = sums_more - sums_less
    share = np.divide(target - sums_less, spread, out=np.zeros_like(spread), where=spread > 0)
    rest = limits.budget - float(np.where(is_bound, target, sums_less).sum())
    free_spread = float(spread[~is_bound].sum())
    free_share = rest / free_spread if free_spread > 0 and np.isfinite(rest) else 0.0
    share = np.clip(np.where(is_bound, share, free_share), 0.0, 1.0)
    mixed: Floats = less + share[limits.group] * (more - less)
    # Adding and taking away may leave a limit by the last digit.
    return np.minimum(np.maximum(mixed, less), more)
