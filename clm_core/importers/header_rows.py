"""Where a block of rows has its header: by headings we know, else by its shape."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clm_core.importers.archives import column_letters
from clm_core.importers.cells import ERROR_CELLS
from clm_core.importers.grids import Grid, cell_text, is_label, is_written_date, is_year_or_date

_SEARCHED_ROWS = 40
_SAMPLED_ROWS = 300
_MOST_LEVELS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The rows of a header (one, or several levels) and how it was found: known, shape, periods, none.

    Where there is none, ``top`` and ``bottom`` are the row before the first data row.
    """

    top: int
    bottom: int
    how: str


def found_header(grid: Grid, start: int, end: int, known: frozenset[str]) -> Header:
    """The header of the block of rows from ``start`` to before ``end``."""
    rows = [row for row in range(start, min(end, start + _SEARCHED_ROWS)) if not is_comment(grid, row, known)]
    return (
        _by_known_headings(grid, rows, known)
        or _by_shape(grid, rows, start, end)
        or _by_periods(grid, rows, start, end)
        or _none(grid, rows, start, end)
    )


def is_comment(grid: Grid, row: int, known: frozenset[str]) -> bool:
    """Whether a row is a remark that begins with #."""
    columns = grid.filled_columns(row)
    if not columns:
        return False
    first = cell_text(grid.cell(row, columns[0]))
    if not first.startswith("#") or first.casefold() in known or first in ERROR_CELLS:
        return False
    return len(columns) <= 2 or first.startswith(("# ", "#-"))


def _by_known_headings(grid: Grid, rows: Sequence[int], known: frozenset[str]) -> Header | None:
    """The first row with the most known headings, at least two of them or all that it has."""
    best, best_count = None, 0
    for row in rows:
        texts = [text.casefold() for text in grid.texts(row)]
        count = sum(text in known for text in texts)
        if count > best_count and (count >= 2 or count == len(texts)) and count * 4 >= len(texts):
            best, best_count = row, count
    if best is None or (best_count == 1 and usual_width(grid, best, rows[-1] + 1) > 1):
        return None
    return Header(top=best, bottom=best, how="known")


def usual_width(grid: Grid, start: int, end: int) -> int:
    """Filled cells in most rows; of several numbers that occur about as often, the largest."""
    widths = grid.is_filled[start : min(end, start + _SAMPLED_ROWS)].sum(axis=1)
    counts = Counter(widths[widths > 0].tolist())
    most = max(counts.values(), default=0)
    return max((width for width, count in counts.items() if count * 3 >= most), default=0)


def _by_shape(grid: Grid, rows: Sequence[int], start: int, end: int) -> Header | None:
    """The first row of labels that is about as wide as the rows below it."""
    usual = usual_width(grid, start, end)
    candidates = [row for row in rows if _is_header_like(grid, row, usual)]
    if not candidates:
        return None
    top = candidates[0]
    for row in candidates[1:6]:
        # Scattered words above the real header: that one is wider, and numbers follow it.
        is_wider = len(grid.filled_columns(row)) > len(grid.filled_columns(top))
        if row > top + 1 and is_wider and _has_values(grid, row + 1, end):
            top = row
    bottom = top
    while bottom + 1 < end and bottom - top + 1 < _MOST_LEVELS and _is_next_level(grid, top, bottom + 1, end):
        bottom += 1
    return Header(top=top, bottom=bottom, how="shape")


def _is_header_like(grid: Grid, row: int, usual: int) -> bool:
    """Whether a row is of labels only and wide enough to head rows of the usual width."""
    columns = grid.filled_columns(row)
    if len(columns) < max(usual / 2, 1) or not all(is_label(grid.cell(row, column)) for column in columns):
        return False
    if len(columns) == 1 and usual > 1:
        return False
    return not (len(columns) <= 2 and cell_text(grid.cell(row, columns[0])).endswith(":"))


def _has_values(grid: Grid, row: int, end: int) -> bool:
    return row < end and any(not is_label(grid.cell(row, column)) for column in grid.filled_columns(row))


def _is_next_level(grid: Grid, top: int, row: int, end: int) -> bool:
    """Whether a row goes on with the header: labels that fill or repeat under a row with gaps, numbers below."""
    columns = grid.filled_columns(row)
    if len(columns) < 2 or row + 1 >= end or not all(is_label(grid.cell(row, column)) for column in columns):
        return False
    above = set(grid.filled_columns(top))
    texts = [cell_text(grid.cell(row, column)) for column in columns]
    has_gaps = bool(set(columns) - above) or len(set(texts)) < len(texts)
    below = [grid.cell(row + 1, column) for column in columns if grid.is_filled[row + 1, column]]
    return has_gaps and any(not is_label(cell) for cell in below)


def _by_periods(grid: Grid, rows: Sequence[int], start: int, end: int) -> Header | None:
    """A row of a label and then years, months or dates: Channel, 2024, 2025."""
    least = usual_width(grid, start, end) / 2
    for row in rows:
        columns = grid.filled_columns(row)
        cells = [grid.cell(row, column) for column in columns]
        periods = [is_year_or_date(cell) for cell in cells]
        labels = [is_label(cell) and not is_written_date(cell_text(cell)) for cell in cells]
        is_mixed = all(period or label for period, label in zip(periods, labels, strict=True)) and any(periods)
        if len(columns) < max(least, 2) or not is_mixed or row + 1 >= end:
            continue
        if any(labels) or (columns[0] > 0 and sum(periods) >= 3):
            return Header(top=row, bottom=row, how="periods")
    return None


def _none(grid: Grid, rows: Sequence[int], start: int, end: int) -> Header:
    """No header: the first row that is about as wide as the others is data already."""
    least = usual_width(grid, start, end) / 2
    first = next((row for row in rows if len(grid.filled_columns(row)) >= max(least, 1)), start)
    return Header(top=first - 1, bottom=first - 1, how="none")


def headings_of(grid: Grid, header: Header, columns: Sequence[int]) -> tuple[str, ...]:
    """A unique name for each column: its heading, levels joined; the column's letters where it has none."""
    names = [""] * len(columns)
    if header.how != "none":
        levels = [_level(grid, row, columns, header) for row in range(header.top, header.bottom + 1)]
        names = [" ".join(_distinct(parts)) for parts in zip(*levels, strict=True)]
    seen: Counter[str] = Counter()
    unique = []
    for name, column in zip(names, columns, strict=True):
        name = name or f"({column_letters(column + 1)})"
        seen[name.casefold()] += 1
        while seen[name.casefold()] > 1:
            name = f"{name} ({seen[name.casefold()]})"
            seen[name.casefold()] += 1
        unique.append(name)
    return tuple(unique)


def _level(grid: Grid, row: int, columns: Sequence[int], header: Header) -> list[str]:
    """The texts of one header row; in an upper level a text reaches over the blank cells to its right."""
    texts = [cell_text(grid.cell(row, column)) for column in columns]
    if row < header.bottom:
        reach = ""
        for position, text in enumerate(texts):
            reach = text or reach
            is_under = bool(np.any(grid.is_filled[row + 1 : header.bottom + 1, columns[position]]))
            texts[position] = reach if is_under or text else ""
    return texts


def _distinct(parts: Sequence[str]) -> list[str]:
    return [part for position, part in enumerate(parts) if part and part not in parts[:position]]
