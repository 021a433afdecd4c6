"""What is asked: the outcome, the question, its number, and how many weeks or months the plan is long."""

from decimal import Decimal

import streamlit as st

from clm_core.response_curves import MONEY_OUTCOMES
from clm_core.services.budget_plan import PlanBase
from clm_core.services.budget_words import outcome_word
from pages.plan import budget_plan_state as state
from pages.shared import inputs, session


def show(base: PlanBase) -> None:
    """The inputs in one row; all of them are part of a link."""
    texts = session.texts()
    outcome, question, number, length, periods = st.columns((0.9, 1.5, 1.2, 1.15, 0.6), vertical_alignment="top")
    with outcome:
        inputs.pick(
            texts("budget_plan_page.outcome"),
            state.outcomes(),
            words=lambda one: texts(f"budget_plan_sheet.outcome.{one}"),
            name="plan_for",
        )
    with question:
        kind = inputs.pick(
            texts("budget_plan_page.goal"),
            state.GOALS,
            words=lambda one: texts(f"budget_plan_page.goal_of.{one}"),
            name="goal",
        )
    with number:
        inputs.number_field(
            _label(kind, base),
            name=state.goal_name(kind, base),
            default=state.first_goal(kind, base),
            minimum=Decimal(0),
            decimals=0 if kind == "budget" else 2,
            unit=base.currency if kind == "budget" else "",
        )
    with length:
        inputs.switch(
            texts("budget_plan_page.length"),
            state.LENGTHS,
            words=lambda one: texts(f"budget_plan_page.length_of.{one}"),
            name=state.LENGTH_NAME,
        )
    with periods:
        typed = inputs.number_field(
            texts(f"budget_plan_page.periods.{base.terms.length}"),
            name=state.periods_name(base.terms.length),
            default=state.PERIODS[base.terms.length],
            minimum=Decimal(1),
            maximum=state.MOST_PERIODS[base.terms.length],
            decimals=0,
        )
    if int(typed) != base.terms.periods:  # the plan was made before the field was read
        st.rerun()


def _label(kind: str, base: PlanBase) -> str:
    texts = session.texts()
    word = outcome_word(base.terms.outcome, texts)
    if kind == "budget":
        return texts("budget_plan_page.amount")
    if kind == "target":
        return texts("budget_plan_page.target", outcome=word)
    if base.terms.outcome in MONEY_OUTCOMES:
        return texts("budget_plan_page.least_return_money")
    return texts("budget_plan_page.least_return_count", outcome=word)
