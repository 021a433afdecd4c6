"""Columns of words: text, e-mail addresses, yes and no, currencies, stages, kinds, teams, outcomes."""

import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from clm_core.errors import Severity
from clm_core.importers.cells import Bools, Objects, ProblemList, SplitCells, as_mask, blank_texts
from clm_core.importers.findings import Finding
from clm_core.importers.parsed import ColumnHints, ParsedColumn
from clm_core.importers.words import DOLLAR, currency_of, folded, meanings
from clm_core.records import FieldType, TouchpointKind

_ADDRESS = re.compile(r"[^@\s,;:<>()\"\[\]]+@[^@\s,;:<>()\"\[\]]+\.[^@\s.,;:<>()\"\[\]]{2,}")
_PLAIN_ADDRESS = re.compile(r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9-]+\.)+[a-z0-9-]{2,}")
_NAMED_ADDRESS = re.compile(r".*<([^<>]+)>$")
_TEXT_BLANKS = frozenset(("", "--", "–", "—"))


def word_column(cells: SplitCells, type_: FieldType, hints: ColumnHints, problems: ProblemList) -> ParsedColumn:
    """A column of one of the kinds of words."""
    if type_ is FieldType.TEXT:
        return _text(cells, problems)
    if type_ is FieldType.FLAG:
        return _flag(cells, problems)
    if type_ is FieldType.EMAIL:
        return _chosen(cells, problems, _address, "reading.not_an_email", Severity.NOTICE)
    if type_ is FieldType.CURRENCY:
        return _currency(cells, hints, problems)
    known = meanings(type_.value)
    # A touchpoint without a known kind or team still happened; a stage or outcome that nobody knows says nothing.
    severity = Severity.NOTICE if type_ in (FieldType.KIND, FieldType.TEAM) else Severity.REFUSED
    column = _chosen(cells, problems, lambda text: known.get(folded(text)), f"reading.unknown_{type_}", severity)
    if type_ is FieldType.KIND and column.problems:
        is_unknown = column.values.index.isin([problem.row for problem in column.problems])
        column.values[is_unknown] = TouchpointKind.OTHER.value
    return column


def _written(cells: SplitCells) -> Objects:
    """The text of each cell that is not text itself: whole numbers without decimals, days as ISO; None elsewhere."""
    written: Objects = np.full(len(cells.cells), None, dtype=object)
    for position in np.flatnonzero(cells.is_number).tolist():
        number = float(cells.numbers[position])
        written[position] = str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
    for position in np.flatnonzero(cells.is_moment).tolist():
        moment = pd.Timestamp(cells.moments[position])
        written[position] = moment.date().isoformat() if moment == moment.normalize() else moment.isoformat(sep=" ")
    for position in np.flatnonzero(cells.is_flag).tolist():
        written[position] = "true" if cells.flags[position] else "false"
    return written


def _text(cells: SplitCells, problems: ProblemList) -> ParsedColumn:
    is_error = cells.error_texts
    is_blank = as_mask(pc.is_in(cells.texts, pa.array(sorted(_TEXT_BLANKS))))
    texts = cells.spread_texts(pc.if_else(pa.array(is_error | is_blank), pa.scalar(None, pa.string()), cells.texts))
    if cells.is_number.any() or cells.is_moment.any() or cells.is_flag.any():
        texts = pc.coalesce(pa.array(_written(cells), pa.string()), texts)
    return ParsedColumn(
        values=_text_series(texts, cells),
        problems=problems.at(cells.spread(is_error, False), "reading.error_cell", Severity.NOTICE),
    )


def _text_series(texts: pa.StringArray, cells: SplitCells) -> pd.Series:
    return pd.Series(pd.array(texts, dtype="str"), index=cells.rows)


def _chosen(
    cells: SplitCells,
    problems: ProblemList,
    meaning: Callable[[str], str | None],
    reason: str,
    severity: Severity,
) -> ParsedColumn:
    """Each distinct text replaced by its meaning; a text without one is a problem."""
    is_blank = blank_texts(cells.texts)
    texts = cells.texts.to_pylist()
    known = [None if blank else meaning(text) for text, blank in zip(texts, is_blank, strict=True)]
    distinct = pa.array(known, pa.string())
    is_unknown: Bools = as_mask(pc.is_null(distinct)) & ~is_blank
    is_bad = cells.spread(is_unknown, False) | cells.is_number | cells.is_moment | cells.is_flag
    values = _text_series(cells.spread_texts(distinct), cells)
    return ParsedColumn(values=values, problems=problems.at(is_bad, reason, severity))


def _address(text: str) -> str | None:
    """The e-mail address in lower case; None where it is none."""
    if _PLAIN_ADDRESS.fullmatch(text):  # nearly all are
        return text
    named = _NAMED_ADDRESS.match(text)
    address = (named.group(1) if named else text).strip().removeprefix("mailto:").rstrip(".").lower()
    return address if _ADDRESS.fullmatch(address) and ".." not in address else None


def _currency(cells: SplitCells, hints: ColumnHints, problems: ProblemList) -> ParsedColumn:
    def code(text: str) -> str | None:
        return currency_of(text, hints.currency)

    column = _chosen(cells, problems, code, "reading.unknown_currency", Severity.REFUSED)
    codes = column.values.dropna().unique().tolist()
    findings: tuple[Finding, ...] = ()
    if pc.any(pc.equal(cells.texts, DOLLAR)).as_py() and "USD" in codes and hints.currency != "USD":
        findings = (Finding(key="reading.dollar_taken_as_usd", values={"column": problems.heading}),)
    return ParsedColumn(
        values=column.values,
        problems=column.problems,
        findings=findings,
        currency=codes[0] if len(codes) == 1 else None,
    )


def _flag(cells: SplitCells, problems: ProblemList) -> ParsedColumn:
    known = meanings("flag")
    is_blank = blank_texts(cells.texts)
    words = [known.get(folded(text)) for text in cells.texts.to_pylist()]
    is_yes = np.array([word == "yes" for word in words], dtype=bool)
    is_unknown = np.array([word is None for word in words], dtype=bool)
    is_typed = cells.is_flag | (cells.is_number & np.isin(cells.numbers, (0, 1)))
    typed = np.where(cells.is_flag, cells.flags, cells.numbers == 1)
    is_bad = cells.spread(is_unknown & ~is_blank, False) | cells.is_moment | (cells.is_number & ~is_typed)
    is_missing = cells.spread(is_unknown, True) & ~is_typed
    values = np.where(is_typed, typed, cells.spread(is_yes, False))
    return ParsedColumn(
        values=pd.Series(pd.arrays.BooleanArray(values & ~is_missing, is_missing), index=cells.rows),
        problems=problems.at(is_bad, "reading.not_a_flag"),
    )
