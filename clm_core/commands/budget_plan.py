"""The command of the budget plan: where the money should go, as tables, as JSON and as a live workbook."""

import argparse

from clm_core.budget_plan import BudgetForMarginalReturn, BudgetForTarget, BudgetGoal, ChannelLimit, FixedBudget
from clm_core.commands.output import print_json, print_results, save_file
from clm_core.commands.results import asked
from clm_core.errors import ClmError
from clm_core.kpis import Unit
from clm_core.response_curves import MONEY_OUTCOMES, PeriodLength, ResponseOutcome
from clm_core.services.budget_limits import read_limits
from clm_core.services.budget_plan import (
    BudgetAnswer,
    PlanBase,
    PlanTerms,
    ScenarioAmounts,
    best_plan,
    compared,
    first_limits,
    known_outcomes,
    plan_base,
    question_of,
    scenarios_of,
)
from clm_core.services.budget_words import channel_name, outcome_word, summary, worded
from clm_core.services.budget_workbook import plan_workbook
from clm_core.services.export import TableSheet, own_labels
from clm_core.texts import Texts

OUTCOMES = [str(one) for one in ResponseOutcome]
SHIFT = 0.3
"""Without limits of one's own, no channel moves by more than this share of today's amount."""
_SHOWN = ("today", "amount", "change", "outcome_today", "outcome")


def plan_budget(given: argparse.Namespace) -> None:
    """The best split of a budget (today's unless it says otherwise) under the limits that were given."""
    with asked(given) as (store, selection):
        outcome = ResponseOutcome(given.outcome) if given.outcome else known_outcomes(store)[0]
        base = plan_base(store, selection, _terms(given, outcome))
        labels = own_labels(store)
        try:
            found = best_plan(
                base, question_of(base, _goal(given), limits=_limits(given, base, labels), sqls=given.sqls)
            )
        except ClmError as problem:
            raise worded(problem, base, given.texts, labels) from None
        worst = given.worst if given.safest else 0
        scenarios = scenarios_of(found, worst)
        if given.xlsx:
            content = plan_workbook(
                store, selection, base, found.best, given.texts,
                answer=found, scenarios=scenarios, worst_percent=worst,
            )  # fmt: skip
            save_file(given.xlsx, content)
        said = summary(base, found.best, given.texts, labels).replace("**", "")
    if given.json:
        print_json(_document(found, scenarios, said, given.worst))
        return
    print(said)
    print_results(_table(found, given.texts, labels), base.currency, given.texts)


def _terms(given: argparse.Namespace, outcome: ResponseOutcome) -> PlanTerms:
    length = PeriodLength.WEEK if given.months is None else PeriodLength.MONTH
    return PlanTerms(outcome=outcome, length=length, periods=given.months or given.weeks, curve_set=given.curves)


def _goal(given: argparse.Namespace) -> BudgetGoal | None:
    if given.target is not None:
        return BudgetForTarget(outcome=given.target)
    if given.least_return is not None:
        return BudgetForMarginalReturn(least_return=given.least_return)
    return None if given.budget is None else FixedBudget(amount=given.budget)


def _limits(given: argparse.Namespace, base: PlanBase, labels: dict[str, str]) -> tuple[ChannelLimit, ...]:
    """CHANNEL=MINIMUM..MAXIMUM, either end blank; an amount or a change such as -20%."""
    typed: dict[str, dict[str, str]] = {}
    for text in given.limit:
        channel, _, ends = text.partition("=")
        least, dots, most = ends.partition("..")
        if channel not in base.channels or not dots:
            known = ", ".join(base.channels)
            raise ClmError("budget_plan_page.limits.not_understood", text=text, known=known)
        typed[channel] = {"minimum": least, "maximum": most}
    own = read_limits(base, typed, given.texts, labels)
    if given.free:
        return own
    named = {one.channel for one in own}
    return (*own, *(one for one in first_limits(base, SHIFT) if one.channel not in named))


def _document(found: BudgetAnswer, scenarios: tuple[ScenarioAmounts, ...], said: str, worst: int) -> dict[str, object]:
    base, answer = found.base, found.allocation
    rows, amounts = compared(base, scenarios, worst_share=worst / 100)
    return {
        "summary": said,
        "outcome": base.terms.outcome,
        "length": base.terms.length,
        "periods": base.terms.periods,
        "weeks": base.terms.weeks,
        "currency": base.currency,
        "data_version": base.data_version,
        "curves": base.curve_number,
        "today_from": base.today_from,
        "today_to": base.today_to,
        "channels": found.best.rows,
        "split": found.best.split,
        "gap": answer.gap,
        "price": answer.price,
        "unplaced": answer.unplaced,
        "remainder": answer.remainder,
        "worst_percent": worst,
        "scenarios": rows,
        "scenario_amounts": amounts,
        "return_arrival": base.arrival,
    }


def _table(found: BudgetAnswer, texts: Texts, labels: dict[str, str]) -> TableSheet:
    base = found.base
    word = outcome_word(base.terms.outcome, texts)
    headings = {name: texts(f"budget_plan_page.column.{name}", outcome=word) for name in ("channel", *_SHOWN)}
    rows = found.best.rows
    frame = rows.assign(channel=[channel_name(one, texts, labels) for one in rows["channel"]])
    of_outcome = Unit.MONEY if base.terms.outcome in MONEY_OUTCOMES else Unit.COUNT
    units = {headings[name]: of_outcome if name.startswith("outcome") else Unit.MONEY for name in _SHOWN}
    frame = frame[list(headings)].rename(columns=headings)
    return TableSheet(title=texts("shell.pages.budget_plan"), frame=frame, units=units)
