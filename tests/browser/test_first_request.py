"""What a fresh server must do right at its very first request."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from clm_core.texts import Language, texts_for
from tests.browser.conftest import OpenPage, picture, running_server


def test_a_deep_link_gets_menu_and_filters(open_page: OpenPage, fresh_server: str) -> None:
    """Streamlit's old multipage mode would run the page without its menu (and later without its sign-in)."""
    page = open_page(f"{fresh_server}/channel-roi?channel=email", language="en")
    expect(page.get_by_role("link", name="Overview")).to_be_visible()
    expect(page.get_by_role("heading", name="Channel ROI", level=2)).to_be_visible()
    expect(page.locator(".st-key-filters").get_by_text(texts_for(Language.EN)("channels.email")).first).to_be_visible()
    expect(page).to_have_title("Channel ROI · Closed Loop")


def test_an_unknown_address_leads_to_the_overview(open_page: OpenPage, server: str) -> None:
    page = open_page(f"{server}/no-such-page", language="de")
    expect(page.get_by_text("Überblick").first).to_be_attached()


@pytest.mark.slow
def test_the_sample_company_is_loaded_where_there_is_nothing(open_page: OpenPage, tmp_path: Path) -> None:
    """`streamlit run dashboard.py` in a fresh clone, without any set-up."""
    with running_server(tmp_path) as address:
        page = open_page(address, language="de")
        expect(page.get_by_role("button", name="Eigene Daten verwenden")).to_be_visible(timeout=300_000)
        assert page.foreign == []  # type: ignore[attr-defined]
        picture(page, "first_start")
