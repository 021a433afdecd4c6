"""Time in stage: open waits count, so the median is never shorter than that of those who have left."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.funnel_time.stage_times import stage_times
from clm_core.analysis.funnel_time.stage_waits import CLOSED, MOVED_ON, OPEN
from tests.analysis.funnel_time.waits import waits_of


def test_by_hand_and_by_group() -> None:
    """Fast: 1, 2, 3, 4 days. Slow: 2 days, then three who still wait: only a quarter has left."""
    rows = [(90, day, MOVED_ON) for day in (1, 2, 3, 4)] + [(90, 2, CLOSED)] + [(90, 90, OPEN)] * 3
    frame = stage_times(waits_of(rows, ["fast"] * 4 + ["slow"] * 4), is_grouped=True).set_index("group")
    assert frame.loc["fast", ["stay_q1_days", "stay_median_days", "stay_q3_days", "stay_p90_days"]].tolist() == [
        1,
        2,
        3,
        4,
    ]
    slow = frame.loc["slow"]
    assert slow[["entered", "moved_on", "closed", "still_open"]].tolist() == [4, 0, 1, 3]
    assert (slow["stay_q1_days"], slow["plain_median_days"]) == (2, 2)
    assert np.isnan(slow["stay_median_days"])
    whole = stage_times(waits_of(rows), is_grouped=False)
    assert whole[["group", "entered", "stay_median_days"]].iloc[0].tolist() == ["", 8, 3]


def slow_median(rows: list[tuple[int, int, int]]) -> float:
    waiting = 1.0
    for day in range(max(waited for _, waited, _ in rows) + 1):
        at_risk = sum(waited >= day for _, waited, _ in rows)
        if at_risk:
            waiting *= 1 - sum(waited == day and way != OPEN for _, waited, way in rows) / at_risk
        if waiting <= 0.5 + 1e-9:
            return float(day)
    return float("nan")


waits = st.lists(
    st.tuples(st.just(50), st.integers(0, 50), st.sampled_from([OPEN, MOVED_ON, CLOSED])), min_size=1, max_size=50
)


@settings(max_examples=60, deadline=None)
@given(waits)
def test_median_agrees_with_the_obvious_loop(rows: list[tuple[int, int, int]]) -> None:
    found = stage_times(waits_of(rows), is_grouped=False).iloc[0]
    assert found["stay_median_days"] == pytest.approx(slow_median(rows), nan_ok=True)
    assert found["entered"] == found["moved_on"] + found["closed"] + found["still_open"] == len(rows)
    if not np.isnan(found["stay_median_low_days"]) and not np.isnan(found["stay_median_days"]):
        assert found["stay_median_low_days"] <= found["stay_median_days"]
    if not np.isnan(found["stay_median_high_days"]):
        assert found["stay_median_days"] <= found["stay_median_high_days"]


def test_the_interval_covers_the_true_median() -> None:
    """Exponential waits with median 20 days, censored at 30: the interval holds 20 in about 95 of 100 data sets."""
    rng, hits = np.random.default_rng(7), 0
    for _ in range(200):
        true = rng.exponential(20 / np.log(2), 150)
        rows = [(30, int(min(one, 30)), MOVED_ON if one < 30 else OPEN) for one in true]
        found = stage_times(waits_of(rows), is_grouped=False).iloc[0]
        # A wait of 19.6 days ends on day 19.
        hits += found["stay_median_low_days"] <= 20 <= found["stay_median_high_days"] + 1
    assert 0.91 <= hits / 200 <= 1.0
