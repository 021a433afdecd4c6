"""Everything that a page shows as one workbook, a sheet a table, for the present selection.

Tables say that they are shown; the button after the page collects them when somebody asks. Fragments that draw their
tables anew change what is kept, so the workbook has what the reader sees.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.runtime.scriptrunner_utils.exceptions import StopException

from clm_core.services import export
from clm_core.services.export import TableSheet
from pages.shared import session

_SECTIONS = ("overview", "understand", "qualify", "plan")
_KEPT = "page_tables"


def note_table(key: str, sheet: Callable[[], TableSheet]) -> None:
    """A table of the page; one that is noted again under the same key takes its place."""
    known: dict[str, Callable[[], TableSheet]] | None = session.kept(_KEPT)
    if known is not None:
        known[key] = sheet


@contextmanager
def around_page(title: str, section: str) -> Iterator[None]:
    """What the page shows within it is offered after it, also where the page ends early."""
    session.keep(_KEPT, {})
    try:
        yield
    except StopException:
        _show(title, section)
        raise
    _show(title, section)


def _show(title: str, section: str) -> None:
    tables: dict[str, Callable[[], TableSheet]] = session.kept(_KEPT) or {}
    if section not in _SECTIONS or not tables:
        return
    texts, store, selection = session.texts(), session.store(), session.selection()

    def workbook() -> bytes:
        sheets = [sheet() for sheet in tables.values()]
        return export.page_workbook(store, selection, texts, sheets, page=title)

    with st.container(horizontal=True, horizontal_alignment="right", key="page_workbook"):
        st.download_button(
            texts("messages.download_page"),
            workbook,
            file_name=f"{title}.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            on_click="ignore",
            type="tertiary",
            icon=":material/library_books:",
            help=texts("messages.download_page_help"),
            key="page_workbook_xlsx",
        )
