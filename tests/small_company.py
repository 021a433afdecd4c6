"""A small made-up company in a data folder of its own, for tests of pages: fast, and every number known."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd

from clm_core.columns import fact_dtypes, typed_frame
from clm_core.records import MICROS, RecordType
from clm_core.store.imports import NewImport, write_import
from clm_core.store.workspaces import Store, Workspace, create_workspace, open_store

EVIL_CHANNEL = "![stand](http://evil.invalid/pixel.png)"
"""A channel as somebody could name it: shown as text it is harmless, as markdown it loads a foreign image."""

FIRST_DAY, LAST_DAY = pd.Timestamp("2024-01-01"), pd.Timestamp("2025-12-10")
CHANNELS = ("paid_search", "email", EVIL_CHANNEL)


def spend_frame(amount: int = 100, days: int | None = None) -> pd.DataFrame:
    """One campaign a channel, ``amount`` euros each on the first day of every month and on the last day."""
    dates = [*pd.date_range(FIRST_DAY, LAST_DAY, freq="MS"), LAST_DAY][:days]
    rows = [
        {
            "day": day,
            "spend_micros": amount * MICROS,
            "currency": "EUR",
            "platform": "test",
            "channel": channel,
            "campaign": f"Campaign {channel}"[:30],
            "clicks": 10,
            "impressions": 1000,
        }
        for day in dates
        for channel in CHANNELS
    ]
    return typed_frame(rows, fact_dtypes(RecordType.SPEND))


def contacts_frame(count: int = 40) -> pd.DataFrame:
    """Leads spread evenly over the time, every second one in Austria."""
    step = (LAST_DAY - FIRST_DAY) / count
    rows = [
        {
            "contact_id": f"c{number}",
            "email": f"c{number}@example.org",
            "company": f"Company {number}",
            "country": "AT" if number % 2 else "DE",
            "channel": CHANNELS[number % 3],
            "stage": "lead",
            "created_at": (FIRST_DAY + step * number).tz_localize("UTC"),
            "system": "test",
        }
        for number in range(count)
    ]
    return typed_frame(rows, fact_dtypes(RecordType.CONTACTS))


def deals_frame(count: int = 8) -> pd.DataFrame:
    """Won deals of 10 000 euros, one with every fifth contact, closed sixty days after the contact came."""
    step = (LAST_DAY - FIRST_DAY) / 40
    rows = []
    for number in range(count):
        created = FIRST_DAY + step * (number * 4 + 1)
        rows.append(
            {"deal_id": f"d{number}", "deal": f"Deal {number}", "contact_id": f"c{number * 4}",
             "company": f"Company {number * 4}", "amount_micros": 10_000 * MICROS, "currency": "EUR",
             "created_at": created.tz_localize("UTC"), "closed_on": (created + timedelta(days=60)).normalize(),
             "outcome": "won", "system": "test"}
        )  # fmt: skip
    return typed_frame(rows, fact_dtypes(RecordType.DEALS))


def add_rows(store: Store, rows: dict[RecordType, pd.DataFrame], name: str) -> None:
    """Writes the rows as one import."""
    new = NewImport(
        file_name=name, content_hash=name, preset=None, system="test", options_json="{}", actor="test",
        imported_at=datetime.now(UTC),
    )  # fmt: skip
    write_import(store, new, rows)


def make_company(home: Path, title: str = "Testfirma", *, is_sample: bool = True) -> Workspace:
    """A workspace with this company's spend, contacts and deals."""
    workspace = create_workspace(home, title, is_sample=is_sample)
    store = open_store(home, workspace.slug)
    try:
        rows = {RecordType.SPEND: spend_frame(), RecordType.CONTACTS: contacts_frame(), RecordType.DEALS: deals_frame()}
        add_rows(store, rows, "small_company.csv")
    finally:
        store.close()
    return workspace
