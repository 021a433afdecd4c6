"""The whole meeting: two browsers, two languages; negotiated, signed, taken along, restored, judged by later data."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from clm_core.services.agreements import read_agreements
from clm_core.services.decisions import decisions_view
from clm_core.services.workspaces import open_workspace
from clm_core.targets import AgreementStatus, PromiseKind
from clm_core.texts import Language, texts_for
from tests.browser.conftest import OpenPage, picture, running_server, wait_until_ready
from tests.browser.test_import_journey import drop, import_files
from tests.target_company import make_plan_company

DE, EN = texts_for(Language.DE), texts_for(Language.EN)
FIRST_NEW_DAY, NEW_DAYS, LEADS_PER_DAY = date(2026, 4, 1), 70, 4


@pytest.fixture
def meeting_home(tmp_path: Path) -> Path:
    make_plan_company(tmp_path)
    return tmp_path


@pytest.fixture
def meeting_server(meeting_home: Path) -> Iterator[str]:
    with running_server(meeting_home) as address:
        yield address


def view(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).or_(page.get_by_text(name, exact=True)).first.click()
    page.wait_for_timeout(300)
    wait_until_ready(page)


def sit_down(page: Page, name: str) -> None:
    """Says who sits at this browser."""
    field = page.locator(".st-key-meeting_name input")
    field.fill(name)
    field.press("Enter")
    wait_until_ready(page)


def move(page: Page, kind: PromiseKind, key: str) -> None:
    """One step of a promise's slider."""
    slider = page.locator(f".st-key-target_{kind} input[type=range]")
    slider.focus()
    slider.press(key)
    wait_until_ready(page)


def sign_for(page: Page, team: str, name: str, role: str) -> None:
    page.locator(f".st-key-sign_{team}_name input").fill(name)
    page.locator(f".st-key-sign_{team}_role input").fill(role)
    page.locator(f".st-key-sign_{team}_button button").click()
    expect(page.locator(f".st-key-signature_{team}").get_by_text(name)).to_be_visible()
    wait_until_ready(page)


def test_the_whole_meeting(open_page: OpenPage, meeting_server: str, meeting_home: Path, tmp_path: Path) -> None:
    kim = open_page(f"{meeting_server}/targets?view=versions", language="de")
    sit_down(kim, "Kim")
    kim.get_by_role("button", name=DE("targets_page.versions.put")).click()
    expect(kim.locator(".st-key-signature_sales")).to_be_visible()
    alex = open_page(f"{meeting_server}/targets", language="en")
    sit_down(alex, "Alex")
    view(kim, DE("targets_page.view_of.table"))

    negotiate(kim, alex)
    workbook = sign_and_take_along(kim, alex, tmp_path)
    store = open_workspace(meeting_home, "zielfirma")
    signed = read_agreements(store)[0]
    assert signed.status is AgreementStatus.SIGNED
    assert signed.snapshot_name
    restore(alex, workbook)
    assert read_agreements(store)[-1].plan == signed.plan

    decide(kim)
    import_next_months(kim, tmp_path)
    kim.goto(f"{meeting_server}/decisions")
    wait_until_ready(kim)
    expect(kim.get_by_text(DE("decisions.verdict.came_true")).first).to_be_visible()
    picture(kim, "decision-judged-de")
    assert decisions_view(store).hits.came_true == 1
    store.close()
    assert kim.foreign == []  # type: ignore[attr-defined]
    assert alex.foreign == []  # type: ignore[attr-defined]


def negotiate(kim: Page, alex: Page) -> None:
    """Each sees the other's change within two seconds of having been saved; the projector shows both."""
    move(kim, PromiseKind.MQLS_PER_WEEK, "ArrowRight")
    expect(alex.get_by_text(re.compile(r"Kim set .New MQLs a week. to"))).to_be_visible(timeout=15_000)
    wait_until_ready(alex)
    move(alex, PromiseKind.CAPACITY, "ArrowRight")
    expect(kim.get_by_text(re.compile(r"Alex hat .Bearbeitete Leads je Woche. auf"))).to_be_visible(timeout=15_000)
    wait_until_ready(kim)
    picture(kim, "targets-table-de")
    picture(alex, "targets-table-en")
    kim.get_by_role("button", name=DE("messages.presentation.begin")).click()
    expect(kim.get_by_role("button", name=DE("messages.presentation.end"))).to_be_visible()
    expect(kim.locator("[data-testid=stSidebar]")).not_to_be_visible()
    picture(kim, "targets-presented-de")
    kim.get_by_role("button", name=DE("messages.presentation.end")).click()
    expect(kim.locator("[data-testid=stSidebar]")).to_be_visible()


def sign_and_take_along(kim: Page, alex: Page, folder: Path) -> Path:
    """Both sides sign what they see; the agreement as a workbook."""
    view(kim, DE("targets_page.view_of.versions"))
    sign_for(kim, "marketing", "Kim", "Leitung Marketing")
    view(alex, EN("targets_page.view_of.versions"))
    expect(alex.locator(".st-key-signature_marketing").get_by_text("Kim")).to_be_visible()
    sign_for(alex, "sales", "Alex", "Head of sales")
    expect(kim.get_by_text(re.compile("Eingefroren mit dem Datenstand"))).to_be_visible(timeout=15_000)
    picture(kim, "targets-signed-de")
    view(alex, EN("targets_page.view_of.files"))
    with alex.expect_download() as waiting:
        alex.get_by_role("button", name=EN("agreement_files.download")).click()
    taken = folder / "agreement.xlsx"
    waiting.value.save_as(taken)
    assert EN("agreement_sheet.sheet.target") in openpyxl.load_workbook(taken).sheetnames
    return taken


def restore(page: Page, workbook: Path) -> None:
    """The workbook dropped back: of what is signed a draft with its plan."""
    page.locator(".st-key-agreement_upload input[type=file]").set_input_files(str(workbook))
    page.get_by_role("button", name=EN("agreement_files.take"), exact=True).click()
    expect(page.get_by_text(EN("agreement_files.taken"))).to_be_visible()
    wait_until_ready(page)


def decide(page: Page) -> None:
    """Twice as many leads a week are expected from April on."""
    page.get_by_role("link", name=DE("shell.pages.decisions")).click()
    page.get_by_role("button", name=DE("decisions_page.new")).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(DE("decide.what"), exact=True).fill("Zweite Messe")
    dialog.get_by_label(DE("decide.owner"), exact=True).fill("Kim")
    dialog.get_by_label(DE("decide.change"), exact=True).fill("14")
    dialog.get_by_label(DE("decide.change"), exact=True).press("Tab")
    wait_until_ready(page)
    dialog.get_by_role("button", name=DE("decide.save"), exact=True).click()
    expect(page.get_by_text("Zweite Messe").first).to_be_visible()
    wait_until_ready(page)


def import_next_months(page: Page, folder: Path) -> None:
    """Leads of the weeks that follow, twice as many as before, dropped on the import page."""
    lines = ["Contact ID,Email,Company,Country,Source,Created on"]
    for day in range(NEW_DAYS):
        for place in range(LEADS_PER_DAY):
            key = f"n{day}-{place}"
            created = FIRST_NEW_DAY + timedelta(days=day)
            lines.append(f"{key},{key}@new.example,New {key},DE,{('Paid search', 'Events')[place % 2]},{created}")
    file = folder / "leads-april-june.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    page.get_by_role("link", name=DE("shell.pages.import")).click()
    wait_until_ready(page)
    drop(page, [file])
    page.get_by_role("button", name=DE("import_files.confirm_mapping")).click()
    import_files(page, 1)
