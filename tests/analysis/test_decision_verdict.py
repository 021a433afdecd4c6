"""The verdict's rule, case by case, and what makes it too early."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm_core.analysis.decision_verdict import Surroundings, expected_range, judgement, verdict_of
from clm_core.analysis.selected import LoopData
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, empty_frame, typed_frame
from clm_core.decisions import DecisionVerdict, ExpectedEffect, Measure, MeasuredEffect, VerdictReason
from tests.analysis.decision_worlds import AS_OF, FIRST_ON, START_ON, decision

AROUND = Surroundings(first_on=FIRST_ON, as_of=AS_OF, zone="Europe/Berlin")


def expected(change: float, low: float | None = None, high: float | None = None) -> ExpectedEffect:
    return ExpectedEffect(measure=Measure.LEADS, change=change, low=low, high=high)


def found(low: float, high: float) -> MeasuredEffect:
    return MeasuredEffect(
        change=(low + high) / 2, low=low, high=high, before=1.0, without=1.0, after=1.0, weeks=8, count=100,
        is_season_corrected=True, is_compared=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("effect", "measured", "verdict", "reason"),
    [
        (expected(10, 5, 15), found(4, 12), "came_true", "reached"),
        (expected(10, 5, 15), found(1, 6), "came_true", "reached"),
        (expected(10, 5, 15), found(16, 30), "came_true", "surpassed"),
        (expected(10, 5, 15), found(1, 4), "did_not", "missed"),
        (expected(10, 5, 15), found(-3, 4), "did_not", "missed"),
        (expected(10, 5, 15), found(-8, -2), "did_not", "opposite"),
        (expected(10, 5, 15), found(-2, 6), "cannot_tell", "both_fit"),
        (expected(-10, -15, -5), found(-12, -4), "came_true", "reached"),
        (expected(-10, -15, -5), found(-4, 1), "did_not", "missed"),
        (expected(-10, -15, -5), found(2, 6), "did_not", "opposite"),
        (expected(-10, -15, -5), found(-30, 2), "cannot_tell", "both_fit"),
        (expected(10), found(4, 6), "came_true", "reached"),
        (expected(10), found(1, 4.9), "did_not", "missed"),
        (expected(10), found(21, 30), "came_true", "surpassed"),
        (expected(5, -2, 12), found(-1, 3), "cannot_tell", "both_fit"),
        (expected(5, -2, 12), found(-5, -1), "did_not", "opposite"),
        (expected(5, -2, 12), found(0.5, 3), "came_true", "reached"),
        (expected(0, -5, 5), found(-4, 4), "came_true", "reached"),
        (expected(0, -5, 5), found(-9, 4), "cannot_tell", "both_fit"),
        (expected(0, -5, 5), found(6, 9), "did_not", "opposite"),
    ],
)
def test_the_rule(effect: ExpectedEffect, measured: MeasuredEffect, verdict: str, reason: str) -> None:
    assert verdict_of(effect, measured) == (DecisionVerdict(verdict), VerdictReason(reason))


ends = st.floats(-100, 100).map(lambda value: round(value, 3))


@given(st.lists(ends, min_size=3, max_size=3), st.lists(ends, min_size=2, max_size=2))
def test_a_fall_is_judged_as_a_rise_is(effect: list[float], interval: list[float]) -> None:
    low, change, high = sorted(effect)
    bottom, top = sorted(interval)
    risen = verdict_of(expected(change, low, high), found(bottom, top))
    assert verdict_of(expected(-change, -high, -low), found(-top, -bottom)) == risen


@given(st.lists(ends, min_size=3, max_size=3), st.lists(ends, min_size=2, max_size=2))
def test_nothing_came_true_that_may_be_no_effect_at_all(effect: list[float], interval: list[float]) -> None:
    low, change, high = sorted(effect)
    bottom, top = sorted(interval)
    verdict, _ = verdict_of(expected(change, low, high), found(bottom, top))
    if change and bottom <= 0 <= top:
        assert verdict is not DecisionVerdict.CAME_TRUE


def test_a_bare_number_means_half_to_twice() -> None:
    assert (expected_range(expected(10)), expected_range(expected(-10))) == ((5, 20), (-20, -5))


def company(leads: dict[date, int], sql_after_days: int | None = None) -> LoopData:
    """So many leads of the channel on each day, and of another one; SQLs after so many days where that was by now."""
    now = datetime(AS_OF.year, AS_OF.month, AS_OF.day, 20, tzinfo=UTC)
    rows: list[dict[str, Any]] = []
    for day, count in leads.items():
        at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        sql_at = None if sql_after_days is None else at + timedelta(days=sql_after_days)
        rows += [
            {"lead_at": at, "first_touch_channel": channel, "sql_at": sql_at if sql_at and sql_at <= now else None}
            for channel in ("own", "other")
            for _ in range(count)
        ]
    contacts = typed_frame(
        pd.DataFrame(rows).assign(contact_key=range(len(rows))), SNAPSHOT_COLUMNS[SnapshotTable.CONTACTS]
    )
    others = {
        table.value: empty_frame(SNAPSHOT_COLUMNS[table])
        for table in (SnapshotTable.DEALS, SnapshotTable.SPEND, SnapshotTable.TRAFFIC, SnapshotTable.ACCOUNTS)
    }
    return LoopData(contacts=contacts, **others)


EVERY_DAY = {FIRST_ON + timedelta(days=day): 3 for day in range((AS_OF - FIRST_ON).days + 1)}


def test_nothing_is_said_before_the_check() -> None:
    asked = replace(decision(1.0), check_on=AS_OF + timedelta(days=1))
    said = judgement(company({}), asked, AROUND)
    assert (said.verdict, said.reason, said.possible_from) == ("too_early", "check_ahead", asked.check_on)


def test_young_outcomes_wait_for_their_time() -> None:
    """SQLs take 40 days: eight weeks that end on 27 September are ripe on 6 November."""
    asked = decision(1.0, measure=Measure.SQLS)
    late = replace(asked, takes_effect_on=date(2026, 8, 3), check_on=date(2026, 9, 28))
    said = judgement(company(EVERY_DAY, 40), late, AROUND)
    assert (said.verdict, said.reason, said.possible_from) == ("too_early", "not_ripe", date(2026, 11, 6))
    told = judgement(company(EVERY_DAY, 40), asked, AROUND)
    assert told.measured is not None
    assert (told.measured.before, told.measured.after) == (pytest.approx(21), pytest.approx(21))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"check_on": START_ON + timedelta(days=6)}, "too_short"),
        ({"takes_effect_on": date(2024, 12, 1), "check_on": date(2025, 3, 1)}, "nothing_before"),
        ({"channels": ("nobody",)}, "too_few"),
    ],
)
def test_what_the_data_cannot_say(changes: dict[str, Any], reason: str) -> None:
    said = judgement(company(EVERY_DAY), replace(decision(5.0), **changes), AROUND)
    assert (said.verdict, said.reason, said.measured) == (DecisionVerdict.CANNOT_TELL, VerdictReason(reason), None)


def test_a_company_without_outcomes_is_told() -> None:
    said = judgement(company({}), decision(5.0), AROUND)
    assert (said.verdict, said.reason) == ("cannot_tell", "too_few")
