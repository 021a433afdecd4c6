"""The script that every page runs in: page config, sidebar with the menu, shared filters, then the page."""

import gc
from pathlib import Path

import streamlit as st

from pages.shared import filters, first_start, messages, navigation, page_workbook, presentation, session, sidebar
from pages.shared.one_run import one_run

ASSETS = Path(__file__).resolve().parents[1] / "static"


@st.cache_resource(show_spinner=False)
def freeze_imports() -> bool:
    """Takes everything imported so far out of the garbage collection that follows every run.

    Without it each click costs 130 to 160 ms of computing for nothing.
    """
    gc.collect()
    gc.freeze()
    return True


# Before the navigation: its own icons would be fetched from a foreign host.
st.set_page_config(
    page_icon=str(ASSETS / "favicon.png"),
    layout="wide",
    initial_sidebar_state=244,
)
with one_run(), messages.explained_errors():
    page = navigation.registered()
    st.set_page_config(page_title=f"{page.title} · {session.texts()('shell.product')}")
    first_start.load_sample_company()
    shown = navigation.entry_at(page.url_path)
    if presentation.is_on():
        presentation.enlarge()
    else:
        sidebar.show_sidebar()
    if shown.has_filters and not presentation.is_on():
        sidebar.show_sample_banner(is_first_page=page.url_path == "")
        filters.show_filters()
    session.show_view_in_address()
    with page_workbook.around_page(page.title, shown.section):
        page.run()
freeze_imports()
