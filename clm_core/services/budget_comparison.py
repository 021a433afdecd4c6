"""Scenarios side by side: today, equal, in proportion to return, optimised, one's own, and the saved ones."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from clm_core.analysis.budget_plan.concave_amounts import nearest_allowed
from clm_core.analysis.budget_plan.plan_limits import plan_limits
from clm_core.analysis.budget_plan.plan_rows import split_outcome
from clm_core.analysis.budget_plan.safest_plan import WORST_SHARE, safest_plan, worst_mean
from clm_core.budget_columns import SCENARIO_AMOUNTS, SCENARIO_ROWS
from clm_core.budget_plan import Allocation, BudgetQuestion, FixedBudget, ScenarioOrigin
from clm_core.columns import typed_frame
from clm_core.response_curves import Floats, ResponseOutcome
from clm_core.services.budget_base import PlanBase

SAFEST_DRAWS = 80
"""The safest plan is looked for among so many draws, spread over all."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScenarioAmounts:
    """A scenario's key (a ScenarioOrigin, or the name of a saved one) and its amounts in the base's order."""

    scenario: str
    amounts: Floats


def standard_scenarios(
    base: PlanBase, question: BudgetQuestion, best: Allocation, *, worst_share: float = 0.0
) -> tuple[ScenarioAmounts, ...]:
    """Today's split, the best one, and its money in equal parts and in proportion to return.

    With a ``worst_share`` also the plan whose worst share of draws does best, among ``SAFEST_DRAWS`` of them: seconds.

    Equal and proportional parts keep to the same limits: they are the nearest amounts that do.
    """
    budget = float(best.amounts.sum())
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
    is_free = limits.ceiling > limits.floor
    rest = budget - float(limits.floor[~is_free].sum())
    parts = {}
    for origin, weight in weights.items():
        share = np.where(is_free, weight, 0.0) / max(float(weight[is_free].sum()), 1e-300)
        parts[origin] = nearest_allowed(rest * share, limits)
    split = {ScenarioOrigin.TODAY: base.today, **parts, ScenarioOrigin.OPTIMISED: best.amounts}
    if worst_share:
        split[ScenarioOrigin.SAFEST] = _safest(base, question, best, worst_share)
    return tuple(ScenarioAmounts(scenario=str(origin), amounts=amounts) for origin, amounts in split.items())


def _safest(base: PlanBase, question: BudgetQuestion, best: Allocation, share: float) -> Floats:
    """The safest amounts; by all draws never worse in the worst than the best plan's."""
    count = base.returns.curves.draw_count
    some = np.unique(np.linspace(0, count - 1, min(count, SAFEST_DRAWS)).round().astype(np.intp))
    found = safest_plan(base.returns.of_draws(some), question, best, worst_share=share).amounts
    is_safer = worst_mean(base.returns, found, share) >= worst_mean(base.returns, best.amounts, share)
    return found if is_safer else best.amounts


def compared(
    base: PlanBase, scenarios: Sequence[ScenarioAmounts], *, worst_share: float = WORST_SHARE
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """SCENARIO_ROWS in this order, and their SCENARIO_AMOUNTS; the worst mean is that of this share of the draws."""
    rows = [_row(base, one, worst_share) for one in scenarios]
    amounts = [
        {"scenario": one.scenario, "channel": channel, "amount": float(amount)}
        for one in scenarios
        for channel, amount in zip(base.channels, one.amounts, strict=True)
    ]
    return typed_frame(pd.DataFrame(rows), SCENARIO_ROWS), typed_frame(pd.DataFrame(amounts), SCENARIO_AMOUNTS)


def _row(base: PlanBase, scenario: ScenarioAmounts, worst_share: float) -> dict[str, float | str]:
    spend = float(scenario.amounts.sum())
    split = split_outcome(base.returns, scenario.amounts, base.today)
    brought = base.returns.outcomes(scenario.amounts)
    sums = {str(one): float((brought * base.factors[str(one)].to_numpy()).sum()) for one in ResponseOutcome}
    earned = sums[ResponseOutcome.MARGIN.value]
    earned = sums[ResponseOutcome.REVENUE.value] if np.isnan(earned) else earned
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
        "worst_mean": worst_mean(base.returns, scenario.amounts, worst_share),
    }
