"""The best amounts under all limits but sales' capacity: exact for curves that bend downwards, global for others."""

from dataclasses import dataclass, replace

import numpy as np

from clm_core.analysis.budget_plan.bookable_steps import stepped_amounts
from clm_core.analysis.budget_plan.concave_amounts import Top, climbed, concave_amounts, nearest_allowed
from clm_core.analysis.budget_plan.plan_limits import PlanLimits
from clm_core.analysis.budget_plan.plan_returns import PlanReturns
from clm_core.analysis.budget_plan.return_table import ReturnTable, return_table
from clm_core.analysis.budget_plan.spend_grid import grid_amounts
from clm_core.analysis.budget_plan.upper_bound import upper_bound
from clm_core.errors import ClmError
from clm_core.response_curves import Floats

_LIGHT = 20_000
"""With more points than this the curves are looked at in fewer places before the search is made exact."""
_CONCAVE_NODES = 16
"""Of curves that bend downwards a few amounts suffice to begin from."""
_EXACT = 1e-9
_NEARLY_BEST = 1e-4
_MOST_DOUBLINGS = 60


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Placed:
    """Amounts, and what no plan under the same limits can exceed: Σ weights × outcomes − least price × spend."""

    amounts: Floats
    worth: float
    bound: float


def placed_budget(returns: PlanReturns, weights: Floats, limits: PlanLimits, *, is_proven: bool = True) -> Placed:
    """The best amounts where a unit of each channel's outcome counts by ``weights`` ≥ 0.

    A search that asks often leaves the proof for its last question: without, the bound may be infinite.
    """
    limits = _with_finite_ceilings(returns, weights, limits)
    if returns.is_concave.all() and not limits.step.any():
        table = return_table(returns, limits.floor, limits.ceiling, _CONCAVE_NODES)
        top = concave_amounts(returns, table, weights, limits)
        return Placed(amounts=top.amounts, worth=top.worth, bound=top.worth)
    is_light = sum(len(points.channel) for points in returns.points(limits.ceiling)) < _LIGHT
    table = return_table(returns, limits.floor, limits.ceiling, 200 if is_light else 32)
    start = grid_amounts(table, weights, limits)
    if limits.step.any():
        top = stepped_amounts(returns, weights, limits, start)
    else:
        top = climbed(returns, weights, limits, nearest_allowed(start, limits))
    if not is_proven:
        return Placed(amounts=top.amounts, worth=top.worth, bound=np.inf)
    bound = upper_bound(returns, table, weights, limits, top.worth, rounds=8 if is_light else 3)
    if bound - top.worth > _NEARLY_BEST * abs(top.worth) and not limits.step.any():
        top = _other_tops(returns, table, weights, limits, top)
    return Placed(amounts=top.amounts, worth=top.worth, bound=max(bound, top.worth))


def _other_tops(returns: PlanReturns, table: ReturnTable, weights: Floats, limits: PlanLimits, best: Top) -> Top:
    """A better top, if a channel that bends upwards does better left out, or at its best ratio of worth to money."""
    above = np.maximum(table.amounts - limits.floor, 1e-300)
    fullest = table.amounts[np.argmax((table.outcomes - table.outcomes[0]) / above, axis=0), np.arange(above.shape[1])]
    for channel in np.flatnonzero(~returns.is_concave):
        for amount in (limits.floor[channel], fullest[channel]):
            if abs(amount - best.amounts[channel]) <= 1e-3 * (limits.ceiling[channel] - limits.floor[channel]):
                continue
            tried = best.amounts.copy()
            tried[channel] = amount
            found = climbed(returns, weights, limits, _around(tried, int(channel), limits))
            if found.worth > best.worth * (1 + _EXACT):
                best = found
    return best


def _around(amounts: Floats, channel: int, limits: PlanLimits) -> Floats:
    """The nearest amounts that keep to all limits; this channel's own stays, if that can be."""
    fixed = limits.floor.copy(), limits.ceiling.copy()
    for ends in fixed:
        ends[channel] = amounts[channel]
    kept = replace(limits, floor=fixed[0], ceiling=fixed[1])
    is_possible = kept.least <= limits.budget and bool(
        (kept.group_sums(kept.ceiling) >= limits.group_floor).all()
        and (kept.group_sums(kept.floor) <= limits.group_ceiling).all()
    )
    return nearest_allowed(amounts, kept if is_possible else limits)


def _with_finite_ceilings(returns: PlanReturns, weights: Floats, limits: PlanLimits) -> PlanLimits:
    """No channel can get more than the budget leaves it; without a budget, than what still pays."""
    own = limits.floor + np.maximum(limits.group_ceiling - limits.group_sums(limits.floor), 0.0)[limits.group]
    ceiling = np.minimum(limits.ceiling, own)
    if np.isfinite(limits.budget):
        promised = np.maximum(limits.group_floor - limits.group_sums(limits.floor), 0.0)[limits.group]
        return replace(
            limits, ceiling=np.minimum(ceiling, limits.floor + promised + max(limits.budget - limits.least, 0))
        )
    amounts = np.maximum(returns.periods * returns.curves.scale.max(axis=0) * 2.0, limits.floor + 1.0)
    for _ in range(_MOST_DOUBLINGS):
        pays = (weights * returns.marginals(amounts) > limits.least_price) & (amounts < ceiling)
        if not pays.any():
            break
        amounts = np.where(pays, 2.0 * amounts, amounts)
    else:
        endless = [channel for channel, one in zip(returns.channels, pays, strict=True) if one]
        raise ClmError("budget_plan.endless", channels=", ".join(endless))
    needed = np.maximum(limits.group_floor, 0.0)[limits.group] + limits.floor
    return replace(limits, ceiling=np.minimum(ceiling, np.maximum(amounts, needed)))
