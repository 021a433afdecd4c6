"""The report as HTML: one file that asks for nothing, whose texts are text whatever they say."""

import re
from html.parser import HTMLParser

import pytest

from clm_core.exports.report import report_html, runs
from clm_core.texts import Language
from tests.exports.hostile_report import HOSTILE, hostile_report


class Read(HTMLParser):
    """Tags with their attributes, all ids, and the words of the page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] != "style":
            self.words.append(data)


@pytest.fixture(scope="module")
def page() -> Read:
    return Read(report_html(hostile_report()).decode())


def test_nothing_of_a_text_becomes_markup(page: Read) -> None:
    assert not {"script", "img", "iframe", "object", "link", "form"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    said = "".join(page.words)
    assert all(text in said for text in HOSTILE)


def test_nothing_is_fetched(page: Read) -> None:
    """Links lead to places in the page; what the style needs is in it."""
    asked = [value for name, value in page.attributes if name in ("href", "src", "xlink:href", "action", "srcset")]
    assert set(asked) == {"#one", "#two"}
    style = re.search(r"<style>(.*?)</style>", report_html(hostile_report()).decode(), re.DOTALL)
    assert style is not None
    assert set(re.findall(r"url\((\w+:)", style[1])) == {"data:"}
    assert "default-src 'none'" in dict(page.attributes)["content"]


def test_names_inside_charts_are_each_chart_s_own(page: Read) -> None:
    ids = [value for name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    used = [value for name, value in page.attributes if name == "clip-path"]
    assert {one.removeprefix("url(#").removesuffix(")") for one in used} <= set(ids)
    assert len(used) == 2


def test_the_language_is_said() -> None:
    assert b'<html lang="en">' in report_html(hostile_report(Language.EN))


def test_only_pairs_of_asterisks_make_bold() -> None:
    assert runs("a **b** c") == (("a ", False), ("b", True), (" c", False))
    assert runs("2 * 3 ** 4") == (("2 * 3 ** 4", False),)
    assert runs("") == ()
