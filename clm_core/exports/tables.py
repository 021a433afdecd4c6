"""Tables out: one workbook with a sheet a table and its assumptions, or one CSV file.

Text from files stays text: never a formula, never a link.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO, StringIO

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from clm_core.kpis import Unit

_FORMULA_START = re.compile(r"^[=+\-@\t\r]")
_PHONE = re.compile(r"\+\d[\d ()/.]{4,24}")
"""Nothing in it that a spreadsheet could run: no letters, no arithmetic beyond the strokes of numbers."""
_FORBIDDEN_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_SHEET_NAME_LENGTH = 31
_WIDEST_COLUMN = 60
ISO_DAY = "yyyy-mm-dd"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSheet:
    """A table to hand out: headings are already words of the reader's language.

    ``units`` says how a column's numbers are written; other columns are text, dates or plain numbers.
    ``finish`` gets the workbook and the written sheet, for what only this table has, such as choices to pick from.
    """

    title: str
    frame: pd.DataFrame
    units: Mapping[str, Unit] = field(default_factory=dict)
    finish: Callable[[xlsxwriter.Workbook, Worksheet], None] | None = None


def workbook(
    sheets: Sequence[TableSheet], *, currency: str, assumptions: TableSheet, day_format: str = ISO_DAY
) -> bytes:
    """An XLSX file with the tables, autofilters and frozen headings; what they rest on is the last sheet."""
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
    with xlsxwriter.Workbook(target, {**options, "default_date_format": day_format}) as book:
        formats = _formats(book, currency, day_format)
        taken: set[str] = set()
        for sheet in (*sheets, assumptions):
            target_sheet = book.add_worksheet(_sheet_name(sheet.title, taken))
            _write(target_sheet, sheet, formats)
            if sheet.finish is not None:
                sheet.finish(book, target_sheet)
    return target.getvalue()


def _formats(book: xlsxwriter.Workbook, currency: str, day_format: str) -> dict[str, Format]:
    patterns = {
        Unit.MONEY: f'#,##0.00 "{currency}"',
        Unit.COUNT: "#,##0",
        Unit.SHARE: "0.0%",
        Unit.RATIO: "0.00",
        Unit.MONTHS: "0.0",
        "date": day_format,
        "moment": f"{day_format} hh:mm",
    }
    formats = {str(name): book.add_format({"num_format": pattern}) for name, pattern in patterns.items()}
    formats["heading"] = book.add_format({"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "text_wrap": True})
    return formats


def _sheet_name(title: str, taken: set[str]) -> str:
    # Excel compares sheet names without case and forbids some characters in them.
    plain = _FORBIDDEN_IN_SHEET_NAME.sub(" ", title).strip(" '")[:_SHEET_NAME_LENGTH] or "Sheet"
    name, number = plain, 2
    while name.casefold() in taken:
        suffix = f" ({number})"
        name, number = plain[: _SHEET_NAME_LENGTH - len(suffix)] + suffix, number + 1
    taken.add(name.casefold())
    return name


def _write(target: Worksheet, sheet: TableSheet, formats: Mapping[str, Format]) -> None:
    frame = sheet.frame
    for position, heading in enumerate(frame.columns):
        target.write_string(0, position, str(heading), formats["heading"])
        column = frame.iloc[:, position]  # several columns may have the same heading
        cell_format = formats.get(_format_name(column, sheet.units.get(heading)))
        for row, value in enumerate(_cells(column), start=1):
            if value is None:
                continue
            if isinstance(value, str):
                target.write_string(row, position, value)
            else:
                target.write(row, position, value, cell_format)
        target.set_column(position, position, _width(str(heading), column))
    target.freeze_panes(1, 0)
    if len(frame.columns):
        target.autofilter(0, 0, len(frame), len(frame.columns) - 1)


def _format_name(column: pd.Series, unit: Unit | None) -> str:
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return "moment"
    return "date" if pd.api.types.is_datetime64_dtype(column) else str(unit or "")


def _cells(column: pd.Series) -> list[object]:
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        column = column.dt.tz_localize(None)  # a workbook knows no zones; the heading names it
    if pd.api.types.is_datetime64_dtype(column):
        return [None if pd.isna(value) else value.to_pydatetime() for value in column]
    plain = column.astype(object).where(column.notna(), None)
    infinite = plain.map(lambda value: isinstance(value, float) and value in (float("inf"), float("-inf")))
    return [None if is_infinite else value for value, is_infinite in zip(plain, infinite, strict=True)]


def _width(heading: str, column: pd.Series) -> int:
    longest = max((len(str(value)) for value in column.head(200).dropna()), default=0)
    return min(max(len(heading), longest) + 2, _WIDEST_COLUMN)


def csv_file(frame: pd.DataFrame, language: str, *, for_machines: Collection[str] = ()) -> bytes:
    """The table as CSV that a double click opens rightly: German with semicolons and decimal commas.

    Text that a spreadsheet would take for a formula gets an apostrophe in front; in columns ``for_machines``
    telephone numbers (+49 511 …) keep their sign without one, as another system's import wants them.
    """
    safe = frame.copy()
    for position, heading in enumerate(frame.columns):
        if pd.api.types.is_string_dtype(frame.iloc[:, position]):
            guard = _as_plain_or_phone if heading in for_machines else _as_plain_text
            safe.isetitem(position, frame.iloc[:, position].map(guard, na_action="ignore"))  # type: ignore[arg-type]
    target = StringIO()
    german = language == "de"
    safe.to_csv(target, index=False, sep=";" if german else ",", decimal="," if german else ".", lineterminator="\r\n")
    return target.getvalue().encode("utf-8-sig")


def _as_plain_or_phone(value: object) -> object:
    return value if isinstance(value, str) and _PHONE.fullmatch(value) else _as_plain_text(value)


def _as_plain_text(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and _FORMULA_START.match(value) else value
