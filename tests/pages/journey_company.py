"""The small company with forty journeys whose every number is known."""

from pathlib import Path

import pandas as pd

from clm_core.columns import fact_dtypes, typed_frame
from clm_core.records import MICROS, RecordType
from clm_core.services import workspaces
from tests.small_company import add_rows

EVIL_CONTENT = "![stand](http://evil.invalid/pixel.png)"
WON, LOST = 40, 40


def add_journeys(home: Path) -> None:
    """Forty deals of 1 000 € were won, forty lost; all began at a trade fair and ended with a call of sales.

    Winners also opened an e-mail between, with a content that losers never saw. Thirty days from fair to close.
    """
    numbers = range(WON + LOST)
    contacts = [
        {"contact_id": f"j{one}", "first_name": "Ada", "last_name": f"Journey{one}", "company": f"Journeyman {one}",
         "stage": "lead", "system": "test", "created_at": pd.Timestamp("2025-01-05", tz="UTC")}
        for one in numbers
    ]  # fmt: skip
    steps = (
        ("events", "event", "marketing", "Fair 2025", "2025-03-10", None),
        ("email", "email_click", "marketing", "Mailing", "2025-03-20", EVIL_CONTENT),
        ("field_sales", "call", "sales", None, "2025-04-01", None),
    )
    touches = [
        {"touchpoint_id": f"{channel}{one}", "contact_id": f"j{one}", "channel": channel, "kind": kind, "team": team,
         "campaign": campaign, "at": pd.Timestamp(day, tz="UTC"), "content": content, "system": "test"}
        for one in numbers
        for channel, kind, team, campaign, day, content in steps
        if one < WON or channel != "email"
    ]  # fmt: skip
    deals = [
        {"deal_id": f"j{one}", "deal": f"=Journey {one}", "contact_id": f"j{one}", "system": "test",
         "company": f"Journeyman {one}", "amount_micros": 1_000 * MICROS, "currency": "EUR",
         "outcome": "won" if one < WON else "lost", "created_at": pd.Timestamp("2025-03-15", tz="UTC"),
         "closed_on": pd.Timestamp("2025-04-09")}
        for one in numbers
    ]  # fmt: skip
    rows = {
        RecordType.CONTACTS: typed_frame(contacts, fact_dtypes(RecordType.CONTACTS)),
        RecordType.TOUCHPOINTS: typed_frame(touches, fact_dtypes(RecordType.TOUCHPOINTS)),
        RecordType.DEALS: typed_frame(deals, fact_dtypes(RecordType.DEALS)),
    }
    add_rows(workspaces.open_workspace(home, "testfirma"), rows, "journeys.csv")
