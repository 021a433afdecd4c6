"""The tables in a sheet: where the header is, which rows are data, and what was left out."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pandas as pd

from clm_core.importers.findings import Finding
from clm_core.importers.sheets import RawSheet


class SkipKind(StrEnum):
    """Why a row is not data."""

    TITLE = "title"
    PERIOD = "period"
    COMMENT = "comment"
    METADATA = "metadata"
    BLANK = "blank"
    TOTAL = "total"
    SUMMARY = "summary"
    FOOTER = "footer"
    UNITS = "units"
    REPEATED_HEADER = "repeated_header"
    NO_DATA = "no_data"


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedRow:
    """A spreadsheet row that is not data, and why."""

    row: int
    kind: SkipKind


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTable:
    """Data rows under their headings.

    ``cells`` has the headings (unique, none blank) as columns and spreadsheet row numbers as index;
    ``period`` is the report's own date range, ``currency`` one named above the table.
    """

    sheet: str
    headings: tuple[str, ...]
    header_row: int
    cells: pd.DataFrame
    skipped: tuple[SkippedRow, ...] = ()
    period: tuple[date, date] | None = None
    currency: str | None = None
    findings: tuple[Finding, ...] = ()


def find_tables(sheet: RawSheet, known_headings: frozenset[str], header_row: int | None) -> tuple[RawTable, ...]:
    """The tables of a sheet, in order; none where a sheet is blank.

    ``known_headings`` are case-folded; ``header_row`` is the user's word, as the spreadsheet counts rows.
    """
    raise NotImplementedError
