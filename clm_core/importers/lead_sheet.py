"""A lead list that sales filled in and sent back: which lead, which verdict, and everything that is wrong with it.

Headings are found in whatever order, among whatever further columns; no row is left out in silence.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from clm_core.columns import typed_frame
from clm_core.errors import ClmError, RowProblem, Severity
from clm_core.handover import Verdict
from clm_core.importers.findings import ImportOptions
from clm_core.importers.grids import cell_text
from clm_core.importers.headings import folded
from clm_core.importers.reading import read_sheets
from clm_core.importers.sheets import RawSheet
from clm_core.importers.values import ColumnHints, parse_column
from clm_core.records import FieldType

SHEET_VERDICTS: dict[str, str] = {
    "sheet": "str",
    "row": "int64",  # as the spreadsheet shows it
    "system": "str",
    "contact_id": "str",
    "email": "str",
    "verdict": "str",
    "reason": "str",  # as the agreed list writes it; empty where there is none
    "recycle_on": "datetime64[us]",
    "note": "str",
}
"""The good rows of a returned list."""

_LEAD_COLUMNS = ("key", "email")
_FILLED_IN = ("verdict", "reason", "recycle_on", "note")
_SEARCHED_ROWS = 50
_KEY_SIGN = "|"
_GUARDED = re.compile(r"^'(?=[=+\-@])")
"""The apostrophe that our CSV files put before what a spreadsheet would take for a formula."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetWords:
    """What can stand in a list: headings by column, verdicts by word, the agreed reasons.

    The columns are key, email, verdict, reason, recycle_on and note; the first heading of each, the first three
    words and ``offered_reasons`` are the ones to show. Case and spaces make no difference.
    """

    headings: Mapping[str, Sequence[str]]
    verdicts: Mapping[str, Verdict]
    reasons: Sequence[str]
    offered_reasons: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedList:
    """The good rows (SHEET_VERDICTS), all problems by row, and how many rows had no verdict yet."""

    verdicts: pd.DataFrame
    problems: tuple[RowProblem, ...]
    row_count: int
    open_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """The cells below the headings by spreadsheet row, as read and as text, and which heading is which column."""

    sheet: str
    header_row: int
    cells: pd.DataFrame
    texts: Mapping[str, Mapping[int, str]]
    headings: Mapping[str, str]

    def text(self, name: str, row: int) -> str:
        return self.texts[name][row] if name in self.texts else ""


def read_lead_list(file_name: str, content: bytes, words: SheetWords, *, today: date) -> ReturnedList:
    """The verdicts of a workbook or CSV file.

    All sheets with a column of verdicts are read. Raises ClmError where there is none, or where one does not say
    which lead a row is about, naming the headings that were found. A row with a refused problem is left out, all
    others are good.
    """
    good: list[dict[str, object]] = []
    problems: list[RowProblem] = []
    row_count = open_count = 0
    for table in _tables(file_name, content, words):
        problems += _missing_headings(table, words)
        dates = _dates(table)
        row_count += len(table.cells)
        for row in table.cells.index:
            if not any(table.text(name, row) for name in _FILLED_IN):
                open_count += 1
                continue
            read, found = _read_row(table, row, dates.get(row), words, today)
            problems += found
            if not any(one.severity is Severity.REFUSED for one in found):
                good.append(read)
    return ReturnedList(
        verdicts=typed_frame(pd.DataFrame(good, columns=list(SHEET_VERDICTS)), SHEET_VERDICTS),
        problems=tuple(problems),
        row_count=row_count,
        open_count=open_count,
    )


def _missing_headings(table: _Table, words: SheetWords) -> list[RowProblem]:
    return [
        RowProblem(
            reason="lead_sheet.problem.heading_missing",
            sheet=table.sheet,
            row=table.header_row,
            column=words.headings[name][0],
            severity=Severity.NOTICE,
        )
        for name in _FILLED_IN
        if name not in table.headings
    ]


def _tables(file_name: str, content: bytes, words: SheetWords) -> list[_Table]:
    """The tables of all sheets with verdicts (a list may be parted by seller); ClmError says what one lacks."""
    known = {folded(heading): name for name, given in words.headings.items() for heading in given}
    sheets = {sheet.name: sheet for sheet in read_sheets(file_name, content, ImportOptions())}
    headers = {}
    for name, sheet in sheets.items():
        fitness = {row: _fitness(_names(sheet, row, known)) for row in _first_rows(sheet)}
        if fitness:
            headers[name] = max(fitness, key=fitness.__getitem__)
    if not headers:
        raise ClmError("lead_sheet.unreadable_list", file=file_name)
    judged = [name for name, row in headers.items() if "verdict" in _names(sheets[name], row, known).values()]
    fittest = max(headers, key=lambda name: _fitness(_names(sheets[name], headers[name], known)))
    return [_table(file_name, sheets[name], headers[name], known, words) for name in judged or [fittest]]


def _table(file_name: str, sheet: RawSheet, row: int, known: Mapping[str, str], words: SheetWords) -> _Table:
    names = _names(sheet, row, known)
    present = ", ".join(text for text in map(cell_text, sheet.cells.iloc[row]) if text)
    _require(file_name, names, words, present)
    places = {name: place for place, name in names.items()}
    cells = sheet.cells.iloc[row + 1 :, list(places.values())].set_axis(list(places), axis="columns")
    cells = cells.set_axis(range(row + 2, row + 2 + len(cells)), axis="index")
    below = sheet.cells.iloc[row + 1 :]
    cells = cells[(below.notna() & (below != "")).any(axis=1).to_numpy()]
    numbers = cells.index.tolist()
    texts = {
        name: dict(zip(numbers, (_GUARDED.sub("", cell_text(cell)) for cell in cells[name]), strict=True))
        for name in places
    }
    headings = {name: cell_text(sheet.cells.iat[row, place]) for name, place in places.items()}
    return _Table(sheet=sheet.name, header_row=row + 1, cells=cells, texts=texts, headings=headings)


