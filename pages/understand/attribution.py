"""Attribution: which channel earned it, and does the decision depend on the model?"""

from dataclasses import replace

import streamlit as st

from clm_core.selection import AttributionModel, Comparison, Selection
from clm_core.services.attribution import attribution_view
from pages.shared import messages, navigation, session
from pages.understand import (
    attribution_answer,
    attribution_choices,
    attribution_comparison,
    attribution_decisions,
    attribution_ranges,
    attribution_target,
)
from pages.understand.attribution_choices import Asked


def for_all_models() -> Selection:
    """The selection without what this page's answers do not depend on, so that they are found again."""
    return replace(session.selection(), attribution_model=AttributionModel.FIRST_TOUCH, comparison=Comparison.NONE)


def show_nothing_yet(asked: Asked) -> None:
    """What is missing and where to go; the choices stay, because another one may have an answer."""
    navigation.empty_state(
        "attribution_page.empty.title",
        "attribution_page.empty.text",
        leads_to="import",
        link_key="attribution_page.empty.link",
        conversions=session.texts()(f"attribution_page.plural.{asked.options.conversion}"),
    )


navigation.stop_without_data()
messages.page_title("shell.pages.attribution")
# What stands first depends on choices that stand below it, so these are asked for first.
answer, ranges, choices, decisions, claims, comparison = (st.container() for _ in range(6))
with choices:
    attribution_choices.show()
asked, selection = attribution_choices.asked(), for_all_models()
with answer, st.spinner(session.texts()("attribution_page.computing")):
    view = session.computed(attribution_view, selection, asked.options, asked.settings)
if not view.traced_conversions:
    with answer:
        show_nothing_yet(asked)
    st.stop()
with decisions:
    target = attribution_target.show(view)
intervals = attribution_decisions.intervals(selection, asked)
found = attribution_decisions.found(view, intervals, target)
with answer:
    attribution_answer.show(view, found)
with ranges:
    attribution_ranges.show(view, intervals, selection, claims)
with decisions:
    attribution_decisions.show(view, found, target, selection, asked)
with comparison:
    attribution_comparison.show(view)
