"""A plan's rows as people read them, and what any split of the money brings beside today's."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from clm_core.analysis.budget_plan.plan_returns import PlanReturns
from clm_core.budget_columns import BUDGET_ROWS
from clm_core.budget_plan import Allocation, Binding, BudgetQuestion
from clm_core.columns import typed_frame
from clm_core.response_curves import Floats

_LOW, _HIGH = 0.05, 0.95
_SEEN = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitOutcome:
    """What a split brings: means over the draws with their 90 % interval, and how it stands beside today's.

    ``better_chance`` is the share of draws in which it brings more than today's split (ties count half).
    """

    outcome: float
    outcome_low: float
    outcome_high: float
    gain: float
    gain_low: float
    gain_high: float
    better_chance: float


def plan_rows(
    returns: PlanReturns,
    amounts: Floats,
    *,
    today: Floats,
    observed: Floats,
    question: BudgetQuestion | None = None,
    allocation: Allocation | None = None,
) -> pd.DataFrame:
    """BUDGET_ROWS of these amounts; limits are those of the question, bindings and prices those of its answer.

    ``observed`` is the largest amount ever seen of each channel over a plan's length.
    """
    limits = {limit.channel: limit for limit in (question.limits if question else ())}
    low, high = np.quantile(returns.draw_outcomes(amounts), [_LOW, _HIGH], axis=0)
    outcomes, marginals = returns.outcomes(np.array([today, amounts])), returns.marginals(np.array([today, amounts]))
    rows = {
        "channel": returns.channels,
        "today": today,
        "amount": amounts,
        "change": amounts - today,
        "minimum": [limits[one].floor if one in limits else 0.0 for one in returns.channels],
        "maximum": [limits[one].ceiling if one in limits else np.inf for one in returns.channels],
        "outcome_today": outcomes[0],
        "outcome": outcomes[1],
        "outcome_low": low,
        "outcome_high": high,
        "marginal_return_today": marginals[0],
        "marginal_return": marginals[1],
        "binding": [str(one) for one in allocation.bindings] if allocation else str(Binding.NOTHING),
        "price": allocation.prices if allocation else 0.0,
        "is_extrapolated": amounts > np.maximum(observed, today) * (1 + _SEEN),
    }
    return typed_frame(pd.DataFrame(rows), BUDGET_ROWS)


def split_outcome(returns: PlanReturns, amounts: Floats, today: Floats) -> SplitOutcome:
    """What these amounts bring in all, and beside today's."""
    drawn = returns.draw_outcomes(amounts).sum(axis=1)
    gained = drawn - returns.draw_outcomes(today).sum(axis=1)
    level = 1e-9 * max(1.0, float(np.abs(drawn).max(initial=0.0)))
    low, high = np.quantile(drawn, [_LOW, _HIGH])
    gain_low, gain_high = np.quantile(gained, [_LOW, _HIGH])
    better = (gained > level).mean() + 0.5 * (np.abs(gained) <= level).mean()
    return SplitOutcome(
        outcome=float(drawn.mean()),
        outcome_low=float(low),
        outcome_high=float(high),
        gain=float(gained.mean()),
        gain_low=float(gain_low),
        gain_high=float(gain_high),
        better_chance=float(better),
    )
