"""A weekly or monthly table of anybody's (as for Robyn or Meridian) -> the series for response curves, row by row.

CSV and workbooks. Every problem at once; a series has no gaps, so nothing is fitted before all are solved or the
column is left out. A blank amount of spend counts as none spent, and is said.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pandas as pd

from clm_core.errors import ClmError, RowProblem, Severity
from clm_core.importers.cells import BLANK_WORDS
from clm_core.importers.findings import Finding, ImportOptions, Question
from clm_core.importers.grids import cell_text
from clm_core.importers.raw_tables import FileReader
from clm_core.importers.series_roles import ColumnRole, channel_of, proposed_outcome, proposed_roles
from clm_core.importers.tables import RawTable
from clm_core.importers.typed_periods import is_filled, period_starts
from clm_core.importers.values import ColumnHints, ParsedColumn, parse_column, shown_decimal
from clm_core.records import MICROS, FieldType
from clm_core.response_curves import Floats, PeriodLength, ResponseOutcome, ResponseSeries

__all__ = ["ColumnRole", "SeriesReading", "SeriesTable", "channel_of", "read_series_file", "series_of"]

MAX_PROBLEMS = 1_000
_KNOWN = frozenset(("date", "datum", "week", "woche", "time", "month", "monat", "ds", "kw", "revenue", "umsatz"))
_WEEK_DAYS = 7
_MONTH_DAYS = range(28, 32)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesTable:
    """The file's table as it was found, with what its columns probably are."""

    table: RawTable
    roles: Mapping[str, ColumnRole]
    outcome_of: ResponseOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesReading:
    """The series under the given roles, None where something is wrong; ``problems`` is all that is.

    ``findings`` say what was understood; ``currency`` is the one that amounts or headings name.
    """

    series: ResponseSeries | None
    problems: tuple[RowProblem, ...]
    question: Question | None
    findings: tuple[Finding, ...]
    currency: str | None


@dataclass(slots=True, kw_only=True)
class _Draft:
    """The columns read so far and what was wrong in them."""

    table: RawTable
    hints: ColumnHints
    problems: list[RowProblem] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    currencies: set[str] = field(default_factory=set)

    def add(self, reason: str, heading: str, row: int | None = None, value: object = "", **values: object) -> None:
        self.problems.append(
            RowProblem(
                reason=reason,
                sheet=self.table.sheet,
                row=row,
                column=heading,
                value=cell_text(value) if value != "" else "",
                values=values,
            )
        )


def read_series_file(file_name: str, content: bytes, options: ImportOptions) -> SeriesTable:
    """The first table of the file that has a column of periods and several others.

    ``options`` may say encoding, delimiter, sheet, header_row, decimal and date_order. Raises ClmError for what is no
    table.
    """
    tables = FileReader(file_name, content, _KNOWN).tables(options)
    if not tables:
        raise ClmError("importing.no_table", file=file_name)
    proposals = [(table, proposed_roles(table.cells)) for table in tables]
    fitting = [one for one in proposals if {ColumnRole.PERIOD, ColumnRole.SPEND} <= set(one[1].values())]
    table, roles = (fitting or proposals)[0]
    return SeriesTable(table=table, roles=roles, outcome_of=proposed_outcome(roles))


def series_of(
    table: RawTable, roles: Mapping[str, ColumnRole], outcome_of: ResponseOutcome, options: ImportOptions
) -> SeriesReading:
    """The series of the columns with these roles. Raises ClmError where a role is missing or given twice."""
    period, outcome, value, region = (
        _only(roles, role)
        for role in (ColumnRole.PERIOD, ColumnRole.OUTCOME, ColumnRole.OUTCOME_VALUE, ColumnRole.REGION)
    )
    spend, controls = (_all(roles, role) for role in (ColumnRole.SPEND, ColumnRole.CONTROL))
    for role, found in ((ColumnRole.PERIOD, period), (ColumnRole.OUTCOME, outcome), (ColumnRole.SPEND, spend)):
        if not found:
            raise ClmError(f"series_file.no_{role}", columns=", ".join(table.headings))
    draft = _Draft(table=table, hints=_hints(table, roles, options))
    starts = _periods(draft, str(period), options.date_order)
    columns: dict[str, pd.Series] = {heading: _spend(draft, heading) for heading in spend}
    amounts = _amounts(draft, str(outcome))
    columns["outcome"] = amounts * _numbers(draft, value) if value else amounts
    for heading in controls:
        columns[f"control {heading}"] = _control(draft, heading)
    kept = [heading for heading in controls if columns[f"control {heading}"].nunique() > 1]
    draft.findings += [
        Finding(key="series_file.finding.constant_control", values={"column": one})
        for one in controls
        if one not in kept
    ]
    if len(draft.currencies) > 1:
        draft.add("series_file.problem.currencies", "", currencies=", ".join(sorted(draft.currencies)))
    rows = pd.DataFrame({"start": starts, **columns})
    length, rows = _whole_periods(draft, rows, str(period), region)
    is_good = not any(one.severity is Severity.REFUSED for one in draft.problems) and not draft.questions
    return SeriesReading(
        series=_series(rows, length, spend, kept, outcome_of) if is_good else None,
        problems=tuple(sorted(draft.problems, key=lambda one: (one.row is None, one.row or 0))),
        question=draft.questions[0] if draft.questions else None,
        findings=(*table.findings, *draft.findings),
        currency=next(iter(draft.currencies)) if len(draft.currencies) == 1 else None,
    )


