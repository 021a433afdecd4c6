"""A column's cells sorted by what they are, each distinct text only once, so that reading is fast."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas.arrays import ArrowStringArray

from clm_core.errors import RowProblem, Severity

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Objects = npt.NDArray[np.object_]

ERROR_CELLS = frozenset(
    ["#N/A", "#NV", "#DIV/0!", "#VALUE!", "#WERT!", "#REF!", "#BEZUG!", "#NAME?", "#NUM!", "#ZAHL!", "#NULL!"]
)
"""What Excel shows in English and German where a formula failed."""

BLANK_WORDS = ("", "-", "--", "---", "–", "—", "n/a", "na", "nan", "null", "none", "k.a.", "k. a.", "nil", "(blank)")
"""What exports write, lower-cased, where there is no number, date or choice."""

_TEXT, _NUMBER, _FLAG, _MOMENT, _NONE, _OTHER = range(6)
_KINDS: dict[type, int] = {
    str: _TEXT,
    bool: _FLAG,
    int: _NUMBER,
    float: _NUMBER,
    datetime: _MOMENT,
    date: _MOMENT,
    pd.Timestamp: _MOMENT,
    type(None): _NONE,
    np.float64: _NUMBER,
    np.int64: _NUMBER,
    np.bool_: _FLAG,
    type(pd.NA): _NONE,
    type(pd.NaT): _NONE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitCells:
    """A column split: ``texts`` are the distinct trimmed texts, ``codes`` say which one a cell has (-1: no text).

    ``numbers``, ``flags``, ``moments`` hold the typed cells of a workbook, each with the mask of its cells.
    Cells in no mask and with code -1 are blank.
    """

    cells: Objects | ArrowStringArray
    rows: Codes
    codes: Codes
    texts: pa.StringArray
    numbers: Floats
    is_number: Bools
    flags: Bools
    is_flag: Bools
    moments: npt.NDArray[np.datetime64]
    is_moment: Bools

    def spread(self, distinct: npt.NDArray[Any], missing: object) -> npt.NDArray[Any]:
        """A value for each cell from one for each distinct text."""
        if not len(distinct):
            return np.full(len(self.codes), missing, dtype=distinct.dtype)
        spread = distinct[self.codes]
        if (self.codes < 0).any():
            spread[self.codes < 0] = missing
        return spread

    def spread_texts(self, distinct: pa.StringArray) -> pa.StringArray:
        """The same for texts, without making Python objects of them; null for cells without text."""
        return distinct.take(pa.array(self.codes, mask=self.codes < 0))

    @property
    def error_texts(self) -> Bools:
        """Which of the distinct texts are Excel's error values."""
        return as_mask(pc.is_in(pc.utf8_upper(self.texts), pa.array(sorted(ERROR_CELLS))))


def split_cells(cells: pd.Series) -> SplitCells:
    """The column sorted by what its cells are."""
    if isinstance(cells.dtype, pd.StringDtype):
        return _split_texts(cells)
    array: Objects = cells.to_numpy(dtype=object)
    kinds = _kinds(array)
    texts = array
    if (kinds != _TEXT).any():
        texts = array.copy()
        texts[kinds != _TEXT] = None
        for position in np.flatnonzero(kinds == _OTHER):
            texts[position] = str(array[position])
    codes, uniques = pd.factorize(texts)
    codes, distinct = _trimmed(codes, pa.array(uniques, pa.string()))
    is_number = kinds == _NUMBER
    numbers = np.full(len(array), np.nan)
    numbers[is_number] = array[is_number].astype(np.float64)
    is_moment = kinds == _MOMENT
    moments = np.full(len(array), np.datetime64("NaT"), dtype="datetime64[us]")
    moments[is_moment] = np.array(list(array[is_moment]), dtype="datetime64[us]")
    flags = np.zeros(len(array), dtype=bool)
    flags[kinds == _FLAG] = array[kinds == _FLAG].astype(bool)
    return SplitCells(
        cells=array,
        rows=np.asarray(cells.index, dtype=np.int64),
        codes=codes,
        texts=distinct,
        numbers=numbers,
        is_number=is_number & ~np.isnan(numbers),
        flags=flags,
        is_flag=kinds == _FLAG,
        moments=moments,
        is_moment=is_moment,
    )


