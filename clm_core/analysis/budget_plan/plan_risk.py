"""How much the answer moves if a curve is wrong: what is lost by following the present plan then."""

from dataclasses import replace

import numpy as np
import pandas as pd

from clm_core.analysis.budget_plan.best_allocation import best_allocation
from clm_core.analysis.budget_plan.plan_returns import PlanReturns
from clm_core.budget_columns import WRONG_CURVES
from clm_core.budget_plan import BudgetQuestion, FixedBudget
from clm_core.columns import typed_frame
from clm_core.response_curves import Floats

_LOW, _HIGH = 0.05, 0.95
_DRAWS = 60


def wrong_curves(returns: PlanReturns, question: BudgetQuestion, plan: Floats) -> pd.DataFrame:
    """WRONG_CURVES: what is lost by following the plan if one channel brings what an end of its 90 % interval says.

    The channel's curve is lowered or lifted so that at the plan's amount it brings that; the same money is placed
    anew. Channels without spend in the plan take the ends at the budget's equal part. Where there are many draws
    the mean of every n-th is taken for the mean.
    """
    asked = replace(question, goal=FixedBudget(amount=float(plan.sum())), capacity=None)
    some = _thinned(returns)
    at = np.where(plan > 0, plan, plan.sum() / max(len(plan), 1))
    ends = np.quantile(returns.draw_outcomes(at), [_LOW, _HIGH], axis=0)
    mean = returns.draw_outcomes(at).mean(axis=0)
    rows = []
    for place, channel in enumerate(returns.channels):
        for is_higher, end in zip((False, True), ends[:, place], strict=True):
            factor = float(end / mean[place]) if mean[place] > 0 else 1.0
            values = some.value_per_outcome.copy()
            values[place] *= factor
            believed = replace(some, value_per_outcome=values)
            better = best_allocation(believed, asked).amounts
            brought, possible = (float(believed.outcomes(amounts).sum()) for amounts in (plan, better))
            rows.append(
                {
                    "channel": channel, "is_higher": is_higher, "factor": factor, "amount": better[place],
                    "moved": 0.5 * float(np.abs(better - plan).sum()), "outcome": brought,
                    "loss": max(possible - brought, 0.0),
                }
            )  # fmt: skip
    return typed_frame(pd.DataFrame(rows), WRONG_CURVES)


def _thinned(returns: PlanReturns) -> PlanReturns:
    count = returns.curves.draw_count
    if count <= _DRAWS:
        return returns
    return returns.of_draws(np.linspace(0, count - 1, _DRAWS).round().astype(np.intp))
