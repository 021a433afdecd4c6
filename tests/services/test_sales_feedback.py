"""Sales feedback of the tiny company: three MQLs of the first quarter, followed by hand; and of returned verdicts."""

from dataclasses import replace

import pytest

from clm_core.errors import ClmError
from clm_core.handover import HandoverPolicy, RejectionCause, RejectionReason, Verdict
from clm_core.records import RecordType
from clm_core.selection import Comparison
from clm_core.services.handover_policy import save_policy
from clm_core.services.lead_verdicts import give_verdict
from clm_core.services.sales_feedback import (
    LeadOutcome,
    Standing,
    feedback_handovers,
    feedback_leads,
    feedback_state,
    follow_up_view,
    sales_feedback_view,
)
from clm_core.services.workspaces import Store
from tests.services.conftest import QUARTER
from tests.tiny_company import import_text

ACTIVITIES = """Contact ID,Date,Activity type,Team
c1,2026-01-20 14:00,Call,Sales
c2,2026-02-08 09:00,Call,Sales
c3,2026-02-28 09:00,Visit,Marketing
"""


def test_mqls_are_hand_overs_and_progress_is_acceptance(tiny: Store) -> None:
    """c1 became an SQL, c2 and c3 got into deals after they became MQLs: all three were accepted."""
    rows = feedback_leads(tiny, QUARTER)
    assert rows["company"].tolist() == ["Cog", "Bolt", "Acme"], "the newest first"
    assert rows["is_dated"].tolist() == [True] * 3
    assert rows["verdict"].tolist() == ["accepted"] * 3
    assert rows["channel"].tolist() == ["events", "paid_search", "paid_search"]
    view = sales_feedback_view(tiny, QUARTER)
    assert view.channels.set_index("group")["leads"].to_dict() == {"": 3, "paid_search": 2, "events": 1}
    assert view.times["contacted"].iloc[0] == 0, "no activity of sales was imported"
    assert view.before is not None
    assert view.before["leads"].item() == 0
    assert view.before_standing is Standing.NO_DATA


def test_filters_choose_by_day_and_first_channel(tiny: Store) -> None:
    assert len(feedback_handovers(tiny, replace(QUARTER, channels=("events",)))) == 1
    alone = replace(QUARTER, comparison=Comparison.NONE, channels=("email",))
    assert sales_feedback_view(tiny, alone).rows.empty
    assert sales_feedback_view(tiny, alone).before is None


def test_verdicts_given_on_the_page_count_with_their_agreed_cause(tiny: Store) -> None:
    before = feedback_state(tiny)
    reasons = (RejectionReason(text="Machine too big", cause=RejectionCause.NO_FIT),)
    save_policy(tiny, HandoverPolicy(reasons=reasons))
    keys = feedback_leads(tiny, QUARTER).set_index("company")["contact_key"]
    give_verdict(tiny, int(keys["Cog"]), Verdict.REJECTED, reason="Machine too big")
    give_verdict(tiny, int(keys["Bolt"]), Verdict.REJECTED, reason="Gut feeling")
    assert feedback_state(tiny) != before
    rows = feedback_leads(tiny, QUARTER).set_index("company")
    assert rows["verdict"].to_dict() == {"Cog": "rejected", "Bolt": "rejected", "Acme": "accepted"}
    assert rows["cause"].to_dict() == {"Cog": "no_fit", "Bolt": "other", "Acme": ""}
    assert sales_feedback_view(tiny, QUARTER).unmapped == ("Gut feeling",)


def test_calls_are_first_contacts(tiny: Store) -> None:
    """c1 is called on the day it became an MQL, c2 three days later; the visit of c3 is no contact by sales."""
    import_text(tiny, "activities.csv", ACTIVITIES, record_type=RecordType.TOUCHPOINTS)
    times = sales_feedback_view(tiny, QUARTER, 24.0).times.iloc[0]
    assert times[["leads", "contacted", "uncontacted"]].tolist() == [3, 2, 1]
    assert times[["promise_base", "kept"]].tolist() == [3, 1]
    assert sales_feedback_view(tiny, QUARTER, 96.0).times["kept"].iloc[0] == 2


def test_follow_up_says_what_it_cannot_count(tiny: Store) -> None:
    found = follow_up_view(tiny, QUARTER, LeadOutcome.OPPORTUNITY)
    assert found.effect is None
    assert found.leads + found.undated + found.young + found.converted_before + found.uncontacted == 3


def test_an_empty_workspace_says_so(store: Store) -> None:
    for view in (sales_feedback_view, follow_up_view, feedback_leads):
        with pytest.raises(ClmError, match=r"data\.nothing_loaded"):
            view(store, QUARTER)
