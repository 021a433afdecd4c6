"""Lead scoring: what is a qualified lead, and what would another definition have passed on and missed?"""

from collections.abc import Callable

import streamlit as st

from pages.qualify import (
    scoring_backtest_view,
    scoring_state,
    scoring_table,
    scoring_thresholds_view,
    scoring_tuning,
    scoring_versions_view,
    scoring_weights_view,
)
from pages.shared import inputs, messages, navigation, session

VIEWS: dict[str, Callable[[], None]] = {
    "model": scoring_tuning.show,
    "table": scoring_table.show,
    "cuts": scoring_thresholds_view.show,
    "weights": scoring_weights_view.show,
    "backtest": scoring_backtest_view.show,
    "versions": scoring_versions_view.show,
}


def show_choices() -> str:
    """The view and what a good lead becomes; both are part of a link."""
    texts = session.texts()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        view = inputs.switch(
            texts("lead_scoring.view"), list(VIEWS), words=lambda one: texts(f"lead_scoring.view_of.{one}"), name="view"
        )
        inputs.switch(
            texts("lead_scoring.outcome"),
            [str(one) for one in scoring_state.OUTCOMES],
            words=lambda one: texts(f"lead_scoring.outcome_of.{one}"),
            name="outcome",
        )
    return view


navigation.stop_without_data()
messages.page_title("shell.pages.lead_scoring")
view = show_choices()
if scoring_state.base().outcomes.empty:
    navigation.empty_state(
        "lead_scoring.empty.title", "lead_scoring.empty.text", leads_to="import", link_key="lead_scoring.empty.link"
    )
else:
    VIEWS[view]()
