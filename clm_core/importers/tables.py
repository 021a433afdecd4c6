"""The tables in a sheet: where the header is, which rows are data, and what was left out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from clm_core.errors import ClmError
from clm_core.importers.cells import Codes
from clm_core.importers.data_rows import SkipKind, SkippedRow, footer_kind, skipped_data_rows
from clm_core.importers.findings import Finding
from clm_core.importers.grids import Grid, grid_of, is_label
from clm_core.importers.header_rows import Header, found_header, headings_of, is_comment, usual_width
from clm_core.importers.periods import period_in
from clm_core.importers.sheets import RawSheet
from clm_core.importers.words import currency_of

__all__ = ["RawTable", "SkipKind", "SkippedRow", "find_tables"]

_CURRENCY_LINE = re.compile(
    r"#?\s*(?:account |konto)?(?:currency|währung)(?: ?code|scode)?\s*:?\s+(\S{1,3})$", re.IGNORECASE
)
_SMALL_COLUMNS, _SMALL_ROWS = 2, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTable:
    """Data rows under their headings.

    ``cells`` has the headings (unique, none blank) as columns and spreadsheet row numbers as index;
    ``header_row`` is the lowest header row, 0 where the data begin in the first row without one;
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


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A table being put together: rows above it, its header, the runs of rows below it."""

    above: list[int]
    header: Header
    runs: list[tuple[int, int]] = field(default_factory=list)
    below: list[int] = field(default_factory=list)


def find_tables(sheet: RawSheet, known_headings: frozenset[str], header_row: int | None) -> tuple[RawTable, ...]:
    """The tables of a sheet, in order; none where a sheet is blank.

    ``known_headings`` are case-folded; ``header_row`` is the user's word, as the spreadsheet counts rows.
    Raises ClmError where the user's header row is blank or outside the sheet.
    """
    grid = grid_of(sheet.cells)
    if header_row is not None:
        drafts = [_draft_by_user(grid, header_row)]
    else:
        drafts = _without_metadata_tables(grid, _drafts(grid, known_headings))
    return tuple(_table(grid, draft, sheet.name, known_headings) for draft in drafts)


def _draft_by_user(grid: Grid, header_row: int) -> _Draft:
    row = header_row - 1
    if not 0 <= row < grid.row_count or not grid.filled_columns(row):
        raise ClmError("reading.header_row_is_blank", row=header_row, rows=grid.row_count)
    above = [line for line in range(row) if grid.filled_columns(line)]
    return _Draft(above=above, header=Header(top=row, bottom=row, how="user"), runs=[(row + 1, grid.row_count)])


def _drafts(grid: Grid, known: frozenset[str]) -> list[_Draft]:
    """Block by block: a new table, more rows of the last one, or lines between tables."""
    drafts: list[_Draft] = []
    waiting: list[int] = []
    widest = _widest_block(grid)
    for start, end in grid.blocks():
        if _is_prose(grid, start, end, widest, known):
            waiting.extend(range(start, end))
            continue
        header = found_header(grid, start, end, known)
        last = drafts[-1] if drafts else None
        if last and not waiting and _continues(grid, last, header, start, end):
            last.runs.append((start, end))
            continue
        if last and header.how != "known" and _is_narrow(grid, last, start, end):
            waiting.extend(range(start, end))
            continue
        above = [*waiting, *range(start, max(header.top, start))]
        drafts.append(_Draft(above=above, header=header, runs=[(header.bottom + 1, end)]))
        waiting = []
    if drafts:
        drafts[-1].below.extend(waiting)
    elif waiting:
        drafts.append(
            _Draft(above=[], header=Header(top=waiting[0], bottom=waiting[0], how="shape"), below=waiting[1:])
        )
    return drafts


def _widest_block(grid: Grid) -> int:
    return int(grid.is_filled.sum(axis=1).max()) if grid.is_filled.size else 0


def _is_prose(grid: Grid, start: int, end: int, widest: int, known: frozenset[str]) -> bool:
    """Whether a block is lines of text: every row one cell in a sheet of wider rows, or a comment."""
    if end - start > 200:
        return False
    return all(
        is_comment(grid, row, known) or (widest > 1 and len(grid.filled_columns(row)) == 1) for row in range(start, end)
    )


def _continues(grid: Grid, last: _Draft, header: Header, start: int, end: int) -> bool:
    """Whether a block after a blank line is more rows of the table above it."""
    if header.how == "known":
        return [t.casefold() for t in grid.texts(header.bottom)] == [
            t.casefold() for t in grid.texts(last.header.bottom)
        ]
    columns = set(_columns(grid, last))
    used = set(np.flatnonzero(grid.is_filled[start:end].any(axis=0)).tolist())
    first_data = next((row for run in last.runs for row in range(*run)), None)
    if header.how == "none":
        return bool(used & columns) and not _is_narrow(grid, last, start, end)
    if not used <= columns:
        return False
    if first_data is None or len(columns) == 1:
        return True
    # A row of words only is a new header, unless it heads only some columns or the table above is all words, too.
    if len(grid.filled_columns(header.bottom)) < len(used):
        return not _is_narrow(grid, last, start, end)
    return all(is_label(grid.cell(first_data, column)) for column in grid.filled_columns(first_data))


def _is_narrow(grid: Grid, last: _Draft, start: int, end: int) -> bool:
    """Whether a block is only a few lines of far fewer cells than the table above: notes, no data."""
    run = last.runs[0]
    return end - start <= _SMALL_ROWS and usual_width(grid, start, end) * 2 < usual_width(grid, *run)


def _without_metadata_tables(grid: Grid, drafts: list[_Draft]) -> list[_Draft]:
    """Headers without rows and, above a table whose headings we know, small blocks become lines above what follows."""
    kept: list[_Draft] = []
    lines: list[int] = []
    for place, draft in enumerate(drafts):
        rows = [row for run in draft.runs for row in range(*run)]
        later = drafts[place + 1 :]
        is_small = len(rows) <= _SMALL_ROWS and len(_columns(grid, draft)) <= _SMALL_COLUMNS
        is_preface = is_small and any(other.header.how == "known" for other in later)
        if draft.header.how != "known" and later and (is_preface or not rows):
            header = [row for row in range(draft.header.top, draft.header.bottom + 1) if row >= 0 and row not in rows]
            lines.extend(sorted({*draft.above, *header, *rows, *draft.below}))
            continue
        draft.above[:0] = lines
        lines = []
        kept.append(draft)
    return kept


def _columns(grid: Grid, draft: _Draft) -> list[int]:
    """The columns that the header or any row of the table uses."""
    is_used = np.zeros(len(grid.columns), dtype=bool)
    if draft.header.how != "none":
        is_used |= grid.is_filled[draft.header.top : draft.header.bottom + 1].any(axis=0)
    for start, end in draft.runs:
        is_used |= grid.is_filled[start:end].any(axis=0)
    columns: list[int] = np.flatnonzero(is_used).tolist()
    return columns


def _table(grid: Grid, draft: _Draft, sheet: str, known: frozenset[str]) -> RawTable:
    header = draft.header
    columns = _columns(grid, draft)
    rows = np.concatenate([np.arange(start, end) for start, end in draft.runs] or [np.arange(0)])
    is_blank = ~grid.is_filled[rows].any(axis=1)
    skipped = dict.fromkeys(rows[is_blank].tolist(), SkipKind.BLANK)
    rows = rows[~is_blank]
    data_skips = skipped_data_rows(grid, rows, columns, header.bottom if header.how != "none" else -1)
    if data_skips:
        rows = rows[~np.isin(rows, list(data_skips))]
    columns = _without_orphans(grid, rows, columns, header)
    period, currency, above = _above(grid, draft.above, known)
    below = {row: footer_kind(" ".join(grid.texts(row))) for row in draft.below}
    headings = headings_of(grid, header, columns)
    whole = len(rows) == grid.row_count - header.bottom - 1 and len(columns) == len(grid.columns)
    cells = grid.frame.iloc[header.bottom + 1 :] if whole else grid.frame.iloc[rows, columns]
    return RawTable(
        sheet=sheet,
        headings=headings,
        header_row=header.bottom + 1,
        cells=cells.set_axis(rows + 1, axis="index").set_axis(list(headings), axis="columns"),
        skipped=tuple(
            SkippedRow(row=row + 1, kind=kind)
            for row, kind in sorted({**above, **skipped, **data_skips, **below}.items())
        ),
        period=period,
        currency=currency,
        findings=_findings(header, rows, period),
    )


def _without_orphans(grid: Grid, rows: Codes, columns: Sequence[int], header: Header) -> list[int]:
    """The columns without those that have neither a heading nor a cell in the rows that stayed."""
    has_cells = np.asarray(grid.is_filled[rows].any(axis=0))
    if header.how == "none":
        return [column for column in columns if has_cells[column]]
    has_heading = np.asarray(grid.is_filled[header.top : header.bottom + 1].any(axis=0))
    return [column for column in columns if has_heading[column] or has_cells[column]]


def _above(
    grid: Grid, rows: Sequence[int], known: frozenset[str]
) -> tuple[tuple[date, date] | None, str | None, dict[int, SkipKind]]:
    """The period and the currency that the lines above a table name, and what each line is."""
    lines = tuple(" ".join(grid.texts(row)) for row in rows)
    period, period_lines = period_in(lines)
    currency = None
    kinds: dict[int, SkipKind] = {}
    for position, (row, line) in enumerate(zip(rows, lines, strict=True)):
        if match := _CURRENCY_LINE.fullmatch(line):
            currency = currency_of(match.group(1)) or currency
        if not line:
            kinds[row] = SkipKind.BLANK
        elif position in period_lines:
            kinds[row] = SkipKind.PERIOD
        elif is_comment(grid, row, known):
            kinds[row] = SkipKind.COMMENT
        elif ":" in line or len(grid.filled_columns(row)) > 1:
            kinds[row] = SkipKind.METADATA
        else:
            kinds[row] = SkipKind.TITLE
    return period, currency, kinds


def _findings(header: Header, rows: Codes, period: tuple[date, date] | None) -> tuple[Finding, ...]:
    """How the header was found, and the report's period."""
    findings = [Finding(key=f"reading.header_{header.how}", values={"row": header.bottom + 1})]
    if header.bottom > header.top:
        findings.append(
            Finding(key="reading.header_levels", values={"first": header.top + 1, "last": header.bottom + 1})
        )
    if period:
        findings.append(Finding(key="reading.period", values={"start": period[0], "end": period[1]}))
    return tuple(findings)
