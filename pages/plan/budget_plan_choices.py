"""What is asked: the outcome, the question, its number, and how long the plan is."""

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
    outcome, question, number, length = st.columns((1.1, 1.6, 1.3, 0.8), vertical_alignment="top")
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
        inputs.number_field(
            texts("budget_plan_page.periods"),
            name="weeks",
            default=state.PERIODS,
            minimum=Decimal(1),
            maximum=state.MOST_PERIODS,
            decimals=0,
        )


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
