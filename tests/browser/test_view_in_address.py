"""The view lives in the address: links restore it, pages and languages change without losing it."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from clm_core.texts import Language, texts_for
from tests.browser.conftest import OpenPage, picture, wait_until_ready

EMAIL = texts_for(Language.DE)("channels.email")


def choose_preset(page: Page, name: str) -> None:
    """Opens the period filter, chooses a preset and closes it."""
    page.locator(".st-key-filters button").first.click()
    page.get_by_text(name, exact=True).click()
    wait_until_ready(page)
    page.keyboard.press("Escape")


def choose_channel(page: Page, name: str, *, label: str = "Kanäle", closed: str = "Alle Kanäle") -> None:
    """Opens the channel filter and adds a channel."""
    page.locator(".st-key-filters").get_by_text(closed).click()
    page.get_by_role("combobox", name=label).fill(name)
    page.get_by_role("option", name=name).click()
    wait_until_ready(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")


def query_of(page: Page) -> dict[str, list[str]]:
    """The parameters in the address bar."""
    return parse_qs(urlsplit(page.url).query)


def filter_bar(page: Page) -> str:
    """What the closed filters say."""
    return page.locator(".st-key-filters").inner_text()


def test_filters_survive_page_changes_and_a_shared_link_restores_the_view(open_page: OpenPage, server: str) -> None:
    page = open_page(server, language="de")
    choose_preset(page, "Letztes volles Quartal")
    expect(page.locator(".st-key-filters")).to_contain_text("Juli 2025 – Sept. 2025")
    choose_channel(page, EMAIL)
    page.get_by_role("link", name="Funnel").click()
    expect(page.get_by_role("heading", name="Funnel", level=2)).to_be_visible()
    wait_until_ready(page)
    assert query_of(page) == {"from": ["2025-07-01"], "to": ["2025-09-30"], "channel": ["email"]}
    assert "Juli 2025 – Sept. 2025" in filter_bar(page)
    assert EMAIL in filter_bar(page)

    # A page without filters in between loses nothing either.
    page.get_by_role("link", name="Definitionen").click()
    expect(page.get_by_role("heading", name="Definitionen", level=2)).to_be_visible()
    page.get_by_role("link", name="Kanal-ROI").click()
    expect(page.locator(".st-key-filters")).to_contain_text(EMAIL)

    colleague = open_page(page.url, language="de")
    # The reset button is the bar's last part: a page that is still being drawn lacks it.
    for one in (page, colleague):
        expect(one.locator(".st-key-filters")).to_contain_text("Zurücksetzen")
    assert filter_bar(colleague) == filter_bar(page)
    assert colleague.get_by_role("heading", name="Kanal-ROI", level=2).count() == 1


def test_a_language_switch_keeps_page_address_and_filters(open_page: OpenPage, server: str) -> None:
    page = open_page(f"{server}/funnel?from=2025-01-01&to=2025-03-31&channel=email&compare=year", language="de")
    expect(page).to_have_title("Funnel · Closed Loop")
    assert page.evaluate("document.documentElement.lang") == "de"
    page.get_by_role("radio", name="EN", exact=True).click()
    expect(page.get_by_role("link", name="Channel ROI")).to_be_visible()
    wait_until_ready(page)
    assert urlsplit(page.url).path == "/funnel"
    assert query_of(page) == {
        "from": ["2025-01-01"],
        "to": ["2025-03-31"],
        "channel": ["email"],
        "compare": ["year"],
        "lang": ["en"],
    }
    assert "Jan 2025 – Mar 2025" in filter_bar(page)
    assert "vs previous year" in filter_bar(page)
    page.wait_for_function("document.documentElement.lang === 'en'")
    page.reload()
    wait_until_ready(page)
    expect(page.get_by_role("link", name="Channel ROI")).to_be_visible()


def test_titles_change_and_addresses_do_not(open_page: OpenPage, server: str) -> None:
    titles = {"de": "Kanal-ROI", "en": "Channel ROI"}
    for language, title in titles.items():
        page = open_page(server, language=language)
        page.get_by_role("link", name=title).click()
        page.wait_for_url("**/channel-roi?**")
        expect(page).to_have_title(f"{title} · Closed Loop")


def test_the_back_button_restores_the_view_before(open_page: OpenPage, server: str) -> None:
    page = open_page(f"{server}/funnel?from=2025-01-01&to=2025-03-31", language="en")
    page.goto(f"{server}/funnel?from=2025-04-01&to=2025-06-30")
    wait_until_ready(page)
    assert "Apr 2025 – Jun 2025" in filter_bar(page)
    page.go_back()
    wait_until_ready(page)
    assert "Jan 2025 – Mar 2025" in filter_bar(page)


def test_reset_returns_to_the_last_twelve_full_months_of_the_data(open_page: OpenPage, server: str) -> None:
    page = open_page(f"{server}/funnel?from=2025-01-01&to=2025-03-31&channel=email", language="de")
    page.get_by_role("button", name="Zurücksetzen").click()
    expect(page.locator(".st-key-filters")).to_contain_text("Dez. 2024 – Nov. 2025")
    expect(page.locator(".st-key-filters")).to_contain_text("Alle Kanäle")
    expect(page.get_by_role("button", name="Zurücksetzen")).to_be_disabled()


def test_a_custom_period_is_chosen_in_the_readers_date_format(open_page: OpenPage, server: str) -> None:
    page = open_page(f"{server}/funnel?from=2025-01-03&to=2025-03-05", language="de")
    expect(page.locator(".st-key-filters")).to_contain_text("03.01.2025 – 05.03.2025")
    page.locator(".st-key-filters button").first.click()
    expect(page.get_by_role("radio", name="Eigener Zeitraum")).to_be_checked()
    picture(page, "filter_period_de")
