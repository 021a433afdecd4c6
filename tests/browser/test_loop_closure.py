"""Loop closure and what moved, as somebody uses them: a part of the bar clicked, a state kept, a deal added."""

from pathlib import Path

from playwright.sync_api import expect

from clm_core.records import RecordType
from clm_core.services.snapshots import fresh_snapshot, keep_snapshot
from clm_core.services.workspaces import open_workspace
from tests.browser.conftest import OpenPage, picture, wait_until_ready
from tests.small_company import add_rows, deals_frame

WHOLE_TIME = "from=2024-01-01&to=2025-12-31&compare=none"


def test_a_clicked_part_lists_its_deals_and_a_new_deal_is_what_moved(
    open_page: OpenPage, fresh_server: str, own_home: Path
) -> None:
    store = open_workspace(own_home, "testfirma")
    keep_snapshot(store, fresh_snapshot(store).number, "Board")
    nobody = deals_frame(1).assign(deal_id="n1", deal="Nobody", contact_id=None, company="Lost AG")
    add_rows(store, {RecordType.DEALS: nobody}, "nobody.csv")
    store.close()

    page = open_page(f"{fresh_server}/loop-closure?{WHOLE_TIME}", language="en")
    expect(page.get_by_text("0.0% of the won revenue can be traced")).to_be_visible()
    bars = page.get_by_test_id("stVegaLiteChart").first.locator("path[aria-roledescription=bar]")
    bars.first.click()
    expect(page.get_by_text("Enter a contact at the deal in the CRM")).to_be_visible()
    wait_until_ready(page)
    assert "reason=no_contact" in page.url
    picture(page, "loop_closure_en")

    page.get_by_role("link", name="What moved").click()
    expect(page.get_by_text("No source given is now credited with €10.0k more")).to_be_visible()
    expect(page.get_by_text("mainly through new won deals")).to_be_visible()
    wait_until_ready(page)
    picture(page, "attribution_change_en")
    assert page.foreign == []  # type: ignore[attr-defined]
