"""If a curve is wrong: what the present plan gives away then, computed when somebody asks for it."""

import pandas as pd
import streamlit as st

from clm_core.budget_plan import BudgetQuestion
from clm_core.errors import ClmError
from clm_core.kpis import Unit
from clm_core.response_curves import MONEY_OUTCOMES
from clm_core.services.budget_plan import BudgetAnswer, PlanBase, Split
from clm_core.services.budget_risk import at_risk, plan_risk, risk_in_words
from clm_core.services.budget_words import channel_name, worded
from clm_core.texts import formats
from pages.plan import budget_plan_state as state
from pages.shared import charts, long_work, messages, session
from pages.shared.tables import Column, show_table

Asked = tuple[BudgetQuestion, tuple[float, ...]]


def show(base: PlanBase, found: BudgetAnswer, plan: Split) -> None:
    """The button; while it computes how far it is; then the sentence and the table."""
    charts.heading("budget_plan_page.risk.title", "budget_plan_page.risk.note")
    asked = (found.question, tuple(float(one) for one in plan.amounts))
    work = session.begun(plan_risk, base, asked)
    if work is None or work.is_left():
        _button("button", base, asked)
    elif not work.is_done():
        long_work.progress("budget_plan_page.risk.running", "budget_risk_stop", plan_risk, base, asked)
    elif work.has_failed():
        try:
            session.stoppable(plan_risk, base, asked).answer()
        except ClmError as problem:
            messages.error(worded(problem, base, session.texts(), state.labels()))
        _button("again", base, asked)
    else:
        _answer(base, plan, work.answer(), asked)


def _button(key: str, base: PlanBase, asked: Asked) -> None:
    long_work.begin_button(
        f"budget_plan_page.risk.{key}", ":material/help_center:", "budget_risk", plan_risk, base, asked
    )


def _answer(base: PlanBase, plan: Split, rows: pd.DataFrame, asked: Asked) -> None:
    texts = session.texts()
    if len(rows):
        names = {key: messages.escaped(label) for key, label in state.labels().items()}
        st.markdown(risk_in_words(base, rows, texts, names))
    if len(rows) < 2 * len(base.channels):
        messages.note("budget_plan_page.risk.stopped", count=len(rows) // 2, channels=len(base.channels))
        _button("again", base, asked)
    counts = at_risk(rows)
    if len(counts):
        _table(base, plan, counts)


def _table(base: PlanBase, plan: Split, counts: pd.DataFrame) -> None:
    texts, language = session.texts(), session.language()
    is_money = base.terms.outcome in MONEY_OUTCOMES
    planned = dict(zip(base.channels, plan.amounts, strict=True))
    table = counts.assign(
        name=[channel_name(one, texts, state.labels()) for one in counts["channel"]],
        believed=[
            texts(
                f"budget_plan_page.risk.brings_{'more' if factor > 1 else 'less'}",
                share=formats.share(abs(factor - 1), language, decimals=0),
            )
            for factor in counts["factor"]
        ],
        planned=counts["channel"].map(planned).astype("float64"),
    )
    columns = {
        "name": Column(label=texts("budget_plan_page.column.channel"), is_pinned=True),
        "believed": Column(label=texts("budget_plan_page.risk.believed")),
        "planned": Column(label=texts("budget_plan_page.column.amount"), unit=Unit.MONEY),
        "amount": Column(label=texts("budget_plan_page.risk.better"), unit=Unit.MONEY),
        "loss": Column(
            label=texts("budget_plan_page.risk.loss"),
            unit=Unit.MONEY if is_money else Unit.COUNT,
            decimals=0 if is_money else 1,
        ),
    }
    show_table(table, columns, key="budget_risk_rows", title=texts("budget_plan_page.risk.title"))
