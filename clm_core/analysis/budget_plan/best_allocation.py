"""The best amounts by channel for a fixed budget, a target, or a least marginal return, under all limits together."""

from dataclasses import dataclass, replace

import numpy as np

from clm_core.analysis.budget_plan.binding_limits import binding_limits
from clm_core.analysis.budget_plan.plan_limits import ROUNDING, PlanLimits, plan_limits
from clm_core.analysis.budget_plan.plan_returns import PlanReturns
from clm_core.analysis.budget_plan.sales_capacity import Worked, worked_budget
from clm_core.analysis.budget_plan.step_limits import fewest_steps
from clm_core.budget_plan import Allocation, BudgetForMarginalReturn, BudgetForTarget, BudgetQuestion, Remainder
from clm_core.errors import ClmError
from clm_core.response_curves import Floats

_MOST_RAISES = 30
_MOST_STEPS = 60
_ON_TARGET = 1e-12
_NO_MORE = 1e-12
"""Where four times the money brings only so much more, nothing will."""


def best_allocation(returns: PlanReturns, question: BudgetQuestion) -> Allocation:
    """The best amounts over the whole plan; ``gap`` is 0 where that is certain, else what is missing to certainty.

    Where all curves bend downwards and nothing is booked in steps, the answer is exact. Else it is the best of a
    grid, climbed to the top, with a proven bound (docs/methods/budget-plan.md). A capacity that binds is met by a
    price on SQLs. Raises ClmError for what cannot be, with the smallest change that repairs it.
    """
    limits = plan_limits(question, returns.channels)
    least = limits.least_above(fewest_steps(limits))
    search = _Search(returns=returns.plain(), weights=returns.value_per_outcome, question=question)
    if isinstance(question.goal, BudgetForTarget):
        limits, worked = search.for_target(limits, least, question.goal.outcome)
    else:
        if isinstance(question.goal, BudgetForMarginalReturn):
            if not 0 < question.goal.least_return < np.inf:
                raise ClmError("budget_plan.no_return")
            limits = replace(limits, least_price=question.goal.least_return)
        worked = search.at(limits)
    return _answer(returns, question, limits, worked)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Search:
    returns: PlanReturns
    weights: Floats
    question: BudgetQuestion

    def at(self, limits: PlanLimits, *, is_proven: bool = True) -> Worked:
        return worked_budget(self.returns, self.weights, limits, self.question.capacity, is_proven=is_proven)

    def brings(self, worked: Worked) -> float:
        return float(self.weights @ self.returns.outcomes(worked.placed.amounts))

    def for_target(self, limits: PlanLimits, least: float, outcome: float) -> tuple[PlanLimits, Worked]:
        """The smallest budget, ``least`` or more, whose best amounts bring the outcome.

        Secants with the budget's price, some halvings.
        """
        if not 0 <= outcome < np.inf:
            raise ClmError("budget_plan.no_target")
        low = replace(limits, budget=least)
        worked = self.at(low)
        if self.brings(worked) >= outcome * (1 - _ON_TARGET):
            return low, worked
        high, worked = self._enough(limits, least, outcome)
        below, above = least, high.budget
        budget = above
        for step in range(_MOST_STEPS):
            brought = self.brings(worked)
            if abs(brought - outcome) <= _ON_TARGET * outcome or above - below <= _ON_TARGET * above:
                break
            price = self._price(worked, budget)
            budget = budget + (outcome - brought) / price if price > 0 else below
            if not below < budget < above or step % 4 == 3:
                budget = 0.5 * (below + above)
            tried = replace(limits, budget=budget)
            worked = self.at(tried, is_proven=False)
            is_enough = self.brings(worked) >= outcome * (1 - _ON_TARGET)
            below, above = (below, budget) if is_enough else (budget, above)
            high = tried if is_enough else high
        return high, self.at(high)

    def _price(self, worked: Worked, budget: float) -> float:
        amounts = worked.placed.amounts
        is_free = amounts > 1e-9 * budget
        return float((self.weights * self.returns.marginals(amounts))[is_free].min(initial=np.inf))

    def _enough(self, limits: PlanLimits, least: float, outcome: float) -> tuple[PlanLimits, Worked]:
        """Limits with a budget that brings at least the outcome; raises ClmError where none does."""
        scale = float(self.returns.curves.scale.max()) * self.returns.periods
        budget = min(max(scale, 2.0 * least), limits.most)
        reached = 0.0
        for _ in range(_MOST_RAISES):
            before = reached
            tried = replace(limits, budget=budget)
            worked = self.at(tried, is_proven=False)
            reached = self.brings(worked)
            if reached >= outcome * (1 - _ON_TARGET):
                return tried, worked
            is_full = float(worked.placed.amounts.sum()) < budget * (1 - ROUNDING)
            if budget >= limits.most or is_full or reached - before <= _NO_MORE * reached:
                break
            budget = min(4.0 * budget, limits.most)
        raise ClmError("budget_plan.target_unreachable", outcome=outcome, reachable=reached, by=outcome - reached)


def _answer(returns: PlanReturns, question: BudgetQuestion, limits: PlanLimits, worked: Worked) -> Allocation:
    amounts = worked.placed.amounts
    outcome = float(returns.outcomes(amounts).sum())
    spent = float(amounts.sum())
    is_fixed = bool(np.isfinite(limits.budget))
    unplaced = max(limits.budget - spent, 0.0) if is_fixed else 0.0
    unplaced = unplaced if unplaced > ROUNDING * max(limits.budget, 1.0) else 0.0
    is_target = isinstance(question.goal, BudgetForTarget)
    worth = returns.marginals(amounts)
    if question.capacity is not None:
        sqls = np.asarray(question.capacity.sqls_per_outcome) * returns.plain().marginals(amounts)
        worth = worth - worked.sql_price * sqls
    bound = binding_limits(
        question, limits, returns.channels, amounts, worth, worked.sql_price, is_placed=is_fixed and unplaced == 0
    )
    return Allocation(
        channels=returns.channels,
        amounts=amounts,
        outcome=outcome,
        gap=max(worked.placed.bound - worked.placed.worth, 0.0),
        price=bound.price,
        bindings=bound.bindings,
        prices=bound.prices,
        unplaced=0.0 if is_target else unplaced,
        remainder=None if is_target or unplaced == 0 else _remainder(limits, worked),
    )


def _remainder(limits: PlanLimits, worked: Worked) -> Remainder:
    if worked.sql_price > 0:
        return Remainder.CAPACITY
    has_room = float(worked.placed.amounts.sum()) < limits.most * (1 - ROUNDING)
    return Remainder.STEPS if limits.step.any() and has_room else Remainder.MAXIMUMS
