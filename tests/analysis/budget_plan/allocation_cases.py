"""Questions and checks that tests of the best allocation share: SLSQP from anywhere, limits held, all of a grid."""

from collections.abc import Iterator
from itertools import product

import numpy as np
from scipy.optimize import minimize

from clm_core.analysis.budget_plan.concave_amounts import nearest_allowed
from clm_core.analysis.budget_plan.plan_limits import PlanLimits, plan_limits
from clm_core.analysis.budget_plan.plan_returns import PlanReturns
from clm_core.budget_plan import BudgetQuestion, ChannelLimit, FixedBudget, GroupLimit
from clm_core.response_curves import Floats


def limited_question(channels: tuple[str, ...], budget_each: float, *, seed: int, groups: int = 4) -> BudgetQuestion:
    """Bounds for every channel, and groups of which one has a minimum and all a maximum that matter."""
    rng = np.random.default_rng(seed)
    count = len(channels)
    limits = tuple(
        ChannelLimit(
            channel=channel,
            minimum=budget_each * rng.uniform(0.0, 0.7),
            maximum=budget_each * rng.uniform(1.0, 4.0),
        )
        for channel in channels
    )
    size = count // (groups + 1)
    grouped = [channels[number * size : (number + 1) * size] for number in range(groups)]
    parts = tuple(
        GroupLimit(
            name=f"group {number}",
            channels=part,
            minimum=budget_each * len(part) * (1.3 if number == 0 else 0.2),
            maximum=budget_each * len(part) * (1.6 if number == 0 else 1.1),
        )
        for number, part in enumerate(grouped)
        if part
    )
    return BudgetQuestion(goal=FixedBudget(amount=budget_each * count), limits=limits, groups=parts)


def slsqp_amounts(returns: PlanReturns, limits: PlanLimits, start: Floats) -> Floats:
    """What scipy's SLSQP makes of the same problem, with exact slopes."""
    count = len(start)
    constraints = [{"type": "eq", "fun": lambda x: x.sum() - limits.budget, "jac": lambda x: np.ones(count)}]
    for number in range(limits.group_count):
        member = (limits.group == number).astype(float)
        if np.isfinite(limits.group_ceiling[number]):
            constraints += list(_group_constraints(member, limits.group_floor[number], limits.group_ceiling[number]))
    found = minimize(
        lambda x: -returns.outcomes(x).sum(),
        start,
        jac=lambda x: -np.minimum(returns.marginals(x), 1e12),
        bounds=list(zip(limits.floor, limits.ceiling, strict=True)),
        constraints=constraints,
        method="SLSQP",
        options={"maxiter": 1000, "ftol": 1e-12},
    )
    return np.asarray(found.x)


def _group_constraints(member: Floats, floor: float, ceiling: float) -> Iterator[dict[str, object]]:
    yield {"type": "ineq", "fun": lambda x: member @ x - floor, "jac": lambda x: member}
    yield {"type": "ineq", "fun": lambda x: ceiling - member @ x, "jac": lambda x: -member}


def random_start(limits: PlanLimits, rng: np.random.Generator) -> Floats:
    """Amounts that keep to the limits, from anywhere."""
    spread = rng.dirichlet(np.full(len(limits.floor), 0.4)) * limits.budget
    return nearest_allowed(np.clip(spread, limits.floor, np.minimum(limits.ceiling, limits.budget)), limits)


def excess(amounts: Floats, question: BudgetQuestion, channels: tuple[str, ...]) -> float:
    """By how much the amounts break a limit, at most; relative to it where it is above 1."""
    limits = plan_limits(question, channels)
    sums = limits.group_sums(amounts)
    over = [limits.floor - amounts, _finite(amounts - limits.ceiling), limits.group_floor - sums]
    over += [_finite(sums - limits.group_ceiling), _finite(np.array([amounts.sum() - limits.budget]))]
    scales = [limits.floor, limits.ceiling, limits.group_floor, limits.group_ceiling, np.array([limits.budget])]
    return float(
        max(
            (one / np.where(np.isfinite(by), np.maximum(by, 1.0), 1.0)).max()
            for one, by in zip(over, scales, strict=True)
        )
    )


def _finite(values: Floats) -> Floats:
    return np.where(np.isfinite(values), values, -1.0)


def best_on_grid(returns: PlanReturns, budget: float, cells: int) -> float:
    """The largest outcome of all divisions of a budget into cells: every one of them is tried."""
    count = len(returns.channels)
    divisions = [(*one, cells - sum(one)) for one in product(range(cells + 1), repeat=count - 1) if sum(one) <= cells]
    return float(returns.outcomes(np.array(divisions) * (budget / cells)).sum(axis=1).max())
