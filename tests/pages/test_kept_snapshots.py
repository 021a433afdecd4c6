"""A kept state of the data shows last quarter's numbers on every page, and says so."""

from pathlib import Path

from clm_core.records import RecordType
from clm_core.services.snapshots import fresh_snapshot, keep_snapshot
from clm_core.services.workspaces import open_workspace
from tests.pages.conftest import OpenApp
from tests.small_company import add_rows, deals_frame

WHOLE_TIME = {"from": "2024-01-01", "to": "2025-12-31", "compare": "none"}


def won_deals(app) -> str:
    return next(one.value for one in app.metric if one.label == "Abschlüsse")


def test_a_kept_state_answers_as_it_did_then(open_app: OpenApp, company: Path) -> None:
    store = open_workspace(company, "testfirma")
    kept = keep_snapshot(store, fresh_snapshot(store).number, "Beirat Q3")
    add_rows(store, {RecordType.DEALS: deals_frame(10)}, "more_deals.csv")
    store.close()
    assert won_deals(open_app("overview/overview.py", **WHOLE_TIME)) == "10"
    then = open_app(snapshot=str(kept.number), **WHOLE_TIME)
    assert won_deals(then) == "8"
    assert any(str(kept.number) in one.value for one in then.sidebar.warning)
    then.button("leave_snapshot").click().run()
    assert won_deals(then) == "10"


def test_the_present_state_is_kept_under_a_name(open_app: OpenApp, company: Path) -> None:
    app = open_app("data/workspaces.py")
    name = next(one for one in app.text_input if one.label == "Name")
    name.set_value("Beirat Q3")
    next(one for one in app.button if one.label.endswith("aufheben")).click().run()
    assert not app.exception
    assert list(app.dataframe[0].value["name"]) == ["Beirat Q3"]
