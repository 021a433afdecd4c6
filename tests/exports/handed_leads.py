"""A small list of leads to hand over, with everything that goes wrong in lists."""

from typing import Any

import pandas as pd

from clm_core.columns import typed_frame
from clm_core.scoring_columns import HANDED_LEADS

EVIL = '=HYPERLINK("http://example.invalid","click")'
_MOMENT = pd.Timestamp("2026-02-28 23:30", tz="UTC")


def handed_leads(*rows: dict[str, Any]) -> pd.DataFrame:
    """HANDED_LEADS of these rows, each a whole lead with some columns of its own."""
    usual = {
        "system": "hubspot",
        "stage": "mql",
        "channel": "paid_search",
        "lead_at": _MOMENT,
        "last_touch_at": _MOMENT,
        "fit_points": 30.0,
        "engagement_points": 12.5,
        "score": 42.5,
        "grade": "A3",
        "win_chance": 0.125,
        "expected_value": 1234.5001,
        "owner": "Ben",
        "size_band": "1-9",
        "may_be_mailed": True,
        "consent": "given",
    }
    numbered = [{"contact_key": place, "contact_id": str(place), **usual, **row} for place, row in enumerate(rows, 1)]
    return typed_frame(pd.DataFrame(numbered, columns=list(HANDED_LEADS)), HANDED_LEADS)


LEADS = handed_leads(
    {"email": "anna@x.de", "first_name": "Anna", "company": EVIL, "phone": "+49 511 555-1", "last_name": "-Ötker"},
    {"email": "ben@x.de", "first_name": "Ben", "system": "salesforce", "contact_id": "00Q|1", "phone": "+49 511 5550",
     "channel": "messe_sps", "may_be_mailed": False, "consent": "unsubscribed"},
    {"email": "cem@x.de", "contact_id": None, "system": None, "verdict": "recycled", "reason": "Später wieder",
     "recycle_on": pd.Timestamp("2026-09-01"), "win_chance": None, "consent": "unknown", "may_be_mailed": False},
)  # fmt: skip
