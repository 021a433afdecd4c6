"""Days and UTC moments of what was read, in the zone that local times are meant in."""

import numpy as np
import pandas as pd

from clm_core.importers.dates import DateReading, Moments


def days_of(reading: DateReading, zone: str) -> Moments:
    """Midnight of each day; a moment with an offset is the day that it is in ``zone``."""
    days: Moments = reading.local.astype("datetime64[D]").astype("datetime64[us]")
    has_offset = ~np.isnan(reading.offset_minutes) & ~np.isnat(reading.local)
    if has_offset.any():
        there = pd.DatetimeIndex(_utc(reading)[has_offset]).tz_localize("UTC").tz_convert(zone)
        days[has_offset] = there.tz_localize(None).normalize().to_numpy().astype("datetime64[us]")
    return days


def moments_of(reading: DateReading, zone: str) -> pd.DatetimeIndex:
    """UTC moments; texts without an offset are local times in ``zone``.

    A local time that clocks skipped in spring is moved forward to the first that existed; one that
    they showed twice in autumn is the first of the two.
    """
    is_local = np.isnan(reading.offset_minutes)
    local = pd.DatetimeIndex(np.where(is_local, reading.local, np.datetime64("NaT")))
    shown = local.tz_localize(zone, ambiguous=np.ones(len(local), dtype=bool), nonexistent="shift_forward")
    utc = shown.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[us]")
    return pd.DatetimeIndex(np.where(is_local, utc, _utc(reading))).as_unit("us").tz_localize("UTC")


def _utc(reading: DateReading) -> Moments:
    minutes = np.nan_to_num(reading.offset_minutes).astype(np.int64)
    utc: Moments = reading.local - minutes * np.int64(60_000_000)
    return utc
