"""Loop closure of a company that has contacts and deals but not a single touchpoint, then one."""

from dataclasses import replace

import pytest

from clm_core.errors import ClmError
from clm_core.records import RecordType
from clm_core.services.loop_closure import LoopReason, loop_closure_view
from clm_core.services.workspaces import Store
from tests.services.conftest import QUARTER
from tests.tiny_company import import_text

TOUCHES = """Time,Contact ID,Kind,Channel
2026-01-12 10:00,c1,visit,Paid search
2026-03-02 10:00,c3,visit,Events
"""


def test_a_source_in_the_record_is_no_touch(tiny: Store) -> None:
    view = loop_closure_view(tiny, QUARTER)
    assert view.deals["reason"].tolist() == ["no_touches", "no_touches"]
    assert (view.traceable_share, view.total["sourced_revenue"].item()) == (0, 5_000)


def test_a_touch_before_the_deal_closes_the_loop(tiny: Store) -> None:
    import_text(tiny, "touches.csv", TOUCHES, record_type=RecordType.TOUCHPOINTS)
    view = loop_closure_view(tiny, QUARTER)
    assert view.deals.set_index("deal_id")["reason"].to_dict() == {"d1": "traceable", "d2": "only_after"}
    assert view.traceable_share == 1
    assert view.reasons["deal_share"].iloc[0] == 0.5
    assert view.deals_to_work_through(LoopReason.ONLY_AFTER)["deal"].tolist() == ["Mill"]
    fair = loop_closure_view(tiny, replace(QUARTER, channels=("events",)))
    assert fair.deals["deal_id"].tolist() == ["d2"]


def test_an_empty_workspace_says_so(store: Store) -> None:
    with pytest.raises(ClmError, match=r"data\.nothing_loaded"):
        loop_closure_view(store, QUARTER)
