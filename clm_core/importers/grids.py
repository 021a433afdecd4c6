"""A sheet's cells as a grid, and what a cell looks like: a label, a number, a date, nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from pandas.arrays import ArrowStringArray

from clm_core.importers.cells import BLANK_WORDS, ERROR_CELLS, Bools, Codes, Objects
from clm_core.importers.dates import month_numbers

_NUMBER_LIKE = re.compile(
    r"[<>≤≥]?\s*(?:[A-Z]{3}|[€$£¥])?[\s\d.,:/%€$£+\-–−'’()]*(?:[eE][-+]?\d+)?\s*(?:[A-Z]{3}|€|kr|zł)?"
)
_STAMP = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ][\d:.,]+\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?|\d{1,2}[./]\d{1,2}[./]\d{2,4}[ ,].*\d"
)
_YEARS = re.compile(r"(?:19|20)\d{2}\s*[-–/]\s*\d{2,4}")
_WORD = re.compile(r"[^\W\d_]+")
_FILLERS = frozenset(("-", "--", "–", "—"))
_EDGE_CELLS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Cells and which of them are filled; rows and columns count from 0.

    A column is plain objects or, in a large CSV, Arrow text, of which only the cells that are looked at
    become Python objects.
    """

    frame: pd.DataFrame
    columns: tuple[Objects | ArrowStringArray, ...]
    is_filled: Bools

    @property
    def row_count(self) -> int:
        return len(self.frame)

    def cell(self, row: int, column: int) -> Any:
        """One cell as it was read."""
        return self.columns[column][row]

    def cells_of(self, rows: Codes, column: int) -> pd.Series:
        """Some rows' cells of one column, numbered from 0."""
        return pd.Series(self.columns[column][rows])

    def filled_columns(self, row: int) -> list[int]:
        """The columns of a row that have a cell."""
        columns: list[int] = np.flatnonzero(self.is_filled[row]).tolist()
        return columns

    def texts(self, row: int) -> list[str]:
        """The row's filled cells as trimmed text."""
        return [cell_text(self.cell(row, column)) for column in self.filled_columns(row)]

    def blocks(self) -> Iterator[tuple[int, int]]:
        """Runs of rows without a blank row between, as first row and row after the last."""
        has_cells = np.concatenate(([False], self.is_filled.any(axis=1), [False]))
        edges = np.flatnonzero(has_cells[1:] != has_cells[:-1])
        yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def grid_of(cells: pd.DataFrame) -> Grid:
    """The grid of a sheet; a cell of spaces only counts as blank."""
    columns: tuple[Objects | ArrowStringArray, ...]
    if all(isinstance(dtype, pd.StringDtype) for dtype in cells.dtypes):
        columns = tuple(cells.iloc[:, column].array for column in range(cells.shape[1]))
        is_filled = (cells != "").to_numpy()
    else:
        array: Objects = cells.to_numpy(dtype=object)
        columns = tuple(array.T)
        is_filled = (array != "") & (array != None)  # noqa: E711 (element by element, and faster than isna)
    grid = Grid(frame=cells, columns=columns, is_filled=is_filled)
    # Spaces decide something only in rows with few cells; looking at every cell of a large file would be slow.
    for row in np.flatnonzero((is_filled.sum(axis=1) <= _EDGE_CELLS) & is_filled.any(axis=1)).tolist():
        for column in np.flatnonzero(is_filled[row]).tolist():
            is_filled[row, column] = bool(cell_text(grid.cell(row, column)))
    return grid


def cell_text(cell: object) -> str:
    """The cell as trimmed text with single spaces; "" for a blank one."""
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time().isoformat() == "00:00:00":
        return cell.date().isoformat()
    return " ".join(str(cell).replace("\ufeff", "").split())


def is_label(cell: object) -> bool:
    """Whether a cell is words: no number, no date, no truth value."""
    text = cell_text(cell)
    if not isinstance(cell, str) or text.casefold() in BLANK_WORDS or text in ERROR_CELLS:
        return False
    if not any(character.isdigit() for character in text):
        return True
    return not (_NUMBER_LIKE.fullmatch(text) or _STAMP.fullmatch(text) or is_written_date(text))


def is_written_date(text: str) -> bool:
    """Whether a text is a date with the month's name, such as 9. Juli 2026 or Jul 8, 2025."""
    if not any(character.isdigit() for character in text) or len(text) > 40:
        return False
    words = [word.casefold() for word in _WORD.findall(text)]
    return bool(words) and len(words) <= 2 and words[-1] in month_numbers() and text[-1].isdigit()


def is_year_or_date(cell: object) -> bool:
    """Whether a cell could head a column of a period: 2024, a date, a month's name."""
    if isinstance(cell, date):
        return True
    text = cell_text(cell)
    if text.isdigit():
        return len(text) == 4 and text[:2] in ("19", "20")
    return (
        bool(_STAMP.fullmatch(text) or _YEARS.fullmatch(text))
        or is_written_date(text)
        or text.casefold().rstrip(".") in month_numbers()
    )


def is_filler(cell: object) -> bool:
    """Whether a cell says that there is nothing: blank or a dash."""
    text = cell_text(cell)
    return not text or text in _FILLERS
