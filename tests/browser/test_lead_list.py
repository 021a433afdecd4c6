"""From a lead's reasons to sales' verdict on it, out as a workbook and back in as a filled-in list."""

import io
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from clm_core.services.handover import read_handovers
from clm_core.services.workspaces import open_workspace
from clm_core.texts import Language, texts_for
from tests.browser.conftest import OpenPage, picture, wait_until_ready
from tests.pages.lead_company import HOT, add_hot_leads

DE = texts_for(Language.DE)


def downloaded(page: Page, label: str) -> bytes:
    with page.expect_download() as started:
        page.get_by_role("button", name=label).first.click()
    return Path(started.value.path()).read_bytes()


def choose_row(page: Page, number: int) -> None:
    """Ticks the box of a row of the first table."""
    grid = page.locator("[data-testid=stDataFrame]").first
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    assert box
    page.mouse.click(box["x"] + 16, box["y"] + 17 + 35 * number)
    wait_until_ready(page)


def filled_in(content: bytes, verdicts: dict[str, tuple[str, str]]) -> bytes:
    """The downloaded workbook with verdicts and reasons typed in, by e-mail address."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book[DE("lead_sheet.title")]
    places = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        said = verdicts.get(str(sheet.cell(row, places[DE("lead_sheet.column.email")]).value))
        if said:
            sheet.cell(row, places[DE("lead_sheet.column.verdict")]).value = said[0]
            sheet.cell(row, places[DE("lead_sheet.column.reason")]).value = said[1]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_lead_is_understood_judged_handed_over_and_read_back(
    open_page: OpenPage, own_home: Path, fresh_server: str
) -> None:
    add_hot_leads(own_home)
    page = open_page(f"{fresh_server}/lead-list", language="de")
    expect(page.get_by_text(f"{HOT} Leads", exact=True)).to_be_visible()
    choose_row(page, 3)
    profile = page.locator(".st-key-lead_profile")
    expect(profile.get_by_text("Ada Hot2")).to_be_visible()
    expect(profile.get_by_text("+40 Preisseite vor 4 Tagen, −3,5 Abklingen")).to_be_visible()
    picture(page, "lead-list-de")

    wait_until_ready(page)
    # While the page is drawn anew the former profile may still stand beside the new one, which comes last.
    profile.get_by_text(DE("lead_list.verdict.accepted"), exact=True).last.click()
    wait_until_ready(page)
    profile.get_by_role("button", name=DE("lead_list.verdict.save")).click()
    expect(page.get_by_text("Gespeichert: Ada Hot2 ist angenommen.")).to_be_visible()
    expect(page.get_by_text(DE("lead_list.which_of.accepted", count=1), exact=True)).to_be_visible()

    page.get_by_label(DE("lead_list.filter.search"), exact=True).fill("hot4")
    page.keyboard.press("Enter")
    wait_until_ready(page)
    page.get_by_text(DE("lead_list.part_of.files"), exact=True).click()
    # The filters of the call list still hold in the other part of the page.
    expect(page.get_by_text("(1 Lead)")).to_be_visible()
    page.get_by_text(DE("lead_list.part_of.list"), exact=True).click()
    page.get_by_label(DE("lead_list.filter.search"), exact=True).fill("")
    page.keyboard.press("Enter")
    wait_until_ready(page)
    page.get_by_text(DE("lead_list.part_of.files"), exact=True).click()
    expect(page.get_by_text(f"({HOT - 1} Leads)")).to_be_visible()
    wait_until_ready(page)
    book = downloaded(page, DE("lead_list.files.text.excel"))
    mailing = downloaded(page, DE("lead_list.files.text.mailing", count=HOT - 2)).decode("utf-8-sig")
    assert "hot5@example.org" not in mailing
    assert mailing.count("@example.org") == HOT - 2

    reason = DE("handover.default_reason.cause_no_fit")
    back = filled_in(book, {"hot0@example.org": ("abgelehnt", reason), "hot1@example.org": ("abgelehnt", "Weil halt")})
    page.locator("input[type=file]").set_input_files(
        {"name": "Leads.xlsx", "mimeType": "application/octet-stream", "buffer": back}
    )
    expect(page.get_by_text("1 Rückmeldung gelesen, 1 davon neu")).to_be_visible()
    expect(page.get_by_text(DE("lead_list.files.text.problems"), exact=True)).to_be_visible()
    picture(page, "lead-list-returned-de")
    page.get_by_role("button", name=DE("lead_list.files.text.save")).click()
    expect(page.get_by_text(DE("lead_list.files.text.saved", added=1, unchanged=0))).to_be_visible()
    page.get_by_text(DE("lead_list.part_of.list"), exact=True).click()
    expect(page.get_by_text(DE("lead_list.which_of.rejected", count=1), exact=True)).to_be_visible()
    store = open_workspace(own_home, "testfirma")
    assert [(one.lead_count, one.scoring_version) for one in read_handovers(store)] == [(HOT - 1, 1)]
    store.close()
    assert not page.foreign  # type: ignore[attr-defined]
