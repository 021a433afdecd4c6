"""Scenarios side by side: today, equal, in proportion to return, optimised, one's own, and the saved ones."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from clm_core.analysis.budget_plan.concave_amounts import nearest_allowed
from clm_core.analysis.budget_plan.plan_limits import plan_limits
from clm_core.analysis.budget_plan.plan_rows import split_outcome
from clm_core.budget_columns import SCENARIO_AMOUNTS, SCENARIO_ROWS
from clm_core.budget_plan import BudgetQuestion, FixedBudget, ScenarioOrigin
from clm_core.columns import typed_frame
from clm_core.response_curves import Floats, ResponseOutcome
from clm_core.services.budget_base import PlanBase

_WORST_SHARE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScenarioAmounts:
    """A scenario's key (a ScenarioOrigin, or the name of a saved one) and its amounts in the base's order."""

    scenario: str
    amounts: Floats


def standard_scenarios(base: PlanBase, question: BudgetQuestion, best: Floats) -> tuple[ScenarioAmounts, ...]:
    """Today's split, the best one, and its money in equal parts and in proportion to today's return.

    Equal and proportional parts keep to the same limits: they are the nearest amounts that do.
    """
    budget = float(best.sum())
    asked = BudgetQuestion(goal=FixedBudget(amount=budget), limits=question.limits, groups=question.groups)
    limits = plan_limits(asked, base.channels)
    limits = replace(
        limits,
        ceiling=np.maximum(np.minimum(limits.ceiling, budget), limits.floor),
        group_ceiling=np.maximum(np.minimum(limits.group_ceiling, budget), limits.group_floor),
    )
    mean_return = base.returns.outcomes(base.today) / np.where(base.today > 0, base.today, np.inf)
    weights = {
        ScenarioOrigin.EQUAL: np.ones(len(base.channels)),
        ScenarioOrigin.PROPORTIONAL: mean_return if mean_return.sum() > 0 else np.ones(len(base.channels)),
    }
    parts = {
        origin: nearest_allowed(budget * weight / float(weight.sum()), limits) for origin, weight in weights.items()
    }
    split = {ScenarioOrigin.TODAY: base.today, **parts, ScenarioOrigin.OPTIMISED: best}
    return tuple(ScenarioAmounts(scenario=str(origin), amounts=amounts) for origin, amounts in split.items())


def compared(base: PlanBase, scenarios: Sequence[ScenarioAmounts]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """SCENARIO_ROWS in this order, and their SCENARIO_AMOUNTS."""
    rows = [_row(base, one) for one in scenarios]
    amounts = [
        {"scenario": one.scenario, "channel": channel, "amount": float(amount)}
        for one in scenarios
        for channel, amount in zip(base.channels, one.amounts, strict=True)
    ]
    return typed_frame(pd.DataFrame(rows), SCENARIO_ROWS), typed_frame(pd.DataFrame(amounts), SCENARIO_AMOUNTS)


def _row(base: PlanBase, scenario: ScenarioAmounts) -> dict[str, float | str]:
    spend = float(scenario.amounts.sum())
    split = split_outcome(base.returns, scenario.amounts, base.today)
    brought = base.returns.outcomes(scenario.amounts)
    sums = {str(one): float((brought * base.factors[str(one)].to_numpy()).sum()) for one in ResponseOutcome}
    earned = sums[ResponseOutcome.MARGIN.value]
    earned = sums[ResponseOutcome.REVENUE.value] if np.isnan(earned) else earned
    drawn = np.sort(base.returns.draw_outcomes(scenario.amounts).sum(axis=1))
    worst = drawn[: max(1, int(np.ceil(_WORST_SHARE * len(drawn))))]
    return {
        "scenario": scenario.scenario,
        "spend": spend,
        **sums,
        "roi": (earned - spend) / spend if spend > 0 else float("nan"),
        "outcome": split.outcome,
        "outcome_low": split.outcome_low,
        "outcome_high": split.outcome_high,
        "gain": split.gain,
        "gain_low": split.gain_low,
        "gain_high": split.gain_high,
        "better_chance": split.better_chance,
        "worst_mean": float(worst.mean()),
    }
