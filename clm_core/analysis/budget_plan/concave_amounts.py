"""Amounts climbed to the top: exact where curves bend downwards, the nearest top where they do not."""

from dataclasses import dataclass, replace

import numpy as np

from clm_core.analysis.budget_plan.budget_price import Balance, balanced
from clm_core.analysis.budget_plan.plan_limits import PlanLimits
from clm_core.analysis.budget_plan.plan_returns import PlanReturns
from clm_core.analysis.budget_plan.return_table import ReturnTable
from clm_core.response_curves import Floats

_MOST_CLIMBS = 80
_HALVINGS = 30
_ROUNDING = 1e-15
_FLAT = 1e-13
"""No step is worth making that promises less of the outcome."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Top:
    """Amounts that keep to all limits, and what they are worth (``plan_worth``)."""

    amounts: Floats
    worth: float


def plan_worth(returns: PlanReturns, weights: Floats, limits: PlanLimits, amounts: Floats) -> float:
    """Σ weights × outcomes, less the least price of each unit of money."""
    return float(weights @ returns.outcomes(amounts)) - limits.least_price * float(amounts.sum())


def concave_amounts(returns: PlanReturns, table: ReturnTable, weights: Floats, limits: PlanLimits) -> Top:
    """The best amounts of curves that bend downwards: prices from the table, then Newton's method on the curves."""
    least = np.log(limits.least_price) if limits.least_price > 0 else -np.inf
    start = balanced(*table.taken(weights), limits, least)
    return climbed(returns, weights, limits, start.amounts)


def climbed(returns: PlanReturns, weights: Floats, limits: PlanLimits, start: Floats) -> Top:
    """The top that lies uphill of amounts which keep to the limits.

    Each step takes the curves for parabolas, of which the best amounts under all limits are known exactly
    (``balanced``), and goes there or, where that is not uphill, a part of the way.
    """
    amounts, worth = start, plan_worth(returns, weights, limits, start)
    for _ in range(_MOST_CLIMBS):
        slopes, bends = (weights * one for one in returns.bends(amounts))
        goal = _best_of_parabolas(amounts, slopes, bends, limits)
        step = goal.amounts - amounts
        promised = float(((slopes - goal.group_price[limits.group]) * step).sum())
        is_last = promised <= _FLAT * abs(worth)
        found, reached = _uphill(returns, weights, limits, amounts, step, worth, 1 if is_last else _HALVINGS)
        gained, amounts, worth = reached - worth, found, reached
        # Where all gained is what the parabolas say, they are the curves: the next step would find nothing.
        as_parabolas = float((slopes - limits.least_price) @ step + 0.5 * bends @ np.square(step))
        is_last = is_last or (abs(gained - as_parabolas) <= _FLAT * abs(worth) and bool((bends <= 0).all()))
        if is_last or gained <= 0:
            break
    return Top(amounts=amounts, worth=worth)


def nearest_allowed(amounts: Floats, limits: PlanLimits) -> Floats:
    """The nearest amounts that keep to all limits; a budget is spent whole."""
    even = np.ones_like(amounts)
    # Below a price of 0 money is pressed into the channels until the budget is spent.
    pressed = replace(limits, least_price=-np.inf if np.isfinite(limits.budget) else 0.0)
    # All bend alike, also where there is no room: amounts far off a lock must not stretch the prices.
    return _balanced_parabolas(amounts, 0.0 * even, even, _reachable(limits), pressed).amounts


def _best_of_parabolas(amounts: Floats, slopes: Floats, bends: Floats, limits: PlanLimits) -> Balance:
    """The best amounts if every channel's outcome were the parabola with this slope and curvature.

    Where a curve bends upwards its parabola bends as much downwards: the step is careful, and still uphill.
    """
    ceiling = _reachable(limits)
    room = np.maximum(ceiling - limits.floor, 1e-300)
    curved = np.maximum(np.abs(bends), 1e-12 * (np.abs(slopes) + 1e-12) / np.clip(room, 1e-100, 1e12) + 1e-200)
    return _balanced_parabolas(amounts, slopes, curved, ceiling, limits)


def _reachable(limits: PlanLimits) -> Floats:
    """Ceilings, none of them above the budget."""
    ceiling: Floats = np.minimum(limits.ceiling, max(limits.budget, float(limits.floor.max())))
    return ceiling


def _balanced_parabolas(
    amounts: Floats, slopes: Floats, curved: Floats, ceiling: Floats, limits: PlanLimits
) -> Balance:
    """The best amounts of parabolas that have these slopes at ``amounts`` and bend downwards by ``curved`` > 0."""

    full, empty = slopes - curved * (ceiling - amounts), slopes - curved * (limits.floor - amounts)
    prices = np.sort(np.concatenate([full, empty]))
    taken = np.minimum(np.maximum(amounts + (slopes - prices[:, None]) / curved, limits.floor), ceiling)
    taken[0], taken[-1] = ceiling, limits.floor
    return balanced(prices, taken, limits, limits.least_price)


def _uphill(
    returns: PlanReturns, weights: Floats, limits: PlanLimits, amounts: Floats, step: Floats, worth: float, tries: int
) -> tuple[Floats, float]:
    part = 1.0
    for _ in range(tries):
        tried = amounts + part * step if part < 1 else amounts + step
        reached = plan_worth(returns, weights, limits, tried)
        if reached >= worth - _ROUNDING * abs(worth):
            return tried, reached
        part *= 0.5
    return amounts, worth
