"""The very first start: the sample company is loaded while somebody watches."""

import threading

import streamlit as st

from clm_core.services import sample, workspaces
from pages.shared import messages, session


@st.cache_resource(show_spinner=False)
def _one_at_a_time() -> threading.Lock:
    return threading.Lock()


def load_sample_company() -> None:
    """Loads the sample company where there is no workspace at all yet, then starts the page anew."""
    if session.known_workspaces():
        return
    messages.page_title("shell.first_start.title")
    st.markdown(messages.sentence("shell.first_start.text"))
    bar = st.progress(0.0)
    with _one_at_a_time():
        sample.ensure_sample_workspace(workspaces.home_folder(), on_progress=bar.progress)
    st.rerun()
