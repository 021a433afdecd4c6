"""Hand-overs of eight leads counted by hand; verdicts and first contacts against obvious loops."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.sales_feedback import (
    DEFAULT_VERDICT_DAYS,
    handed_in,
    handovers,
    verdict_days,
    verdicts_from_stages,
)
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, empty_frame, typed_frame
from clm_core.feedback_columns import HANDOVERS
from clm_core.scoring_columns import LEAD_EVENTS, LEAD_VERDICTS
from clm_core.selection import Period
from tests.analysis.feedback_case import AS_OF, CAUSES, ZONE, case, contacts, date, events, stages, utc

ORDER = ("sal", "sql", "opportunity", "customer", "rejected", "recycled")


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return case().set_index("contact_key")


def test_who_was_handed_over_and_since_when_that_is_known(rows: pd.DataFrame) -> None:
    assert sorted(rows.index) == [1, 2, 3, 4, 5, 8]
    assert rows["is_dated"].to_dict() == {1: True, 2: True, 3: True, 4: False, 5: True, 8: True}
    # Without an MQL entry the first sign of sales counts: the call half an hour before the acceptance.
    assert rows.loc[4, "handed_at"] == pd.Timestamp("2026-03-10 07:30", tz="UTC")
    assert rows["channel"].to_dict() == {
        1: "events", 2: "events", 3: "email", 4: "email", 5: "no_source", 8: "events"
    }  # fmt: skip


def test_verdicts_and_reasons(rows: pd.DataFrame) -> None:
    assert rows["verdict"].to_dict() == {1: "accepted", 2: "rejected", 3: "recycled", 4: "accepted", 5: "", 8: ""}
    assert rows.loc[1, "verdict_at"] == pd.Timestamp("2026-03-05 11:00", tz="UTC"), "accepted once, not at the deal"
    assert rows["reason"].to_dict() == {1: "", 2: "Falsche Zielgruppe", 3: "Frag später", 4: "", 5: "", 8: ""}
    assert rows["cause"].to_dict() == {1: "", 2: "no_fit", 3: "other", 4: "", 5: "", 8: ""}


def test_first_contact_is_sales_own_after_the_hand_over(rows: pd.DataFrame) -> None:
    hours = rows["hours_to_contact"]
    assert hours[[1, 2, 8]].tolist() == [2.0, 30.0, 12.0]
    assert hours[[3, 4, 5]].isna().all(), "an opened mail is no contact; without a date nothing is measured"
    assert rows["attempts"].to_dict() == {1: 2, 2: 1, 3: 0, 4: 1, 5: 0, 8: 1}
    assert rows["attempts_to_verdict"].fillna(-1).to_dict() == {1: 1, 2: 1, 3: 0, 4: 1, 5: -1, 8: -1}


def test_what_followed(rows: pd.DataFrame) -> None:
    assert rows.loc[1, ["sql_at", "opportunity_at", "won_at"]].tolist() == [
        pd.Timestamp(moment, tz="UTC") for moment in ("2026-03-12 08:00", "2026-03-20 08:00", "2026-04-20 08:00")
    ]
    assert rows.loc[[2, 3, 4, 5, 8], ["sql_at", "opportunity_at", "won_at"]].isna().all(axis=None)


def test_age_ends_with_the_last_day_in_the_reporting_zone(rows: pd.DataFrame) -> None:
    """31 May ends at 22:00 UTC in Berlin's summer."""
    assert rows.loc[8, "age_days"] == pytest.approx(26 / 24)
    assert rows["is_young"].to_dict() == {1: False, 2: False, 3: False, 4: False, 5: False, 8: True}
    assert verdict_days(rows) == DEFAULT_VERDICT_DAYS, "six leads cannot say how long verdicts take"


def test_yesterday_is_reproduced() -> None:
    """As of 5 March lead 1 has just been accepted, lead 2 waits, and nobody else was handed over."""
    verdicts = verdicts_from_stages(stages()[stages()["entered_at"] < "2026-03-05 23:00+00:00"], CAUSES)
    then = handovers(contacts(), stages(), events(), verdicts, as_of=date(2026, 3, 5), zone=ZONE)
    assert then["contact_key"].tolist() == [1, 2]
    assert then["verdict"].tolist() == ["accepted", ""]
    assert then["sql_at"].isna().all()


def test_a_verdict_of_an_earlier_day_is_about_another_hand_over() -> None:
    earlier = pd.DataFrame({"contact_key": [5, 8], "verdict": "rejected", "reason": "x", "cause": "other"})
    given_at = utc(pd.Series(["2026-03-07 12:00", "2026-05-30 01:00"]))
    verdicts = typed_frame(earlier.assign(given_at=given_at, origin="sheet"), LEAD_VERDICTS)
    found = handovers(contacts(), stages(), events(), verdicts, as_of=AS_OF, zone=ZONE).set_index("contact_key")
    assert found.loc[5, "verdict"] == "", "the day before"
    assert found.loc[8, "verdict"] == "rejected", "the same day, without a time worth comparing"


def test_who_got_further_was_accepted() -> None:
    nothing = empty_frame(LEAD_VERDICTS)
    found = handovers(contacts(), stages(), events(), nothing, as_of=AS_OF, zone=ZONE).set_index("contact_key")
    assert found.loc[1, "verdict"] == "accepted"
    assert found.loc[1, "verdict_at"] == found.loc[1, "sql_at"]
    assert found.loc[2, "verdict"] == ""


