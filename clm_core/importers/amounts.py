"""Columns of numbers, counts, shares and money."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from clm_core.errors import RowProblem
from clm_core.importers.cells import Bools, Floats, ProblemList, SplitCells
from clm_core.importers.findings import Finding, Question
from clm_core.importers.numbers import (
    NumberReading,
    NumberTexts,
    micros_of,
    number_texts,
    proven_decimal,
    read_numbers,
)
from clm_core.importers.parsed import ColumnHints, ParsedColumn
from clm_core.importers.words import DOLLAR, currency_in_heading, currency_of
from clm_core.records import FieldType

_LARGEST_COUNT = 2.0**53  # beyond this a float no longer knows every whole number
_LARGEST_AMOUNT = 9e12  # what fits into 64 bits as millionths


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A column on its way: ``values`` are the numbers as written, NaN where there is none."""

    cells: SplitCells
    texts: NumberTexts
    reading: NumberReading
    values: Floats
    is_percent: Bools
    hints: ColumnHints
    problems: ProblemList
    found: tuple[RowProblem, ...]


def amount_column(cells: SplitCells, type_: FieldType, hints: ColumnHints, problems: ProblemList) -> ParsedColumn:
    """A column of one of the four kinds of numbers."""
    texts = number_texts(cells)
    is_whole = type_ is FieldType.COUNT
    reading = read_numbers(cells, texts, decimal=hints.decimal, file_decimal=hints.file_decimal, is_whole=is_whole)
    values = np.where(cells.is_number, cells.numbers, cells.spread(reading.values, np.nan))
    is_error = cells.spread(cells.error_texts, False)
    is_bad = (cells.spread(reading.is_bad, False) & ~is_error) | cells.is_flag | cells.is_moment | np.isinf(values)
    values[is_bad] = np.nan
    read = _Read(
        cells=cells,
        texts=texts,
        reading=reading,
        values=values,
        is_percent=cells.spread(texts.is_percent, False),
        hints=hints,
        problems=problems,
        found=problems.at(is_error, "reading.error_cell") + problems.at(is_bad, "reading.not_a_number"),
    )
    return _FINISH[type_](read)


def _number(read: _Read) -> ParsedColumn:
    values = np.where(read.is_percent, read.values / 100, read.values)
    return _column(read, pd.array(values, dtype="float64"))


def _share(read: _Read) -> ParsedColumn:
    """0 to 1. Bare numbers are per cent where one of them is above 1 or the heading says %."""
    bare = read.values[~read.is_percent & ~np.isnan(read.values)]
    highest = bare.max() if len(bare) else 0.0
    says_percent = "%" in read.problems.heading and not (highest <= 1 and (bare % 1 != 0).any())
    shares = np.where(read.is_percent | says_percent | (highest > 1), read.values / 100, read.values)
    is_outside = (shares < 0) | (shares > 1)
    shares[is_outside] = np.nan
    return _column(read, pd.array(shares, dtype="float64"), read.problems.at(is_outside, "reading.share_out_of_range"))


def _count(read: _Read) -> ParsedColumn:
    is_broken = ~np.isnan(read.values) & ((read.values % 1 != 0) | (np.abs(read.values) > _LARGEST_COUNT))
    is_broken |= read.is_percent
    is_missing = np.isnan(read.values) | is_broken
    whole = pd.arrays.IntegerArray(np.where(is_missing, 0, read.values).astype(np.int64), is_missing)
    return _column(read, whole, read.problems.at(is_broken, "reading.not_a_whole_number"))


def _money(read: _Read) -> ParsedColumn:
    cells = read.cells
    is_large = np.abs(read.values) >= _LARGEST_AMOUNT
    is_wrong_word, codes = _cell_currencies(cells, read.texts, read.hints)
    is_missing = np.isnan(read.values) | read.is_percent | is_large | is_wrong_word
    micros = np.where(cells.is_number, micros_of(np.nan_to_num(read.values)), cells.spread(read.reading.micros, 0))
    column = _column(
        read,
        pd.arrays.IntegerArray(np.where(is_missing, 0, micros), is_missing),
        read.problems.at(read.is_percent | is_wrong_word, "reading.not_an_amount")
        + read.problems.at(is_large & ~read.is_percent, "reading.amount_too_large"),
    )
    return _with_currency(column, read, codes)


def _cell_currencies(cells: SplitCells, texts: NumberTexts, hints: ColumnHints) -> tuple[Bools, list[str | None]]:
    """Which cells name a currency that does not exist, and the code of each distinct text (None: names none)."""
    words = pc.dictionary_encode(texts.currency)
    known = [currency_of(word, hints.currency) if word else None for word in words.dictionary.to_pylist()]
    is_wrong = np.array([bool(w) and not c for w, c in zip(words.dictionary.to_pylist(), known, strict=True)], bool)
    places = words.indices.to_numpy(zero_copy_only=False)
    codes = [known[place] for place in places.tolist()]
    return cells.spread(is_wrong[places] if len(places) else np.zeros(0, bool), False), codes


def _with_currency(column: ParsedColumn, read: _Read, codes: list[str | None]) -> ParsedColumn:
    """The column with the currency that its heading or its cells name."""
    heading, cells = read.problems.heading, read.cells
    in_heading = currency_in_heading(heading)
    named = sorted({code for code in codes if code} | ({in_heading} if in_heading else set()))
    findings = column.findings
    is_dollar = bool(pc.any(pc.equal(read.texts.currency, DOLLAR)).as_py()) or "($)" in heading
    if is_dollar and "USD" in named and read.hints.currency != "USD":
        findings += (Finding(key="reading.dollar_taken_as_usd", values={"column": heading}),)
    several = None
    if len(named) > 1:
        each = cells.spread(np.array([code or in_heading for code in codes], dtype=object), in_heading)
        several = pd.Series(each, index=column.values.index, dtype="str")
        values = {"column": heading, "currencies": ", ".join(named)}
        findings += (Finding(key="reading.several_currencies", values=values),)
    return replace(column, findings=findings, currency=named[0] if len(named) == 1 else None, cell_currencies=several)


def _column(read: _Read, values: object, further: tuple[RowProblem, ...] = ()) -> ParsedColumn:
    heading, choices = read.problems.heading, read.reading.choices
    findings: tuple[Finding, ...] = ()
    if read.texts.is_bound.any():
        findings = (Finding(key="reading.bounds_taken", values={"column": heading}),)
    question = Question(option="decimal", key="reading.ask_decimal", choices=choices, column=heading)
    return ParsedColumn(
        values=pd.Series(values, index=read.cells.rows),
        problems=read.found + further,
        question=question if choices else None,
        findings=findings,
        decimal=proven_decimal(read.texts),
    )


_FINISH = {
    FieldType.NUMBER: _number,
    FieldType.SHARE: _share,
    FieldType.COUNT: _count,
    FieldType.MONEY: _money,
}
