"""What the shared filters mean in a query; the same as in analysis: a blank channel is no_source."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func

from clm_core.selection import Period
from clm_core.store.moments import as_days, as_micros

NO_SOURCE = "no_source"


def days_within(column: ColumnElement[int], period: Period | None) -> list[ColumnElement[bool]]:
    """Conditions that a column of days lies in the period; none for all time."""
    if period is None:
        return []
    return [column >= as_days(period.start_on), column <= as_days(period.end_on)]


def moments_within(column: ColumnElement[int], period: Period | None, zone: str) -> list[ColumnElement[bool]]:
    """Conditions that a column of moments lies in the period's days, as the reporting zone has them."""
    if period is None:
        return []
    return [column >= day_start(period.start_on, zone), column < day_start(period.end_on + timedelta(days=1), zone)]


def day_start(day: date, zone: str) -> int:
    """When a day begins in a zone, in microseconds since 1970."""
    return as_micros(datetime.combine(day, time.min, ZoneInfo(zone)))


def sources_among(
    channel: ColumnElement[str], campaign: ColumnElement[str], channels: Sequence[str], campaigns: Sequence[str]
) -> list[ColumnElement[bool]]:
    """Conditions that channel and campaign are among the chosen ones; an empty choice means all."""
    conditions: list[ColumnElement[bool]] = []
    if channels:
        conditions.append(func.coalesce(channel, NO_SOURCE).in_(tuple(channels)))
    if campaigns:
        conditions.append(func.coalesce(campaign, "").in_(tuple(campaigns)))
    return conditions


def value_among(column: ColumnElement[str], values: Sequence[str]) -> ColumnElement[bool]:
    """The condition that a segment's column has one of these values; blank is the empty text."""
    return func.coalesce(column, "").in_(tuple(values))