def test_period_and_people_choose_hand_overs() -> None:
    march = Period(start_on=date(2026, 3, 1), end_on=date(2026, 3, 5))
    assert handed_in(case(), contacts(), march, ZONE)["contact_key"].tolist() == [1, 2]
    only = contacts()[contacts()["contact_key"] == 2]
    assert handed_in(case(), only, march, ZONE)["contact_key"].tolist() == [2]


def test_scores_are_kept_beside_and_inputs_left_alone() -> None:
    given_frames = contacts(), stages(), events(), verdicts_from_stages(stages(), CAUSES)
    before = [frame.copy(deep=True) for frame in given_frames]
    scores = pd.Series({1: 80.0, 5: 12.0})
    rows = handovers(*given_frames, as_of=AS_OF, zone=ZONE, scores=scores).set_index("contact_key")
    assert rows["score"].dropna().to_dict() == {1: 80.0, 5: 12.0}
    for frame, then in zip(given_frames, before, strict=True):
        pd.testing.assert_frame_equal(frame, then)


def test_hand_overs_before_records_were_complete_are_not_learned_from() -> None:
    """Fifty survivors of 2025 judged on day 90; fifty leads of 2026 judged on day 5."""
    start = {"2025-01-01": 90, "2026-01-01": 5}
    entries = [
        (place * 100 + number, stage, pd.Timestamp(day) + pd.Timedelta(days=number / 10 + lag * (stage == "sal")))
        for place, (day, lag) in enumerate(start.items())
        for number in range(50)
        for stage in ("mql", "sal")
    ]
    frame = pd.DataFrame(entries, columns=["contact_key", "stage", "entered_at"]).assign(origin="file")
    history = typed_frame(frame.assign(entered_at=utc(frame["entered_at"])), SNAPSHOT_COLUMNS[SnapshotTable.STAGES])
    people = frame.drop_duplicates("contact_key").assign(lead_at=utc(frame["entered_at"]))
    people = typed_frame(people[["contact_key", "lead_at"]], SNAPSHOT_COLUMNS[SnapshotTable.CONTACTS])
    given = (people, history, empty_frame(LEAD_EVENTS), verdicts_from_stages(history, {}))
    day = date(2026, 2, 1)
    young = handovers(*given, as_of=day, zone=ZONE)["is_young"]
    assert young.sum() == 50, "nine in ten survivors were judged by day 90"
    assert not handovers(*given, as_of=day, zone=ZONE, first_on=date(2026, 1, 1))["is_young"].any()


def test_nothing_gives_no_hand_overs() -> None:
    frames = (
        empty_frame(SNAPSHOT_COLUMNS[SnapshotTable.CONTACTS]),
        empty_frame(SNAPSHOT_COLUMNS[SnapshotTable.STAGES]),
        empty_frame(LEAD_EVENTS),
        empty_frame(LEAD_VERDICTS),
    )
    pd.testing.assert_frame_equal(handovers(*frames, as_of=AS_OF, zone=ZONE), empty_frame(HANDOVERS))


def test_the_age_of_decision_is_that_of_nine_in_ten_verdicts() -> None:
    """Thirty old leads judged after 1 … 30 days, thirty young ones after none: nine in ten by day 27.1."""
    handed = pd.Timestamp("2026-01-01", tz="UTC")
    days = [*range(1, 31), *[0] * 30]
    rows = pd.DataFrame(
        {"handed_at": handed, "verdict_at": [handed + pd.Timedelta(days=day) for day in days],
         "age_days": [100.0] * 30 + [5.0] * 30}
    )  # fmt: skip
    assert verdict_days(rows) == np.ceil(np.quantile(range(1, 31), 0.9)) == 28
    assert verdict_days(rows.assign(verdict_at=rows["verdict_at"].where(rows.index < 10))) == DEFAULT_VERDICT_DAYS, (
        "ten verdicts are too few"
    )


def slow_verdict(entries: list[tuple[int, str]]) -> tuple[str, int] | None:
    """Entry by entry: the latest verdict, dated by the first entry since the last other one."""
    found = None
    for day, stage in sorted(entries, key=lambda one: (one[0], ORDER.index(one[1]))):
        verdict = stage if stage in ("rejected", "recycled") else "accepted"
        if found is None or found[0] != verdict:
            found = (verdict, day)
    return found


histories = st.dictionaries(
    st.integers(1, 5), st.lists(st.tuples(st.integers(0, 20), st.sampled_from(ORDER)), min_size=1, max_size=6)
)


@settings(max_examples=60, deadline=None)
@given(histories)
def test_verdicts_agree_with_the_obvious_loop(people: dict[int, list[tuple[int, str]]]) -> None:
    start = pd.Timestamp("2026-01-01", tz="UTC")
    entries = [(key, stage, start + pd.Timedelta(days=day)) for key, some in people.items() for day, stage in some]
    frame = pd.DataFrame(entries[::-1], columns=["contact_key", "stage", "entered_at"])
    verdicts = verdicts_from_stages(typed_frame(frame, SNAPSHOT_COLUMNS[SnapshotTable.STAGES]), {})
    found = {row.contact_key: (row.verdict, (row.given_at - start).days) for row in verdicts.itertuples(index=False)}
    assert found == {key: slow_verdict(some) for key, some in people.items()}
