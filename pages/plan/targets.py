"""Targets: what do marketing and sales promise each other, and does that reach the target?"""

from collections.abc import Callable

import streamlit as st

from clm_core.errors import ClmError
from clm_core.services.target_plan import PreparedTarget
from pages.plan import (
    agreement_files,
    targets_live,
    targets_needed,
    targets_state,
    targets_unanswered,
    targets_versions,
    targets_view,
)
from pages.shared import inputs, messages, navigation, presentation, session

VIEWS: dict[str, Callable[[PreparedTarget], None]] = {
    "table": targets_view.show,
    "needed": targets_needed.show,
    "versions": targets_versions.show,
    "files": agreement_files.show,
}

navigation.stop_without_data()
messages.page_title("shell.pages.targets")
texts = session.texts()
targets_live.tell_changes()
with st.container(horizontal=True, vertical_alignment="bottom"):
    view = inputs.switch(
        texts("targets_page.view"),
        list(VIEWS),
        words=lambda one: texts(f"targets_page.view_of.{one}"),
        name="view",
    )
    if not presentation.is_on():
        targets_live.show_who()
    presentation.toggle()
targets_live.show_what_lies_here()
try:
    with st.spinner(texts("targets_page.computing")):
        prepared = targets_state.prepared()
except ClmError as problem:
    targets_unanswered.show(problem)
else:
    VIEWS[view](prepared)
targets_live.follow()
