"""Waiting for the first contact: the published Kaplan–Meier case, obvious loops, coverage of the median."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.first_contact import (
    LAST_HOUR,
    closed_hours,
    contact_curve,
    contact_times,
    measured,
    median_hours,
)
from clm_core.columns import empty_frame, typed_frame
from clm_core.feedback_columns import HANDOVERS
from tests.analysis.feedback_case import case

HANDED = pd.Timestamp("2026-03-02 08:00", tz="UTC")


def rows_of(leads: list[tuple[float, float]], verdicts: list[tuple[str, float]] | None = None) -> pd.DataFrame:
    """HANDOVERS of (hours to contact or NaN, age in hours); verdicts as (verdict, hours after the hand-over)."""
    frame = pd.DataFrame(leads, columns=["hours_to_contact", "age_hours"])
    said = pd.DataFrame(verdicts or [("", np.nan)] * len(leads), columns=["verdict", "after"])
    return typed_frame(
        frame.assign(
            contact_key=range(len(frame)),
            handed_at=HANDED,
            owner="a",
            age_days=frame["age_hours"] / 24,
            attempts=1,
            is_dated=True,
            is_young=False,
            verdict=said["verdict"],
            verdict_at=(HANDED + pd.to_timedelta(said["after"], unit="h")).astype("datetime64[us, UTC]"),
        ),
        HANDOVERS,
    )


def test_kaplan_meier_of_the_reference_case() -> None:
    case_ = [(5, 1), (8, 1), (12, 0), (15, 1), (20, 0), (20, 0), (25, 1), (30, 0), (40, 0), (45, 0)]
    rows = rows_of([(hours, 100.0) if is_contacted else (np.nan, hours) for hours, is_contacted in case_])
    curve = contact_curve(rows).set_index("hours")
    shares = curve.loc[[4, 5, 8, 15, 25, 45], "contacted_share"]
    assert shares.tolist() == pytest.approx([0, 0.1, 0.2, 0.314286, 0.485714, 0.485714], abs=1e-6)
    assert curve.index.max() == 45, "nobody is watched longer"
    # Greenwood at hour 8: S = .8, variance .8² · (1/(10·9) + 1/(9·8)) = .016; log(−log) band .031 to .59.
    spread = np.exp(1.959964 * np.sqrt(1 / 90 + 1 / 72) / abs(np.log(0.8)))
    assert curve.loc[8, ["contacted_low", "contacted_high"]].tolist() == pytest.approx(
        [1 - 0.8 ** (1 / spread), 1 - 0.8**spread]
    )
    assert np.isnan(median_hours(rows)[0]), "fewer than half were contacted"


def test_the_case_by_hand() -> None:
    """Contacted after 2, 30 and 12 hours; one waits since March, one was recycled without a contact."""
    rows = measured(case())
    whole = contact_times(rows, rows["owner"], promise_hours=24).set_index("group").loc[""]
    assert whole[["leads", "contacted", "closed", "uncontacted"]].tolist() == [5, 3, 1, 1]
    assert whole[["promise_base", "kept"]].tolist() == [5, 2]
    assert whole["kept_rate"] == 0.4
    assert whole["attempts_mean"] == pytest.approx((2 + 1 + 0 + 0) / 4), "yesterday's lead has had no fortnight"
    assert bool(whole["is_little"])


def test_closed_leads_wait_no_longer() -> None:
    """Rejected after 3 hours without a call; rejected after a call; accepted, so the call is still owed."""
    rows = rows_of(
        [(np.nan, 100.0), (2.0, 100.0), (np.nan, 100.0), (9.0, 100.0)],
        [("rejected", 3.0), ("recycled", 5.0), ("accepted", 3.0), ("rejected", 4.0)],
    )
    assert closed_hours(rows).tolist() == pytest.approx([3.0, np.nan, np.nan, 4.0], nan_ok=True)
    times = contact_times(rows, rows["owner"], promise_hours=8).iloc[0]
    assert times[["contacted", "closed", "uncontacted"]].tolist() == [1, 2, 1]
    assert times[["promise_base", "kept"]].tolist() == [2, 1], "those closed before the promise was due are left out"


def slow_curve(rows: pd.DataFrame) -> list[float]:
    """Hour by hour: of those still waiting and watched, the share contacted within the hour."""
    waiting, shares = 1.0, []
    for hour in range(60):
        contacted = [h for h in rows["hours_to_contact"].dropna() if h == hour == 0 or max(hour - 1, 0) < h <= hour]
        watched = 0
        for hours, age in zip(rows["hours_to_contact"], rows["age_days"] * 24, strict=True):
            end = np.ceil(hours) if hours == hours else np.floor(age)
            watched += end >= hour
        if watched:
            waiting *= 1 - len(contacted) / watched
        shares.append(1 - waiting)
    return shares


waits = st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 40)), st.integers(1, 50)), min_size=1, max_size=25)


@settings(max_examples=50, deadline=None)
@given(waits)
def test_the_curve_agrees_with_the_obvious_loop(leads: list[tuple[int | None, int]]) -> None:
    rows = rows_of([(np.nan if hours is None else hours / 2, age + 50.0) for hours, age in leads])
    curve = contact_curve(rows)
    assert curve["contacted_share"].tolist() == pytest.approx(slow_curve(rows)[: len(curve)] + [
        curve["contacted_share"].iloc[-1]] * max(0, len(curve) - 60))  # fmt: skip
    assert (curve["contacted_low"] <= curve["contacted_share"] + 1e-12).all()
    assert (curve["contacted_share"] <= curve["contacted_high"] + 1e-12).all()


@settings(max_examples=30, deadline=None)
@given(waits)
def test_groups_sum_to_the_whole(leads: list[tuple[int | None, int]]) -> None:
    rows = rows_of([(np.nan if hours is None else hours, float(age)) for hours, age in leads])
    times = contact_times(rows, pd.Series(["odd" if i % 2 else "even" for i in range(len(rows))]), promise_hours=10)
    counts = ["leads", "contacted", "uncontacted", "closed", "promise_base", "kept"]
    assert times[counts].iloc[1:].sum().tolist() == times[counts].iloc[0].tolist()
    assert (times["leads"] == times["contacted"] + times["uncontacted"] + times["closed"]).all()


def test_contacts_after_a_month_count_as_none() -> None:
    curve = contact_curve(rows_of([(LAST_HOUR + 1.0, 2_000.0), (3.0, 2_000.0)]))
    assert curve["contacted_share"].iloc[-1] == 0.5


def test_the_medians_interval_covers_the_truth() -> None:
    """120 leads that wait 20 hours in the median (lognormal), watched for 2 to 120 hours: 95 % of 200 intervals."""
    rng = np.random.default_rng(11)
    covered = 0
    for _ in range(200):
        hours, age = rng.lognormal(np.log(20), 1.2, 120), rng.uniform(2, 120, 120)
        _, low, high = median_hours(rows_of([(h if h <= a else np.nan, a) for h, a in zip(hours, age, strict=True)]))
        # Whole hours: a median of 20 is seen as reached by hour 20 or 21.
        covered += low <= 21 and high >= 20
    assert 0.92 <= covered / 200 <= 0.99


def test_nothing_is_an_empty_answer() -> None:
    nothing = empty_frame(HANDOVERS)
    assert contact_times(nothing, nothing["owner"], 24)["leads"].tolist() == [0]
    assert contact_curve(nothing).empty
