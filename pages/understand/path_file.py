"""Path file: which channel earned the conversions of a file from any tool, by every model?"""

import streamlit as st

from clm_core.errors import ClmError
from clm_core.services.path_file import PathFileView, path_file_view
from pages.shared import messages, session
from pages.understand import path_answer, path_input
from pages.understand.path_input import Dropped

texts = session.texts()


def credited(present: Dropped) -> PathFileView | None:
    """The answer for this file and what was said about it, computed once; None with the reason on the page."""
    if present.refusal is not None or present.file is None:
        if present.refusal is not None:
            messages.error(present.refusal)
        return None
    found = session.kept("path_view")
    if found is not None and found[0] == present.key:
        view: PathFileView = found[1]
        return view
    try:
        with st.spinner(texts("path_file.computing")):
            view = path_file_view(
                present.file, separator=present.separator, accepts_good_rows=present.accepts_good_rows
            )
    except ClmError as refusal:
        messages.error(refusal)
        return None
    session.keep("path_view", (present.key, view))
    return view


def show_empty() -> None:
    """Nothing dropped yet: what the file should look like."""
    with st.container(border=True, horizontal_alignment="center", key="empty_state"):
        st.header(texts("path_file.empty.title"), anchor=False, text_alignment="center")
        st.markdown(messages.sentence("path_file.empty.text"), text_alignment="center")


messages.page_title("shell.pages.path_file")
present = path_input.dropped()
if present is None:
    messages.note("path_file.intro")
    show_empty()
    st.stop()
answer = st.container()
with answer:
    view = credited(present)
if view is None:
    path_input.show_problems(present)
    path_input.show_choices(present)
    st.stop()
with answer:
    path_answer.show_headline(view)
chart = st.container()
intervals = path_answer.intervals_of(view, present.key)
with chart:
    path_answer.show_chart(view, intervals)
path_answer.show_notes(view)
path_answer.show_tables(view)
path_answer.show_intervals(intervals)
path_answer.show_download(view, intervals)
path_answer.show_models(view)
path_input.show_problems(present)
path_input.show_choices(present)
