"""States of the data kept under a name, so that last quarter's numbers can be shown again."""

import streamlit as st

from clm_core.kpis import Unit
from clm_core.services import snapshots
from pages.shared import messages, session
from pages.shared.tables import Column, show_table


def show() -> None:
    """A name for the present state, and the states there are."""
    texts, store = session.texts(), session.store()
    st.subheader(texts("snapshots.title"), anchor=False)
    messages.note("snapshots.intro")
    with st.form("keep_snapshot", border=False):
        name = st.text_input(texts("snapshots.name"), placeholder=texts("snapshots.example"))
        if st.form_submit_button(texts("snapshots.keep"), icon=":material/bookmark:") and name.strip():
            kept = snapshots.keep_snapshot(store, session.data_version(), name.strip())
            messages.done("snapshots.kept", name=kept.name or "", number=kept.number)
    frame = snapshots.snapshots_frame(store)
    frame = frame.assign(created_at=frame["created_at"].dt.tz_convert(session.settings().reporting_zone))
    columns = {
        "number": Column(label=texts("snapshots.number"), unit=Unit.COUNT, width="small"),
        "name": Column(label=texts("snapshots.name")),
        "created_at": Column(label=texts("snapshots.created_at")),
    }
    selected = show_table(
        frame, columns, key="snapshots", title=texts("snapshots.title"), is_selectable=True, has_downloads=False
    )
    messages.note("snapshots.how_to_open")
    for position in selected:
        number = str(frame["number"].iloc[position])
        st.button(
            texts("snapshots.open", number=number),
            icon=":material/history:",
            on_click=lambda number=number: session.choose_snapshot(number),
            key="open_snapshot",
        )
