"""What helps to read a column, and what comes of reading it."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from clm_core.errors import RowProblem
from clm_core.importers.findings import Finding, Question


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnHints:
    """What is known from outside the column.

    ``date_order``, ``decimal``, ``currency`` are the user's word and always win; ``file_decimal`` and
    ``file_date_order`` are what the file's other columns show; ``period`` is the report's date range;
    moments without an offset are local times in ``zone``.
    """

    date_order: str | None = None
    decimal: str | None = None
    currency: str | None = None
    zone: str = "UTC"
    period: tuple[date, date] | None = None
    file_decimal: str | None = None
    file_date_order: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedColumn:
    """A column of dtype ``columns.DTYPES[type]`` indexed by spreadsheet row, and all that is wrong in it.

    ``currency`` is the one currency that heading or cells of a money column name; where the cells name
    several, it is None and ``cell_currencies`` has each row's own. ``decimal`` and ``date_order`` are
    what the column's own values prove, for the hints of the file's other columns.
    """

    values: pd.Series
    problems: tuple[RowProblem, ...] = ()
    question: Question | None = None
    findings: tuple[Finding, ...] = ()
    currency: str | None = None
    cell_currencies: pd.Series | None = None
    decimal: str | None = None
    date_order: str | None = None
