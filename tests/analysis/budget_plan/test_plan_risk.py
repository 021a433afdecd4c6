"""What a wrong curve costs: the better plan's outcome less the present one's, if it were so."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from clm_core.analysis.budget_plan.best_allocation import best_allocation
from clm_core.analysis.budget_plan.plan_returns import plan_returns
from clm_core.analysis.budget_plan.plan_risk import wrong_curves
from clm_core.budget_plan import BudgetQuestion, FixedBudget
from clm_core.response_curves import Saturation
from tests.analysis.budget_plan.curve_cases import typed_curves, uncertain_returns


def test_a_wrong_curve_costs_what_the_better_plan_would_bring_more() -> None:
    returns = uncertain_returns(3, seed=5)
    question = BudgetQuestion(goal=FixedBudget(amount=120))
    plan = best_allocation(returns, question).amounts
    rows = wrong_curves(returns, question, plan)
    assert list(rows["channel"]) == [channel for channel in returns.channels for _ in range(2)]
    low, high = np.quantile(returns.draw_outcomes(plan)[:, 2], [0.05, 0.95])
    last = rows.iloc[4:]
    np.testing.assert_allclose(last["factor"], np.array([low, high]) / returns.outcomes(plan)[2])
    for row in last.itertuples():
        values = np.array([1.0, 1.0, row.factor])
        wrong = replace(returns, value_per_outcome=values)
        better = best_allocation(wrong, question)
        assert row.loss == pytest.approx(better.outcome - wrong.outcomes(plan).sum(), abs=1e-9)
        assert row.amount == pytest.approx(better.amounts[2])
        assert row.moved == pytest.approx(np.abs(better.amounts - plan).sum() / 2)
    assert last["amount"].iloc[0] < plan[2] < last["amount"].iloc[1]
    assert (rows["loss"] >= 0).all()


def test_curves_that_are_certain_cannot_be_wrong() -> None:
    returns = plan_returns(typed_curves(Saturation.EXPONENTIAL, (100, 80, 60), (40, 20, 30)), periods=1)
    rows = wrong_curves(
        returns, BudgetQuestion(goal=FixedBudget(amount=90)), np.array([38.797437, 28.798791, 22.403772])
    )
    np.testing.assert_allclose(rows["loss"], 0, atol=1e-9)
    np.testing.assert_allclose(rows["factor"], 1)


def test_where_no_curve_is_wrong_some_of_many_draws_call_for_the_same_plan() -> None:
    typed, draws = typed_curves(Saturation.EXPONENTIAL, (100, 80, 60), (40, 20, 30)), 300
    repeated = {
        name: np.repeat(getattr(typed, name), draws, axis=0)
        for name in ("shape", "ceiling", "scale", "slope", "carry_over")
    }
    spread = np.random.default_rng(3).lognormal(0, 0.5, (draws, 3))
    spread[:, 2] = 1.0
    returns = plan_returns(replace(typed, **repeated | {"ceiling": repeated["ceiling"] * spread}), periods=1)
    question = BudgetQuestion(goal=FixedBudget(amount=90))
    plan = best_allocation(returns, question).amounts
    certain = wrong_curves(returns, question, plan).iloc[4:]
    np.testing.assert_allclose(certain["factor"], 1)
    np.testing.assert_allclose(certain["loss"], 0, atol=1e-6)
    np.testing.assert_allclose(certain["moved"], 0, atol=1e-2)


def test_progress_is_told_and_a_stop_leaves_the_rows_so_far() -> None:
    returns = uncertain_returns(3, seed=5)
    question = BudgetQuestion(goal=FixedBudget(amount=120))
    plan = best_allocation(returns, question).amounts
    done: list[float] = []
    rows = wrong_curves(returns, question, plan, on_progress=done.append, is_stopped=lambda: len(done) == 4)
    assert done == pytest.approx([0, 1 / 6, 2 / 6, 3 / 6])
    pd.testing.assert_frame_equal(rows, wrong_curves(returns, question, plan).head(4))
    nothing = wrong_curves(returns, question, plan, is_stopped=lambda: True)
    assert nothing.empty
    assert list(nothing.columns) == list(rows.columns)
