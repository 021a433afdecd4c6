"""Not joined: every reason is counted, every row listed with what its file calls it."""

from pathlib import Path

from clm_core.records import RecordType
from clm_core.services import workspaces
from clm_core.services.unmatched import unmatched_reasons, unmatched_rows
from clm_core.texts import Language, texts_for
from tests.pages.conftest import OpenApp
from tests.small_company import add_rows, deals_frame

TEXTS = texts_for(Language.DE)


def test_deals_that_nobody_belongs_to_are_counted_and_listed(open_app: OpenApp, company: Path) -> None:
    store = workspaces.open_workspace(company, "testfirma")
    strangers = deals_frame(2).assign(deal_id=["x1", "x2"], contact_id=["nobody", None], company=["Nowhere", None])
    add_rows(store, {RecordType.DEALS: strangers}, "strangers.csv")
    rows = unmatched_rows(store)
    listed = {(one.reference, one.reason) for one in rows.itertuples()}
    assert {name for name, _ in listed} >= {"x1", "x2"}
    counts = unmatched_reasons(rows)
    assert counts["row_count"].sum() == len(rows)
    assert set(counts["reason"]) == set(rows["reason"])

    app = open_app("data/unmatched.py")
    assert not app.exception
    headline = TEXTS("unmatched.headline", count=len(rows))
    assert any(headline in one.value for one in app.markdown)


def test_where_everything_is_joined_the_page_says_so(open_app: OpenApp, company: Path) -> None:
    rows = unmatched_rows(workspaces.open_workspace(company, "testfirma"))
    app = open_app("data/unmatched.py")
    assert rows.empty == (TEXTS("unmatched.nothing") in [one.value for one in app.success])
