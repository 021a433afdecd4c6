"""Streamlit's own English words are German while German is on, and nobody's data are translated."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, running_server, wait_until_ready


@pytest.fixture(scope="module")
def probe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with parts of Streamlit that have words of their own."""
    with running_server(tmp_path_factory.mktemp("probe"), "tests/browser/probes/builtin_app.py") as address:
        yield address


def open_empty_list(page: Page) -> None:
    page.get_by_role("combobox", name="Kanal").fill("nothing like it")


def test_builtin_words_follow_the_language(open_page: OpenPage, probe: str) -> None:
    page = open_page(f"{probe}/?lang=de", language="en")
    uploader = page.get_by_test_id("stFileUploader")
    expect(uploader.locator("button")).to_contain_text("Dateien auswählen")
    expect(uploader).to_contain_text("höchstens 200 MB je Datei • CSV, XLSX")
    open_empty_list(page)
    expect(page.get_by_text("Keine Treffer")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "de"

    page = open_page(f"{probe}/?lang=en", language="de")
    expect(page.get_by_test_id("stFileUploader").locator("button")).to_contain_text("Upload")
    open_empty_list(page)
    expect(page.get_by_role("listbox").get_by_text("No results")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "en"


def test_the_same_words_in_data_stay_as_they_are(open_page: OpenPage, probe: str) -> None:
    page = open_page(f"{probe}/?lang=de")
    expect(page.get_by_test_id("stFileUploader").locator("button")).to_contain_text("Dateien auswählen")
    tags = page.get_by_test_id("stMultiSelect").locator("[data-tag]")
    expect(tags).to_have_text(["Search"])
    expect(page.get_by_test_id("stMarkdown").last).to_have_text("Search, Upload, Browse files, No results")
    expect(page.get_by_test_id("stSelectbox").get_by_role("combobox")).to_have_value("Search")
    page.get_by_role("combobox", name="Kanal").fill("No res")
    expect(page.get_by_role("option", name="No results")).to_be_visible()
    page.get_by_role("option", name="No results").click()
    wait_until_ready(page)
    expect(tags).to_have_text(["Search", "No results"])
