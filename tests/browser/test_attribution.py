"""Attribution as somebody uses it: the range first, verdicts a moment later, another model, a link that restores it."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, picture, running_server, wait_until_ready
from tests.pages.test_attribution import add_journeys
from tests.small_company import make_company

WHOLE = "from=2024-01-01&to=2025-12-31"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    """A server whose company has journeys of two touches."""
    home: Path = tmp_path_factory.mktemp("attribution")
    make_company(home)
    add_journeys(home)
    with running_server(home) as address:
        yield address


def choose_model(page: Page, model: str) -> None:
    """Chooses a model in the list beneath the chart."""
    page.get_by_role("combobox", name="Modell", exact=False).first.click()
    page.get_by_role("option", name=model, exact=True).click()
    wait_until_ready(page)


def test_verdicts_come_by_themselves_and_a_link_restores_the_model(open_page: OpenPage, server: str) -> None:
    page = open_page(f"{server}/attribution?{WHOLE}")
    expect(page.get_by_role("heading", name="E-Mail hat am meisten eingebracht")).to_be_visible()
    expect(page.get_by_role("heading", name="Messen und Veranstaltungen lohnt, hängt vom Modell ab")).to_be_visible()
    dots = page.get_by_test_id("stVegaLiteChart").first.locator("[aria-roledescription=point]")
    expect(dots).to_have_count(12 * 4)
    choose_model(page, "Letztkontakt")
    expect(page.get_by_text("Übersieht, wer den Kontakt gebracht hat").first).to_be_visible()
    page.wait_for_url("**model=last_touch**")
    picture(page, "attribution_de")
    again = open_page(page.url, is_dark=True, width=1920)
    expect(again.get_by_text("Übersieht, wer den Kontakt gebracht hat").first).to_be_visible()
    picture(again, "attribution_de_dark_1920")
    assert page.foreign == []  # type: ignore[attr-defined]
