"""Attribution: which channel earned it, and does the decision depend on the model?"""

from dataclasses import replace

import streamlit as st

from clm_core.selection import AttributionModel, Comparison, Selection
from clm_core.services.attribution import AttributionView, attribution_view
from pages.shared import messages, navigation, session
from pages.understand import attribution_answer, attribution_choices, attribution_comparison
from pages.understand.attribution_choices import Asked


def for_all_models() -> Selection:
    """The selection without what this page's answers do not depend on, so that they are found again."""
    return replace(session.selection(), attribution_model=AttributionModel.FIRST_TOUCH, comparison=Comparison.NONE)


def show(view: AttributionView, selection: Selection, asked: Asked) -> None:
    """The answer and what it means for the money, then model beside model."""
    attribution_answer.show(view, selection, asked)
    attribution_comparison.show(view)


navigation.stop_without_data()
messages.page_title("shell.pages.attribution")
asked = attribution_choices.asked()
with st.spinner(session.texts()("attribution_page.computing")):
    view = session.computed(attribution_view, for_all_models(), asked.options, asked.settings)
if view.traced_conversions:
    show(view, for_all_models(), asked)
else:
    navigation.empty_state(
        "attribution_page.empty.title",
        "attribution_page.empty.text",
        leads_to="import",
        link_key="attribution_page.empty.link",
        conversions=session.texts()(f"attribution_page.plural.{asked.options.conversion}"),
    )
    attribution_choices.show(asked)
