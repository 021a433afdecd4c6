"""Moments and days as the records hold them: whole microseconds and whole days since 1970, UTC."""

from datetime import UTC, date, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1)


def as_micros(moment: datetime) -> int:
    """Microseconds since 1970 of a moment that knows its zone (one that does not is taken as UTC)."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - _EPOCH) // timedelta(microseconds=1)


def as_moment(micros: int) -> datetime:
    """The UTC moment of these microseconds."""
    return _EPOCH + timedelta(microseconds=micros)


def as_days(day: date) -> int:
    """Days since 1970."""
    return (day - _EPOCH_DAY).days


def as_day(days: int) -> date:
    """The day of this number."""
    return _EPOCH_DAY + timedelta(days=days)
