"""A company whose response curves are planted: three channels over two years, leads by week, deals that follow."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from clm_core.columns import fact_dtypes, typed_frame
from clm_core.records import MICROS, RecordType
from clm_core.store.workspaces import create_workspace, open_store
from tests.small_company import add_rows

FIRST_WEEK, WEEKS = pd.Timestamp("2024-01-01"), 100
SPEND = {"paid_search": 1_500.0, "email": 300.0, "display": 1_200.0}
"""Usual spend of a week."""
CEILINGS = {"paid_search": 16.0, "email": 14.0, "display": 3.0}
SCALES = {"paid_search": 2_000.0, "email": 900.0, "display": 600.0}


@cache
def rows() -> dict[RecordType, pd.DataFrame]:
    """Spend, contacts and deals; every fifth lead becomes an SQL after ten days, every tenth a deal after forty."""
    rng = np.random.default_rng(11)
    spend, contacts, deals = [], [], []
    number = 0
    for week in range(WEEKS):
        monday = FIRST_WEEK + pd.Timedelta(weeks=week)
        for channel, usual in SPEND.items():
            amount = round(usual * float(rng.uniform(0.2, 1.8)))
            spend.append(
                {"day": monday, "spend_micros": amount * MICROS, "currency": "EUR", "platform": "test",
                 "channel": channel, "campaign": f"C {channel}"}
            )  # fmt: skip
            mean = CEILINGS[channel] * (1 - np.exp(-amount / SCALES[channel]))
            for _ in range(rng.poisson(mean)):
                number += 1
                at = (monday + pd.Timedelta(hours=float(rng.uniform(8, 150)))).tz_localize("UTC").floor("s")
                contacts.append(_contact(number, channel, at))
                if number % 10 == 0:
                    deals.append(_deal(number, at))
    return {
        RecordType.SPEND: typed_frame(spend, fact_dtypes(RecordType.SPEND)),
        RecordType.CONTACTS: typed_frame(contacts, fact_dtypes(RecordType.CONTACTS)),
        RecordType.DEALS: typed_frame(deals, fact_dtypes(RecordType.DEALS)),
    }


def _contact(number: int, channel: str, at: pd.Timestamp) -> dict[str, object]:
    return {
        "contact_id": f"c{number}", "email": f"c{number}@example.org", "company": f"Company {number}",
        "country": "DE", "channel": channel, "stage": "sql" if number % 5 == 0 else "lead", "created_at": at,
        "system": "test",
    }  # fmt: skip


def _deal(number: int, at: pd.Timestamp) -> dict[str, object]:
    return {
        "deal_id": f"d{number}", "deal": f"Deal {number}", "contact_id": f"c{number}", "company": f"Company {number}",
        "amount_micros": 10_000 * MICROS, "currency": "EUR", "created_at": at + pd.Timedelta(days=5),
        "closed_on": (at + pd.Timedelta(days=40)).tz_localize(None).normalize(), "outcome": "won", "system": "test",
    }  # fmt: skip


def make_budget_company(home: Path, title: str = "Budgetfirma") -> str:
    """Creates it in a data folder; its short name."""
    workspace = create_workspace(home, title, is_sample=True)
    store = open_store(home, workspace.slug)
    try:
        add_rows(store, rows(), "budget.csv")
    finally:
        store.close()
    return workspace.slug
