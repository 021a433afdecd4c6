"""The budget plan: a question answered by the curves, what any split brings, and scenarios side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from clm_core.analysis.budget_plan.best_allocation import best_allocation
from clm_core.analysis.budget_plan.plan_rows import SplitOutcome, plan_rows, split_outcome
from clm_core.analysis.outcome_chain import chain_factors, outcome_chain
from clm_core.budget_plan import (
    Allocation,
    BudgetGoal,
    BudgetQuestion,
    ChannelLimit,
    FixedBudget,
    GroupLimit,
    SalesCapacity,
)
from clm_core.budget_scenario import BudgetScenario
from clm_core.errors import ClmError
from clm_core.response_curves import Floats, PeriodLength, ResponseOutcome
from clm_core.selection import Selection
from clm_core.services.budget_base import (
    PERIOD_WEEKS,
    PREVIEW_CURVES,
    PlanBase,
    PlanTerms,
    curve_choices,
    newest_curves,
    plan_base,
)
from clm_core.services.budget_comparison import ScenarioAmounts, compared, standard_scenarios
from clm_core.services.data import loop_data, require_days, settings
from clm_core.store.workspaces import Store

__all__ = [
    "PREVIEW_CURVES",
    "BudgetAnswer",
    "BudgetQuestion",
    "PlanBase",
    "PlanTerms",
    "ScenarioAmounts",
    "Split",
    "amounts_of",
    "best_plan",
    "capacity",
    "compared",
    "curve_choices",
    "first_limits",
    "known_outcomes",
    "newest_curves",
    "own_split",
    "plan_base",
    "plan_budget",
    "question_of",
    "scenario_of",
    "scenarios_of",
    "spend_a_period",
    "split_today",
    "standard_scenarios",
]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Split:
    """Amounts by channel with what they bring: BUDGET_ROWS, and the sums beside today's."""

    amounts: Floats
    rows: pd.DataFrame
    split: SplitOutcome

    @property
    def spend(self) -> float:
        """The sum of its amounts."""
        return float(self.amounts.sum())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BudgetAnswer:
    """The best split that a question allows; ``question`` with the channels that stay at today's amount locked."""

    base: PlanBase
    question: BudgetQuestion
    allocation: Allocation
    best: Split


def plan_budget(store: Store, selection: Selection, terms: PlanTerms, question: BudgetQuestion) -> BudgetAnswer:
    """The best split for a question. Raises ClmError for what cannot be, with the smallest change that repairs it."""
    return best_plan(plan_base(store, selection, terms), question)


def best_plan(base: PlanBase, question: BudgetQuestion) -> BudgetAnswer:
    """The same on a base that is known already."""
    asked = _with_untrusted(base, question)
    allocation = best_allocation(base.returns, asked)
    rows = _rows(base, allocation.amounts, asked, allocation)
    best = Split(
        amounts=allocation.amounts, rows=rows, split=split_outcome(base.returns, allocation.amounts, base.today)
    )
    return BudgetAnswer(base=base, question=asked, allocation=allocation, best=best)


WORST_PERCENTS = (1, 50)
"""The worst cases are at least and at most so many percent of all."""


def scenarios_of(found: BudgetAnswer, worst_percent: int = 0) -> tuple[ScenarioAmounts, ...]:
    """The standard scenarios around an answer: today, equal, by return, best.

    With a percentage also the safest: the plan whose worst so many percent of cases do best. Raises ClmError for less
    than 1 and more than 50 percent.
    """
    least, most = WORST_PERCENTS
    if worst_percent and not least <= worst_percent <= most:
        raise ClmError("budget_plan.worst_percent", percent=worst_percent, least=least, most=most)
    return standard_scenarios(found.base, found.question, found.allocation, worst_share=worst_percent / 100)


def own_split(base: PlanBase, amounts: Mapping[str, float], question: BudgetQuestion | None = None) -> Split:
    """What amounts set by hand bring; a channel that is not named keeps today's."""
    own = np.array([amounts.get(one, now) for one, now in zip(base.channels, base.today, strict=True)])
    asked = None if question is None else _with_untrusted(base, question)
    return Split(amounts=own, rows=_rows(base, own, asked, None), split=split_outcome(base.returns, own, base.today))


