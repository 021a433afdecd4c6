"""Tables follow our language in a browser of the other one, sort as numbers and leave as files."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage, picture, running_server
from tests.small_company import make_company


@pytest.fixture(scope="module")
def probe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with one table."""
    home = tmp_path_factory.mktemp("probe")
    make_company(home)
    with running_server(home, "tests/browser/probes/table.py") as address:
        yield address


RECORD_DRAWN_TEXT = """
    window.drawn = [];
    const fillText = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...rest) {
        const place = this.getTransform().transformPoint(new DOMPoint(x, y));
        window.drawn.push([Math.round(place.y), Math.round(place.x), text]);
        return fillText.call(this, text, x, y, ...rest);
    };
"""
"""Tables are drawn on a canvas, which holds no text: so what is drawn is written down."""


def amounts_from_top(page: Page) -> list[str]:
    """The drawn amounts of money, the last drawing of each row, from top to bottom."""
    page.wait_for_timeout(500)
    last = {y: text for y, _, text in page.evaluate("window.drawn") if "€" in text}
    return [last[y] for y in sorted(last)]


def test_numbers_are_german_in_an_english_browser_and_sort_as_numbers(open_page: OpenPage, probe: str) -> None:
    page = open_page(f"{probe}/?lang=de", language="en", script=RECORD_DRAWN_TEXT)
    page.wait_for_function("window.drawn.some(([y, x, text]) => text.includes('20.000'))")
    assert amounts_from_top(page) == ["1.234,56\u00a0€", "99,50\u00a0€", "20.000,00\u00a0€"]
    texts = {text for _, _, text in page.evaluate("window.drawn")}
    assert {"12,3\u00a0%", "1.200,0\u00a0%", "1.000", "03.01.2025", "30.11.2025", "–"} <= texts

    box = page.get_by_test_id("stDataFrame").bounding_box()
    assert box is not None
    page.evaluate("window.drawn = []")
    page.mouse.click(box["x"] + box["width"] * 0.15, box["y"] + 15)
    # The top row, 35 pixels below the heading, is drawn anew when the rows have changed places.
    page.wait_for_function(
        "window.drawn.filter(([y, x, text]) => text.includes('€')).sort((a, b) => a[0] - b[0]).some("
        "([y, x, text], at, all) => y === all[0][0] && text.startsWith('99,50'))"
    )
    picture(page, "table_sorted_de_in_english_browser")
    assert amounts_from_top(page) == ["99,50\u00a0€", "1.234,56\u00a0€", "20.000,00\u00a0€"]


def test_a_table_is_downloaded_in_the_readers_form(open_page: OpenPage, probe: str) -> None:
    page = open_page(f"{probe}/?lang=de", language="en")
    with page.expect_download() as started:
        page.get_by_role("button", name="CSV", exact=True).click()
    text = Path(started.value.path()).read_bytes().decode("utf-8-sig")
    assert started.value.suggested_filename == "Kanaele.csv"
    assert text.splitlines()[:2] == ["Kanal;Ausgaben;ROI;Leads;Tag", "b;1234,56;0,123;5;2025-01-03"]
    with page.expect_download() as started:
        page.get_by_role("button", name="Excel", exact=True).click()
    book = openpyxl.load_workbook(BytesIO(Path(started.value.path()).read_bytes()))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[2]][:3] == ["b", 1234.56, 0.123]
    assert len(book.worksheets) == 2, "what the table rests on is the last sheet"
