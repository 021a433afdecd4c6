"""Nothing leaves the machine, and text from files is shown letter by letter."""

import urllib.request

import pytest
from playwright.sync_api import expect

from pages.shared.navigation import PAGES
from tests.browser.conftest import OpenPage, wait_until_ready
from tests.small_company import EVIL_CHANNEL


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_page_asks_a_foreign_host(open_page: OpenPage, server: str, language: str) -> None:
    page = open_page(server, language=language)
    for entry in PAGES:
        page.goto(f"{server}/{entry.url_path}")
        wait_until_ready(page)
        page.wait_for_load_state("networkidle")
        assert page.locator(".st-key-menu").count() == 1, entry.name
        assert page.locator(".st-key-bug").count() == 0, entry.name
    assert page.foreign == []  # type: ignore[attr-defined]


def test_the_browser_is_told_to_load_nothing_foreign(server: str) -> None:
    request = urllib.request.Request(f"{server}/funnel", headers={"Accept": "text/html", "Accept-Language": "de"})
    with urllib.request.urlopen(request) as answer:
        policy, document = answer.headers["content-security-policy"], answer.read().decode()
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
    directives = dict(part.split(maxsplit=1) for part in policy.split("; "))
    assert "unsafe" not in directives["script-src"]
    assert directives["default-src"] == directives["connect-src"] == "'self'"
    assert directives["frame-ancestors"] == "'none'"
    assert "http:" not in policy
    assert "https:" not in policy
    assert '<html lang="de">' in document


def test_a_channel_named_as_an_image_stays_text(open_page: OpenPage, server: str) -> None:
    page = open_page(f"{server}/funnel", language="en")
    page.locator(".st-key-filters").get_by_text("All channels").click()
    page.get_by_role("combobox", name="Channels").fill("stand")
    page.get_by_role("option", name="stand").click()
    wait_until_ready(page)
    expect(page.locator(".st-key-filters").get_by_text(EVIL_CHANNEL[:20]).first).to_be_visible()
    assert page.locator("img[src*='evil.invalid']").count() == 0
    assert page.foreign == []  # type: ignore[attr-defined]
