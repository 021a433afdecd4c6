"""Long work behind a button: begin it, see how far it is, stop it; what it found is the page's own business."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from clm_core.texts import formats
from pages.shared import messages, session


def begin_button(
    label_key: str, icon: str, name: str, compute: Callable[..., Any], *parts: Any, help_key: str | None = None
) -> None:
    """A button that begins ``compute(*parts)`` in the background, anew if it had been begun before."""
    texts = session.texts()
    if st.button(texts(label_key), help=texts(help_key) if help_key else None, icon=icon, key=name):
        session.begin_anew(compute, *parts)
        session.stoppable(compute, *parts)
        st.rerun()


@st.fragment(run_every=1.0)
def progress(running_key: str, name: str, compute: Callable[..., Any], *parts: Any) -> None:
    """How much of it is done, and a way to stop; then the whole page anew, with the answer."""
    work, texts = session.stoppable(compute, *parts), session.texts()
    if work.is_done():
        st.rerun()
    share = work.share()
    st.progress(min(share, 1.0), text=texts(running_key, share=formats.share(share, session.language(), decimals=0)))
    if work.is_stopping():
        messages.note("shell.long_work.stopping")
    else:
        st.button(texts("shell.long_work.stop"), icon=":material/stop:", on_click=work.stop, key=name)