def _first_rows(sheet: RawSheet) -> list[int]:
    """The first rows that have anything; the fittest of them is the header."""
    rows = range(min(len(sheet.cells), _SEARCHED_ROWS))
    return [row for row in rows if any(cell_text(cell) for cell in sheet.cells.iloc[row])]


def _names(sheet: RawSheet, row: int, known: Mapping[str, str]) -> dict[int, str]:
    """The column that each place of the row heads."""
    cells = [known.get(folded(cell_text(cell))) for cell in sheet.cells.iloc[row]]
    names: dict[int, str] = {}
    for place, name in enumerate(cells):
        # An address may stand in two columns; what sales fills in must not, see _require.
        if name is not None and not (name in _LEAD_COLUMNS and name in names.values()):
            names[place] = name
    return names


def _fitness(names: Mapping[int, str]) -> tuple[bool, bool, int]:
    found = set(names.values())
    return "verdict" in found, bool(found & set(_LEAD_COLUMNS)), len(found)


def _require(file_name: str, names: Mapping[int, str], words: SheetWords, present: str) -> None:
    found = list(names.values())
    if "verdict" not in found:
        expected = words.headings["verdict"][0]
        raise ClmError("lead_sheet.no_verdict_column", file=file_name, expected=expected, present=present)
    if not set(found) & set(_LEAD_COLUMNS):
        expected = words.headings["key"][0]
        raise ClmError("lead_sheet.no_lead_column", file=file_name, expected=expected, present=present)
    twice = [name for name in found if found.count(name) > 1]
    if twice:
        raise ClmError("lead_sheet.heading_twice", file=file_name, heading=words.headings[twice[0]][0])


def _dates(table: _Table) -> dict[int, date]:
    """The recycle dates that could be read without a doubt, by row."""
    if "recycle_on" not in table.cells or table.cells.empty:
        return {}
    cells = table.cells["recycle_on"].astype(object).where(table.cells["recycle_on"].map(cell_text).ne(""), None)
    parsed = parse_column(cells, FieldType.DATE, table.headings["recycle_on"], table.sheet, ColumnHints())
    days = parsed.values.dropna()
    return {row: moment.date() for row, moment in zip(days.index.tolist(), days, strict=True)}


def _read_row(
    table: _Table, row: int, recycle_on: date | None, words: SheetWords, today: date
) -> tuple[dict[str, object], list[RowProblem]]:
    """A row with a verdict, or what keeps it from being one."""
    texts = {name: table.text(name, row) for name in (*_LEAD_COLUMNS, *_FILLED_IN)}
    verdict = _by_word(words.verdicts).get(folded(texts["verdict"]))
    reason = {folded(one): one for one in words.reasons}.get(folded(texts["reason"]), "")
    problems = [
        RowProblem(
            reason=f"lead_sheet.problem.{key}",
            sheet=table.sheet,
            row=row,
            column=table.headings.get(name, words.headings[name][0]),
            value=texts[name],
            severity=Severity.NOTICE if key == "recycle_unused" else Severity.REFUSED,
            values={
                "known": ", ".join(words.offered_reasons if name == "reason" else list(words.verdicts)[: len(Verdict)])
            },
        )
        for key, name in _problems(texts, verdict, reason, recycle_on, today)
    ]
    system, _, own_id = texts["key"].partition(_KEY_SIGN)
    return {
        "sheet": table.sheet,
        "row": row,
        "system": system or None,
        "contact_id": own_id if system and own_id else None,
        "email": texts["email"] or (own_id if not system and own_id else None),
        "verdict": verdict.value if verdict else "",
        "reason": reason,
        "recycle_on": pd.Timestamp(recycle_on) if recycle_on and verdict is Verdict.RECYCLED else pd.NaT,
        "note": texts["note"],
    }, problems


def _problems(
    texts: Mapping[str, str], verdict: Verdict | None, reason: str, recycle_on: date | None, today: date
) -> list[tuple[str, str]]:
    """What is wrong with a row: (problem, column)."""
    recycled = verdict is Verdict.RECYCLED
    checks = {
        ("lead_missing", "key"): not texts["key"].strip(_KEY_SIGN) and not texts["email"],
        ("verdict_missing", "verdict"): not texts["verdict"],
        ("unknown_verdict", "verdict"): bool(texts["verdict"]) and verdict is None,
        ("unknown_reason", "reason"): bool(texts["reason"]) and not reason,
        ("reason_missing", "reason"): verdict is Verdict.REJECTED and not texts["reason"],
        ("recycle_missing", "recycle_on"): recycled and not texts["recycle_on"],
        ("recycle_unreadable", "recycle_on"): recycled and bool(texts["recycle_on"]) and recycle_on is None,
        ("recycle_past", "recycle_on"): recycled and recycle_on is not None and recycle_on < today,
        ("recycle_unused", "recycle_on"): verdict is not None and not recycled and bool(texts["recycle_on"]),
    }
    return [problem for problem, holds in checks.items() if holds]


def _by_word(verdicts: Mapping[str, Verdict]) -> dict[str, Verdict]:
    return {folded(word): verdict for word, verdict in verdicts.items()}