def split_today(base: PlanBase) -> Split:
    """Today's split, over a plan's length."""
    return own_split(base, {})


def question_of(
    base: PlanBase,
    goal: BudgetGoal | None = None,
    *,
    limits: Sequence[ChannelLimit] = (),
    groups: Sequence[GroupLimit] = (),
    sqls: float | None = None,
) -> BudgetQuestion:
    """A question; without a goal today's budget is placed anew, ``sqls`` is what sales can work (None: any number)."""
    return BudgetQuestion(
        goal=goal or FixedBudget(amount=base.budget_today),
        limits=tuple(limits),
        groups=tuple(groups),
        capacity=None if sqls is None else capacity(base, sqls),
    )


def capacity(base: PlanBase, sqls: float) -> SalesCapacity | None:
    """Sales' capacity for these curves; None where the data do not know SQLs."""
    return SalesCapacity(sqls=sqls, sqls_per_outcome=base.sqls_per_outcome) if base.sqls_per_outcome else None


def scenario_of(base: PlanBase, name: str, amounts: Floats, question: BudgetQuestion | None) -> BudgetScenario:
    """These amounts as a scenario to save."""
    return BudgetScenario(
        name=name,
        channels=base.channels,
        amounts=tuple(float(one) for one in amounts),
        periods=base.terms.periods,
        length=base.terms.length,
        outcome_of=base.terms.outcome,
        question=question,
        curve_set=base.curve_number,
        data_version=base.data_version,
    )


def _with_untrusted(base: PlanBase, question: BudgetQuestion) -> BudgetQuestion:
    """The question with the channels locked whose curve carries no advice, unless somebody fixed their amount."""
    fixed = {limit.channel for limit in question.limits if limit.locked_at is not None}
    locks = [one for one in base.untrusted_locks if one.channel not in fixed]
    named = {one.channel for one in locks}
    others = [one for one in question.limits if one.channel not in named]
    return replace(question, limits=(*others, *locks))


def _rows(
    base: PlanBase, amounts: Floats, question: BudgetQuestion | None, allocation: Allocation | None
) -> pd.DataFrame:
    return plan_rows(
        base.returns,
        amounts,
        today=base.today,
        observed=base.observed,
        question=question,
        allocation=allocation,
    )


def amounts_of(base: PlanBase, scenario: BudgetScenario) -> Floats:
    """A saved scenario's amounts in the base's order, at the same amount a week where it is of another length.

    A channel that it does not know keeps today's amount.
    """
    own = dict(zip(scenario.channels, scenario.amounts, strict=True))
    weeks = PERIOD_WEEKS[scenario.length] * scenario.periods
    factor = base.terms.weeks / weeks
    return np.array(
        [own[one] * factor if one in own else now for one, now in zip(base.channels, base.today, strict=True)]
    )


def spend_a_period(scenario: BudgetScenario, length: PeriodLength) -> dict[str, float]:
    """What a scenario spends in a week or month, by channel."""
    periods = PERIOD_WEEKS[scenario.length] * scenario.periods / PERIOD_WEEKS[length]
    return {channel: amount / periods for channel, amount in zip(scenario.channels, scenario.amounts, strict=True)}


def known_outcomes(store: Store) -> tuple[ResponseOutcome, ...]:
    """What can be planned for: outcomes that leads are known to become, margin and revenue first."""
    data, known = loop_data(store), settings(store)
    chain = outcome_chain(
        data.contacts,
        data.deals,
        as_of=require_days(store)[1],
        zone=known.reporting_zone,
        margin_share=known.margin_share,
    )
    factors = chain_factors(chain, ("",), ResponseOutcome.LEADS).iloc[0]
    order = (ResponseOutcome.MARGIN, ResponseOutcome.REVENUE, *ResponseOutcome)
    found = [one for one in dict.fromkeys(order) if factors[one.value] > 0]
    return tuple(found)


def first_limits(base: PlanBase, shift: float) -> tuple[ChannelLimit, ...]:
    """Limits that let each channel move by at most this share of today's amount."""
    return tuple(
        ChannelLimit(channel=channel, minimum=(1 - shift) * float(now), maximum=(1 + shift) * float(now))
        for channel, now in zip(base.channels, base.today, strict=True)
    )
