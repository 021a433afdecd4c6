"""The budget plan in a browser: a slider, a lock, a scenario, the workbook, and a budget that cannot be."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from clm_core.services.budget_scenarios import read_scenarios
from clm_core.services.workspaces import open_workspace
from tests.browser.conftest import OpenPage, picture, running_server, wait_until_ready
from tests.budget_company import make_budget_company


@pytest.fixture
def budget_home(tmp_path: Path) -> Path:
    make_budget_company(tmp_path)
    return tmp_path


@pytest.fixture
def budget_server(budget_home: Path) -> Iterator[str]:
    with running_server(budget_home) as address:
        yield address


def view(page: Page, name: str) -> None:
    page.get_by_text(name, exact=True).first.click()
    page.wait_for_timeout(300)
    wait_until_ready(page)


def test_a_plan_is_changed_saved_and_taken_along(open_page: OpenPage, budget_server: str, budget_home: Path) -> None:
    page = open_page(f"{budget_server}/budget-plan")
    expect(page.get_by_text("Von heute zum Plan")).to_be_visible()
    picture(page, "budget_plan_de")
    slider = page.get_by_role("slider").first
    slider.focus()
    slider.press("ArrowRight")
    expect(page.get_by_text(re.compile("Das ist die eigene Aufteilung"))).to_be_visible()
    wait_until_ready(page)
    page.get_by_text("fest", exact=True).first.click()
    expect(page.get_by_role("checkbox").first).to_be_checked()
    wait_until_ready(page)

    view(page, "Szenarien")
    page.get_by_role("textbox", name="Name", exact=True).fill("Herbst")
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.get_by_text(re.compile("„Herbst“ ist gespeichert"))).to_be_visible()
    picture(page, "budget_plan_scenarios_de")

    view(page, "Excel")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Plan als Excel-Arbeitsmappe").click()
    book = openpyxl.load_workbook(BytesIO(Path(waiting.value.path()).read_bytes()))
    assert "Budgetplan" in book.sheetnames

    view(page, "Plan")
    budget = page.get_by_role("textbox", name="Budget über den ganzen Plan")
    budget.fill("5.000")
    budget.press("Enter")
    expect(page.get_by_text(re.compile("Bitte das Budget um"))).to_be_visible()
    assert page.foreign == []  # type: ignore[attr-defined]

    store = open_workspace(budget_home, "budgetfirma")
    saved = read_scenarios(store)
    store.close()
    assert [one.scenario.name for one in saved] == ["Herbst"]
