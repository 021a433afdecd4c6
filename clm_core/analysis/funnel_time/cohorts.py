"""Cohort conversion: of the people who entered a stage in a month, the share that has come on by each age."""

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.days import day_number
from clm_core.analysis.funnel_steps import CohortMaturityRule
from clm_core.analysis.funnel_time.stage_waits import MOVED_ON, StageWaits, TimeToConvert
from clm_core.analysis.trend import BucketSize, buckets_of
from clm_core.columns import typed_frame
from clm_core.funnel_time_columns import COHORT_CONVERSION, CONVERSION_CURVE
from clm_core.selection import Period

AGE_MARKS = (7, 14, 30, 60, 90, 180, 365)
"""The ages in days at which cohorts are compared."""
MIN_OLD_ENOUGH = 10
"""With fewer people of an age, a month's rate at it is not given, unless they are the whole month."""


def conversion_curve(waits: StageWaits) -> pd.DataFrame:
    """The curve of all waits together (funnel_time_columns.CONVERSION_CURVE): its days of change, first and last."""
    if not len(waits.keys):
        return typed_frame({}, CONVERSION_CURVE)
    moved = waits.counts()[0]
    curve = waits.conversion()
    days = np.unique([0, *np.flatnonzero(moved), waits.last_day])
    return typed_frame(
        pd.DataFrame(
            {
                "day": days,
                "at_risk": curve.at_risk[days],
                "converted": np.cumsum(moved)[days],
                "rate": curve.share[days],
                "low": curve.low[days],
                "high": curve.high[days],
            }
        ),
        CONVERSION_CURVE,
    )


def cohort_conversion(
    waits: StageWaits, period: Period, usual: TimeToConvert, rule: CohortMaturityRule | None = None
) -> pd.DataFrame:
    """One row a month of entry and age (funnel_time_columns.COHORT_CONVERSION), all months together first.

    ``usual`` is how long it takes those who ever come on: a month of which more than the rule's share has not had
    the time that nine in ten of them need is young.
    """
    reach = waits.entered_between(period.start_on, period.end_on)
    months = [edge for edge in _month_starts(period) if edge <= period.end_on]
    rows = [_cohort_rows(reach, None, usual, rule or CohortMaturityRule())]
    place = np.searchsorted([day_number(month) for month in months], reach.entry_day, side="right") - 1
    for number, month in enumerate(months):
        rows.append(_cohort_rows(reach.where(place == number), month, usual, rule or CohortMaturityRule()))
    return typed_frame(pd.concat(rows, ignore_index=True), COHORT_CONVERSION)


def _month_starts(period: Period) -> tuple[date, ...]:
    return buckets_of(period, "UTC", size=BucketSize.MONTH).starts


def _cohort_rows(waits: StageWaits, month: date | None, usual: TimeToConvert, rule: CohortMaturityRule) -> pd.DataFrame:
    ages = np.array(AGE_MARKS)
    entered = len(waits.keys)
    rows = pd.DataFrame({"month": pd.Timestamp(month) if month else pd.NaT, "age_days": ages, "entered": entered})
    old_enough = (waits.age_days[:, None] >= ages).sum(axis=0)
    has_moved = waits.ending == MOVED_ON
    rows["old_enough"] = old_enough
    rows["converted"] = (has_moved[:, None] & (waits.waited_days[:, None] <= ages)).sum(axis=0)
    rows["at_risk"] = (waits.waited_days[:, None] >= ages).sum(axis=0)
    rows["is_young"] = pd.array([_is_young(waits.age_days, usual, rule)] * len(ages), dtype="boolean")
    if entered:
        curve, day = waits.conversion(), np.minimum(ages, waits.last_day)
        # Beyond the longest wait everybody has ended, or nobody is old enough to tell.
        is_known = (old_enough >= MIN_OLD_ENOUGH) | (old_enough == entered)
        for name, values in (("rate", curve.share), ("low", curve.low), ("high", curve.high)):
            rows[name] = np.where(is_known, values[day], np.nan)
    return rows


def _is_young(age: NDArray[np.int64], usual: TimeToConvert, rule: CohortMaturityRule) -> bool | None:
    if not len(age) or usual.converted < rule.min_reference_count or np.isnan(usual.p90_days):
        return None
    return bool(np.mean(age < usual.p90_days) > rule.max_younger_share)


def trend_age(usual: TimeToConvert) -> int:
    """The age at which months are best compared: the first at which nine in ten of all who come on have done so."""
    return next((age for age in AGE_MARKS if age >= usual.p90_days), AGE_MARKS[-1 if usual.p90_days > 0 else 4])
