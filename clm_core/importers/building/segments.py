"""Weeks and months as reports name them, as first and last day."""

import re
from datetime import date, timedelta

import pandas as pd

from clm_core.importers.building.spreading import month_end
from clm_core.importers.headings import folded

Days = tuple[date, date]

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("january januar jan jän jänner", "february februar feb", "march märz maerz mar mär mrz", "april apr"),
            *(
                "may mai",
                "june juni jun",
                "july juli jul",
                "august aug",
                "september sep sept",
                "october oktober oct okt",
            ),
            *("november nov", "december dezember dec dez"),
        ),
        start=1,
    )
    for name in names.split()
}
_ISO_DAY = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:[ t].*)?$")
_GERMAN_DAY = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})$")
_WEEK_AFTER_YEAR = re.compile(r"^(\d{4})[-/ ]?(?:w|kw|week|woche)?[-/ ]?(\d{1,2})$")
_WEEK_BEFORE_YEAR = re.compile(r"^(?:w|kw|week|woche|cw)?[. ]*(\d{1,2})[-/ ,.]+(\d{4})$")
_MONTH_AFTER_YEAR = re.compile(r"^(\d{4})[-/. ]?(\d{2})$")
_MONTH_BEFORE_YEAR = re.compile(r"^(\d{1,2})[-/. ](\d{4})$")
_NAMED_MONTH = re.compile(r"^([^\W\d_]+)\.?[ ,.-]*(\d{4})$")


def week_days(text: str) -> Days | None:
    """First and last day of ``2026-W03``, ``KW 3 2026`` or ``2026-01-12`` (the day a week begins); else None."""
    text = folded(text)
    try:
        first = _first_of_week(text)
    except ValueError:  # no such day or week
        return None
    return (first, first + timedelta(days=6)) if first else None


def month_days(text: str) -> Days | None:
    """First and last day of ``2026-01``, ``01/2026``, ``Januar 2026``, ``Jan 2026`` or ``2026-01-01``; else None."""
    text = folded(text)
    if match := _ISO_DAY.match(text):
        return _month(int(match[1]), int(match[2]))
    if match := _GERMAN_DAY.match(text):
        return _month(int(match[3]), int(match[2]))
    if match := _MONTH_AFTER_YEAR.match(text):
        return _month(int(match[1]), int(match[2]))
    if match := _MONTH_BEFORE_YEAR.match(text):
        return _month(int(match[2]), int(match[1]))
    if (match := _NAMED_MONTH.match(text)) and match[1] in _MONTHS:
        return _month(int(match[2]), _MONTHS[match[1]])
    return None


def _first_of_week(text: str) -> date | None:
    if match := _ISO_DAY.match(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _GERMAN_DAY.match(text):
        return date(int(match[3]), int(match[2]), int(match[1]))
    if match := _WEEK_AFTER_YEAR.match(text):
        return date.fromisocalendar(int(match[1]), int(match[2]), 1)
    if match := _WEEK_BEFORE_YEAR.match(text):
        return date.fromisocalendar(int(match[2]), int(match[1]), 1)
    return None


def _month(year: int, month: int) -> Days | None:
    if not 1 <= month <= 12:
        return None
    first = date(year, month, 1)
    return first, month_end(first)


def segment_days(values: pd.Series, is_week: bool) -> pd.DataFrame:
    """Columns first and last: the days of each named week or month; missing where it cannot be placed."""
    reader = week_days if is_week else month_days
    distinct = {value: reader(str(value)) for value in values.dropna().unique()}
    return pd.DataFrame(
        {
            "first": pd.to_datetime(values.map({value: days and days[0] for value, days in distinct.items()})),
            "last": pd.to_datetime(values.map({value: days and days[1] for value, days in distinct.items()})),
        },
        index=values.index,
    ).astype("datetime64[us]")
