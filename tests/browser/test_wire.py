"""A page that nobody touches sends nothing, and a changed filter sends little."""

from playwright.sync_api import WebSocket

from tests.browser.conftest import OpenPage, wait_until_ready

IDLE_MILLISECONDS = 3_000
FILTER_CHANGE_BYTES = 200_000


def test_an_idle_page_is_silent_and_a_filter_change_is_small(open_page: OpenPage, server: str) -> None:
    page = open_page(f"{server}/definitions", language="de")
    frames: list[int] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda data: frames.append(len(data)))
        socket.on("framesent", lambda data: frames.append(len(data)))

    page.on("websocket", listen)
    page.goto(f"{server}/funnel")
    wait_until_ready(page)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1_000)
    assert frames, "the page talks to its server by a web socket"

    frames.clear()
    page.wait_for_timeout(IDLE_MILLISECONDS)
    assert frames == []

    page.locator(".st-key-filters button").first.click()
    page.get_by_text("Letzte 90 Tage", exact=True).click()
    wait_until_ready(page)
    assert 0 < sum(frames) < FILTER_CHANGE_BYTES
