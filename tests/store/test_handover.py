"""The hand-over on record: policies are kept, lists come back in their order."""

import json
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from clm_core.columns import empty_frame, typed_frame
from clm_core.errors import ClmError
from clm_core.handover import CrmLayout, HandoverPolicy, RejectionCause, RejectionReason, RoutingRule, Seller
from clm_core.scoring_columns import HANDED_LEADS
from clm_core.store.audit import audit_frame
from clm_core.store.facts import facts_version
from clm_core.store.handover import (
    HANDOVER_LEADS,
    Handover,
    SavedPolicy,
    read_handover,
    read_handover_leads,
    read_handovers,
    read_policy,
    save_handover,
    save_policy,
)
from clm_core.store.scoring_versions import add_scoring_version
from clm_core.store.workspaces import Store
from tests.store.small_rows import NOON
from tests.test_scoring_model import MODEL

BY_ANNA: dict[str, Any] = {"actor": "anna", "at": NOON}
POLICY = HandoverPolicy(
    sellers=(Seller(name="Ben", hours_per_week=12.5), Seller(name="Cem", hours_per_week=0)),
    hours_per_lead=2,
    cost_per_lead=110.5,
    rules=(RoutingRule(name="Österreich", field="country", values=("AT", "Österreich"), sellers=("Ben",)),),
    reasons=(RejectionReason(text="Kein Bedarf", cause=RejectionCause.LOW_INTENT),),
)
LEADS = typed_frame(
    [
        {"contact_key": 2, "system": "crm", "contact_id": "=2", "email": "b@x.de", "owner": "Ben", "fit_points": 30,
         "engagement_points": 12.5, "grade": "A3", "expected_value": 1234.5},
        {"contact_key": 1, "email": "a@x.de", "fit_points": 0, "engagement_points": -5, "grade": "D4"},
    ],
    HANDED_LEADS | {"may_be_mailed": "boolean"},
)  # fmt: skip


def test_the_policy_saved_last_counts_and_the_others_stay(store: Store) -> None:
    assert read_policy(store) is None
    first = save_policy(store, POLICY, **BY_ANNA)
    assert read_policy(store) == first == SavedPolicy(number=1, policy=POLICY, saved_at=NOON, saved_by="anna")
    assert save_policy(store, POLICY, actor="ben", at=NOON + timedelta(days=1)) == first, "nothing changed"
    other = HandoverPolicy(sellers=POLICY.sellers)
    save_policy(store, other, **BY_ANNA)
    assert read_policy(store).policy == other
    assert save_policy(store, POLICY, **BY_ANNA).number == 3, "back to what it was is a decision, too"
    actions = audit_frame(store)
    assert actions["action"].tolist() == ["handover_policy.saved"] * 3
    assert json.loads(actions["details_json"].iloc[0]) == {"policy_number": 3}


def test_a_list_comes_back_as_it_was_handed_over(store: Store) -> None:
    version = add_scoring_version(store, MODEL, name="A", **BY_ANNA).version
    details = {"as_of": date(2026, 3, 1), "layout": CrmLayout.HUBSPOT, **BY_ANNA}
    handed = save_handover(store, LEADS, scoring_version=version, **details)
    assert handed == Handover(
        number=1, at=NOON, actor="anna", scoring_version=1, as_of=date(2026, 3, 1), layout=CrmLayout.HUBSPOT,
        lead_count=2,
    )  # fmt: skip
    nobody = save_handover(store, LEADS.head(0), scoring_version=None, **details)
    assert (nobody.number, nobody.lead_count, nobody.scoring_version) == (2, 0, None)
    assert read_handovers(store) == (nobody, handed)
    leads = read_handover_leads(store, 1)
    assert {name: str(dtype) for name, dtype in leads.dtypes.items()} == HANDOVER_LEADS
    assert leads["email"].tolist() == ["b@x.de", "a@x.de"]
    assert leads["owner"].tolist() == ["Ben", ""]
    assert leads["contact_id"].fillna("").tolist() == ["=2", ""]
    np.testing.assert_array_equal(leads["expected_value"], [1234.5, np.nan])
    pd.testing.assert_frame_equal(read_handover_leads(store), leads)
    pd.testing.assert_frame_equal(read_handover_leads(store, 2), empty_frame(HANDOVER_LEADS))
    with pytest.raises(ClmError, match=r"handover\.unknown_number"):
        read_handover(store, 3)


def test_handing_over_asks_for_no_new_snapshot(store: Store) -> None:
    save_policy(store, POLICY, **BY_ANNA)
    save_handover(store, LEADS, scoring_version=None, as_of=NOON.date(), layout=CrmLayout.GENERIC, **BY_ANNA)
    assert facts_version(store) == 0
