"""Columns of cells read as numbers, money, dates, stages …, every bad cell listed."""

import pandas as pd

from clm_core.importers.amounts import amount_column
from clm_core.importers.cells import ProblemList, SplitCells, split_cells
from clm_core.importers.choices import word_column
from clm_core.importers.dates import proven_order, read_dates
from clm_core.importers.findings import Question
from clm_core.importers.numbers import number_texts, proven_decimal
from clm_core.importers.parsed import ColumnHints, ParsedColumn
from clm_core.importers.zones import days_of, moments_of
from clm_core.records import FieldType

__all__ = ["ColumnHints", "ParsedColumn", "parse_column", "shown_date_order", "shown_decimal"]

_AMOUNTS = frozenset((FieldType.NUMBER, FieldType.COUNT, FieldType.SHARE, FieldType.MONEY))
_TIMES = frozenset((FieldType.DATE, FieldType.MOMENT))


def parse_column(cells: pd.Series, type: FieldType, heading: str, sheet: str, hints: ColumnHints) -> ParsedColumn:  # noqa: A002
    """The column's values in the dtype of its field type, with a problem for every cell that is not one.

    While a question is open, the cells that it is about are missing.
    """
    split = split_cells(cells)
    problems = ProblemList(cells=split, heading=heading, sheet=sheet)
    if type in _AMOUNTS:
        return amount_column(split, type, hints, problems)
    if type in _TIMES:
        return _time_column(split, type, hints, problems)
    return word_column(split, type, hints, problems)


def _time_column(cells: SplitCells, type_: FieldType, hints: ColumnHints, problems: ProblemList) -> ParsedColumn:
    reading = read_dates(cells, order=hints.date_order, file_order=hints.file_date_order, period=hints.period)
    is_error = cells.spread(cells.error_texts, False)
    if type_ is FieldType.DATE:
        values = pd.Series(days_of(reading, hints.zone), index=cells.rows, dtype="datetime64[us]")
    else:
        values = pd.Series(moments_of(reading, hints.zone), index=cells.rows)
    question = None
    if reading.choices:
        question = Question(
            option="date_order", key="reading.ask_date_order", choices=reading.choices, column=problems.heading
        )
    return ParsedColumn(
        values=values,
        problems=problems.at(is_error, "reading.error_cell")
        + problems.at(reading.is_bad & ~reading.is_impossible & ~is_error, "reading.not_a_date")
        + problems.at(reading.is_bad & reading.is_impossible, "reading.impossible_date"),
        question=question,
        date_order=reading.proven_order,
    )


def shown_decimal(cells: pd.Series) -> str | None:
    """The decimal sign that a column proves by itself ("1.234,50" proves the comma); None where it proves none."""
    return proven_decimal(number_texts(split_cells(cells)))


def shown_date_order(cells: pd.Series) -> str | None:
    """The date order that a column proves by itself ("31.12.2026" proves dmy); None where it proves none."""
    return proven_order(split_cells(cells))
