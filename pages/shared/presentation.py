"""The page on a projector: no menu, no filters, letters that are read from the back of the room."""

import streamlit as st

from pages.shared import session

_PARAMETER = "present"
_LARGER = "<style>html {font-size: 20px}</style>"


def is_on() -> bool:
    """Whether the address asks for it."""
    return st.query_params.get(_PARAMETER) == "1"


def enlarge() -> None:
    """Larger letters for the whole page; the sizes of the theme are all relative to this one."""
    st.html(_LARGER)


def toggle() -> None:
    """A button that begins or ends the presentation; the address says which, so a link does too."""
    key = "messages.presentation.end" if is_on() else "messages.presentation.begin"
    icon = ":material/close_fullscreen:" if is_on() else ":material/present_to_all:"
    st.button(session.texts()(key), icon=icon, type="tertiary", key="presentation", on_click=_turn)


def _turn() -> None:
    if is_on():
        del st.query_params[_PARAMETER]
    else:
        st.query_params[_PARAMETER] = "1"
