"""Ageing: how old what is open now is, against how long those took who ever came on."""

from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.funnel_time.stage_waits import OPEN, EverRule, StageWaits, TimeToConvert, time_to_convert
from clm_core.analysis.survival import Floats
from clm_core.columns import typed_frame
from clm_core.funnel_time_columns import AGEING


class AgeBand(StrEnum):
    """How old something open is."""

    FRESH = "fresh"  # half of those who ever came on took at least this long
    LATE = "late"  # longer than half of them took
    OLD = "old"  # longer than 9 in 10 of them took
    UNKNOWN = "unknown"  # too few came on to say


def ageing(waits: StageWaits, rule: EverRule | None = None) -> pd.DataFrame:
    """One row an age band (funnel_time_columns.AGEING); bands without anybody are left out, but OLD never is."""
    usual = time_to_convert(waits, rule or EverRule())
    still = waits.where(waits.ending == OPEN)
    bands, expected = age_bands(still, usual), later_chances(still, usual)
    known = [AgeBand.UNKNOWN] if np.isnan(usual.p90_days) else [AgeBand.FRESH, AgeBand.LATE, AgeBand.OLD]
    rows = []
    for band in known:
        is_so = bands == band
        rows.append(
            {
                "stage": str(waits.pair.start),
                "band": str(band),
                "count": int(is_so.sum()),
                "amount": float(np.nansum(still.amounts[is_so])) if len(still.amounts) else np.nan,
                "expected": float(expected[is_so].sum()) if band is not AgeBand.UNKNOWN else np.nan,
                "oldest_days": float(still.age_days[is_so].max()) if is_so.any() else np.nan,
                "median_days": usual.median_days,
                "p90_days": usual.p90_days,
                "reference_count": usual.converted,
            }
        )
    return typed_frame(pd.DataFrame(rows), AGEING)


def age_bands(still_open: StageWaits, usual: TimeToConvert) -> NDArray[np.object_]:
    """The AgeBand of each."""
    age = still_open.age_days
    if np.isnan(usual.p90_days):
        return np.full(len(age), AgeBand.UNKNOWN, dtype=object)
    bands: NDArray[np.object_] = np.select(
        [age > usual.p90_days, age > usual.median_days], [AgeBand.OLD, AgeBand.LATE], default=AgeBand.FRESH
    ).astype(object)
    return bands


def later_chances(still_open: StageWaits, usual: TimeToConvert) -> Floats:
    """The chance of each to come on within the horizon, by what became of those who had waited as long."""
    if not len(usual.later_chance):
        return np.full(len(still_open.keys), np.nan)
    age = still_open.age_days
    is_within = age < len(usual.later_chance)
    chance: Floats = np.where(is_within, usual.later_chance[np.minimum(age, len(usual.later_chance) - 1)], 0.0)
    return chance
