"""Sales feedback as somebody uses it: a part of a bar and a reason clicked, another promise typed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from clm_core.texts import Language, texts_for
from tests.browser.conftest import OpenPage, picture, running_server, wait_until_ready
from tests.feedback_company import make_leads

WHOLE_TIME = "from=2025-01-01&to=2025-12-31&compare=none"
EN = texts_for(Language.EN)


@pytest.fixture
def leads_server(tmp_path: Path) -> Iterator[str]:
    make_leads(tmp_path)
    with running_server(tmp_path) as address:
        yield address


def test_clicked_bars_list_their_leads_and_the_promise_is_kept_in_the_link(
    open_page: OpenPage, leads_server: str
) -> None:
    page = open_page(f"{leads_server}/sales-feedback?{WHOLE_TIME}", language="en")
    expect(page.get_by_text(EN("sales_feedback.lead_count", count=240), exact=True)).to_be_visible()
    picture(page, "sales_feedback_en")
    bars = page.get_by_test_id("stVegaLiteChart").first.locator("path[aria-roledescription=bar]")
    # The last part of the last bar: the fifteen leads by paid search that sales rejected.
    bars.last.click()
    expect(page.get_by_text(EN("sales_feedback.lead_count", count=15), exact=True)).to_be_visible()
    wait_until_ready(page)
    field = page.get_by_label(EN("sales_feedback.promise"))
    field.fill("120")
    field.press("Enter")
    expect(page.get_by_text("The promise “within 120 hours” was kept")).to_be_visible()
    wait_until_ready(page)
    assert "promise=120" in page.url
    assert page.foreign == []  # type: ignore[attr-defined]
