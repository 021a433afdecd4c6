"""A decimal is understood as it was typed or pasted, or refused: never silently turned into another number."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, running_server, wait_until_ready


@pytest.fixture(scope="module")
def probe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with nothing but a decimal field."""
    with running_server(tmp_path_factory.mktemp("probe"), "tests/browser/probes/decimals.py") as address:
        yield address


def enter(page: Page, text: str, *, is_pasted: bool) -> None:
    """Types the text key by key, or pastes it, as from a spreadsheet."""
    field = page.get_by_label("Budget")
    field.click()
    field.press("Control+a")
    if is_pasted:
        field.evaluate(
            """(input, text) => {
                const data = new DataTransfer();
                data.setData("text/plain", text);
                const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
                if (input.dispatchEvent(event)) document.execCommand("insertText", false, text);
            }""",
            text,
        )
    else:
        field.press_sequentially(text)
    field.press("Enter")
    wait_until_ready(page)


MEANT = {
    "de": {
        "2.345,67": ("2345.67", "2.345,67 €"),
        "2345,68": ("2345.68", "2.345,68 €"),
        "1,5": ("1.5", "1,50 €"),
        "1.500": ("1500", "1.500,00 €"),
    },
    "en": {"2,345.67": ("2345.67", "2,345.67 €"), "2345.68": ("2345.68", "2,345.68 €"), "1.5": ("1.5", "1.50 €")},
}
REFUSED = {"de": ("2,345.67", "1.5", "12 €x", "1,2,3"), "en": ("2.345,67", "1,5", "12 €x")}


# The browser's language and the product's are independent: all four combinations are tried.
@pytest.mark.parametrize("browser_language", ["de", "en"])
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("is_pasted", [False, True], ids=["typed", "pasted"])
def test_numbers_arrive_as_meant(
    open_page: OpenPage, probe: str, *, browser_language: str, language: str, is_pasted: bool
) -> None:
    page = open_page(f"{probe}/?lang={language}", language=browser_language)
    for text, (value, echo) in MEANT[language].items():
        enter(page, text, is_pasted=is_pasted)
        expect(page.get_by_text(f"value {value}", exact=True)).to_be_visible()
        expect(page.get_by_text(echo)).to_be_visible()


@pytest.mark.parametrize("language", ["de", "en"])
def test_what_could_be_read_in_two_ways_is_refused(open_page: OpenPage, probe: str, language: str) -> None:
    page = open_page(f"{probe}/?lang={language}")
    example = {"de": "1.234,56", "en": "1,234.56"}[language]
    for text in REFUSED[language]:
        enter(page, text, is_pasted=True)
        expect(page.get_by_text(example).first).to_be_visible()
        expect(page.get_by_text("value None", exact=True)).to_be_visible()


def test_values_outside_the_limits_are_named(open_page: OpenPage, probe: str) -> None:
    page = open_page(f"{probe}/?lang=de")
    enter(page, "1.000.000,01", is_pasted=False)
    expect(page.get_by_text("höchstens 1.000.000")).to_be_visible()
    expect(page.get_by_text("value None", exact=True)).to_be_visible()
