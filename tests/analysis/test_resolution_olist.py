"""Real leads and deals (Olist's marketing funnel): the published counts survive joining and channel rules."""

from pathlib import Path

import pandas as pd
import pytest

from clm_core.analysis.resolution import ResolutionRules, resolve
from clm_core.columns import SnapshotTable, fact_dtypes, typed_frame
from clm_core.records import RecordType

# Counted from the files (reference numbers): leads and wins by origin; here by what each origin is as a channel.
LEADS_AND_WINS = {
    "organic_search": (2296, 271),
    "paid_search": (1586, 195),
    "organic_social": (1350, 75),
    "unassigned": (1099 + 150, 179 + 4),
    "direct": (499, 56),
    "email": (493, 15),
    "referral": (284, 24),
    "display": (118, 6),
    "paid_other": (65, 3),
    "no_source": (60, 14),
}


@pytest.fixture(scope="module")
def tables(shared_data: Path):
    folder = shared_data / "olist_funnel"
    leads = pd.read_csv(next(folder.glob("*marketing_qualified_leads*")), dtype="str")
    won = pd.read_csv(next(folder.glob("*closed_deals*")), dtype="str")
    contacts = {
        "system": "olist",
        "contact_id": leads["mql_id"],
        "source": leads["origin"],
        "created_at": pd.to_datetime(leads["first_contact_date"], utc=True),
    }
    deals = {
        "system": "olist",
        "deal_id": won["seller_id"],
        "contact_id": won["mql_id"],
        "closed_on": pd.to_datetime(won["won_date"]).dt.normalize(),
        "outcome": "won",
    }
    return resolve(
        {
            RecordType.CONTACTS: typed_frame(pd.DataFrame(contacts), fact_dtypes(RecordType.CONTACTS)),
            RecordType.DEALS: typed_frame(pd.DataFrame(deals), fact_dtypes(RecordType.DEALS)),
        },
        ResolutionRules(reporting_currency="BRL", reporting_zone="UTC"),
    )


def test_every_won_deal_finds_its_lead_by_id(tables):
    assert len(tables[SnapshotTable.CONTACTS]) == 8000
    assert tables[SnapshotTable.DEALS]["match_rule"].tolist() == ["id"] * 842
    assert tables[SnapshotTable.CONTACTS]["customer_at"].notna().sum() == 842


def test_leads_and_wins_by_channel(tables):
    leads = tables[SnapshotTable.CONTACTS]["first_touch_channel"].value_counts()
    wins = tables[SnapshotTable.DEALS]["first_touch_channel"].value_counts()
    assert {channel: (leads[channel], wins[channel]) for channel in leads.index} == LEADS_AND_WINS


def test_days_to_win_and_the_deal_won_before_its_first_contact(tables):
    contacts = tables[SnapshotTable.CONTACTS].dropna(subset=["customer_at"])
    days = (contacts["customer_at"] - contacts["lead_at"]).dt.days
    assert days.median() == 14
    assert days.mean() == pytest.approx(48.44, abs=0.01)
    assert days.max() == 427
    assert (days < 0).sum() == 1
    assert days.min() == -2
