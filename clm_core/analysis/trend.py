"""Time in buckets: days, ISO weeks and calendar months of the reporting zone, and periods as UTC bounds."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.selection import Period

Moments: TypeAlias = NDArray[np.datetime64]
_MONTHLY_FROM_DAYS = 250
_DAILY_TO_DAYS = 21


class BucketSize(StrEnum):
    """How wide a point of a trend is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeBuckets:
    """Consecutive buckets: ``starts`` are their first days; the last ends before the last of ``edges``."""

    size: BucketSize
    edges: tuple[date, ...]
    zone: str

    @property
    def starts(self) -> tuple[date, ...]:
        return self.edges[:-1]

    @property
    def count(self) -> int:
        return len(self.edges) - 1

    def index_of_moments(self, moments: pd.Series) -> NDArray[np.int64]:
        """The bucket's number for each UTC moment; −1 where it lies outside or is missing."""
        return _positions(utc_moments(moments), np.array([day_start(edge, self.zone) for edge in self.edges]))

    def index_of_days(self, days: pd.Series) -> NDArray[np.int64]:
        """The bucket's number for each calendar day; −1 where it lies outside or is missing."""
        return _positions(plain_days(days), np.array(self.edges, dtype="datetime64[us]"))

    def is_partial(self, period: Period) -> NDArray[np.bool_]:
        """Which buckets reach beyond a period, so hold only part of their days."""
        return np.array(
            [
                start < period.start_on or end - timedelta(days=1) > period.end_on
                for start, end in zip(self.starts, self.edges[1:], strict=True)
            ],
            dtype=bool,
        )


def _positions(values: Moments, edges: Moments) -> NDArray[np.int64]:
    index = np.searchsorted(edges, values, side="right").astype(np.int64) - 1
    index[np.isnat(values) | (index >= len(edges) - 1)] = -1
    return index


def bucket_size(period: Period) -> BucketSize:
    """Days up to three weeks, months from about eight months on, weeks between."""
    if period.day_count <= _DAILY_TO_DAYS:
        return BucketSize.DAY
    return BucketSize.MONTH if period.day_count >= _MONTHLY_FROM_DAYS else BucketSize.WEEK


def buckets_of(period: Period, zone: str, *, size: BucketSize, at_least: int = 1) -> TimeBuckets:
    """Whole buckets that cover the period and end with it, reaching further back where it has fewer than asked."""
    edges = [_next_start(_bucket_start(period.end_on, size), size)]
    while edges[0] > period.start_on or len(edges) <= at_least:
        edges.insert(0, _bucket_start(edges[0] - timedelta(days=1), size))
    return TimeBuckets(size=size, edges=tuple(edges), zone=zone)


def _bucket_start(day: date, size: BucketSize) -> date:
    if size is BucketSize.DAY:
        return day
    return day - timedelta(days=day.weekday()) if size is BucketSize.WEEK else day.replace(day=1)


def _next_start(start: date, size: BucketSize) -> date:
    days = {BucketSize.DAY: 1, BucketSize.WEEK: 7, BucketSize.MONTH: 31}[size]
    return _bucket_start(start + timedelta(days=days), size)


def day_start(day: date, zone: str) -> np.datetime64:
    """The UTC moment at which a day begins in the zone."""
    start = datetime.combine(day, time(), ZoneInfo(zone))
    return np.datetime64(start.astimezone(ZoneInfo("UTC")).replace(tzinfo=None), "us")


def utc_moments(moments: pd.Series) -> Moments:
    """A column of UTC moments as plain numpy time stamps."""
    return moments.to_numpy(dtype="datetime64[us]")


def plain_days(days: pd.Series) -> Moments:
    """A column of calendar days as plain numpy time stamps at midnight."""
    return days.to_numpy(dtype="datetime64[us]")


def are_moments_in(moments: pd.Series, period: Period, zone: str) -> NDArray[np.bool_]:
    """Which UTC moments fall on the period's days in the reporting zone."""
    values = utc_moments(moments)
    after = day_start(period.end_on + timedelta(days=1), zone)
    return (values >= day_start(period.start_on, zone)) & (values < after)


def are_days_in(days: pd.Series, period: Period) -> NDArray[np.bool_]:
    """Which calendar days belong to the period."""
    values = plain_days(days)
    return (values >= np.datetime64(period.start_on)) & (values <= np.datetime64(period.end_on))


def zone_days(moments: Moments, zone: str) -> NDArray[np.float64]:
    """The day number of each UTC moment in the zone (days since 1970), NaN where missing."""
    local = pd.DatetimeIndex(moments).tz_localize("UTC").tz_convert(zone).tz_localize(None)
    days = local.to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(days), np.nan, days.astype(np.int64).astype(np.float64))
