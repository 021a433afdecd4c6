"""The report's section about the budget: the plan that was saved last, else the best within what one would move."""

import pandas as pd

from clm_core.charts.budget_plan import from_to_bars
from clm_core.exports.report import Block, Section, Sentence, Tone, WordTable
from clm_core.response_curves import ResponseOutcome
from clm_core.services.budget_plan import (
    PlanBase,
    PlanTerms,
    Split,
    amounts_of,
    best_plan,
    first_limits,
    known_outcomes,
    own_split,
    plan_base,
    question_of,
)
from clm_core.services.budget_scenarios import SavedScenario, read_scenarios
from clm_core.services.budget_words import channel_name, horizon, outcome_amount, outcome_word, summary
from clm_core.services.report_base import ReportBase

__all__ = ["budget_section"]

FIRST_SHIFT = 0.3
"""Without a saved plan each channel may move by this share, as where the page Budget plan begins."""


def budget_section(base: ReportBase) -> Section:
    """Where the money goes and what that is expected to bring. Raises ClmError where no plan can be computed."""
    saved = _newest(read_scenarios(base.store))
    if saved is None:
        plan_on = plan_base(base.store, base.selection, PlanTerms(outcome=_outcome(base)))
        plan = best_plan(plan_on, question_of(plan_on, limits=first_limits(plan_on, FIRST_SHIFT))).best
        source = base.word("budget_proposed", shift=base.share(FIRST_SHIFT, decimals=0))
    else:
        scenario = saved.scenario
        terms = PlanTerms(outcome=scenario.outcome_of, length=scenario.length, periods=scenario.periods)
        plan_on = plan_base(base.store, base.selection, terms)
        amounts = dict(zip(plan_on.channels, amounts_of(plan_on, scenario), strict=True))
        plan = own_split(plan_on, {channel: float(amount) for channel, amount in amounts.items()})
        source = base.word("budget_saved", name=scenario.name, day=saved.saved_at.date(), by=saved.saved_by)
    return Section(name="budget", title=base.word("section.budget"), blocks=_blocks(base, plan_on, plan, source))


def _newest(saved: tuple[SavedScenario, ...]) -> SavedScenario | None:
    return max(saved, key=lambda one: one.saved_at, default=None)


def _outcome(base: ReportBase) -> ResponseOutcome:
    """Margin or revenue where they are known, else what leads are known to become."""
    known = known_outcomes(base.store)
    return known[0] if known else ResponseOutcome.LEADS


def _blocks(base: ReportBase, plan_on: PlanBase, plan: Split, source: str) -> tuple[Block, ...]:
    blocks: list[Block] = [
        Sentence(text=summary(plan_on, plan, base.texts, base.labels), tone=Tone.LEAD),
        Sentence(text=source),
        base.picture("budget_plan_page.from_to", "budget_plan_page.from_to_alt", from_to_bars(plan.rows, base.look)),
        Sentence(text=base.texts("budget_plan_page.from_to_note"), tone=Tone.NOTE),
        _table(base, plan_on, plan),
    ]
    if plan_on.kept_at_today:
        kept = ", ".join(channel_name(one, base.texts, base.labels) for one in plan_on.kept_at_today)
        blocks.append(Sentence(text=base.texts("budget_plan_page.kept_at_today", channels=kept), tone=Tone.HINT))
    beyond = plan.rows.loc[plan.rows["is_extrapolated"], "channel"]
    if len(beyond):
        named = ", ".join(channel_name(one, base.texts, base.labels) for one in beyond)
        blocks.append(Sentence(text=base.texts("budget_plan_page.extrapolated", channels=named), tone=Tone.HINT))
    blocks += [
        Sentence(text=_based_on(base, plan_on), tone=Tone.NOTE),
        Sentence(text=base.texts("budget_plan_page.correlation"), tone=Tone.NOTE),
    ]
    return tuple(blocks)


def _table(base: ReportBase, plan_on: PlanBase, plan: Split) -> WordTable:
    rows = plan.rows
    written = pd.DataFrame(
        {
            "channel": [channel_name(one, base.texts, base.labels) for one in rows["channel"]],
            "today": [base.money(one) for one in rows["today"]],
            "plan": [base.money(one) for one in rows["amount"]],
            "change": [_signed(base, one) for one in rows["change"]],
            "outcome_today": [outcome_amount(one, plan_on, base.texts, is_bare=True) for one in rows["outcome_today"]],
            "outcome": [outcome_amount(one, plan_on, base.texts, is_bare=True) for one in rows["outcome"]],
        }
    )
    outcome = outcome_word(plan_on.terms.outcome, base.texts)
    columns = {str(name): base.word(f"budget_column.{name}", outcome=outcome) for name in written}
    return base.table(base.word("budget_table", horizon=horizon(plan_on, base.texts)), columns, written)


def _signed(base: ReportBase, change: float) -> str:
    return base.money(change) if change < 0.5 else f"+{base.money(change)}"


def _based_on(base: ReportBase, plan_on: PlanBase) -> str:
    curves = base.texts("budget_plan_page.curves_preview")
    if plan_on.curve_number is not None:
        curves = base.texts("budget_plan_page.curves_kept", name=plan_on.curve_set.name)
    return base.texts(
        "budget_plan_page.based_on",
        start=plan_on.today_from,
        end=plan_on.today_to,
        horizon=horizon(plan_on, base.texts),
        budget=base.money(plan_on.budget_today),
        curves=curves,
    )
