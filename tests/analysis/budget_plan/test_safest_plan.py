"""The safest plan against every division of a grid."""

import numpy as np
import pytest

from clm_core.analysis.budget_plan.best_allocation import best_allocation
from clm_core.analysis.budget_plan.plan_returns import PlanReturns, plan_returns
from clm_core.analysis.budget_plan.safest_plan import safest_plan, worst_mean
from clm_core.budget_plan import BudgetQuestion, ChannelLimit, FixedBudget, GroupLimit
from clm_core.response_curves import Saturation
from tests.analysis.budget_plan.allocation_cases import excess
from tests.analysis.budget_plan.curve_cases import typed_curves, uncertain_returns


def slow_worst_mean(returns: PlanReturns, amounts: np.ndarray, count: int) -> float:
    drawn = sorted(float(row.sum()) for row in returns.draw_outcomes(amounts))
    return sum(drawn[:count]) / count


def test_the_worst_mean_is_that_of_the_worst_draws() -> None:
    returns = uncertain_returns(3, seed=1)
    amounts = np.array([20.0, 50.0, 10.0])
    assert worst_mean(returns, amounts, 0.1) == pytest.approx(slow_worst_mean(returns, amounts, 4))
    assert worst_mean(returns, amounts, 1.0) == pytest.approx(returns.outcomes(amounts).sum())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_division_of_the_budget_is_safer(seed: int) -> None:
    returns = uncertain_returns(3, seed=seed)
    question = BudgetQuestion(goal=FixedBudget(amount=150))
    best = best_allocation(returns, question)
    found = safest_plan(returns, question, best)
    shares = [(i, j, 30 - i - j) for i in range(31) for j in range(31 - i)]
    slow = max(slow_worst_mean(returns, np.array(one) * 5.0, 4) for one in shares)
    assert found.worst_mean == pytest.approx(worst_mean(returns, found.amounts))
    assert found.worst_mean >= slow * (1 - 1e-4)
    assert found.worst_mean >= worst_mean(returns, best.amounts)
    assert found.amounts.sum() == pytest.approx(150)
    assert slow * (1 - 1e-9) <= found.bound <= found.worst_mean * (1 + 1e-3)
    assert not found.is_local


@pytest.mark.parametrize("seed", [1, 2])
def test_of_curves_that_bend_upwards_it_is_the_best_of_several_climbs(seed: int) -> None:
    returns = uncertain_returns(3, seed=seed, shapes=(Saturation.HILL,))
    question = BudgetQuestion(goal=FixedBudget(amount=150))
    best = best_allocation(returns, question)
    found = safest_plan(returns, question, best)
    assert found.is_local
    assert found.bound == np.inf
    assert found.worst_mean > 1.02 * worst_mean(returns, best.amounts)
    assert found.worst_mean >= worst_mean(returns, np.full(3, 50.0))
    assert found.worst_mean == pytest.approx(slow_worst_mean(returns, found.amounts, 4))
    assert found.amounts.sum() == pytest.approx(150)


def test_the_safest_plan_keeps_to_the_limits() -> None:
    returns = uncertain_returns(5, seed=4)
    first, second, third, fourth, _ = returns.channels
    question = BudgetQuestion(
        goal=FixedBudget(amount=200),
        limits=(ChannelLimit(channel=first, maximum=30), ChannelLimit(channel=second, locked_at=25)),
        groups=(GroupLimit(name="g", channels=(third, fourth), minimum=50, maximum=70),),
    )
    best = best_allocation(returns, question)
    found = safest_plan(returns, question, best)
    assert excess(found.amounts, question, returns.channels) <= 1e-9
    assert found.worst_mean >= worst_mean(returns, best.amounts)


def test_of_one_draw_the_best_plan_is_the_safest() -> None:
    returns = plan_returns(typed_curves(Saturation.EXPONENTIAL, (100, 80, 60), (40, 20, 30)), periods=1)
    question = BudgetQuestion(goal=FixedBudget(amount=90))
    found = safest_plan(returns, question, best_allocation(returns, question))
    assert found.worst_mean == pytest.approx(154.700852, abs=1e-6)