def _series(
    rows: pd.DataFrame, length: PeriodLength, spend: list[str], controls: list[str], outcome_of: ResponseOutcome
) -> ResponseSeries:
    def array(columns: list[str]) -> Floats:
        return rows[columns].to_numpy(dtype=np.float64)

    return ResponseSeries(
        starts_on=tuple(day.date() for day in rows["start"]),
        length=length,
        channels=tuple(channel_of(heading) for heading in spend),
        spend=array(spend),
        outcome=array(["outcome"]),
        outcome_of=outcome_of,
        control_names=tuple(controls),
        controls=array([f"control {heading}" for heading in controls]) if controls else None,
    )


def _all(roles: Mapping[str, ColumnRole], role: ColumnRole) -> list[str]:
    return [heading for heading, one in roles.items() if one is role]


def _only(roles: Mapping[str, ColumnRole], role: ColumnRole) -> str | None:
    found = _all(roles, role)
    if len(found) > 1:
        raise ClmError(f"series_file.several_{role}", columns=", ".join(found))
    return found[0] if found else None


def _hints(table: RawTable, roles: Mapping[str, ColumnRole], options: ImportOptions) -> ColumnHints:
    numbers = [heading for heading, role in roles.items() if role in (ColumnRole.SPEND, ColumnRole.OUTCOME)]
    signs = (shown_decimal(table.cells[heading]) for heading in numbers)
    return ColumnHints(
        decimal=options.decimal, date_order=options.date_order, file_decimal=next((one for one in signs if one), None)
    )


# --- columns -------------------------------------------------------------------------------------------


def _periods(draft: _Draft, heading: str, date_order: str | None) -> pd.Series:
    cells = draft.table.cells[heading]
    starts = period_starts(cells, date_order)
    if starts.isna().all():
        parsed = parse_column(cells, FieldType.DATE, heading, draft.table.sheet, draft.hints)
        draft.questions += [parsed.question] if parsed.question else []
    if not draft.questions:
        for row in cells.index[starts.isna().to_numpy()][:MAX_PROBLEMS]:
            draft.add("series_file.problem.no_period", heading, int(row), cells[row])
    return starts


def _parsed(draft: _Draft, heading: str, kind: FieldType) -> ParsedColumn:
    parsed = parse_column(draft.table.cells[heading], kind, heading, draft.table.sheet, draft.hints)
    draft.problems += parsed.problems[:MAX_PROBLEMS]
    draft.questions += [parsed.question] if parsed.question else []
    return parsed


def _money(draft: _Draft, heading: str) -> tuple[pd.Series, set[int | None]]:
    """The amounts of a column, and the rows whose cells are none; notes the currencies."""
    parsed = _parsed(draft, heading, FieldType.MONEY)
    if parsed.currency:
        draft.currencies.add(parsed.currency)
    if parsed.cell_currencies is not None:
        draft.currencies |= set(parsed.cell_currencies.dropna())
    values = pd.Series(parsed.values.to_numpy(dtype=np.float64, na_value=np.nan) / MICROS, index=parsed.values.index)
    return values, {one.row for one in parsed.problems}


def _amounts(draft: _Draft, heading: str) -> pd.Series:
    """Money or a count; blank cells are problems."""
    values, refused = _money(draft, heading)
    _refuse_blank(draft, heading, values, refused)
    return values


def _spend(draft: _Draft, heading: str) -> pd.Series:
    """Money, not negative; a blank cell is nothing spent."""
    values, _ = _money(draft, heading)
    for row in values.index[(values < 0).to_numpy()][:MAX_PROBLEMS]:
        draft.add("series_file.problem.negative_spend", heading, int(row), f"{values[row]:g}")
    blank = values.isna() & ~is_filled(draft.table.cells[heading])
    if blank.any():
        values_of = {"column": heading, "count": int(blank.sum())}
        draft.findings.append(Finding(key="series_file.finding.blank_spend", values=values_of))
    return values.mask(blank, 0.0)


def _numbers(draft: _Draft, heading: str) -> pd.Series:
    parsed = _parsed(draft, heading, FieldType.NUMBER)
    values = pd.Series(parsed.values.to_numpy(dtype=np.float64, na_value=np.nan), index=parsed.values.index)
    _refuse_blank(draft, heading, values, {one.row for one in parsed.problems})
    return values


