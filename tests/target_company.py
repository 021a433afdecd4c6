"""A made-up company whose funnel follows a plain rule, day by day, as it was known at the end of March 2026."""

from pathlib import Path

import pandas as pd

from clm_core.columns import fact_dtypes, typed_frame
from clm_core.records import MICROS, RecordType
from clm_core.store.workspaces import create_workspace, open_store
from tests.small_company import add_rows

LAST_DAY = pd.Timestamp("2026-03-31 23:00", tz="UTC")
FIRST_DAY = pd.Timestamp("2025-01-01 09:00", tz="UTC")
AMOUNT = 10_000


def make_plan_company(home: Path) -> str:
    """Two leads a day, by paid search and trade fair in turn. Two in three are an MQL after 5 days, every second of
    these an SQL 6 days later and a deal 4 days after that; it is decided after 30 days, one in three is won for 10,000.
    Its workspace's short name."""
    workspace = create_workspace(home, "Zielfirma", is_sample=True)
    contacts, stages, deals = [], [], []
    for number in range(2 * (LAST_DAY - FIRST_DAY).days):
        lead_at = FIRST_DAY + pd.Timedelta(days=number // 2)
        key = f"c{number}"
        contacts.append(
            {"contact_id": key, "email": f"{key}@example.org", "channel": ("paid_search", "events")[number % 2],
             "stage": "lead", "owner": ("Anna", "Bert")[number // 2 % 2], "company": f"Company {number}",
             "country": ("DE", "AT")[number % 4 // 2], "created_at": lead_at}
        )  # fmt: skip
        if number % 3 == 2:
            continue
        mql_at = lead_at + pd.Timedelta(days=5)
        _enter(stages, key, "mql", mql_at)
        if number // 3 % 2:
            continue
        _enter(stages, key, "sql", mql_at + pd.Timedelta(days=6))
        created_at = mql_at + pd.Timedelta(days=10)
        if created_at <= LAST_DAY:
            deals.append(_deal(number, created_at, is_won=number // 6 % 3 == 0))
    frames = {RecordType.CONTACTS: contacts, RecordType.STAGES: stages, RecordType.DEALS: deals}
    store = open_store(home, workspace.slug)
    add_rows(store, {kind: _rows(kind, rows) for kind, rows in frames.items()}, "company.csv")
    store.close()
    return workspace.slug


def _rows(kind: RecordType, rows: list[dict[str, object]]) -> pd.DataFrame:
    return typed_frame(pd.DataFrame(rows).assign(system="test"), fact_dtypes(kind))


def _enter(stages: list[dict[str, object]], key: str, stage: str, at: pd.Timestamp) -> None:
    if at <= LAST_DAY:
        stages.append({"contact_id": key, "stage": stage, "entered_at": at})


def _deal(number: int, created_at: pd.Timestamp, *, is_won: bool) -> dict[str, object]:
    closed_at = created_at + pd.Timedelta(days=30)
    is_decided = closed_at <= LAST_DAY
    return {
        "deal_id": f"d{number}", "deal": f"Deal {number}", "contact_id": f"c{number}", "company": f"Company {number}",
        "amount_micros": AMOUNT * MICROS, "currency": "EUR", "created_at": created_at,
        "closed_on": closed_at.tz_localize(None).normalize(),
        "outcome": ("won" if is_won else "lost") if is_decided else "open",
    }  # fmt: skip
