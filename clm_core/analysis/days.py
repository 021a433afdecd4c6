"""Moments as days of the reporting zone and back: a day is a day where the company reports.

In arrays a day is its number: whole days since 1970, as ``trend.zone_days`` counts them too.
"""

from datetime import date, timedelta

import numpy as np
import pandas as pd

_EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970."""
    return (day - _EPOCH).days


def date_of(number: float) -> date:
    """The day with this number."""
    return _EPOCH + timedelta(days=int(number))


def local_day(moments: pd.Series, zone: str) -> pd.Series:
    """The day (without zone) in which each UTC moment falls in the zone."""
    days: pd.Series = moments.dt.tz_convert(zone).dt.tz_localize(None).dt.normalize()
    return days


def start_of_day(days: pd.Series, zone: str) -> pd.Series:
    """The UTC moment at which each day begins in the zone."""
    local = days.dt.tz_localize(zone, ambiguous=np.ones(len(days), dtype=bool), nonexistent="shift_forward")
    moments: pd.Series = local.dt.tz_convert("UTC").astype("datetime64[us, UTC]")
    return moments


def deal_days(deals: pd.DataFrame, zone: str) -> pd.Series:
    """The day on which each deal began: when it was created, else when it was closed."""
    return local_day(deals["created_at"], zone).fillna(deals["closed_on"])
