"""Response curves in a browser: the preview, the exact computation stopped and finished, and its curves in a plan."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from clm_core.texts import Language, texts_for
from tests.browser.conftest import OpenPage, picture, running_server, wait_until_ready
from tests.budget_company import make_budget_company

DE = texts_for(Language.DE)
KEPT = "Herbst genau"


@pytest.fixture
def curves_server(tmp_path: Path) -> Iterator[str]:
    make_budget_company(tmp_path)
    with running_server(tmp_path) as address:
        yield address


def press(page: Page, key: str) -> None:
    page.get_by_role("button", name=DE(key), exact=True).first.click()


def test_curves_are_computed_exactly_kept_and_planned_with(open_page: OpenPage, curves_server: str) -> None:
    page = open_page(f"{curves_server}/response-curves?scope=total")
    expect(page.locator("[data-testid=stVegaLiteChart] svg").first).to_be_visible()
    wait_until_ready(page)
    picture(page, "response-curves-preview-de")

    press(page, "response_curves_page.quality.button")
    press(page, "shell.long_work.stop")
    expect(page.get_by_text(DE("response_curves_page.quality.stopped"))).to_be_visible()
    wait_until_ready(page)

    press(page, "response_curves_page.quality.again")
    done = DE("response_curves_page.quality.converged", ess="@", spread="@", shapes="@").split("@")[0]
    expect(page.get_by_role("button", name=DE("shell.long_work.stop"))).to_have_count(0)
    expect(page.get_by_text(re.compile(re.escape(done.strip())))).to_be_visible()
    expect(page.get_by_text(DE("response_curves_page.quality.stopped"))).to_have_count(0)
    wait_until_ready(page)
    picture(page, "response-curves-exact-de")

    press(page, "response_curves_page.quality.keep")
    page.locator(".st-key-curves_keep_name input").fill(KEPT)
    page.locator(".st-key-curves_keep button").click()
    expect(page.get_by_text(re.compile(f"Behalten als „{KEPT}“"))).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("link", name=DE("shell.pages.budget_plan"), exact=True).click()
    expect(page.get_by_text(DE("budget_plan_page.from_to")).first).to_be_visible()
    wait_until_ready(page)
    expect(page.get_by_text(re.compile(KEPT)).first).to_be_visible()
    assert page.foreign == []  # type: ignore[attr-defined]
