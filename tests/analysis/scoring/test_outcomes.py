"""What became of leads: judged at the hand-over, counted when old enough, and nothing from before."""

from datetime import date

import pandas as pd
import pytest

from clm_core.analysis.scoring.outcomes import JudgedLeads, judged_leads
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, empty_frame, typed_frame
from clm_core.scoring_columns import LEAD_OUTCOMES
from clm_core.scoring_model import LeadOutcome

DEALS, CONTACTS, PAIRS = SnapshotTable.DEALS, SnapshotTable.CONTACTS, SnapshotTable.DEAL_CONTACTS


def moment(text: str | None) -> pd.Timestamp:
    return pd.NaT if text is None else pd.Timestamp(text, tz="UTC")


def contact(key: int, lead: str, **stages: str) -> dict[str, object]:
    return {"contact_key": key, "lead_at": moment(lead), "first_touch_channel": "email"} | {
        f"{name}_at": moment(at) for name, at in stages.items()
    }


PEOPLE = typed_frame(
    pd.DataFrame(
        [
            contact(1, "2026-01-10", mql="2026-01-20", sal="2026-01-21", opportunity="2026-02-10"),
            contact(2, "2026-01-11", sal="2026-01-15", rejected="2026-01-14"),
            contact(3, "2026-01-12"),
            contact(4, "2026-01-13", opportunity="2026-01-18"),
            contact(5, "2025-12-01", mql="2026-02-01"),  # a lead from before the beginning
            contact(6, "2026-01-14", mql="2026-03-01", opportunity="2026-02-01"),  # an opportunity before
            contact(7, "2026-10-20"),  # not judged yet
            {"contact_key": 8},  # no lead at all
            contact(9, "2026-01-15", mql="2026-01-25", sql="2026-01-28"),
        ]
    ),
    SNAPSHOT_COLUMNS[CONTACTS],
)
WON = typed_frame(
    {
        "deal_key": [1, 2, 3],
        "created_at": [moment("2026-02-10"), moment("2020-01-01"), moment("2026-03-01")],
        "closed_on": pd.to_datetime(["2026-05-04", "2020-05-01", "2026-06-01"]),
        "amount": [1000.0, 9000.0, 500.0],
        "outcome": ["won", "won", "lost"],
    },
    SNAPSHOT_COLUMNS[DEALS],
)
IN_DEALS = typed_frame({"deal_key": [1, 1, 2, 3], "contact_key": [1, 9, 1, 2]}, SNAPSHOT_COLUMNS[PAIRS])


def found(outcome: LeadOutcome, as_of: date = date(2026, 10, 31)) -> JudgedLeads:
    return judged_leads(PEOPLE, WON, IN_DEALS, outcome, first_on=date(2026, 1, 1), as_of=as_of, zone="Europe/Berlin")


def test_leads_are_judged_at_the_hand_over_else_later() -> None:
    rows = found(LeadOutcome.OPPORTUNITY).rows
    assert rows.dtypes.astype(str).to_dict() == LEAD_OUTCOMES
    assert rows["judged_at"].is_monotonic_increasing
    judged = rows.set_index("contact_key")["judged_at"].dt.strftime("%m-%d").to_dict()
    assert judged == {1: "01-20", 2: "01-14", 3: "02-11", 4: "01-18", 6: "03-01", 9: "01-25"}
    handed = rows.set_index("contact_key")["is_handed_over"].to_dict()
    assert handed == {1: True, 2: True, 3: False, 4: False, 6: True, 9: True}


@pytest.mark.parametrize(
    ("outcome", "converted"),
    [(LeadOutcome.OPPORTUNITY, {1, 4}), (LeadOutcome.SQL, {1, 4, 9}), (LeadOutcome.WON, {1, 9})],
)
def test_only_what_came_afterwards_is_a_conversion(outcome: LeadOutcome, converted: set[int]) -> None:
    rows = found(outcome).rows
    assert set(rows.loc[rows["is_converted"], "contact_key"]) == converted
    assert (rows["converted_at"].notna() == rows["is_converted"]).all()


def test_a_deal_of_several_contacts_counts_once() -> None:
    revenue = found(LeadOutcome.WON).rows.set_index("contact_key")["revenue"]
    assert revenue[revenue > 0].to_dict() == {1: 500.0, 9: 500.0}


def test_what_is_not_known_yet_on_a_day_is_no_conversion() -> None:
    rows = found(LeadOutcome.WON, as_of=date(2026, 5, 3)).rows
    assert not rows["is_converted"].any()
    assert found(LeadOutcome.WON, as_of=date(2026, 5, 4)).rows["is_converted"].sum() == 2


def test_young_leads_are_not_mature_converted_or_not() -> None:
    count = 200
    lead_at = pd.date_range("2026-01-01", periods=count, freq="D", tz="UTC").astype("datetime64[us, UTC]")
    # Everybody converts, one in six after 50 days and the others after 10.
    lag = pd.to_timedelta([50 if number % 6 == 0 else 10 for number in range(count)], unit="D")
    people = typed_frame(
        {"contact_key": range(count), "lead_at": lead_at, "mql_at": lead_at, "opportunity_at": lead_at + lag},
        SNAPSHOT_COLUMNS[CONTACTS],
    )
    none = empty_frame(SNAPSHOT_COLUMNS[DEALS]), empty_frame(SNAPSHOT_COLUMNS[PAIRS])
    judged = judged_leads(
        people, *none, LeadOutcome.OPPORTUNITY, first_on=date(2026, 1, 1), as_of=date(2026, 7, 20), zone="UTC"
    )
    assert judged.maturity_days == 10
    ages = pd.Timestamp("2026-07-21", tz="UTC") - judged.rows["judged_at"]
    assert (judged.rows["is_mature"] == (ages >= pd.Timedelta(days=10))).all()
    assert 0 < (~judged.rows["is_mature"]).sum() < count


def test_nobody() -> None:
    rows = judged_leads(
        PEOPLE.iloc[:0], WON, IN_DEALS, LeadOutcome.WON, first_on=date(2026, 1, 1), as_of=date(2026, 2, 1), zone="UTC"
    ).rows
    assert rows.empty
    assert rows.dtypes.astype(str).to_dict() == LEAD_OUTCOMES
