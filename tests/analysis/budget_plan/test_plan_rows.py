"""Rows and sums of a split: of the same draws, beside today's, marked where nothing was ever seen."""

import numpy as np
import pytest

from clm_core.analysis.budget_plan.best_allocation import best_allocation
from clm_core.analysis.budget_plan.plan_rows import plan_rows, split_outcome
from clm_core.budget_columns import BUDGET_ROWS
from clm_core.budget_plan import BudgetQuestion, ChannelLimit, FixedBudget
from tests.analysis.budget_plan.test_curve_table import random_returns

TODAY = np.array([50_000.0, 20_000.0, 0.0, 10_000.0, 30_000.0])


def test_rows_say_limits_bindings_and_what_was_never_seen() -> None:
    returns = random_returns(3)
    question = BudgetQuestion(
        goal=FixedBudget(amount=110_000.0),
        limits=(ChannelLimit(channel="a", maximum=20_000.0), ChannelLimit(channel="b", minimum=25_000.0)),
    )
    found = best_allocation(returns, question)
    observed = np.array([60_000.0, 30_000.0, 100.0, 20_000.0, 30_000.0])
    rows = plan_rows(returns, found.amounts, today=TODAY, observed=observed, question=question, allocation=found)
    assert {name: str(kind) for name, kind in rows.dtypes.items()} == BUDGET_ROWS
    assert rows["amount"].sum() == pytest.approx(110_000)
    assert rows["change"].sum() == pytest.approx(0.0, abs=1e-6)
    assert rows["minimum"].tolist() == [0.0, 25_000.0, 0.0, 0.0, 0.0]
    assert rows["maximum"].tolist()[0] == 20_000.0
    assert rows["binding"].tolist() == [str(one) for one in found.bindings]
    assert rows["is_extrapolated"].tolist() == (found.amounts > np.maximum(observed, TODAY) * (1 + 1e-6)).tolist()
    drawn = returns.draw_outcomes(found.amounts)
    assert rows["outcome"].to_numpy() == pytest.approx(drawn.mean(axis=0))
    assert rows["outcome_low"].to_numpy() == pytest.approx(np.quantile(drawn, 0.05, axis=0))


def test_a_split_stands_beside_today_draw_by_draw() -> None:
    returns = random_returns(4)
    more = split_outcome(returns, TODAY * 1.2, TODAY)
    gained = (returns.draw_outcomes(TODAY * 1.2) - returns.draw_outcomes(TODAY)).sum(axis=1)
    assert more.gain == pytest.approx(gained.mean())
    assert (more.gain_low, more.gain_high) == pytest.approx(tuple(np.quantile(gained, [0.05, 0.95])))
    assert more.better_chance == 1.0
    assert more.outcome - more.gain == pytest.approx(returns.outcomes(TODAY).sum())
    same = split_outcome(returns, TODAY, TODAY)
    assert (same.gain, same.gain_low, same.better_chance) == (0.0, 0.0, 0.5)
    assert split_outcome(returns, TODAY * 0.5, TODAY).better_chance == 0.0
