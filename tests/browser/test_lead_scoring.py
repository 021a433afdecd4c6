"""Lead scoring in a browser: a dragged threshold, a moved slider, and a model that both teams sign."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from clm_core.services.scoring_versions import published_version
from clm_core.services.workspaces import open_workspace
from tests.browser.conftest import OpenPage, picture, wait_until_ready
from tests.pages.lead_company import add_hot_leads

PIXELS = 60


def thresholds(page: Page) -> list[int]:
    fields = page.locator("input[type=number]")
    expect(fields).to_have_count(2)
    return [int(field.input_value()) for field in fields.all()]


def test_a_threshold_is_dragged_and_the_model_signed_by_both(
    open_page: OpenPage, fresh_server: str, own_home: Path
) -> None:
    add_hot_leads(own_home)
    page = open_page(f"{fresh_server}/lead-scoring", language="en")
    expect(page.get_by_text(re.compile("With this model no lead becomes MQL"))).to_be_visible()
    wait_until_ready(page)
    expect(page.locator(".st-key-scoring_distribution path[aria-roledescription=bar]").first).to_be_visible()
    before = thresholds(page)
    picture(page, "lead_scoring_en")
    drag_sql(page, before)
    after = thresholds(page)
    assert after[0] == before[0]
    assert after[1] > before[1]
    expect(page.get_by_text("Unsaved changes.")).to_be_visible()

    page.get_by_text("Versions", exact=True).click()
    page.get_by_role("textbox", name="Name", exact=True).fill("Autumn")
    page.get_by_role("button", name="Save as a new draft").click()
    for team in ("marketing", "sales"):
        page.get_by_role("textbox", name=f"Name ({team})").fill("Ada")
        page.get_by_role("button", name=f"Agree for {team}").click()
        expect(page.get_by_text(re.compile(f"{team} has agreed: Ada", re.IGNORECASE))).to_be_visible()
    page.get_by_role("button", name="Publish: in force from now on").click()
    expect(page.get_by_text(re.compile("“Autumn” .* is in force"))).to_be_visible()
    picture(page, "lead_scoring_versions_en")
    assert page.foreign == []  # type: ignore[attr-defined]

    store = open_workspace(own_home, "testfirma")
    published = published_version(store)
    store.close()
    assert published is not None
    assert [published.model.mql_points, published.model.sql_points] == after


def drag_sql(page: Page, before: list[int]) -> None:
    """Drags the line of the SQL threshold, whose word stands beside it."""
    word = page.locator(".st-key-scoring_distribution text", has_text=re.compile(rf"SQL {before[1]}$")).first
    box = word.bounding_box()
    assert box
    # The word stands above the line, to its right or, where both thresholds are one, to its left.
    is_one = before[0] == before[1]
    x, y = box["x"] + (box["width"] + 2 if is_one else -2), box["y"] + 120
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + PIXELS / 2, y, steps=4)
    page.mouse.move(x + PIXELS, y, steps=4)
    page.mouse.up()
    page.wait_for_timeout(500)
    wait_until_ready(page)
