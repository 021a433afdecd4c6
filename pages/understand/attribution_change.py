"""What moved: why does the attribution of a period look different from when it was last shown?"""

import streamlit as st

from pages.shared import messages, navigation, session
from pages.understand import attribution_change_answer, attribution_change_choices, attribution_change_conversions

texts = session.texts()
navigation.stop_without_data()
messages.page_title("shell.pages.attribution_change")
states = attribution_change_choices.kept_states()
if states.empty:
    navigation.empty_state(
        "attribution_change.empty.title",
        "attribution_change.empty.text",
        leads_to="workspaces",
        link_key="attribution_change.empty.link",
    )
    st.stop()
# The answer comes first on the page, the choices that it depends on below it.
answer = st.container()
asked = attribution_change_choices.show(states)
with answer, st.spinner(texts("attribution_change.computing")):
    change = attribution_change_choices.change(asked)
    attribution_change_answer.show(change, asked)
if len(change.conversions):
    attribution_change_answer.show_causes(change, asked)
    attribution_change_conversions.show(change, asked)
