"""The main job as a person does it: own exports in, mapped and confirmed, seen in the funnel, shared, taken back."""

from io import BytesIO
from pathlib import Path

import openpyxl
from playwright.sync_api import Locator, Page, expect

from clm_core.texts import Language, Texts, texts_for
from tests.browser.company_exports import CUSTOMERS, LEADS, write_exports
from tests.browser.conftest import OpenPage, picture, wait_until_ready

DE, EN = texts_for(Language.DE), texts_for(Language.EN)
PERIODS = {Language.DE: "Jan. 2026 – Juni 2026", Language.EN: "Jan 2026 – Jun 2026"}
RATES = {Language.DE: "25,0\u00a0%", Language.EN: "25.0%"}


def funnel_answer(texts: Texts, *, leads: int = LEADS, rate: str = "") -> str:
    """What the funnel says of the exports, at the head of its page."""
    return texts(
        "funnel.answer",
        period=PERIODS[texts.language],
        size=leads,
        start=texts("stages.plural.lead"),
        reached=CUSTOMERS,
        end=texts("stages.plural.customer"),
        rate=rate or RATES[texts.language],
    )


def drop(page: Page, files: list[Path]) -> None:
    """Drops files and waits until each has its card."""
    page.locator("input[type=file]").set_input_files([str(file) for file in files])
    for file in files:
        expect(page.locator("[class*=st-key-file_]").get_by_text(file.name, exact=True)).to_be_visible()
    wait_until_ready(page)


def cards_saying(page: Page, text: str) -> Locator:
    """The cards of files in this state."""
    return page.locator("[class*=st-key-file_]").filter(has_text=text)


def confirm_mapping(page: Page) -> None:
    """Says what the one heading means that nobody could guess, and that the others are right."""
    meaning = DE("fields.deals.deal_id.label")
    heading = page.get_by_role("combobox", name="Auftragsnr")
    heading.click()
    heading.fill(meaning)
    page.get_by_role("option", name=meaning, exact=True).click()
    page.get_by_role("button", name=DE("import_files.confirm_mapping")).click()


def import_files(page: Page, count: int) -> None:
    """Confirms and waits for the report."""
    page.get_by_role("button", name=DE("import_files.import_count", count=count)).click()
    expect(page.locator(".st-key-import_report")).to_be_visible()
    wait_until_ready(page)


def open_own_data(page: Page) -> None:
    """From the first page with the sample to an empty import page of one's own."""
    page.get_by_role("button", name=DE("shell.own_data")).click()
    expect(page.get_by_text(DE("import_files.wanted.spend.title"))).to_be_visible()
    wait_until_ready(page)


