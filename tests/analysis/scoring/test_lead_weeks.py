"""Weeks of leads: counted back from today, against obvious arithmetic."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm_core.analysis.scoring.lead_weeks import lead_pace, lead_weeks
from clm_core.errors import ClmError

UNTIL = pd.Timestamp("2026-01-05", tz="UTC")


def judged(*hours: float) -> pd.Series:
    """Moments so many hours before UNTIL."""
    return pd.Series([UNTIL - pd.Timedelta(hour, "h") for hour in hours]).astype("datetime64[us, UTC]")


def test_weeks_count_back_from_today_and_only_full_ones_count() -> None:
    """20 days are two full weeks; the lead of the third, unfinished one stays outside, as does the future."""
    weeks = lead_weeks(judged(1, 168, 169, 336, 480, -5), UNTIL)
    assert weeks.count == 2
    assert weeks.week.tolist() == [0, 0, 1, 1, -1, -1]


@given(st.lists(st.integers(-300, 12_000), min_size=1, max_size=30), st.integers(1, 60))
def test_weeks_agree_with_the_obvious_loop(hours: list[int], most: int) -> None:
    if max(hours) < 168:
        with pytest.raises(ClmError, match=r"scoring_backtest\.no_full_week"):
            lead_weeks(judged(*hours), UNTIL, most_weeks=most)
        return
    weeks = lead_weeks(judged(*hours), UNTIL, most_weeks=most)
    assert weeks.count == min(max(hours) // 168, most)
    for hour, week in zip(hours, weeks.week, strict=True):
        wanted = next((number for number in range(weeks.count) if 168 * number < hour <= 168 * (number + 1)), -1)
        assert week == wanted


def test_the_pace_counts_the_weeks_of_the_thresholds() -> None:
    until = pd.Timestamp("2026-10-31", tz="UTC")
    judged_at = pd.Series([until - pd.Timedelta(days=days) for days in (1, 20, 363, 365, 700)])
    weeks, pace = lead_weeks(judged_at, until), lead_pace(judged_at, until, until - pd.Timedelta(days=730))
    assert (pace.is_counted.tolist(), pace.weeks) == (weeks.is_inside.tolist(), 52)
    assert pace.is_counted.tolist() == [True, True, True, False, False]


def test_a_pace_before_the_first_full_week_counts_everybody() -> None:
    until = pd.Timestamp("2026-10-31", tz="UTC")
    young = pd.Series([until - pd.Timedelta(days=2)] * 3)
    pace = lead_pace(young, until, until - pd.Timedelta(days=14))
    assert (pace.is_counted.sum(), pace.weeks) == (3, 2)
    assert lead_pace(young[:0], until, until).weeks == pytest.approx(1 / 7)
