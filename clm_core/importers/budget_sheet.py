"""A budget plan that comes back as a workbook: the amounts by channel, and everything that is wrong with it at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from urllib.parse import parse_qs

import pandas as pd

from clm_core.columns import typed_frame
from clm_core.errors import ClmError, RowProblem, Severity
from clm_core.importers.cells import ERROR_CELLS
from clm_core.importers.findings import ImportOptions
from clm_core.importers.grids import cell_text
from clm_core.importers.headings import folded
from clm_core.importers.reading import read_sheets
from clm_core.importers.sheets import RawSheet

SHEET_AMOUNTS: dict[str, str] = {
    "row": "int64",  # as the spreadsheet shows it
    "channel": "str",  # key
    "amount": "float64",
}
"""The good rows of a returned plan."""

_SEARCHED_ROWS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWords:
    """What a plan's sheet can say: headings of channel and amount, channel keys by name, the word of the sum's row.

    The first heading of each is the one to show; case and spaces make no difference.
    """

    channel_headings: Sequence[str]
    amount_headings: Sequence[str]
    channels: Mapping[str, str]
    totals: Sequence[str]
    example: str  # of a number, as the reader writes one


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedPlan:
    """The amounts (SHEET_AMOUNTS), all problems, and what the workbook says of itself (``facts``, by name)."""

    amounts: pd.DataFrame
    problems: tuple[RowProblem, ...]
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    sheet: RawSheet
    header: int
    channel: int
    amount: int


def read_plan_sheet(file_name: str, content: bytes, words: PlanWords) -> ReturnedPlan:
    """The amounts of an uploaded plan. Raises ClmError for a file without such a sheet, naming those it has."""
    sheets = read_sheets(file_name, content, ImportOptions())
    place = next((found for sheet in sheets if (found := _place(sheet, words)) is not None), None)
    if place is None:
        expected = f"{words.channel_headings[0]}, {words.amount_headings[0]}"
        names = ", ".join(sheet.name for sheet in sheets)
        raise ClmError("budget_plan_sheet.refused.no_plan_sheet", file=file_name, expected=expected, sheets=names)
    known = {folded(name): key for name, key in words.channels.items()}
    rows, problems = _rows(place, words, known)
    seen = {str(row["channel"]) for row in rows} | {known[name] for name in _names(place, words) if name in known}
    missing = [name for name, key in words.channels.items() if key not in seen]
    once = list({words.channels[name]: name for name in reversed(missing)}.values())[::-1]
    problems = [_with_missing(problem, once) for problem in problems]
    header = place.header + 1
    problems += [
        RowProblem(
            reason="budget_plan_sheet.problem.channel_missing", sheet=place.sheet.name, row=header, value=name,
            column=words.channel_headings[0], severity=Severity.NOTICE,
        )
        for name in once
    ]  # fmt: skip
    return ReturnedPlan(
        amounts=typed_frame(pd.DataFrame(rows, columns=list(SHEET_AMOUNTS)), SHEET_AMOUNTS),
        problems=tuple(sorted(problems, key=lambda one: one.row or 0)),
        facts=_facts(sheets),
    )


def _place(sheet: RawSheet, words: PlanWords) -> _Place | None:
    channels, amounts = ({folded(one) for one in given} for given in (words.channel_headings, words.amount_headings))
    for number in range(min(len(sheet.cells), _SEARCHED_ROWS)):
        texts = [folded(cell_text(cell)) for cell in sheet.cells.iloc[number]]
        channel = next((place for place, text in enumerate(texts) if text in channels), None)
        amount = next((place for place, text in enumerate(texts) if text in amounts), None)
        if channel is not None and amount is not None:
            return _Place(sheet=sheet, header=number, channel=channel, amount=amount)
    return None


def _names(place: _Place, words: PlanWords) -> list[str]:
    """The folded names below the heading, up to the row of the sum or the first empty row."""
    totals = {folded(one) for one in words.totals}
    names = []
    for cell in place.sheet.cells.iloc[place.header + 1 :, place.channel]:
        name = folded(cell_text(cell))
        if not name or name in totals:
            break
        names.append(name)
    return names


def _rows(
    place: _Place, words: PlanWords, known: Mapping[str, str]
) -> tuple[list[dict[str, object]], list[RowProblem]]:
    rows: list[dict[str, object]] = []
    problems: list[RowProblem] = []
    first_rows: dict[str, int] = {}
    for number, name in enumerate(_names(place, words), start=place.header + 1):
        cells = place.sheet.cells.iloc[number]
        shown, amount = cell_text(cells.iloc[place.channel]), cells.iloc[place.amount]
        key = known.get(name)
        reason = _amount_problem(amount)
        if key is None:
            problems.append(_problem(place, words, number, "unknown_channel", shown, is_amount=False))
        elif key in first_rows:
            twice = _problem(place, words, number, "channel_twice", shown, is_amount=False, row=first_rows[key])
            problems.append(twice)
        elif not reason:
            rows.append({"row": number + 1, "channel": key, "amount": float(amount)})
        if reason:
            problems.append(
                _problem(place, words, number, reason, cell_text(amount), is_amount=True, example=words.example)
            )
        if key is not None:
            first_rows.setdefault(key, number + 1)
        problems += _broken_outcomes(place, number)
    return rows, problems


def _amount_problem(amount: object) -> str:
    """What keeps a cell from being an amount; empty where it is one."""
    text = cell_text(amount)
    if not text:
        return "amount_missing"
    if text in ERROR_CELLS:
        return "formula_broken"
    if isinstance(amount, bool) or not isinstance(amount, int | float) or not isfinite(amount):
        return "amount_no_number"
    return "amount_negative" if amount < 0 else ""


def _broken_outcomes(place: _Place, number: int) -> list[RowProblem]:
    cells = place.sheet.cells.iloc[number]
    broken = [at for at, cell in enumerate(cells) if at != place.amount and cell_text(cell) in ERROR_CELLS]
    headings = place.sheet.cells.iloc[place.header]
    return [
        RowProblem(
            reason="budget_plan_sheet.problem.outcome_broken",
            sheet=place.sheet.name,
            row=number + 1,
            column=cell_text(headings.iloc[at]),
            value=cell_text(cells.iloc[at]),
            severity=Severity.NOTICE,
        )
        for at in broken[:1]
    ]


def _problem(
    place: _Place, words: PlanWords, number: int, reason: str, value: str, *, is_amount: bool, **values: object
) -> RowProblem:
    return RowProblem(
        reason=f"budget_plan_sheet.problem.{reason}",
        sheet=place.sheet.name,
        row=number + 1,
        column=(words.amount_headings if is_amount else words.channel_headings)[0],
        value=value,
        values=values,
    )


def _with_missing(problem: RowProblem, missing: Sequence[str]) -> RowProblem:
    if problem.reason != "budget_plan_sheet.problem.unknown_channel":
        return problem
    return RowProblem(
        reason=problem.reason, sheet=problem.sheet, row=problem.row, column=problem.column, value=problem.value,
        values={"missing": ", ".join(missing) or "–"},
    )  # fmt: skip


def _facts(sheets: Sequence[RawSheet]) -> dict[str, str]:
    """What the assumption sheet says for reading back: a cell that begins with ?plan."""
    for sheet in sheets:
        for column in sheet.cells:
            for cell in sheet.cells[column]:
                if isinstance(cell, str) and cell.startswith("?plan"):
                    return {name: values[0] for name, values in parse_qs(cell.removeprefix("?")).items()}
    return {}