def test_from_the_first_start_to_a_shared_funnel(open_page: OpenPage, fresh_server: str, tmp_path: Path) -> None:
    page = open_page(fresh_server, language="de")
    open_own_data(page)
    picture(page, "import-empty-de")

    drop(page, write_exports(tmp_path))
    expect(cards_saying(page, DE("import_files.file_state.ready"))).to_have_count(3)
    expect(page.locator("[class*=st-key-file_]").first).to_contain_text("7.503,00")
    picture(page, "import-four-files-de")
    confirm_mapping(page)
    expect(cards_saying(page, DE("import_files.file_state.ready"))).to_have_count(4)
    import_files(page, 4)
    picture(page, "import-report-de")

    page.get_by_role("link", name=DE("import_files.see_funnel")).click()
    expect(page.get_by_role("heading", name=funnel_answer(DE))).to_be_visible()
    expect(page.locator("[data-testid=stVegaLiteChart] svg").first).to_be_visible()
    wait_until_ready(page)
    picture(page, "journey-funnel-de")
    page.get_by_role("radio", name="EN", exact=True).click()
    expect(page.get_by_role("heading", name=funnel_answer(EN))).to_be_visible()
    wait_until_ready(page)

    choose_channel(page, EN("channels.paid_social"))
    colleague = open_page(page.url, language="en", is_dark=True, width=1920)
    expect(colleague.locator(".st-key-filters")).to_contain_text(EN("channels.paid_social"))
    half = funnel_answer(EN, leads=LEADS // 2, rate="50.0%")
    expect(colleague.get_by_role("heading", name=half)).to_be_visible()
    assert_workbook_opens(colleague)
    expect(colleague.locator("[data-testid=stVegaLiteChart] svg").first).to_be_visible()
    picture(colleague, "journey-shared-link-en-dark")


def choose_channel(page: Page, name: str) -> None:
    """Adds a channel to the filters and closes them."""
    page.locator(".st-key-filters").get_by_text(EN("filters.channels.all")).click()
    page.get_by_role("combobox", name=EN("filters.channels.name")).fill(name)
    page.get_by_role("option", name=name).click()
    wait_until_ready(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-filters")).to_contain_text(name)


def assert_workbook_opens(page: Page) -> None:
    """The first table of the page, downloaded as workbook: our rows, and the sheet that says what they rest on."""
    with page.expect_download() as started:
        page.get_by_role("button", name=EN("messages.download_xlsx")).first.click()
    book = openpyxl.load_workbook(BytesIO(Path(started.value.path()).read_bytes()))
    assert len(book.worksheets) == 2
    assert book.worksheets[0].max_row > 1


def test_the_same_file_changes_nothing_and_an_import_is_taken_back(
    open_page: OpenPage, fresh_server: str, tmp_path: Path
) -> None:
    page = open_page(fresh_server, language="de")
    open_own_data(page)
    contacts = write_exports(tmp_path)[2]
    for _ in range(2):
        drop(page, [contacts])
        import_files(page, 1)
    expect(page.locator(".st-key-import_report")).to_contain_text(DE("import_files.repeated"))

    select_first_import(page)
    page.get_by_role("button", name=DE("import_files.undo", file=contacts.name)).click()
    expect(page.get_by_role("button", name=DE("import_files.undo", file=contacts.name))).to_have_count(0)
    wait_until_ready(page)
    page.get_by_role("link", name="Funnel", exact=True).click()
    expect(page.get_by_text(DE("shell.no_data.title"))).to_be_visible()


def select_first_import(page: Page) -> None:
    """Ticks the first row of the history, which is drawn on a canvas."""
    table = page.get_by_test_id("stDataFrame").last
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 16, box["y"] + 52)
    wait_until_ready(page)


def choose(page: Page, field: str, answer: str) -> None:
    """Picks or types an answer in one of the fields that say how the file is read."""
    box = page.get_by_role("combobox", name=DE(f"import_files.read.{field}"))
    box.click()
    box.fill(answer)
    page.keyboard.press("Enter")
    wait_until_ready(page)


def test_a_file_is_read_differently_and_the_page_answers_at_once(
    open_page: OpenPage, fresh_server: str, tmp_path: Path
) -> None:
    page = open_page(fresh_server, language="de")
    open_own_data(page)
    file = tmp_path / "agentur.csv"
    file.write_bytes(
        "Stand~Februar~2026\r\nDatum~Kampagne~Kosten (EUR)\r\n01.02.2026~Łódź, Messe~10,50\r\n".encode("cp1250")
    )
    drop(page, [file])
    page.get_by_text(DE("import_files.read_differently")).click()
    wait_until_ready(page)
    picture(page, "import-read-differently-found-de")
    choose(page, "separator", "~")
    choose(page, "encoding", "cp1250")
    choose(page, "header_row", "2: Datum")
    card = page.locator("[class*=st-key-file_]")
    expect(card.get_by_role("combobox", name="Kampagne")).to_be_visible()
    expect(card).to_contain_text("Łódź, Messe")
    expect(card).to_contain_text("10,50")
    picture(page, "import-read-differently-de")

    choose(page, "separator", "||")
    expect(card.get_by_role("alert")).to_contain_text("||")
    picture(page, "import-read-differently-wrong-de")
    choose(page, "separator", "~")
    expect(card.get_by_role("alert")).to_have_count(0)
    expect(card).to_contain_text("Łódź, Messe")
    page.get_by_role("radio", name="EN", exact=True).click()
    expect(page.get_by_text(EN("import_files.read_differently"))).to_be_visible()
    wait_until_ready(page)
    picture(page, "import-read-differently-en")
