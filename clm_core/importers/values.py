"""Columns of cells read as numbers, money, dates, stages …, every bad cell listed."""

import pandas as pd

from clm_core.importers.parsed import ColumnHints, ParsedColumn
from clm_core.records import FieldType

__all__ = ["ColumnHints", "ParsedColumn", "parse_column", "shown_date_order", "shown_decimal"]


def parse_column(cells: pd.Series, type: FieldType, heading: str, sheet: str, hints: ColumnHints) -> ParsedColumn:  # noqa: A002
    """The column's values in the dtype of its field type, with a problem for every cell that is not one."""
    raise NotImplementedError


def shown_decimal(cells: pd.Series) -> str | None:
    """The decimal sign that a column proves by itself ("1.234,50" proves the comma); None where it proves none."""
    raise NotImplementedError


def shown_date_order(cells: pd.Series) -> str | None:
    """The date order that a column proves by itself ("31.12.2026" proves dmy); None where it proves none."""
    raise NotImplementedError
