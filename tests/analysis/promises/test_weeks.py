"""Promises week by week: the case by hand, a slow loop, and what adds up."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm_core.analysis.promises.weeks import WeekStatus, kept_share, last_weeks, promise_weeks
from clm_core.selection import Period
from clm_core.targets import Promise, PromiseKind
from tests.analysis.promises.invented_promises import AS_OF, END, invented_facts
from tests.analysis.promises.test_facts import facts
from tests.analysis.promises.test_judged import PROMISES

SPRING = Period(start_on=date(2026, 3, 1), end_on=date(2026, 5, 31))
NUMBERS = (Promise(kind=PromiseKind.MQLS_PER_WEEK, level=4), Promise(kind=PromiseKind.CAPACITY, level=3))


def of_week(promise: Promise, week: str) -> list[object]:
    rows = promise_weeks(facts(), promise, SPRING).set_index("week")
    row = rows.loc[week]
    return [row["n"], row["hits"], row["open"], row["needed"], str(row["status"])]


def test_the_case_by_hand() -> None:
    """Four MQLs in the first week of March, one on the last Saturday of May, two days before the data end."""
    first, last = "2026-03-02", "2026-05-25"
    mqls = Promise(kind=PromiseKind.MQLS_PER_WEEK, level=2)
    assert of_week(mqls, first) == [4, 4, 0, 2, "kept"]
    assert of_week(mqls, "2026-03-09") == [0, 0, 0, 2, "missed"]
    within_a_day = Promise(kind=PromiseKind.FIRST_CONTACT, level=0.25, within=24)
    assert of_week(within_a_day, first) == [4, 1, 0, 0.25, "kept"]
    assert of_week(within_a_day, "2026-03-09")[-1] == "nothing"
    assert of_week(within_a_day, last) == [1, 1, 0, 0.25, "kept"]
    verdict = Promise(kind=PromiseKind.VERDICT, level=0.8, within=2)
    assert of_week(verdict, first) == [4, 3, 0, 0.8, "missed"]
    assert of_week(verdict, last) == [1, 0, 1, 0.8, "too_early"]
    attempts = Promise(kind=PromiseKind.ATTEMPTS, level=0.8, within=14, attempts=2)
    assert of_week(attempts, first) == [1, 0, 0, 0.8, "missed"], "only the fifth was neither reached nor judged"


def test_capacity_asks_for_no_more_leads_than_there_were() -> None:
    """Two of the three leads of the week's five days were worked; the fifth came on Sunday and waits with the third."""
    capacity = Promise(kind=PromiseKind.CAPACITY, level=2)
    assert of_week(capacity, "2026-03-02") == [3, 2, 0, 2, "kept"]
    assert of_week(capacity, "2026-03-09") == [2, 0, 0, 2, "missed"]
    assert of_week(capacity, "2026-04-06") == [1, 0, 0, 1, "missed"], "the third waited for thirty days"
    assert of_week(capacity, "2026-04-13")[-1] == "nothing"
    assert of_week(capacity, "2026-05-25") == [1, 1, 0, 1, "kept"], "worked on the Sunday though it need not be"


def test_shares_kept_over_the_period_with_their_intervals() -> None:
    verdict = Promise(kind=PromiseKind.VERDICT, level=0.5, within=2)
    kept = kept_share(facts(), verdict, promise_weeks(facts(), verdict, SPRING))
    assert (kept.weeks, kept.kept_weeks, kept.early_weeks, kept.n, kept.hits) == (1, 1, 1, 4, 3)
    assert (kept.share, kept.value) == (1.0, 0.75)
    # Wilson for 1 of 1 and 3 of 4.
    assert (kept.low, kept.high) == pytest.approx((0.206549, 1.0), abs=1e-6)
    assert (kept.value_low, kept.value_high) == pytest.approx((0.300642, 0.954413), abs=1e-6)


