"""The rows of the lead list, put together from their parts."""

import numpy as np
import pandas as pd
import pytest

from clm_core.analysis.handover import lead_standing
from clm_core.analysis.handover_rows import field_values, in_call_order, last_touches, lead_rows, with_worth
from clm_core.analysis.handover_waiting import chosen_leads
from clm_core.analysis.scoring.leads import LeadFacts
from clm_core.analysis.scoring.score_chance import Chances
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, empty_frame, typed_frame
from clm_core.scoring_columns import HANDED_LEADS, LEAD_SCORES, LEAD_VERDICTS
from tests.analysis.scoring.scoring_worlds import facts_of, world

CONTACTS = typed_frame(
    {
        "contact_key": [7, 3, 5],
        "contact_id": ["c7", "c3", "c5"],
        "email": ["g@x", "c@x", None],
        "company": ["Gear", "Cog", "Etch"],
        "first_touch_channel": ["events", None, "email"],
        "first_touch_campaign": ["Messe", None, None],
        "owner": ["Ada", None, "Bo"],
    },
    SNAPSHOT_COLUMNS[SnapshotTable.CONTACTS],
)


def rows_of(verdicts: pd.DataFrame | None = None) -> pd.DataFrame:
    keys = np.array([3, 5, 7])
    given = empty_frame(LEAD_VERDICTS) if verdicts is None else verdicts
    stages = empty_frame(SNAPSHOT_COLUMNS[SnapshotTable.STAGES])
    end = pd.Timestamp("2026-11-01", tz="UTC")
    return lead_rows(
        typed_frame({"contact_key": keys, "score": [50, 60, 70], "grade": ["A1", "B2", "C3"]} | {
            "fit_points": 30.0, "engagement_points": 20.0, "is_mql": True, "is_sql": False}, LEAD_SCORES),
        lead_standing(keys, stages, given, end, "UTC"),
        since=np.array([100, -1, 98]),
        as_of_day=104,
        contacts=CONTACTS,
        verdicts=given,
        consents=pd.Series({7: "given", 3: "withdrawn", 5: "given"}),
    )  # fmt: skip


def test_each_lead_has_its_own_profile() -> None:
    rows = rows_of()
    assert rows["contact_id"].tolist() == ["c3", "c5", "c7"]
    assert rows["channel"].tolist() == ["no_source", "email", "events"]
    assert rows["waiting_days"].fillna(-1).tolist() == [4, -1, 6]
    assert rows["consent"].tolist() == ["withdrawn", "given", "given"]
    # Nobody is mailed without an address.
    assert rows["may_be_mailed"].tolist() == [False, False, True]
    assert (rows["verdict"] == "").all()
    assert {name: str(dtype) for name, dtype in rows.dtypes.items()} == HANDED_LEADS


def test_a_verdict_stands_beside_the_lead_it_was_given_on() -> None:
    said = typed_frame(
        {"contact_key": [5], "verdict": ["rejected"], "reason": ["No budget"],
         "given_at": [pd.Timestamp("2026-10-02", tz="UTC")]},
        LEAD_VERDICTS,
    )  # fmt: skip
    rows = rows_of(said)
    assert rows["verdict"].tolist() == ["", "rejected", ""]
    assert rows["reason"].tolist() == ["", "No budget", ""]
    assert rows["verdict_at"].isna().tolist() == [True, False, True]


def test_worth_is_the_product_and_decides_the_order_of_those_to_call() -> None:
    half = np.full(3, 0.1)
    rows = with_worth(rows_of(), Chances(value=half, low=half / 2, high=half * 2), np.array([100.0, 1e6, 900.0]))
    assert rows["expected_value"].tolist() == pytest.approx([10, 1e5, 90])
    assert in_call_order(rows)["contact_id"].tolist() == ["c7", "c3"]
    unknown = with_worth(rows_of(), Chances(value=half * np.nan, low=half, high=half), np.full(3, np.nan))
    assert in_call_order(unknown)["score"].tolist() == [70, 50]


def slow_last(events: pd.DataFrame, key: int, end: pd.Timestamp) -> pd.Timestamp | None:
    mine = [at for at in events.loc[events["contact_key"] == key, "at"] if at < end.timestamp() * 1e6]
    return pd.Timestamp(max(mine), unit="us", tz="UTC").floor("min") if mine else None


def test_the_last_touch_is_the_last_before_the_day_ends() -> None:
    facts, (_, events) = facts_of(4, events=60), world(4, events=60)
    end = pd.Timestamp("2026-09-01", tz="UTC")
    rows = np.arange(len(facts))[::2]
    found = last_touches(facts, rows, end)
    expected = [slow_last(events, int(key), end) for key in facts.contact_keys[rows]]
    assert [None if pd.isna(one) else one for one in found] == expected
    assert None in expected


def test_fields_as_text() -> None:
    facts: LeadFacts = chosen_leads(facts_of(4), np.array([2, 3, 9]))
    contacts = world(4)[0].dropna(subset="lead_at").iloc[[2, 3, 9]]
    expected = contacts["industry"].fillna("").str.strip().tolist()
    assert field_values(facts, "industry", np.arange(3)) == expected
    assert field_values(facts, "industry", np.array([2, 0])) == [expected[2], expected[0]]
    assert field_values(facts, "attribute:Nobody has it", np.arange(3)) == ["", "", ""]
