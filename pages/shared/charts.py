"""Charts on a page: a Vega-Lite specification as the charts room made it, with a text for those who cannot see it."""

import copy
from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages.shared import messages


def show_chart(
    specification: Mapping[str, Any],
    *,
    alt: str,
    key: str,
    is_selectable: bool = False,
    selection_names: tuple[str, ...] = (),
) -> Mapping[str, Any]:
    """Shows the chart in its own theme; what is selected in it, by the selection's name.

    The specification brings its data (aggregated: at most 2 000 marks) and its colours. ``alt`` says in a
    sentence what the chart shows; beside every chart stands a table with the same numbers.
    """
    if not is_selectable:
        st.vega_lite_chart(None, _own(specification), theme=None, key=key, alt=alt, width="stretch")
        return {}
    state = st.vega_lite_chart(
        None,
        _own(specification),
        theme=None,
        key=key,
        alt=alt,
        width="stretch",
        on_select="rerun",
        selection_mode=list(selection_names) or None,
    )
    selected: Mapping[str, Any] = state.selection
    return selected


def _own(specification: Mapping[str, Any]) -> dict[str, Any]:
    """A copy that Streamlit may write into, as it does with titles of colours; the data are only read."""
    data = {name: value for name, value in specification.items() if name == "datasets"}
    return copy.deepcopy({name: value for name, value in specification.items() if name not in data}) | data


def heading(key: str, note_key: str = "") -> None:
    """What the chart or table below answers, and how to read it."""
    st.subheader(messages.sentence(key), anchor=False)
    if note_key:
        messages.note(note_key)
