"""Time buckets: ISO weeks, months, the reporting zone's midnight and the days of a change of clocks."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.trend import (
    BucketSize,
    are_days_in,
    are_moments_in,
    bucket_size,
    buckets_of,
    utc_moments,
    zone_days,
)
from clm_core.selection import Period
from tests.analysis.loop_case import ZONE

DAYS = st.dates(date(2023, 1, 1), date(2027, 12, 31))


def moments(*texts: str) -> pd.Series:
    """UTC moments from times written in the reporting zone."""
    return pd.Series(pd.to_datetime(list(texts), format="ISO8601")).dt.tz_localize(ZONE).dt.tz_convert("UTC")


@given(DAYS, st.integers(0, 800), st.sampled_from(BucketSize), st.integers(1, 15))
def test_buckets_cover_the_period_without_gap_and_end_with_it(
    start_on: date, days: int, size: BucketSize, at_least: int
) -> None:
    period = Period(start_on=start_on, end_on=start_on + timedelta(days=days))
    buckets = buckets_of(period, ZONE, size=size, at_least=at_least)
    assert buckets.starts[0] <= period.start_on
    assert buckets.starts[-1] <= period.end_on < buckets.edges[-1]
    assert buckets.count >= at_least
    lengths = {(after - before).days for before, after in zip(buckets.edges, buckets.edges[1:], strict=False)}
    assert lengths <= {BucketSize.DAY: {1}, BucketSize.WEEK: {7}, BucketSize.MONTH: {28, 29, 30, 31}}[size]
    if size is BucketSize.WEEK:
        assert buckets.starts[0].weekday() == 0
    if size is BucketSize.MONTH:
        assert {start.day for start in buckets.starts} == {1}


@settings(max_examples=30)
@given(DAYS, st.integers(0, 500))
def test_every_day_of_the_period_is_in_one_bucket(start_on: date, days: int) -> None:
    period = Period(start_on=start_on, end_on=start_on + timedelta(days=days))
    buckets = buckets_of(period, ZONE, size=BucketSize.WEEK)
    every = pd.Series(pd.date_range(period.start_on, period.end_on))
    for day, index in zip(every, buckets.index_of_days(every), strict=True):
        assert buckets.edges[index] <= day.date() < buckets.edges[index + 1]


def test_a_moment_belongs_to_the_day_of_the_reporting_zone() -> None:
    march = Period(start_on=date(2025, 3, 1), end_on=date(2025, 3, 31))
    seen = moments("2025-02-28T23:59:59", "2025-03-01T00:00", "2025-03-31T23:59:59", "2025-04-01T00:00")
    assert list(are_moments_in(seen, march, ZONE)) == [False, True, True, False]
    buckets = buckets_of(march, ZONE, size=BucketSize.MONTH, at_least=2)
    assert list(buckets.index_of_moments(seen)) == [0, 1, 1, -1]


def test_missing_times_are_in_no_bucket() -> None:
    march = Period(start_on=date(2025, 3, 1), end_on=date(2025, 3, 31))
    buckets = buckets_of(march, ZONE, size=BucketSize.DAY)
    missing = pd.Series([pd.NaT], dtype="datetime64[us]")
    assert list(buckets.index_of_days(missing)) == [-1]
    assert not are_days_in(missing, march).any()


def test_days_between_are_calendar_days_also_when_clocks_change() -> None:
    seen = utc_moments(moments("2025-03-29T23:30", "2025-03-30T00:30", "2025-03-31T00:10"))
    assert list(np.diff(zone_days(seen, ZONE))) == [1, 1]


@pytest.mark.parametrize(
    ("days", "size"), [(7, BucketSize.DAY), (31, BucketSize.WEEK), (92, BucketSize.WEEK), (365, BucketSize.MONTH)]
)
def test_longer_periods_get_wider_buckets(days: int, size: BucketSize) -> None:
    start = date(2025, 1, 1)
    assert bucket_size(Period(start_on=start, end_on=start + timedelta(days=days - 1))) is size


def test_a_bucket_that_reaches_beyond_the_period_is_partial() -> None:
    period = Period(start_on=date(2025, 1, 10), end_on=date(2025, 3, 31))
    assert list(buckets_of(period, ZONE, size=BucketSize.MONTH).is_partial(period)) == [True, False, False]
