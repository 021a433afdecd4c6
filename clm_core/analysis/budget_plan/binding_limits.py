"""What keeps each amount where it is, and what one unit more of that limit would bring."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clm_core.analysis.budget_plan.plan_limits import UNLIMITED, PlanLimits
from clm_core.budget_plan import Binding, BudgetQuestion
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
    prices = _prices(limits, amounts, marginals, is_placed)
    inner = prices.group[limits.group]
    named = {limit.channel: limit for limit in question.limits}
    own = [named.get(channel, UNLIMITED) for channel in channels]
    is_at_floor = (limits.floor > 0) & _is_at(amounts, limits.floor)
    is_contract = np.array([limit.contract >= limit.minimum for limit in own])
    works = np.zeros(len(own)) if question.capacity is None else np.asarray(question.capacity.sqls_per_outcome)
    nothing = np.zeros(len(own))
    # The first that holds is what binds.
    cases = (
        (Binding.LOCK, np.array([limit.locked_at is not None for limit in own]), np.abs(marginals - inner)),
        (Binding.STEP, limits.step > 0, nothing),
        (Binding.MAXIMUM, _is_at(amounts, limits.ceiling), marginals - inner),
        (Binding.CONTRACT, is_at_floor & is_contract, inner - marginals),
        (Binding.MINIMUM, is_at_floor, inner - marginals),
        (Binding.NEVER_PAYS, amounts <= prices.nothing, nothing),
        (Binding.GROUP_MAXIMUM, prices.is_group_full[limits.group], inner - prices.whole),
        (Binding.GROUP_MINIMUM, prices.is_group_least[limits.group], prices.whole - inner),
        (Binding.CAPACITY, works * sql_price > 0, nothing + sql_price),
        (Binding.NOTHING, np.ones(len(own), dtype=np.bool_), nothing),
    )
    which = np.argmax([holds for _, holds, _ in cases], axis=0)
    found = np.array([price for _, _, price in cases])[which, np.arange(len(own))]
    return Bindings(
        bindings=tuple(cases[case][0] for case in which.tolist()),
        prices=np.maximum(found, 0.0),
        price=prices.whole,
    )


def _prices(limits: PlanLimits, amounts: Floats, marginals: Floats, is_placed: bool) -> _Prices:
    sums = limits.group_sums(amounts)
    is_full = _is_at(sums, limits.group_ceiling)
    is_least = (limits.group_floor > 0) & _is_at(sums, limits.group_floor)
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


def _is_at(amounts: Floats, at: Floats) -> npt.NDArray[np.bool_]:
    """Whether each amount is at its limit; at one that is infinite none is."""
    found: npt.NDArray[np.bool_] = np.abs(amounts - at) <= _TOUCHES * np.maximum(1.0, at)
    return found & np.isfinite(at)