def test_a_mean_of_numbers_is_as_uncertain_as_its_weeks_scatter() -> None:
    promise = Promise(kind=PromiseKind.MQLS_PER_WEEK, level=4)
    rows = promise_weeks(invented_facts(1), promise, last_weeks(invented_facts(1), 4))
    rows = rows.assign(hits=[0, 0, 40, 40], n=[0, 0, 40, 40], status=WeekStatus.KEPT)
    kept = kept_share(invented_facts(1), promise, rows)
    assert kept.value == 20.0
    assert kept.value_low == 0.0, "no number is below zero"
    assert kept.value_high == pytest.approx(20 + 1.96 * np.std([0, 0, 40, 40], ddof=1) / 2)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_worked_and_waiting_as_a_slow_loop_counts_them(seed: int) -> None:
    found = invented_facts(seed)
    rows = promise_weeks(found, NUMBERS[1], Period(start_on=found.first_on, end_on=AS_OF))
    for row in rows.itertuples():
        monday = pd.Timestamp(row.week, tz="UTC")
        worked = there = 0
        for lead in found.leads.itertuples():
            waited = (
                pd.Timedelta(hours=lead.hours_to_contact) if lead.hours_to_contact == lead.hours_to_contact else None
            )
            contacted_at = None if waited is None else lead.handed_at + waited
            if contacted_at is not None and monday <= contacted_at < monday + pd.Timedelta(days=7):
                worked += 1
            closed_at = (
                END
                if lead.closed_hours != lead.closed_hours
                else lead.handed_at + pd.Timedelta(hours=lead.closed_hours)
            )
            gone_on = min(
                (one.normalize() for one in (contacted_at or END, closed_at)),
                default=END,
            )
            gone_on = min(gone_on, lead.handed_at.normalize() + pd.Timedelta(days=30))
            if lead.handed_at < monday + pd.Timedelta(days=5) and gone_on >= monday:
                there += 1
        assert (row.hits, row.n) == (worked, max(there, worked))
        assert row.needed == min(3, row.n)


@given(st.integers(0, 300))
def test_weeks_add_up(seed: int) -> None:
    """Every lead is in one week; nobody is a hit who is not counted or too young; a Thursday's week is not over."""
    found = invented_facts(seed, count=25)
    whole = Period(start_on=found.first_on, end_on=AS_OF)
    for promise in (*PROMISES, *NUMBERS):
        rows = promise_weeks(found, promise, whole)
        assert (np.diff(rows["week"]) == np.timedelta64(7, "D")).all()
        assert rows["status"].iloc[-1] == WeekStatus.TOO_EARLY
        assert not rows["is_clear"].iloc[-1]
        assert (rows["hits"] + rows["open"] <= rows["n"]).all()
        assert (rows["needed"] <= promise.level).all()
        told = rows[rows["status"].isin([WeekStatus.KEPT, WeekStatus.MISSED])]
        assert (told["open"] == 0).all()
    mqls = promise_weeks(found, NUMBERS[0], whole)
    assert mqls["n"].sum() == 25
    consent = promise_weeks(found, PROMISES[1], whole)
    assert consent["hits"].sum() == found.leads["may_be_mailed"].sum()


def test_only_weeks_of_the_period_that_have_begun() -> None:
    found = invented_facts(2)
    ahead = Period(start_on=AS_OF + timedelta(days=10), end_on=AS_OF + timedelta(days=40))
    assert promise_weeks(found, NUMBERS[0], ahead).empty
    begun = Period(start_on=AS_OF - timedelta(days=9), end_on=AS_OF + timedelta(days=40))
    assert [str(day.date()) for day in promise_weeks(found, NUMBERS[0], begun)["week"]] == ["2026-05-18", "2026-05-25"]


def test_the_latest_whole_weeks() -> None:
    found = invented_facts(1)
    assert last_weeks(found, 2) == Period(start_on=date(2026, 5, 11), end_on=date(2026, 5, 24))
    assert last_weeks(facts(), 1) == Period(start_on=date(2026, 5, 25), end_on=date(2026, 5, 31)), "ends on a Sunday"
