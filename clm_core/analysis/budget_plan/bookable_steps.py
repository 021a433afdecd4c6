"""Amounts where some channels can only be booked in whole steps: the grid's answer, improved step by step."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from clm_core.analysis.budget_plan.concave_amounts import Top, climbed, nearest_allowed, plan_worth
from clm_core.analysis.budget_plan.plan_limits import ROUNDING, PlanLimits
from clm_core.analysis.budget_plan.plan_returns import PlanReturns
from clm_core.analysis.budget_plan.step_limits import fewest_steps
from clm_core.response_curves import Floats

_MOST_TRIES = 400


def stepped_amounts(returns: PlanReturns, weights: Floats, limits: PlanLimits, start: Floats) -> Top:
    """The best amounts found from ``start`` by a step more, a step less, or a step moved from one channel to another.

    Channels without steps always get the best of what is left. Money that buys no further step stays unplaced.
    """
    stepped = np.flatnonzero(limits.step > 0)
    best = _settled(returns, weights, limits, start)
    if best is None:
        fewest = fewest_steps(limits)
        best = _settled(returns, weights, limits, fewest) or Top(amounts=fewest, worth=-np.inf)
    tries, is_better = 0, True
    while is_better and tries < _MOST_TRIES:
        is_better = False
        for moved in _moves(best.amounts, stepped, limits):
            tries += 1
            found = _settled(returns, weights, limits, moved)
            if found is not None and found.worth > best.worth + 1e-12 * abs(best.worth):
                best, is_better = found, True
                break
    return best


def _moves(amounts: Floats, stepped: npt.NDArray[np.intp], limits: PlanLimits) -> list[Floats]:
    """All amounts one step away."""
    signs = np.concatenate([np.diag(limits.step)[stepped], -np.diag(limits.step)[stepped]])
    pairs = [one + other for one in signs[: len(stepped)] for other in signs[len(stepped) :] if (one + other).any()]
    tried = [amounts + change for change in [*signs, *pairs]]
    slack = ROUNDING * (1.0 + limits.step)
    return [
        np.clip(one, limits.floor, limits.ceiling)
        for one in tried
        if (one >= limits.floor - slack).all() and (one <= limits.ceiling + slack).all()
    ]


def _settled(returns: PlanReturns, weights: Floats, limits: PlanLimits, amounts: Floats) -> Top | None:
    """The best amounts of the others at these of the stepped channels, and their worth; None where a limit breaks."""
    is_stepped = limits.step > 0
    kept = replace(
        limits,
        floor=np.where(is_stepped, amounts, limits.floor),
        ceiling=np.where(is_stepped, amounts, limits.ceiling),
        budget=limits.budget * (1 + ROUNDING * 1e-3),
    )
    if kept.least > kept.budget or (kept.group_sums(kept.ceiling) < kept.group_floor - ROUNDING).any():
        return None
    if (kept.group_sums(kept.floor) > kept.group_ceiling + ROUNDING).any():
        return None
    if is_stepped.all():
        return Top(amounts=amounts, worth=plan_worth(returns, weights, limits, amounts))
    exact = replace(kept, budget=max(limits.budget, kept.least))
    return climbed(returns, weights, exact, nearest_allowed(amounts, exact))
