"""The best amounts where sales can work only so many SQLs: a price on each SQL beside that of money."""

from dataclasses import dataclass, replace

import numpy as np

from clm_core.analysis.budget_plan.concave_amounts import nearest_allowed
from clm_core.analysis.budget_plan.placed_budget import Placed, placed_budget
from clm_core.analysis.budget_plan.plan_limits import ROUNDING, PlanLimits, refuse_small_capacity
from clm_core.analysis.budget_plan.plan_returns import PlanReturns
from clm_core.budget_plan import SalesCapacity
from clm_core.response_curves import Floats

_MOST_STEPS = 60
_CLOSE = 1e-13
_TINY_PRICE = 1e-9
"""Of the mean return: where sales are full, money that brings nothing more is not spent."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Worked:
    """Amounts, what nothing can exceed, and what one more SQL that sales could work would bring."""

    placed: Placed
    sql_price: float


def worked_budget(
    returns: PlanReturns,
    weights: Floats,
    limits: PlanLimits,
    capacity: SalesCapacity | None,
    *,
    is_proven: bool = True,
) -> Worked:
    """The best amounts within the capacity; without one, ``placed_budget``.

    With μ the price of an SQL a channel's outcome counts by weight − μ × SQLs per outcome; μ is sought at which the
    SQLs are just as many as can be worked. Where they jump there, amounts between both sides of the jump are taken.
    Raises ClmError where even the minimums bring too many.
    """
    placed = placed_budget(returns, weights, limits, is_proven=is_proven)
    if capacity is None:
        return Worked(placed=placed, sql_price=0.0)
    shares = np.asarray(capacity.sqls_per_outcome, dtype=np.float64)
    if _sqls(returns, shares, placed.amounts) <= capacity.sqls * (1 + ROUNDING):
        return Worked(placed=placed, sql_price=0.0)
    least = nearest_allowed(limits.floor, replace(limits, budget=limits.least))
    refuse_small_capacity(capacity, _sqls(returns, shares, least))
    mean_return = max(placed.worth, 0.0) / max(float(placed.amounts.sum()), 1e-300)
    thrifty = replace(limits, least_price=max(limits.least_price, _TINY_PRICE * mean_return))
    return _priced(returns, weights, thrifty, shares, capacity.sqls, is_proven)


def _priced(
    returns: PlanReturns, weights: Floats, limits: PlanLimits, shares: Floats, sqls: float, is_proven: bool
) -> Worked:
    def at(price: float, *, is_proven: bool = False) -> tuple[Placed, float]:
        left = np.maximum(weights - price * shares, 0.0)
        found = placed_budget(returns, left, limits, is_proven=is_proven)
        return found, _sqls(returns, shares, found.amounts) - sqls

    low, high = 0.0, float((weights[shares > 0] / shares[shares > 0]).max())
    (too_many, above), (few, below) = at(low), at(high)
    for step in range(_MOST_STEPS):
        if high - low <= _CLOSE * high or abs(below) <= 1e-12 * sqls:
            break
        share = above / (above - below) if step % 2 and above > below else 0.5
        middle = low + min(max(share, 1e-4), 1 - 1e-4) * (high - low)
        found, excess = at(middle)
        if excess > 0:
            low, too_many, above = middle, found, excess
        else:
            high, few, below = middle, found, excess
    bound = min(at(price, is_proven=is_proven)[0].bound + price * sqls for price in (low, high))
    amounts = few.amounts if limits.step.any() else _between(returns, shares, sqls, few.amounts, too_many.amounts)
    worth = float(weights @ returns.outcomes(amounts)) - limits.least_price * float(amounts.sum())
    return Worked(placed=Placed(amounts=amounts, worth=worth, bound=max(bound, worth)), sql_price=high)


def _between(returns: PlanReturns, shares: Floats, sqls: float, few: Floats, too_many: Floats) -> Floats:
    """As far from the one plan to the other as sales can work."""
    low, high = 0.0, 1.0
    for _ in range(_MOST_STEPS):
        middle = 0.5 * (low + high)
        is_possible = _sqls(returns, shares, few + middle * (too_many - few)) <= sqls
        low, high = (middle, high) if is_possible else (low, middle)
    mixed: Floats = few + low * (too_many - few)
    return mixed


def _sqls(returns: PlanReturns, shares: Floats, amounts: Floats) -> float:
    return float(shares @ returns.outcomes(amounts))
