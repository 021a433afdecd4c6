"""How much the answer moves if a curve is wrong: what is lost by following the present plan then."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product

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


def wrong_curves(
    returns: PlanReturns,
    question: BudgetQuestion,
    plan: Floats,
    *,
    on_progress: Callable[[float], None] | None = None,
    is_stopped: Callable[[], bool] | None = None,
) -> pd.DataFrame:
    """WRONG_CURVES: what is lost by following the plan if one channel brings what an end of its 90 % interval says.

    The channel's curve is lowered or lifted so that at the plan's amount it brings that; the same money is placed
    anew. Channels without spend in the plan take the ends at the budget's equal part. Where there are many draws
    the mean of every n-th is taken for the mean. ``on_progress`` takes the share that is done; stopped early, there
    are the rows so far.
    """
    asked = replace(question, goal=FixedBudget(amount=float(plan.sum())), capacity=None)
    some = _thinned(returns, plan)
    at = np.where(plan > 0, plan, plan.sum() / max(len(plan), 1))
    ends = np.quantile(returns.draw_outcomes(at), [_LOW, _HIGH], axis=0)
    mean = returns.draw_outcomes(at).mean(axis=0)
    factors = np.divide(ends, mean, out=np.ones_like(ends), where=mean > 0)
    count, rows = len(returns.channels), []
    for place, is_higher in product(range(count), (False, True)):
        if is_stopped is not None and is_stopped():
            break
        if on_progress is not None:
            on_progress((place + 0.5 * is_higher) / count)
        rows.append(_wrong(some, asked, plan, place, is_higher, float(factors[int(is_higher), place])))
    return typed_frame(pd.DataFrame(rows, columns=list(WRONG_CURVES)), WRONG_CURVES)


def _wrong(
    returns: PlanReturns, asked: BudgetQuestion, plan: Floats, place: int, is_higher: bool, factor: float
) -> dict[str, object]:
    """The row of one channel's curve times a factor."""
    values = returns.value_per_outcome.copy()
    values[place] *= factor
    believed = replace(returns, value_per_outcome=values)
    better = best_allocation(believed, asked).amounts
    brought, possible = (float(believed.outcomes(amounts).sum()) for amounts in (plan, better))
    return {
        "channel": returns.channels[place],
        "is_higher": is_higher,
        "factor": factor,
        "amount": better[place],
        "moved": 0.5 * float(np.abs(better - plan).sum()),
        "outcome": brought,
        "loss": max(possible - brought, 0.0),
    }


def _thinned(returns: PlanReturns, plan: Floats) -> PlanReturns:
    """Every n-th draw, where there are many.

    Lifted so that at the plan the next money brings what all draws say: else the best plan by some draws would be
    another one even where no curve is wrong.
    """
    count = returns.curves.draw_count
    if count <= _DRAWS:
        return returns
    some = returns.of_draws(np.linspace(0, count - 1, _DRAWS).round().astype(np.intp))
    with np.errstate(divide="ignore", invalid="ignore"):
        lift = returns.marginals(plan) / some.marginals(plan)
    is_known = np.isfinite(lift) & (lift > 0)
    return replace(some, value_per_outcome=some.value_per_outcome * np.where(is_known, lift, 1.0))
