"""Read-only tables: written as the session's language writes, sorted as numbers, downloadable.

Streamlit's own number columns follow the browser's language instead of ours. A pandas Styler gives each cell
the text to show and leaves the number beneath for sorting.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from clm_core.kpis import Unit
from clm_core.services import export
from clm_core.services.export import TableSheet
from clm_core.texts import Language, formats
from pages.shared import page_workbook, session

_DECIMALS = {Unit.MONEY: 0, Unit.COUNT: 0, Unit.SHARE: 1, Unit.RATIO: 2, Unit.MONTHS: 1}
_STYLED_CELLS = 150_000
"""More cells than this are shown as Streamlit shows them: writing each would take longer than anybody reads."""
_UNSEEN = 1e-11


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """How a column of a frame is shown; ``label`` is already in the reader's language."""

    label: str
    unit: Unit | None = None
    decimals: int | None = None
    help_text: str | None = None
    is_pinned: bool = False
    width: str | int | None = None
    bar_top: float | None = None
    """Shows a share as a bar that is full at this share; whole percents read the same in every language."""
    text_of: str | None = None
    """The frame's column with the text to show for each number: it says more, and is sorted as the number."""


def show_table(
    frame: pd.DataFrame,
    columns: Mapping[str, Column],
    *,
    key: str,
    title: str,
    is_selectable: bool = False,
    height: int | str = "auto",
    has_downloads: bool = True,
    downloaded: Mapping[str, Column] | None = None,
) -> list[int]:
    """Shows these columns in this order, with download buttons below; the positions of the selected rows.

    ``title`` names the table for screen readers and the downloaded file, which has the columns ``downloaded`` where
    there is more to know than a screen is wide.
    """
    selected: list[int] = []
    state = st.dataframe(
        _shown(frame, columns),
        hide_index=True,
        column_config={name: _config(column) for name, column in columns.items()},
        placeholder=formats.MISSING,
        alt=title,
        key=key,
        height=height,
        **({"on_select": "rerun", "selection_mode": "single-row"} if is_selectable else {}),
    )
    page_workbook.note_table(key, lambda: sheet_of(frame, downloaded or columns, title))
    if is_selectable:
        selected = list(state.selection.rows)
    if has_downloads:
        download_buttons(lambda: sheet_of(frame, downloaded or columns, title), key=key, title=title)
    return selected


def sheet_of(frame: pd.DataFrame, columns: Mapping[str, Column], title: str) -> TableSheet:
    """The table to hand out: headings in the reader's words, numbers as numbers."""
    headings = {name: column.label for name, column in columns.items()}
    units = {column.label: column.unit for column in columns.values() if column.unit is not None}
    return TableSheet(title=title, frame=frame[list(columns)].rename(columns=headings), units=units)


def download_buttons(sheet: Callable[[], TableSheet], *, key: str, title: str) -> None:
    """Buttons for a CSV and an Excel file; either is made only when somebody asks for it."""
    texts, store, selection = session.texts(), session.store(), session.selection()
    language = texts.language
    page_workbook.note_table(key, sheet)

    def as_workbook() -> bytes:
        return export.selection_workbook(store, selection, texts, [sheet()])

    with st.container(horizontal=True, horizontal_alignment="right", gap="small", key=f"downloads_{key}"):
        st.download_button(
            texts("messages.download_csv"),
            lambda: export.csv_file(sheet().frame, language),
            file_name=f"{title}.csv",
            mime="text/csv",
            on_click="ignore",
            type="tertiary",
            icon=":material/download:",
            help=texts("messages.download_csv_help"),
            key=f"{key}_csv",
        )
        st.download_button(
            texts("messages.download_xlsx"),
            as_workbook,
            file_name=f"{title}.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            on_click="ignore",
            type="tertiary",
            icon=":material/table_view:",
            help=texts("messages.download_xlsx_help"),
            key=f"{key}_xlsx",
        )


def written(value: Any, unit: Unit, language: Language, *, currency: str = "EUR", decimals: int | None = None) -> str:
    """A number as people read it: 1.235 €, 12,3 %, 4,20; a dash where there is none."""
    if value is None or value is pd.NA or value != value:
        return formats.MISSING
    places = _DECIMALS[unit] if decimals is None else decimals
    if unit is Unit.MONEY:
        return formats.money(float(value), currency, language, decimals=places)
    if unit is Unit.SHARE:
        return formats.share(float(value), language, decimals=places)
    return formats.number(float(value), language, decimals=places)


def _shown(frame: pd.DataFrame, columns: Mapping[str, Column]) -> Any:
    bars = [name for name, column in columns.items() if column.bar_top is not None]
    rows = frame[list(columns)].assign(**{name: frame[name] * 100 for name in bars})
    texts = {name: frame[column.text_of] for name, column in columns.items() if column.text_of is not None}
    if rows.size > _STYLED_CELLS:
        return rows.assign(**texts)
    rows = rows.assign(**{name: _told_apart(rows[name]) for name in texts})
    writers = {name: writer for name in columns if (writer := _writer(rows[name], columns[name])) is not None}
    writers |= {name: _reader(rows[name], words) for name, words in texts.items()}
    # Styler wants one row, one label; the positions are what a selection refers to.
    return rows.reset_index(drop=True).style.format(writers)


def _told_apart(values: pd.Series) -> pd.Series:
    """The numbers, equal ones made different by less than anybody sees: a Styler knows a cell by its value alone."""
    return values.astype("float64") + np.arange(len(values)) * _UNSEEN


def _reader(values: pd.Series, words: pd.Series) -> Callable[[Any], str]:
    """Gives the text that belongs to each number."""
    known = dict(zip(values, words, strict=True))
    return lambda value: known[value] if value == value else formats.MISSING


def _writer(values: pd.Series, column: Column) -> Callable[[Any], str] | None:
    language, currency = session.language(), session.selection().currency
    if column.bar_top is not None:
        return None
    if column.unit is not None:
        unit = column.unit
        return lambda value: written(value, unit, language, currency=currency, decimals=column.decimals)
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        return lambda value: formats.moment(None if pd.isna(value) else value, language)
    if pd.api.types.is_datetime64_dtype(values):
        return lambda value: formats.day(None if pd.isna(value) else value, language)
    return None


def _config(column: Column) -> Any:
    if column.bar_top is not None:
        space = "\u00a0" if session.language() is Language.DE else ""
        return st.column_config.ProgressColumn(
            column.label,
            help=column.help_text,
            width=column.width,
            min_value=0,
            max_value=100 * column.bar_top,
            format=f"%.0f{space}%%",
        )
    return st.column_config.Column(
        column.label,
        help=column.help_text,
        pinned=column.is_pinned or None,
        width=column.width,
        alignment="right" if column.unit is not None else None,
    )
