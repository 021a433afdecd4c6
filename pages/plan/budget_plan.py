"""Budget plan: where should the next euro go, and where should it come from?"""

from collections.abc import Callable

import streamlit as st

from clm_core.errors import ClmError
from clm_core.services.budget_plan import PlanBase
from pages.plan import (
    budget_plan_choices,
    budget_plan_curves,
    budget_plan_files,
    budget_plan_limits,
    budget_plan_scenarios,
    budget_plan_state,
    budget_plan_view,
)
from pages.shared import inputs, messages, navigation, session

VIEWS: dict[str, Callable[[PlanBase], None]] = {
    "plan": budget_plan_view.show,
    "limits": budget_plan_limits.show,
    "scenarios": budget_plan_scenarios.show,
    "files": budget_plan_files.show,
}


def show_empty(problem: ClmError) -> None:
    """Why there is no plan, and the way to the data."""
    messages.error(problem)
    navigation.empty_state(
        "budget_plan_page.empty.title",
        "budget_plan_page.empty.text",
        leads_to="import",
        link_key="budget_plan_page.empty.link",
    )


navigation.stop_without_data()
messages.page_title("shell.pages.budget_plan")
texts = session.texts()
view = inputs.switch(
    texts("budget_plan_page.view"),
    list(VIEWS),
    words=lambda one: texts(f"budget_plan_page.view_of.{one}"),
    name="view",
)
try:
    with st.spinner(texts("budget_plan_page.computing")):
        base = budget_plan_state.base()
except ClmError as problem:
    show_empty(problem)
    budget_plan_curves.show_choice(budget_plan_state.length())
else:
    budget_plan_choices.show(base)
    # The answer comes before what it is computed with.
    VIEWS[view](base)
    budget_plan_curves.show(budget_plan_state.length())
