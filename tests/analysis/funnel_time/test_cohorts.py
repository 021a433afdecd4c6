"""Cohorts: every cell against an obvious loop, and what is young."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.funnel_time.cohorts import (
    AGE_MARKS,
    MIN_OLD_ENOUGH,
    cohort_conversion,
    conversion_curve,
    trend_age,
)
from clm_core.analysis.funnel_time.stage_waits import (
    CLOSED,
    MOVED_ON,
    OPEN,
    EverRule,
    StageWaits,
    TimeToConvert,
    time_to_convert,
)
from tests.analysis.funnel_time.waits import SELECTION, ago, waits_of

NO_TIME = TimeToConvert(horizon_days=np.nan, converted=0, median_days=np.nan, p90_days=np.nan)


def test_months_and_ages_by_hand() -> None:
    """October: 20 people 20 days old, 5 came on after 3 days, 5 after 10, so 25 % by 7 and 50 % by 14 days."""
    rows = [(20, 3, MOVED_ON)] * 5 + [(20, 10, MOVED_ON)] * 5 + [(20, 20, OPEN)] * 10
    frame = cohort_conversion(waits_of(rows), SELECTION.period, NO_TIME)
    assert frame["month"].nunique() == 10  # January to October, the whole has no month
    october = frame[frame["month"] == pd.Timestamp("2026-10-01")].set_index("age_days")
    assert october.loc[[7, 14], "rate"].tolist() == pytest.approx([0.25, 0.5])
    assert october.loc[7, ["entered", "old_enough", "converted", "at_risk"]].tolist() == [20, 20, 5, 15]
    # Nobody is 30 days old: those who came on by then are counted, the rate is not known.
    assert october.loc[30, ["old_enough", "converted"]].tolist() == [0, 10]
    assert np.isnan(october.loc[30, "rate"])
    assert frame["is_young"].isna().all()


ways = st.tuples(st.integers(0, 303), st.integers(0, 303), st.sampled_from([OPEN, MOVED_ON, CLOSED]))
rows_of = st.lists(ways, min_size=1, max_size=60).map(
    lambda rows: [(since, since if way == OPEN else min(waited, since), way) for since, waited, way in rows]
)


def slow_rate(rows: list[tuple[int, int, int]], age: int) -> float:
    """Day by day: of those still under way, the share that comes on."""
    waiting, share = 1.0, 0.0
    for day in range(age + 1):
        at_risk = sum(waited >= day for _, waited, _ in rows)
        if at_risk:
            share += waiting * sum(waited == day and way == MOVED_ON for _, waited, way in rows) / at_risk
            waiting *= 1 - sum(waited == day and way != OPEN for _, waited, way in rows) / at_risk
    return share


@settings(max_examples=30, deadline=None)
@given(rows_of)
def test_every_cell_agrees_with_the_obvious_loop(rows: list[tuple[int, int, int]]) -> None:
    frame = cohort_conversion(waits_of(rows), SELECTION.period, NO_TIME)
    whole = frame[frame["month"].isna()]
    assert whole["entered"].iloc[0] == frame.loc[frame["month"].notna() & (frame["age_days"] == 7), "entered"].sum()
    for month, cells in frame.groupby("month", dropna=False):
        own = [row for row in rows if pd.isna(month) or ago(row[0]).replace(day=1) == month.date()]
        for cell in cells.to_dict("records"):
            old = sum(since >= cell["age_days"] for since, _, _ in own)
            assert cell["old_enough"] == old
            if own and (old >= MIN_OLD_ENOUGH or old == len(own)):
                assert cell["rate"] == pytest.approx(slow_rate(own, cell["age_days"]))
                assert cell["low"] <= cell["rate"] + 1e-9
                assert cell["rate"] <= cell["high"] + 1e-9
            else:
                assert np.isnan(cell["rate"])


def usual_of(waits: StageWaits) -> TimeToConvert:
    return time_to_convert(waits, EverRule())


def test_young_months_are_those_without_the_time_that_nine_in_ten_need() -> None:
    """Successes take 40 days; people of 25 days are young, people of 60 are not."""
    old = [(200, 40, MOVED_ON)] * 30 + [(200, 200, OPEN)] * 30
    waits = waits_of([*old, *[(25, 25, OPEN)] * 12, *[(60, 60, OPEN)] * 12])
    frame = cohort_conversion(waits, SELECTION.period, usual_of(waits)).set_index(["month", "age_days"])
    assert frame.loc[(pd.Timestamp("2026-10-01"), 7), "is_young"]
    assert not frame.loc[(pd.Timestamp("2026-09-01"), 7), "is_young"]
    assert trend_age(usual_of(waits)) == 60
    assert trend_age(NO_TIME) == 90


def test_curve_has_the_days_of_change() -> None:
    """The reference case as waits: 1 − Kaplan–Meier .1, .2, .314286, .485714."""
    case = [(5, 1), (8, 1), (12, 0), (15, 1), (20, 0), (20, 0), (25, 1), (30, 0), (40, 0), (45, 0)]
    curve = conversion_curve(waits_of([(max(age, 45), age, MOVED_ON if way else OPEN) for age, way in case]))
    assert curve["day"].tolist() == [0, 5, 8, 15, 25, 45]
    assert curve["rate"].tolist() == pytest.approx([0, 0.1, 0.2, 0.3142857, 0.4857143, 0.4857143])
    assert curve["at_risk"].tolist() == [10, 10, 9, 7, 4, 1]
    assert curve["converted"].tolist() == [0, 1, 2, 3, 4, 4]
    assert conversion_curve(waits_of([])).empty
    assert tuple(sorted(AGE_MARKS)) == AGE_MARKS
