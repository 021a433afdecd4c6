"""From the commonest path to the deals on it and one deal's whole history; the part looked at is in the address."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from clm_core.texts import Language, texts_for
from tests.browser.conftest import OpenPage, picture, wait_until_ready
from tests.pages.journey_company import add_journeys

SPRING = "from=2025-03-15&to=2025-04-30"


def choose_first(hits: Locator, page: Page) -> None:
    """Chooses the first hit; again where the list was drawn anew under the first click, as a person would."""
    for _ in range(3):
        hits.click()
        page.get_by_role("option").first.click()
        wait_until_ready(page)
        if "history=" in page.url:
            return
        page.wait_for_timeout(2_000)


def test_a_path_leads_to_its_deals_and_a_search_to_a_history(
    open_page: OpenPage, own_home: Path, fresh_server: str
) -> None:
    texts = texts_for(Language.DE)
    add_journeys(own_home)
    page = open_page(f"{fresh_server}/journeys?{SPRING}", language="de")
    chart = page.locator("[data-testid=stVegaLiteChart]").first
    expect(chart.get_by_text(texts("channels.field_sales")).first).to_be_visible()
    picture(page, "journeys-de")
    grid = page.locator("[data-testid=stDataFrame]").first
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    assert box
    page.mouse.click(box["x"] + 16, box["y"] + 54)
    expect(page.get_by_text("40 Journeys mit Conversion auf diesem Pfad")).to_be_visible()

    page.get_by_text(texts("journeys.part_of.history"), exact=True).click()
    page.get_by_label(texts("journeys.search"), exact=True).fill("journeyman 7")
    page.keyboard.press("Enter")
    # The list comes with its number of hits; before that a choice would be lost with the list that it was made in.
    hits = page.get_by_role("combobox", name=re.compile(r"\d+ Treffer|journeyman", re.IGNORECASE))
    expect(hits).to_be_visible()
    wait_until_ready(page)
    choose_first(hits, page)
    expect(page.get_by_text("2 Touchpoints des Marketings")).to_be_visible()
    wait_until_ready(page)
    assert "history=deal-" in page.url
    assert "part=history" in page.url
    lanes = page.locator("[data-testid=stVegaLiteChart]").first
    expect(lanes.get_by_text("Vertrieb", exact=True)).to_be_visible()
    picture(page, "journeys-history-de")
    other = open_page(page.url, language="en")
    expect(other.get_by_text("2 touches by marketing")).to_be_visible()
