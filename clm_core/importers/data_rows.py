"""Which rows under a header are no data: totals, summaries, footers, units, repeated headers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import numpy as np
import pyarrow.compute as pc

from clm_core.importers.cells import Codes, as_mask, split_cells
from clm_core.importers.grids import Grid, cell_text, is_filler, is_label
from clm_core.importers.numbers import number_texts, read_numbers


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


_WORDS = (
    r"(?:(?:sub|grand |overall |report )?totals?|gesamt(?:summe|ergebnis|betrag|wert)?|(?:zwischen|end)?summe"
    r"|insgesamt|sum)"
)
_SURE_TOTAL = re.compile(
    rf"{_WORDS}\s*(?::.*|\(.*\)|[-–—]\s.*)|(?:grand|overall|report) totals?|sub-?totals?"
    r"|total(?: results?| general| (?:\w+ )?(?:account|campaigns))|gesamt(?:summe|ergebnis)|(?:zwischen|end)summe"
    r"|results? from \d.*|ergebnisse? (?:von|aus) \d.*",
    re.IGNORECASE,
)
_MAYBE_TOTAL = re.compile(_WORDS, re.IGNORECASE)
_FOOTER = re.compile(
    r"confidential information|copyright|©|\(c\)|sources?\b|quellen?\b|notes?\b|hinweise?\b|anmerkung|footnote|\*"
    r"|report (?:generated|created)|generated|exported|downloaded|erstellt|exportiert|heruntergeladen|filtered by"
    r"|stand:?\b|records? (?:shown|total)|www\.|https?:",
    re.IGNORECASE,
)
_NO_DATA = re.compile(
    r"(?:there (?:is|are) )?no (?:data|results?|records|rows|entries)\b.*"
    r"|keine (?:daten|ergebnisse|einträge|datensätze)\b.*|es (?:sind|liegen) keine\b.*",
    re.IGNORECASE,
)
_UNITS = re.compile(
    r"[(\[]?(?:in )?(?:€|\$|£|%|eur|usd|chf|gbp|tsd\.? ?€|t€|k€|mio\.? ?€|stk\.?|stück|pcs|count|anzahl|days|tage"
    r"|hours|stunden|tt\.mm\.jjjj|dd\.mm\.yyyy|yyyy-mm-dd|mm/dd/yyyy|jjjj-mm-tt)[)\]]?",
    re.IGNORECASE,
)
# Every text of these kinds has one of these words, which Arrow finds in no time.
_HINT = "(?i)tot|sum|gesam|result|ergebnis|no|kein"
_SAMPLED_ROWS = 150
_MOSTLY = 0.8
_SUM_TOLERANCE = 0.01


def skipped_data_rows(grid: Grid, rows: Codes, columns: list[int], header_row: int) -> dict[int, SkipKind]:
    """Grid row -> why it is not data, for the rows below a header."""
    if not len(rows):
        return {}
    skipped = _by_first_cell(grid, rows, columns, header_row)
    left = np.array([row for row in rows.tolist() if row not in skipped], dtype=np.int64) if skipped else rows
    skipped |= _trailing_footers(grid, left, columns)
    if skipped:
        left = np.array([row for row in rows.tolist() if row not in skipped], dtype=np.int64)
    return skipped | _summary(grid, left, columns)


def _by_first_cell(grid: Grid, rows: Codes, columns: list[int], header_row: int) -> dict[int, SkipKind]:
    """Rows that their first or last filled cell gives away."""
    totals = _telling_rows(grid, rows, columns)
    repeats = []
    heading = grid.cell(header_row, columns[0]) if header_row >= 0 else ""
    if cell_text(heading):
        repeats = np.flatnonzero(grid.cells_of(rows, columns[0]) == heading).tolist()
    dimensions = _dimensions(grid, rows, columns) if totals else []
    skipped = {}
    for position in sorted({0, *totals, *repeats}):  # units stand directly under the header, in row 0
        kind = _kind(grid, int(rows[position]), columns, header_row, dimensions, is_first=position == 0)
        if kind:
            skipped[int(rows[position])] = kind
    return skipped


def _telling_rows(grid: Grid, rows: Codes, columns: list[int]) -> set[int]:
    """Positions of the rows whose first or last filled cell says total or no data; each distinct text is read once."""
    is_filled = grid.is_filled[rows][:, columns]
    telling: set[int] = set()
    for place in (is_filled.argmax(axis=1), is_filled.shape[1] - 1 - is_filled[:, ::-1].argmax(axis=1)):
        for column in np.unique(place).tolist():
            positions = np.flatnonzero(place == column)
            cells = split_cells(grid.cells_of(rows[positions], columns[column]))
            is_telling = np.zeros(len(cells.texts), dtype=bool)
            for candidate in np.flatnonzero(as_mask(pc.match_substring_regex(cells.texts, _HINT))).tolist():
                is_telling[candidate] = _is_telling(cells.texts[candidate].as_py())
            telling.update(positions[cells.spread(is_telling, False)].tolist())
    return telling


def _is_telling(text: str) -> bool:
    text = cell_text(text)
    return bool(_SURE_TOTAL.fullmatch(text) or _MAYBE_TOTAL.fullmatch(text) or _NO_DATA.fullmatch(text))


def _kind(
    grid: Grid, row: int, columns: list[int], header_row: int, dimensions: list[int], *, is_first: bool
) -> SkipKind | None:
    filled = [column for column in columns if grid.is_filled[row, column]]
    texts = [cell_text(grid.cell(row, column)) for column in filled]
    if header_row >= 0 and len(filled) > 1 and texts == [cell_text(grid.cell(header_row, c)) for c in filled]:
        return SkipKind.REPEATED_HEADER
    if len(filled) == 1 and _NO_DATA.fullmatch(texts[0]):
        return SkipKind.NO_DATA
    if is_first and all(_UNITS.fullmatch(text) for text in texts):
        return SkipKind.UNITS
    if _SURE_TOTAL.fullmatch(texts[0]) or (filled[0] != columns[0] and _SURE_TOTAL.fullmatch(texts[-1])):
        return SkipKind.TOTAL
    if _MAYBE_TOTAL.fullmatch(texts[0]):
        others = [column for column in dimensions if column != filled[0]]
        if not others or any(is_filler(grid.cell(row, column)) for column in others):
            return SkipKind.TOTAL
    return None


def _dimensions(grid: Grid, rows: Codes, columns: list[int]) -> list[int]:
    """The columns that nearly every row fills with words or dates."""
    return [column for column in columns if _is_mostly(grid, rows, column, lambda cell: not _is_amount(cell))]


def _is_mostly(grid: Grid, rows: Codes, column: int, meets: Callable[[object], bool]) -> bool:
    """Whether nearly every row fills the column, and mostly with cells that are words or meet the condition."""
    sample = rows[:: max(1, len(rows) // _SAMPLED_ROWS)][:_SAMPLED_ROWS]
    cells = [cell for cell in grid.cells_of(sample, column) if not is_filler(cell)]
    if len(cells) < _MOSTLY * len(sample) - 1 or not cells:
        return False
    return sum(is_label(cell) or meets(cell) for cell in cells) >= _MOSTLY * len(cells)


def _is_amount(cell: object) -> bool:
    if isinstance(cell, int | float):
        return True
    text = cell_text(cell)
    return re.fullmatch(r"[-−(<>]?[\s\d.,'’€$£%+−-]+[)%]?", text) is not None and not re.fullmatch(
        r"\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}|(?:19|20)\d{6}", text
    )


def _trailing_footers(grid: Grid, rows: Codes, columns: list[int]) -> dict[int, SkipKind]:
    """Rows at the end with nothing but a remark in their first cell."""
    skipped: dict[int, SkipKind] = {}
    for row in rows[::-1].tolist():
        filled = [column for column in columns if grid.is_filled[row, column]]
        if len(columns) < 2 or len(filled) != 1:
            break
        text = cell_text(grid.cell(row, filled[0]))
        is_remark = bool(_FOOTER.match(text)) or text.startswith("#") or len(text) > 60
        if not is_remark and not (filled[0] == columns[0] and len(columns) > 2 and is_label(text)):
            break
        skipped[row] = SkipKind.FOOTER
    return skipped


def _summary(grid: Grid, rows: Codes, columns: list[int]) -> dict[int, SkipKind]:
    """A first or last row without words where all others have them, and whose numbers are the others' sum."""
    if len(rows) < 2:
        return {}
    is_words = cache(lambda column: _is_mostly(grid, rows, column, lambda _cell: False))
    for edge, others in ((0, rows[1:]), (-1, rows[:-1])):
        row = int(rows[edge])
        filled = [column for column in columns if not is_filler(grid.cell(row, column))]
        if any(is_words(column) for column in filled) or not any(is_words(column) for column in columns):
            continue
        measures = [column for column in columns if not is_words(column) and grid.is_filled[row, column]]
        if any(_is_sum(grid, row, others, column) for column in measures):
            return {row: SkipKind.SUMMARY}
    return {}


def _is_sum(grid: Grid, row: int, others: Codes, column: int) -> bool:
    cells = split_cells(grid.cells_of(np.append(others, row), column))
    reading = read_numbers(cells, number_texts(cells), decimal=None, file_decimal=".")
    values = np.where(cells.is_number, cells.numbers, cells.spread(reading.values, np.nan))
    total = np.nansum(values[:-1])
    return bool(total > 0 and abs(values[-1] - total) <= _SUM_TOLERANCE * total)


def footer_kind(text: str) -> SkipKind:
    """What a lone text below a table is."""
    return SkipKind.TOTAL if _SURE_TOTAL.fullmatch(text) or _MAYBE_TOTAL.fullmatch(text) else SkipKind.FOOTER
