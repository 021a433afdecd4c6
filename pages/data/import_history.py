"""Imports so far, each of which can be taken back whole."""

import pandas as pd
import streamlit as st

from clm_core.kpis import Unit
from clm_core.services import importing
from pages.shared import messages, session
from pages.shared.tables import Column, show_table

COUNTS = ("added", "changed", "unchanged", "problem_count")


def show() -> None:
    """The list, newest first; a selected import can be taken back."""
    texts = session.texts()
    imports = importing.imports(session.store())
    if imports.empty:
        return
    st.subheader(texts("import_files.history"), anchor=False)
    messages.note("import_files.history_note")
    zone = session.settings().reporting_zone
    frame = imports.assign(
        imported_at=imports["imported_at"].dt.tz_convert(zone),
        state=[texts(f"import_files.state.{'active' if pd.isna(at) else 'undone'}") for at in imports["undone_at"]],
        what=[_record_types(value) for value in imports["record_types"].fillna("")],
    )
    columns = {
        "import_id": Column(label=texts("import_files.column.import_id"), unit=Unit.COUNT, width="small"),
        "file_name": Column(label=texts("import_files.column.file_name"), width="medium"),
        "what": Column(label=texts("import_files.column.what")),
        "imported_at": Column(label=texts("import_files.column.imported_at")),
    }
    columns |= {name: Column(label=texts(f"import_files.column.{name}"), unit=Unit.COUNT) for name in COUNTS}
    columns["state"] = Column(label=texts("import_files.column.state"))
    title = texts("import_files.history")
    selected = show_table(frame, columns, key="imports", title=title, is_selectable=True, has_downloads=False)
    for position in selected:
        _show_undo(frame.iloc[position])


def _record_types(names: str) -> str:
    texts = session.texts()
    return ", ".join(texts(f"fields.{name}.label") for name in names.split(", ") if name)


def _show_undo(row: pd.Series) -> None:
    if not pd.isna(row["undone_at"]):
        messages.hint("import_files.already_undone", file=row["file_name"])
        return
    label = session.texts()("import_files.undo", file=messages.escaped(row["file_name"]))
    if st.button(label, icon=":material/undo:", key="undo_import"):
        with messages.explained_errors():
            importing.undo_import(session.store(), int(row["import_id"]))
            session.forget("import_report")
            st.rerun()
