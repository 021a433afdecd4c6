"""What keeps each amount where it is, and what one unit more of that limit would bring."""

from dataclasses import dataclass
from math import isfinite

import numpy as np
import numpy.typing as npt

from clm_core.analysis.budget_plan.plan_limits import UNLIMITED, PlanLimits
from clm_core.budget_plan import Binding, BudgetQuestion, ChannelLimit
from clm_core.response_curves import Floats

_TOUCHES = 1e-9
"""Of the larger of limit and amount: nearer is at the limit."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bindings:
    """By channel what binds and its price; ``price`` is what one more unit of budget would bring."""

    bindings: tuple[Binding, ...]
    prices: Floats
    price: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Prices:
    """What money is worth in the whole plan and within each group, and which groups are at which limit."""

    whole: float
    nothing: float  # amounts up to this are none
    group: Floats
    is_group_full: npt.NDArray[np.bool_]
    is_group_least: npt.NDArray[np.bool_]


def binding_limits(
    question: BudgetQuestion, limits: PlanLimits, channels: tuple[str, ...], amounts: Floats, marginals: Floats,
    sql_price: float, is_placed: bool,
) -> Bindings:  # fmt: skip
    """The binding limit of each channel.

    ``marginals`` are worths of the next unit of money, less what its SQLs take from others. The price of a
    channel's minimum, maximum, contract or lock and of a group's limits is outcome a unit of money; that of sales'
    capacity is outcome an SQL. Steps, and channels that never pay, have none.
    """
    own = {limit.channel: limit for limit in question.limits}
    prices = _prices(limits, amounts, marginals, is_placed)
    found = []
    for place, channel in enumerate(channels):
        limit = own.get(channel, UNLIMITED)
        found.append(_binding(limit, question, limits, place, amounts, marginals, prices, sql_price))
    return Bindings(
        bindings=tuple(binding for binding, _ in found),
        prices=np.array([max(price, 0.0) for _, price in found]),
        price=prices.whole,
    )


def _binding(
    limit: ChannelLimit, question: BudgetQuestion, limits: PlanLimits, place: int, amounts: Floats, marginals: Floats,
    prices: _Prices, sql_price: float,
) -> tuple[Binding, float]:  # fmt: skip
    amount, group = float(amounts[place]), limits.group[place]
    inner = float(prices.group[group])
    if limit.locked_at is not None:
        return Binding.LOCK, abs(float(marginals[place]) - inner)
    if limit.step > 0:
        return Binding.STEP, 0.0
    if _is_at(amount, limit.ceiling):
        return Binding.MAXIMUM, float(marginals[place]) - inner
    if limit.floor > 0 and _is_at(amount, limit.floor):
        is_contract = limit.contract >= limit.minimum
        return Binding.CONTRACT if is_contract else Binding.MINIMUM, inner - float(marginals[place])
    if amount <= prices.nothing:
        return Binding.NEVER_PAYS, 0.0
    if prices.is_group_full[group]:
        return Binding.GROUP_MAXIMUM, inner - prices.whole
    if prices.is_group_least[group]:
        return Binding.GROUP_MINIMUM, prices.whole - inner
    if sql_price > 0 and question.capacity is not None and question.capacity.sqls_per_outcome[place] > 0:
        return Binding.CAPACITY, sql_price
    return Binding.NOTHING, 0.0


def _prices(limits: PlanLimits, amounts: Floats, marginals: Floats, is_placed: bool) -> _Prices:
    sums = limits.group_sums(amounts)
    is_full = np.array([_is_at(one, most) for one, most in zip(sums, limits.group_ceiling, strict=True)])
    is_least = np.array([_is_at(one, least) and least > 0 for one, least in zip(sums, limits.group_floor, strict=True)])
    has_room = (amounts < limits.ceiling * (1 - _TOUCHES)) & (limits.step == 0)
    can_give = (amounts > limits.floor + _TOUCHES * (1 + limits.floor)) & (limits.step == 0)
    is_free = has_room & can_give & ~is_full[limits.group] & ~is_least[limits.group]
    # One more unit goes where it brings most; a free channel's marginal is the price itself.
    open_channels = is_free if is_free.any() else has_room & ~is_full[limits.group]
    whole = float(marginals[open_channels].max()) if is_placed and open_channels.any() else limits.least_price
    group = np.full(limits.group_count, whole)
    for number in np.flatnonzero(is_full | is_least):
        inside = limits.group == number
        free = inside & has_room & can_give
        if free.any():
            group[number] = marginals[free].mean()
        elif is_full[number] and (inside & has_room).any():
            group[number] = max(whole, float(marginals[inside & has_room].max()))
        elif is_least[number] and (inside & can_give).any():
            group[number] = min(whole, float(marginals[inside & can_give].min()))
    nothing = _TOUCHES * max(1.0, float(amounts.sum()))
    return _Prices(nothing=nothing, whole=whole, group=group, is_group_full=is_full, is_group_least=is_least)


def _is_at(amount: float, limit: float) -> bool:
    return bool(isfinite(limit) and abs(amount - limit) <= _TOUCHES * max(1.0, abs(limit)))
