"""The price of money: at which marginal return the channels together take exactly what there is to give."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clm_core.analysis.budget_plan.plan_limits import PlanLimits
from clm_core.response_curves import Floats

Demand = Callable[[Floats], Floats]
"""Amounts by channel (the last axis) at prices of their own: never more at a higher price."""

Bools = npt.NDArray[np.bool_]

_MOST_STEPS = 200
_CLOSE = 1e-14
"""Prices that differ by less, as a part of them, are one."""
_NOTHING = 1e-13
"""So small a part of a budget may be amiss at a price: it is mixed so that sums come out to the last digit."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Balance:
    """Amounts that keep to all limits, the price of the budget, and of each group (the budget's where it is free)."""

    amounts: Floats
    price: float
    group_price: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Found:
    """Prices at which sums come out, and one on either side (or the same): at ``low`` it is too much."""

    low: Floats
    high: Floats
    price: Floats


def balanced(
    demand: Demand,
    corners: Floats,
    limits: PlanLimits,
    lowest: float,
    highest: float,
    least: float,
    *,
    close: float = _NOTHING,
) -> Balance:
    """Amounts where every channel of a group pays one price, all free groups pay the same, and the sums come out.

    All channels stand at their ceilings at the price ``lowest`` and at their floors at ``highest``; nothing is sold
    below ``least``. Between two of the rising ``corners`` amounts are nearly linear in the price: there the search
    begins. At a given budget price a group takes what its channels would take alone, cut off at its limits: one price
    is sought for the budget, and only afterwards one for each group at its limit. Prices at which a part ``close`` is
    not yet given are good enough; it is given by mixing.
    """

    def too_much(price: Floats) -> Floats:
        return np.array([_cut(_alone(demand, price, limits), limits).sum() - limits.budget])

    looked_at = np.concatenate([[lowest], corners[(corners > lowest) & (corners < highest)], [highest]])
    members = np.eye(limits.group_count)[limits.group]
    sums = demand(np.repeat(looked_at[:, None], len(members), axis=1)) @ members
    begin = np.array([max(least, lowest)])
    found, above = _Found(low=begin, high=begin, price=begin), too_much(begin)
    if above[0] > 0:
        totals = _cut(sums, limits).sum(axis=1, keepdims=True) - limits.budget
        low, high, more, less = _neighbours(looked_at, totals)
        if low[0] < begin[0]:
            low, high, more = begin, np.maximum(high, begin), above
        found = _bracketed(too_much, low, high, more, less, np.full(1, limits.budget), close)
    sums_alone = _alone(demand, found.price, limits)
    target = _cut(sums_alone, limits)
    is_bound = sums_alone != target
    low, high, price = (np.repeat(one, limits.group_count) for one in (found.low, found.high, found.price))
    if is_bound.any():
        # A group above its maximum pays more than the others, one below its minimum less.
        own = _group_prices(demand, looked_at, sums - target, limits, target, is_bound, close)
        low, high = np.where(is_bound, own.low, low), np.where(is_bound, own.high, high)
        price = np.where(is_bound, own.price, price)
    amounts = _between(demand(low[limits.group]), demand(high[limits.group]), limits, target, is_bound)
    return Balance(amounts=amounts, price=float(found.price[0]), group_price=price)


def _alone(demand: Demand, price: Floats, limits: PlanLimits) -> Floats:
    """What each group takes at one price for all."""
    return limits.group_sums(demand(price.repeat(len(limits.floor))))


def _group_prices(
    demand: Demand, looked_at: Floats, excess: Floats, limits: PlanLimits, target: Floats, is_bound: Bools, close: float
) -> _Found:
    """The prices at which the channels of each bound group take the target; of the others anything."""

    def off_target(price: Floats) -> Floats:
        off: Floats = np.where(is_bound, limits.group_sums(demand(price[limits.group])) - target, 0.0)
        return off

    low, high, more, less = _neighbours(looked_at, np.where(is_bound, excess, 0.0))
    return _bracketed(off_target, low, high, more, less, target, close)


def _cut(sums: Floats, limits: PlanLimits) -> Floats:
    cut: Floats = np.minimum(np.maximum(sums, limits.group_floor), limits.group_ceiling)
    return cut


def _neighbours(prices: Floats, excess: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """The two rising prices around each search's change of sign, and the excess there (prices × searches)."""
    above = (excess > 0).sum(axis=0)
    before, after = np.maximum(above - 1, 0), np.minimum(above, len(prices) - 1)
    columns = np.arange(excess.shape[1])
    return prices[before], prices[after], excess[before, columns], excess[after, columns]


def _bracketed(
    excess: Callable[[Floats], Floats], low: Floats, high: Floats, above: Floats, below: Floats,
    scale: Floats, close: float,
) -> _Found:  # fmt: skip
    """For every falling excess at once the price where no more than the part ``close`` of the scale is not given.

    Secants (Illinois), some halvings; ``above`` and ``below`` are the excess at ``low`` and ``high``.
    """
    too_much, too_little = _NOTHING * scale, -close * scale
    is_given = below >= too_little
    is_found = is_given | (above <= too_much)
    price = np.where(is_given | ~is_found, high, low)
    for step in range(_MOST_STEPS):
        is_settled = is_found | (high - low <= _CLOSE * np.maximum(np.abs(low), np.abs(high)))
        if is_settled.all():
            break
        is_secant = step % 4 < 3
        share = np.divide(above, above - below, out=np.full_like(above, 0.5), where=(above > below) & is_secant)
        middle = low + share * (high - low)
        excessive = excess(middle)
        is_more, is_less = ~is_settled & (excessive > 0), ~is_settled & (excessive <= 0)
        halved = 0.5 if is_secant else 1.0
        above = np.where(is_more, excessive, np.where(is_less, above * halved, above))
        below = np.where(is_less, excessive, np.where(is_more, below * halved, below))
        low, high = np.where(is_more, middle, low), np.where(is_less, middle, high)
        is_close = ~is_settled & (too_little <= excessive) & (excessive <= too_much)
        price = np.where(is_close, middle, np.where(is_found, price, high))
        is_found = is_found | is_close
    return _Found(low=low, high=high, price=price)


def _between(more: Floats, less: Floats, limits: PlanLimits, target: Floats, is_bound: Bools) -> Floats:
    """Amounts between those of two neighbouring prices whose sums are the targets, to the last digit."""
    sums_more, sums_less = limits.group_sums(more), limits.group_sums(less)
    most, least = (np.where(is_bound, target, _cut(sums, limits)) for sums in (sums_more, sums_less))
    rest, room = limits.budget - float(least.sum()), float((most - least).sum())
    part = min(max(rest / room, 0.0), 1.0) if room > 0 and np.isfinite(rest) else 0.0
    wanted, spread = least + part * (most - least), sums_more - sums_less
    share = np.divide(wanted - sums_less, spread, out=np.zeros_like(spread), where=spread > 0)
    share = np.minimum(np.maximum(share, 0.0), 1.0)
    mixed: Floats = less + share[limits.group] * (more - less)
    # Adding and taking away may leave a limit by the last digit.
    return np.minimum(np.maximum(mixed, less), more)
