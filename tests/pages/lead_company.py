"""The small company with six hot leads and a model by which every score is known."""

from pathlib import Path

import pandas as pd

from clm_core.columns import fact_dtypes, typed_frame
from clm_core.records import RecordType, TouchpointKind
from clm_core.scoring_model import EngagementCriterion, EngagementGroup, FitCriterion, ScoringModel
from clm_core.services import workspaces
from clm_core.services.scoring_versions import new_draft
from tests.small_company import add_rows

EVIL_COMPANY = "![stand](http://evil.invalid/pixel.png)"
HOT = 6
MODEL = ScoringModel(
    fit=(FitCriterion(field="country", values=("DE",), points=10),),
    engagement=(EngagementCriterion(group="intent", kinds=(TouchpointKind.PRICING_PAGE,), points=40),),
    groups=(EngagementGroup(name="intent", half_life_days=30),),
    mql_points=20,
    sql_points=40,
)
"""A pricing page counts 40, halving in a month; Germany counts 10; nobody else of the company is an MQL."""


def add_hot_leads(home: Path) -> None:
    """Six leads, hotter by their number, each with a pricing page in the last days; two owners; one has opted out."""
    contacts = [
        {"contact_id": f"hot{one}", "first_name": "Ada", "last_name": f"Hot{one}", "system": "test", "stage": "lead",
         "email": f"hot{one}@example.org", "company": EVIL_COMPANY if one == 3 else f"=Hot {one}", "country": "AT",
         "channel": "email", "owner": ("Bo", "Cy")[one % 2], "has_consent": one != 5,
         "created_at": pd.Timestamp("2025-11-20", tz="UTC")}
        for one in range(HOT)
    ]  # fmt: skip
    touches = [
        {"touchpoint_id": f"hot{one}", "contact_id": f"hot{one}", "channel": "email", "kind": "pricing_page",
         "team": "marketing", "at": pd.Timestamp("2025-12-04", tz="UTC") + pd.Timedelta(days=one), "system": "test"}
        for one in range(HOT)
    ]  # fmt: skip
    rows = {
        RecordType.CONTACTS: typed_frame(contacts, fact_dtypes(RecordType.CONTACTS)),
        RecordType.TOUCHPOINTS: typed_frame(touches, fact_dtypes(RecordType.TOUCHPOINTS)),
    }
    store = workspaces.open_workspace(home, "testfirma")
    add_rows(store, rows, "hot_leads.csv")
    new_draft(store, MODEL, name="Intent *first*")
    store.close()
