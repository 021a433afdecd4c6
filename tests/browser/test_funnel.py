"""A click on a bar of the funnel lists its people; the view is in the address."""

from playwright.sync_api import expect

from clm_core.texts import Language, texts_for
from tests.browser.conftest import OpenPage, picture, wait_until_ready

WHOLE_TIME = "from=2024-01-01&to=2025-12-31&compare=none"


def test_a_clicked_bar_lists_its_people(open_page: OpenPage, server: str) -> None:
    page = open_page(f"{server}/funnel?{WHOLE_TIME}", language="en")
    expect(page.get_by_text(texts_for(Language.EN)("funnel.people_count", count=8), exact=True)).to_be_visible()
    bars = page.locator("[data-testid=stVegaLiteChart]").first.locator("path[aria-roledescription=bar]")
    bars.first.click()
    expect(page.get_by_text(texts_for(Language.EN)("funnel.people_count", count=40), exact=True)).to_be_visible()
    picture(page, "funnel-en")


def test_the_switch_between_cohort_and_activity_is_kept_by_a_link(open_page: OpenPage, server: str) -> None:
    page = open_page(f"{server}/funnel?{WHOLE_TIME}", language="de")
    page.get_by_text(texts_for(Language.DE)("funnel.view_of.activity")).click()
    expect(page.get_by_text(texts_for(Language.DE)("funnel.activity_note"))).to_be_visible()
    wait_until_ready(page)
    assert "view=activity" in page.url
    other = open_page(page.url, language="en")
    expect(other.get_by_text(texts_for(Language.EN)("funnel.activity_note"))).to_be_visible()
