"""The budget that a target's MQLs ask for, by the response curves: what it costs to bring them, and from where."""

from dataclasses import dataclass
from math import isfinite

from clm_core.budget_plan import BudgetForTarget, ChannelLimit
from clm_core.errors import ClmError
from clm_core.response_curves import ResponseOutcome
from clm_core.selection import Selection
from clm_core.services.budget_base import PlanBase, PlanTerms, plan_base
from clm_core.services.budget_plan import BudgetAnswer, best_plan, question_of, split_today
from clm_core.services.target_plan import PreparedTarget, TargetAnswer
from clm_core.store.workspaces import Store

__all__ = ["NeededBudget", "needed_budget"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NeededBudget:
    """Spend over the ``weeks`` until the period's end; MQLs are those that spend brings, by the curves.

    ``answer`` is None where not even the most that was ever spent in every channel brings ``mqls_wanted``; then
    ``mqls_reachable`` says what it brings.
    """

    base: PlanBase
    weeks: int
    mqls_today: float
    mqls_wanted: float
    mqls_reachable: float
    answer: BudgetAnswer | None

    @property
    def budget(self) -> float | None:
        """The smallest budget that brings the MQLs."""
        return None if self.answer is None else self.answer.best.spend

    @property
    def change(self) -> float | None:
        """That budget less what is spent today in as many weeks."""
        return None if self.budget is None else self.budget - self.base.budget_today


def needed_budget(
    store: Store, selection: Selection, prepared: PreparedTarget, found: TargetAnswer
) -> NeededBudget | None:
    """The smallest budget by which the MQLs come that the rest of the target needs, within what was ever spent.

    Channels spend no more than they ever did in so many weeks: beyond it no curve was seen. MQLs that no spend brings
    are taken to come as they do. None where no number of MQLs of these weeks can win in time; raises ClmError where
    there are no curves (no spend, no MQLs).
    """
    weeks = max(len(prepared.base.week_days), 1)
    per_week = found.gap.needed_mqls_per_week
    if not isfinite(per_week):
        return None
    base = plan_base(store, selection, PlanTerms(outcome=ResponseOutcome.MQLS, periods=weeks))
    today = split_today(base).split.outcome
    wanted = max(today + (per_week - found.gap.today_mqls_per_week) * weeks, 0.0)
    limits = tuple(
        ChannelLimit(channel=channel, maximum=max(float(most), float(now)))
        for channel, most, now in zip(base.channels, base.observed, base.today, strict=True)
    )
    answer, reachable = _answer(base, wanted, limits)
    return NeededBudget(
        base=base, weeks=weeks, mqls_today=today, mqls_wanted=wanted, mqls_reachable=reachable, answer=answer
    )


def _answer(base: PlanBase, wanted: float, limits: tuple[ChannelLimit, ...]) -> tuple[BudgetAnswer | None, float]:
    try:
        answer = best_plan(base, question_of(base, BudgetForTarget(outcome=wanted), limits=limits))
    except ClmError as problem:
        if problem.key != "budget_plan.target_unreachable":
            raise
        return None, float(str(problem.values["reachable"]))
    return answer, answer.best.split.outcome
