"""Named periods, measured from the last day that the data reach and never from a clock."""

from datetime import date, timedelta
from enum import StrEnum

from clm_core.selection import Period, months_on


class PeriodPreset(StrEnum):
    """A period with a name."""

    LAST_12_MONTHS = "last_12_months"
    THIS_YEAR = "this_year"
    LAST_QUARTER = "last_quarter"
    LAST_MONTH = "last_month"
    LAST_90_DAYS = "last_90_days"
    ALL_DATA = "all_data"


def preset_period(preset: PeriodPreset, *, first_on: date, last_on: date) -> Period:
    """The days that a preset means for data from first_on to last_on.

    Months and quarters are full ones: a month of which the data have only a part is left out, so that
    periods stay comparable. Where the data are too short for that, all data are meant.
    """
    full_until = _last_full_month_end(last_on)
    match preset:
        case PeriodPreset.LAST_12_MONTHS:
            start, end = _months_before(full_until, 12), full_until
        case PeriodPreset.THIS_YEAR:
            start, end = last_on.replace(month=1, day=1), last_on
        case PeriodPreset.LAST_QUARTER:
            end = _last_full_quarter_end(full_until)
            start = _months_before(end, 3)
        case PeriodPreset.LAST_MONTH:
            start, end = _months_before(full_until, 1), full_until
        case PeriodPreset.LAST_90_DAYS:
            start, end = last_on - timedelta(days=89), last_on
        case PeriodPreset.ALL_DATA:
            start, end = first_on, last_on
    # Whole months stay whole (comparable) even where the first one has begun before the data do.
    start = max(start, first_on.replace(day=1)) if start.day == 1 else max(start, first_on)
    return Period(start_on=start, end_on=end) if start <= end else Period(start_on=first_on, end_on=last_on)


def preset_of(period: Period, *, first_on: date, last_on: date) -> PeriodPreset | None:
    """The first preset that means exactly these days, or None for a period that somebody chose freely."""
    for preset in PeriodPreset:
        if preset_period(preset, first_on=first_on, last_on=last_on) == period:
            return preset
    return None


def _last_full_month_end(day: date) -> date:
    after = day + timedelta(days=1)
    return day if after.day == 1 else day.replace(day=1) - timedelta(days=1)


def _last_full_quarter_end(month_end: date) -> date:
    months_over = month_end.month % 3
    return month_end if not months_over else _months_before(month_end, months_over) - timedelta(days=1)


def _months_before(month_end: date, count: int) -> date:
    """First day of the ``count`` months that end with month_end."""
    return months_on(month_end, 1 - count)
