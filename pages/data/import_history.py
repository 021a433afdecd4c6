"""Imports so far, each of which can be taken back whole."""

import json
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from clm_core.errors import RowProblem, Severity
from clm_core.kpis import Unit
from clm_core.services import importing
from pages.data import row_problems
from pages.overview.sources import system_name
from pages.shared import messages, session
from pages.shared.tables import Column, show_table

COUNTS = ("added", "changed", "problem_count")


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
        origin=[system_name(system) for system in imports["system"]],
        what=[_record_types(value) for value in imports["record_types"].fillna("")],
    )
    columns = {
        "file_name": Column(label=texts("import_files.column.file_name"), width="medium"),
        "origin": Column(label=texts("import_files.column.origin")),
        "what": Column(label=texts("import_files.column.what")),
        "imported_at": Column(label=texts("import_files.column.imported_at")),
    }
    columns |= {name: Column(label=texts(f"import_files.column.{name}"), unit=Unit.COUNT) for name in COUNTS}
    columns["state"] = Column(label=texts("import_files.column.state"))
    title = texts("import_files.history")
    # An undone import changes places in nobody's eyes, but an old selection must not offer it again.
    key = f"imports_{len(imports)}_{imports['undone_at'].notna().sum()}"
    selected = show_table(frame, columns, key=key, title=title, is_selectable=True, has_downloads=False)
    for position in selected:
        _show_import(frame.iloc[position])


def _record_types(names: str) -> str:
    texts = session.texts()
    return ", ".join(texts(f"fields.{name}.label") for name in names.split(", ") if name)


def _show_import(row: Mapping[str, object]) -> None:
    """The selected import: its problems, and the button that takes it back."""
    texts, file_name = session.texts(), str(row["file_name"])
    with st.container(border=True, key="selected_import"):
        if row["undone_at"] is not pd.NaT:
            messages.hint("import_files.already_undone", file=file_name)
            return
        label = texts("import_files.undo", file=messages.escaped(file_name))
        if st.button(label, icon=":material/undo:", key="undo_import"):
            _undo(int(str(row["import_id"])))
        if row["problem_count"]:
            row_problems.show(_problems(int(str(row["import_id"]))), key="stored_problems", title=file_name)


def _undo(import_id: int) -> None:
    with messages.explained_errors():
        with st.spinner(session.texts()("import_files.undoing")):
            importing.undo_import(session.store(), import_id)
            session.data_version()  # joins what is left now, while the reader sees that something happens
        session.forget("import_report")
        st.rerun()


def _problems(import_id: int) -> list[RowProblem]:
    stored = importing.import_problems(session.store(), import_id)
    return [
        RowProblem(
            reason=str(one.reason),
            severity=Severity(str(one.severity)),
            sheet=_text(one.sheet),
            row=None if pd.isna(one.row) else int(str(one.row)),
            column=_text(one.column),
            value=_text(one.value),
            values=json.loads(str(one.values_json)),
        )
        for one in stored.itertuples()
    ]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
