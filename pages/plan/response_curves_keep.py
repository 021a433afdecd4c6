"""Curves under a name of their own, so that the budget plan finds them again."""

from collections.abc import Callable

import streamlit as st

from clm_core.services.response_curves import KeptCurves
from pages.shared import messages, session


def show(name: str, keep: Callable[[str], KeptCurves]) -> None:
    """A field for the name under which ``keep`` saves them."""
    texts = session.texts()
    with st.popover(texts("response_curves_page.quality.keep"), icon=":material/bookmark_add:"):
        title = st.text_input(
            texts("response_curves_page.quality.keep_name"),
            placeholder=texts("response_curves_page.quality.keep_example"),
            key=f"{name}_name",
        )
        if st.button(texts("response_curves_page.quality.keep"), type="primary", key=name):
            with messages.explained_errors():
                kept = keep(title or "")
                messages.done("response_curves_page.quality.kept", name=kept.curve_set.name)
