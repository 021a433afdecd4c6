"""Channel ROI as somebody uses it: read the answer, tick a channel, see its deals, take the table along."""

import csv
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, picture, wait_until_ready

WHOLE = "from=2024-01-01&to=2025-12-31"
ROW_PIXELS = 35


def tick_row(page: Page, row: int) -> None:
    """Ticks a row of the page's first table; tables are drawn on a canvas, so by its place."""
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 15, box["y"] + ROW_PIXELS * (row + 1.5))
    wait_until_ready(page)


def test_a_ticked_channel_shows_its_deals_and_campaigns(open_page: OpenPage, server: str) -> None:
    page = open_page(f"{server}/channel-roi?{WHOLE}")
    expect(page.get_by_role("heading", name="Was jeder Kanal einbrachte")).to_be_visible()
    expect(page.get_by_text("Eine Zeile links ankreuzen")).to_be_visible()
    tick_row(page, 0)
    expect(page.get_by_role("heading", name="E-Mail", exact=True)).to_be_visible()
    expect(page.get_by_text("3 Abschlüsse über zusammen 30.000\u00a0€, im Zeitraum gewonnen.")).to_be_visible()
    expect(page.get_by_text("Zu wenige Abschlüsse für eine Aussage. Längeren Zeitraum wählen")).to_be_visible()
    picture(page, "channel_roi_detail_de")
    page.get_by_role("tab", name="Kampagne").click()
    expect(page.get_by_text("3 Abschlüsse über zusammen")).to_be_hidden()
    assert page.foreign == []  # type: ignore[attr-defined]


def test_the_download_has_the_columns_of_every_choice(open_page: OpenPage, server: str) -> None:
    page = open_page(f"{server}/channel-roi?{WHOLE}", language="en", is_dark=True, width=1920)
    picture(page, "channel_roi_en_dark_1920")
    page.get_by_role("radio", name="Campaigns").or_(page.get_by_role("button", name="Campaigns", exact=True)).click()
    expect(page.get_by_role("heading", name="All campaigns")).to_be_visible()
    wait_until_ready(page)
    with page.expect_download() as started:
        page.get_by_test_id("stDownloadButton").filter(has_text="CSV").first.click()
    text = Path(started.value.path()).read_text("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert started.value.suggested_filename == "All campaigns.csv"
    assert {"Channel", "Campaign", "Spend", "ROI", "ROI from–to", "n", "Per lead", "Reading"} <= set(rows[0])
    assert sum(float(row["Spend"]) for row in rows) == 7_500
