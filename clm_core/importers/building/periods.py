"""The days that each spend row covers, and the rows that cannot be placed on days."""

import pandas as pd

from clm_core.errors import RowProblem
from clm_core.importers.building.segments import segment_days
from clm_core.importers.building.spreading import LONGEST_DAYS, month_end
from clm_core.importers.building.typed_table import TypedTable


def covered_days(table: TypedTable) -> tuple[pd.DataFrame, pd.Series, tuple[RowProblem, ...]]:
    """Columns first and last, which rows are placed by them, and why the others are not."""
    days, reason = _days(table)
    is_missing = days.isna().any(axis=1)
    is_backwards = days["last"] < days["first"]
    is_too_long = (days["last"] - days["first"]).dt.days >= LONGEST_DAYS
    problems = (
        table.refusal(int(row), reason)
        for is_wrong, reason in (
            (is_missing, reason),
            (is_backwards, "importing.problem.ends_before_start"),
            (is_too_long, "importing.problem.period_too_long"),
        )
        for row in days.index[is_wrong].unique()
    )
    return days, ~(is_missing | is_backwards | is_too_long), tuple(problems)


def _days(table: TypedTable) -> tuple[pd.DataFrame, str]:
    if table.has("day"):
        return _from_day(table), "importing.problem.no_day"
    for segment in ("week", "month"):
        if table.has(segment):
            days = segment_days(table.columns[segment], is_week=segment == "week")
            return _within_report(days, table), f"importing.problem.{segment}_not_placed"
    if table.has("period_start_on"):
        return _from_start(table), "importing.problem.no_day"
    first, last = table.period or (None, None)
    index = table.columns.index
    days = pd.DataFrame({"first": first, "last": last}, index=index).astype("datetime64[us]")
    return days, "importing.problem.no_days"


def _from_day(table: TypedTable) -> pd.DataFrame:
    # With a day the report's start and end say nothing new; a last day alone extends it (our own template).
    day = table.columns["day"]
    has_own_end = table.has("period_end_on") and not table.has("period_start_on")
    last = table.columns["period_end_on"].fillna(day) if has_own_end else day
    return pd.DataFrame({"first": day, "last": last})


def _from_start(table: TypedTable) -> pd.DataFrame:
    first = table.columns["period_start_on"]
    if table.has("period_end_on"):
        return pd.DataFrame({"first": first, "last": table.columns["period_end_on"].fillna(first)})
    return pd.DataFrame({"first": first, "last": _ends_by_step(first, table)})


def _ends_by_step(first: pd.Series, table: TypedTable) -> pd.Series:
    """The last days of rows that only name their first: one day, or the month or report they stand for."""
    distinct = first.dropna().unique()
    starts = pd.Series(pd.to_datetime(distinct))
    if table.period and len(starts) == 1 and starts[0].date() == table.period[0]:
        return pd.Series(pd.Timestamp(table.period[1]), index=first.index, dtype="datetime64[us]")
    if len(starts) > 1 and (starts.dt.day == 1).all():
        return ends_of_months(first)
    return first


def ends_of_months(first: pd.Series) -> pd.Series:
    """The last day of each day's month."""
    ends = {day: pd.Timestamp(month_end(pd.Timestamp(day).date())) for day in first.dropna().unique()}
    return first.map(ends).astype("datetime64[us]")


def _within_report(days: pd.DataFrame, table: TypedTable) -> pd.DataFrame:
    """A week or month that the report's own range cuts covers only the days inside it."""
    if not table.period:
        return days
    start, end = (pd.Timestamp(day) for day in table.period)
    touches = (days["first"] <= end) & (days["last"] >= start)
    first = days["first"].mask(touches & (days["first"] < start), start)
    last = days["last"].mask(touches & (days["last"] > end), end)
    return pd.DataFrame({"first": first, "last": last})
