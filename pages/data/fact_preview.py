"""The first rows of a file as they will be stored, in words that people use."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from clm_core.kpis import Unit
from clm_core.records import MICROS, RecordType
from clm_core.services.importing import RecognisedTable
from pages.overview.sources import system_name
from pages.shared import messages, names, session
from pages.shared.tables import Column, show_table

PREVIEW_ROWS = 20
CHOICES = ("kind", "team", "outcome", "stage")
"""Columns whose values have names in the catalogue."""


def show(table: RecognisedTable, *, key: str) -> None:
    """A table for each kind of fact; nothing while a question is open."""
    texts = session.texts()
    if not any(len(rows) for rows in table.rows.values()):
        messages.note("import_files.no_preview")
    for record_type, rows in table.rows.items():
        if rows.empty:
            continue
        frame, columns = _as_shown(rows.head(PREVIEW_ROWS), record_type)
        label = texts("import_files.fact_count", what=texts(f"fields.{record_type}.label"), count=len(rows))
        more = texts("import_files.first_rows", count=PREVIEW_ROWS) if len(rows) > PREVIEW_ROWS else ""
        st.caption(f"**{label}** {more}")
        show_table(frame, columns, key=f"preview_{key}_{record_type}", title=label, has_downloads=False)


def _as_shown(rows: pd.DataFrame, record_type: RecordType) -> tuple[pd.DataFrame, dict[str, Column]]:
    texts, zone = session.texts(), session.settings().reporting_zone
    frame = rows.dropna(axis=1, how="all").drop(columns=["system", "is_spread"], errors="ignore")
    columns: dict[str, Column] = {}
    for name in map(str, frame):
        values, unit, decimals = frame[name], None, None
        if name.endswith("_micros"):
            # Amounts keep their own currency here, so they are shown as plain numbers beside its column.
            values, unit, decimals = values.astype("float64") / MICROS, Unit.RATIO, 2
        elif isinstance(values.dtype, pd.DatetimeTZDtype):
            values = values.dt.tz_convert(zone)
        elif name == "source_row" or pd.api.types.is_integer_dtype(values):
            unit = Unit.COUNT
        else:
            values = values.map(_in_words(name), na_action="ignore")
        frame = frame.assign(**{name: values})
        label = "import_files.problem.row" if name == "source_row" else f"fields.{record_type}.{name}.label"
        columns[name] = Column(label=texts(label), unit=unit, decimals=decimals)
    return frame, columns


def _in_words(column: str) -> Callable[[Any], Any]:
    """What gives a value of this column as people say it."""
    texts = session.texts()
    if column == "channel":
        return names.channel
    if column == "platform":
        return system_name
    if column in CHOICES:
        return lambda value: _choice(f"{column}_{value}", value)
    return lambda value: texts(f"fields.choice.flag_{str(value).lower()}") if isinstance(value, bool) else value


def _choice(name: str, value: str) -> str:
    texts = session.texts()
    return texts(f"fields.choice.{name}") if texts.has(f"fields.choice.{name}") else value
