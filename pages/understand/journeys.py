"""Journeys: which way do people come to a deal, how long does it take, and what do won journeys have in common?"""

import streamlit as st

from clm_core.services.journeys import JourneyOptions, JourneysView, journeys_view
from pages.shared import inputs, messages, navigation, session
from pages.understand import (
    attribution_choices,
    journey_history,
    journeys_answer,
    journeys_contents,
    journeys_course,
    journeys_paths,
    journeys_roles,
)

PARTS = ("paths", "course", "roles", "contents", "history")

texts = session.texts()


def show_choices(options: JourneyOptions) -> None:
    """What journeys lead to and how they are cut; a change starts the page anew."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        inputs.switch(
            texts("journeys.conversion"),
            [str(one) for one in attribution_choices.KINDS],
            words=lambda one: texts(f"attribution_page.conversion_of.{one}"),
            name="conversion",
        )
        with st.popover(texts("attribution_page.what_counts"), icon=":material/rule_settings:"):
            attribution_choices.what_counts(options)
    if attribution_choices.asked().options != options:
        st.rerun()


def show(view: JourneysView) -> None:
    """The part of the page that the reader looks at."""
    part = inputs.switch(texts("journeys.part"), PARTS, words=lambda one: texts(f"journeys.part_of.{one}"), name="part")
    if part == "paths":
        journeys_paths.show(view)
    elif part == "course":
        journeys_course.show(view)
    elif part == "roles":
        journeys_roles.show(view)
    elif part == "contents":
        journeys_contents.show(view)
    else:
        journey_history.show()


navigation.stop_without_data()
messages.page_title("shell.pages.journeys")
options = attribution_choices.asked().options
with st.spinner(texts("attribution_page.computing")):
    view = session.computed(journeys_view, session.selection(), options)
if view.converted_count:
    journeys_answer.show(view)
    show_choices(options)
    show(view)
else:
    show_choices(options)
    navigation.empty_state(
        "journeys.empty.title",
        "journeys.empty.text",
        leads_to="import",
        link_key="journeys.empty.link",
        conversions=texts(f"attribution_page.plural.{options.conversion}"),
    )
    # Whoever has no conversion yet has histories to look at.
    journey_history.show()