def _kinds(array: Objects) -> npt.NDArray[np.int8]:
    """What each cell is; a column of texts only, the usual case in CSV files, is told without a step per cell."""
    if pd.api.types.infer_dtype(array, skipna=False) == "string":
        return np.full(len(array), _TEXT, dtype=np.int8)
    return np.fromiter((_KINDS.get(type(cell), _OTHER) for cell in array), dtype=np.int8, count=len(array))


def _split_texts(cells: pd.Series) -> SplitCells:
    """A column of Arrow text: nothing typed, and no Python object made of any cell."""
    encoded = _arrow(cells).dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy()
    codes, distinct = _trimmed(codes, encoded.dictionary.cast(pa.string()))
    nowhere = np.zeros(len(cells), dtype=bool)
    return SplitCells(
        cells=cells.array,
        rows=np.asarray(cells.index, dtype=np.int64),
        codes=codes,
        texts=distinct,
        numbers=np.full(len(cells), np.nan),
        is_number=nowhere,
        flags=nowhere,
        is_flag=nowhere,
        moments=np.full(len(cells), np.datetime64("NaT"), dtype="datetime64[us]"),
        is_moment=nowhere,
    )


def _arrow(cells: pd.Series) -> pa.Array:
    array = pa.Array.from_pandas(cells)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _trimmed(codes: npt.NDArray[Any], uniques: pa.StringArray) -> tuple[Codes, pa.StringArray]:
    """Codes and distinct texts; blank texts get the code -1. Some distinct texts may differ in spaces only."""
    trimmed = pc.utf8_trim(single_spaced(uniques), " ")
    is_blank = as_mask(pc.equal(trimmed, ""))
    codes = codes.astype(np.int64)
    if is_blank.any():
        codes[np.append(is_blank, False)[codes]] = -1  # the last place is for cells without text, of code -1
    return codes, trimmed


def single_spaced(texts: pa.StringArray) -> pa.StringArray:
    """The texts with non-breaking and thin spaces as plain ones and invisible characters gone."""
    needs_work = pc.any(pc.match_substring_regex(texts, "[\u00a0\u2007\u2009\u202f\u200b\u2060\ufeff\t\r\n]")).as_py()
    if not needs_work:
        return texts
    texts = pc.replace_substring_regex(texts, "[\u200b\u2060\ufeff]", "")
    return pc.replace_substring_regex(texts, "[\u00a0\u2007\u2009\u202f\t\r\n]", " ")


def as_mask(booleans: pa.BooleanArray) -> Bools:
    """An Arrow mask for NumPy; null counts as false."""
    mask: Bools = pc.fill_null(booleans, False).to_numpy(zero_copy_only=False)
    return mask.astype(bool)


def blank_texts(texts: pa.StringArray) -> Bools:
    """Which texts say that there is nothing."""
    return as_mask(pc.is_in(pc.utf8_lower(texts), pa.array(BLANK_WORDS)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemList:
    """Makes the problems of one column: ``at(mask, reason)`` gives one for each marked cell."""

    cells: SplitCells
    heading: str
    sheet: str

    def at(
        self, is_bad: Bools, reason: str, severity: Severity = Severity.REFUSED, **values: object
    ) -> tuple[RowProblem, ...]:
        """A problem for each marked cell, in row order."""
        positions: Sequence[int] = np.flatnonzero(is_bad).tolist()
        return tuple(
            RowProblem(
                reason=reason,
                sheet=self.sheet,
                row=int(self.cells.rows[position]),
                column=self.heading,
                value=str(self.cells.cells[position]),
                severity=severity,
                values=values,
            )
            for position in positions
        )