def _control(draft: _Draft, heading: str) -> pd.Series:
    """Numbers; or a yes and no where some cells are words: whatever is neither blank nor ``na`` is an event."""
    cells = draft.table.cells[heading]
    texts = cells.map(lambda cell: cell_text(cell).casefold() if cell is not None and cell == cell else "")
    is_word = texts.str.contains(r"[^\W\d_]{2,}", regex=True) & ~texts.isin(BLANK_WORDS)
    is_mostly_blank = (texts.isin(BLANK_WORDS)).mean() > 0.5
    numbers = pd.to_numeric(texts.str.replace(",", ".", regex=False), errors="coerce")
    if not (is_word.any() and numbers.notna().mean() < 0.5) and not (is_mostly_blank and is_word.any()):
        return _numbers(draft, heading)
    is_event = ~texts.isin(BLANK_WORDS) & ~texts.isin(("0", "no", "nein", "false", "falsch"))
    values = {"column": heading, "count": int(is_event.sum())}
    draft.findings.append(Finding(key="series_file.finding.events", values=values))
    return is_event.astype("float64")


def _refuse_blank(draft: _Draft, heading: str, values: pd.Series, listed: set[int | None]) -> None:
    for row in values.index[values.isna().to_numpy()][:MAX_PROBLEMS]:
        if int(row) not in listed:
            draft.add("series_file.problem.blank", heading, int(row))


# --- periods -------------------------------------------------------------------------------------------


def _whole_periods(
    draft: _Draft, rows: pd.DataFrame, heading: str, region: str | None
) -> tuple[PeriodLength, pd.DataFrame]:
    """One row a period, oldest first; days are added up to weeks. Twice and missing periods become problems."""
    rows = rows[rows["start"].notna()]
    if region is None:
        _refuse_twice(draft, rows, heading)
    step = _usual_step(rows["start"])
    columns = [one for one in rows if one != "start"]
    how = {str(one): "mean" if str(one).startswith("control ") else "sum" for one in columns}
    whole = rows.groupby("start", sort=True).agg(how).reset_index()
    if step == 1:
        whole = _weeks_of_days(draft, whole, how, heading)
        return PeriodLength.WEEK, whole
    if step in _MONTH_DAYS:
        whole = whole.assign(start=whole["start"].dt.to_period("M").dt.start_time.astype("datetime64[us]"))
        _refuse_gaps(draft, whole["start"], heading, PeriodLength.MONTH)
        return PeriodLength.MONTH, whole
    if step != _WEEK_DAYS:
        draft.add("series_file.problem.step", heading, days=step)
        return PeriodLength.WEEK, whole
    _refuse_gaps(draft, whole["start"], heading, PeriodLength.WEEK)
    return PeriodLength.WEEK, whole


def _usual_step(starts: pd.Series) -> int:
    """The days from one period to the next that are most common; 0 where there are no two periods."""
    steps = starts.drop_duplicates().sort_values().diff().dropna().dt.days
    return int(steps.mode().iloc[0]) if len(steps) else 0


def _refuse_twice(draft: _Draft, rows: pd.DataFrame, heading: str) -> None:
    first = rows.drop_duplicates("start").set_index("start")
    rows_of = pd.Series(rows.drop_duplicates("start").index, index=first.index)
    for row in rows.index[rows["start"].duplicated().to_numpy()][:MAX_PROBLEMS]:
        day = rows.loc[row, "start"]
        draft.add(
            "series_file.problem.twice", heading, int(row), draft.table.cells.loc[row, heading], first=int(rows_of[day])
        )


def _refuse_gaps(draft: _Draft, starts: pd.Series, heading: str, length: PeriodLength) -> None:
    """Every period between the first and the last that has no row, and every row beside the rhythm."""
    known = [day.date() for day in starts]
    expected = _expected(known[0], known[-1], length)
    for day in sorted(set(known) - set(expected)):
        draft.add("series_file.problem.off_step", heading, day=day)
    for day in [one for one in expected if one not in set(known)][:MAX_PROBLEMS]:
        draft.add(f"series_file.problem.missing_{length}", heading, day=day)


def _expected(first: date, last: date, length: PeriodLength) -> list[date]:
    if length is PeriodLength.WEEK:
        return [first + timedelta(days=7 * number) for number in range((last - first).days // 7 + 1)]
    return [day.date() for day in pd.date_range(first, last, freq="MS")]


def _weeks_of_days(draft: _Draft, days: pd.DataFrame, how: Mapping[str, str], heading: str) -> pd.DataFrame:
    """ISO weeks with all seven days; the first and the last may be cut, a missing day between is a problem."""
    mondays = (days["start"] - pd.to_timedelta(days["start"].dt.day_of_week, unit="D")).rename("monday")
    counts = days.groupby(mondays)["start"].count()
    whole = days.groupby(mondays).agg(how).rename_axis("start").reset_index()
    inner = counts.iloc[1:-1]
    known = set(days["start"])
    for monday in inner.index[(inner < _WEEK_DAYS).to_numpy()][:MAX_PROBLEMS]:
        for day in pd.date_range(monday, periods=_WEEK_DAYS):
            if day not in known:
                draft.add("series_file.problem.missing_day", heading, day=day.date())
    is_whole = (counts == _WEEK_DAYS).to_numpy()
    draft.findings.append(Finding(key="series_file.finding.days", values={"count": int(is_whole.sum())}))
    return whole[is_whole].reset_index(drop=True)
