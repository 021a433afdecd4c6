"""The first rows of a file as they will be stored."""

import pandas as pd
import streamlit as st

from clm_core.kpis import Unit
from clm_core.records import MICROS, RecordType
from clm_core.services.importing import RecognisedTable
from pages.shared import messages, session
from pages.shared.tables import Column, show_table

PREVIEW_ROWS = 20


def show(table: RecognisedTable, *, key: str) -> None:
    """A table for each kind of fact; nothing while a question is open."""
    texts = session.texts()
    if not table.rows:
        messages.note("import_files.no_preview")
    for record_type, rows in table.rows.items():
        if rows.empty:
            continue
        if len(table.rows) > 1:
            st.markdown(f"**{texts(f'fields.{record_type}.label')}**")
        frame, columns = _as_shown(rows.head(PREVIEW_ROWS), record_type)
        show_table(
            frame, columns, key=f"preview_{key}_{record_type}", title=texts("import_files.preview"), has_downloads=False
        )


def _as_shown(rows: pd.DataFrame, record_type: RecordType) -> tuple[pd.DataFrame, dict[str, Column]]:
    texts, zone = session.texts(), session.settings().reporting_zone
    frame = rows.dropna(axis=1, how="all").drop(columns=["system"], errors="ignore")
    columns: dict[str, Column] = {}
    for name in frame:
        label = (
            texts(f"fields.{record_type}.{name}.label") if name != "source_row" else texts("import_files.problem.row")
        )
        unit = None
        if str(name).endswith("_micros"):
            # Amounts keep their own currency here, so they are shown as plain numbers beside its column.
            frame = frame.assign(**{str(name): frame[name].astype("float64") / MICROS})
            columns[str(name)] = Column(label=label, unit=Unit.RATIO, decimals=2)
            continue
        if isinstance(frame[name].dtype, pd.DatetimeTZDtype):
            frame = frame.assign(**{str(name): frame[name].dt.tz_convert(zone)})
        elif pd.api.types.is_integer_dtype(frame[name]):
            unit = Unit.COUNT
        columns[str(name)] = Column(label=label, unit=unit)
    return frame, columns
