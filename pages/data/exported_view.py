"""A workbook of our own that was dropped: it holds no facts to import but the view that it was made with."""

import streamlit as st

from clm_core.services.exported_view import exported_view, restored_selection
from pages.shared import filters, messages, navigation, session

_KEPT = "exported_view"


def took(name: str, content: bytes) -> bool:
    """Whether the file is such a workbook; then its view is offered instead of an import."""
    view = exported_view(name, content)
    selection = restored_selection(view, session.default_selection())
    if selection is None:
        return False
    session.keep(_KEPT, (name, selection))
    return True


def show() -> None:
    """The view of the workbook that was dropped last, and the way to it."""
    name, selection = session.kept(_KEPT) or ("", None)
    if selection is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="exported_view"):
        period = filters.period_text(selection.period, session.language())
        st.markdown(messages.sentence("import_files.exported_view", file=name, period=period), width="stretch")
        if st.button(session.texts()("import_files.restore_view"), type="primary", key="restore_view"):
            session.forget(_KEPT)
            session.save_selection(selection)
            navigation.go_to("overview")
