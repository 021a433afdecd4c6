"""A real server and a real Chromium: each test session gets a data folder of its own and a free port."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Request, expect, sync_playwright

from tests.small_company import make_company

REPOSITORY = Path(__file__).resolve().parents[2]
SCREENSHOTS = REPOSITORY / "artefacts" / "screenshots"
START_SECONDS = 120
WAIT_MILLISECONDS = 120_000
"""Long, because a machine that builds other things at the same time is slow; a passing test never waits it out."""
# No sandbox: containers run as root. The rest keeps Chromium itself from calling its maker.
CHROMIUM_FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives a browser; on a busy machine a click can meet a page just being drawn, so once more."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=1))


@contextmanager
def running_server(home: Path, script: str = "dashboard.py", **settings: str) -> Iterator[str]:
    """A fresh server process on a free port; gives its address and ends it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", script, f"--server.port={port}", "--server.headless=true"]
    log_path = home / "server.log"
    environment = {**os.environ, "CLM_HOME": str(home), "PYTHONPATH": str(REPOSITORY), **settings}
    if os.environ.get("PYTHONPATH"):
        environment["PYTHONPATH"] += os.pathsep + os.environ["PYTHONPATH"]
    with log_path.open("w") as log:
        server = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=log, stderr=log)
        try:
            _wait_until_healthy(server, port, log_path)
            yield f"http://localhost:{port}"
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait_until_healthy(server: subprocess.Popen[bytes], port: int, log_path: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the server did not start:\n{log_path.read_text()}")


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the small company as its sample workspace."""
    home = tmp_path_factory.mktemp("home")
    make_company(home)
    return home


@pytest.fixture(scope="session")
def server(sample_home: Path) -> Iterator[str]:
    """The address of a server on that folder, shared by the tests that change no data."""
    with running_server(sample_home) as address:
        yield address


@pytest.fixture
def own_home(tmp_path: Path) -> Path:
    """A data folder of one test's own, with the small company."""
    make_company(tmp_path)
    return tmp_path


@pytest.fixture
def fresh_server(own_home: Path) -> Iterator[str]:
    """A server that nobody has visited yet, on a data folder that the test may change."""
    with running_server(own_home) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, else Playwright's own."""
    system = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=system, args=CHROMIUM_FLAGS)
        except Error as problem:
            pytest.skip(f"no Chromium here (apt install chromium, or playwright install chromium): {problem.message}")
        expect.set_options(timeout=WAIT_MILLISECONDS)
        yield browser
        browser.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """Opens addresses as somebody with a German or English browser; keeps a picture of what failed.

    ``page.foreign`` lists requests that left this machine; ``script`` runs before the page's own scripts.
    """
    contexts: list[BrowserContext] = []

    def opened(
        address: str, *, language: str = "de", is_dark: bool = False, width: int = 1280, script: str = ""
    ) -> Page:
        context = chromium.new_context(
            locale={"de": "de-DE", "en": "en-GB"}[language],
            color_scheme="dark" if is_dark else "light",
            viewport={"width": width, "height": 800 if width < 1600 else 1080},
        )
        contexts.append(context)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.set_default_timeout(WAIT_MILLISECONDS)
        page.set_default_navigation_timeout(WAIT_MILLISECONDS)
        foreign: list[str] = []
        page.on("request", lambda one: foreign.append(one.url) if is_foreign(one) else None)
        page.foreign = foreign  # type: ignore[attr-defined]
        page.goto(address)
        wait_until_ready(page)
        return page

    yield opened
    for context in contexts:
        for number, page in enumerate(context.pages):
            if getattr(request.node, "has_failed", False):
                picture(page, f"failed/{request.node.name}-{number}")
        context.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Tells fixtures whether the test failed."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if report.when == "call":
        item.has_failed = report.failed  # type: ignore[attr-defined]


def is_foreign(request: Request) -> bool:
    """Whether a request goes to another machine."""
    return not re.match(r"^(https?|wss?)://(localhost|127\.0\.0\.1)[:/]|^(data|blob|about|chrome-error):", request.url)


def wait_until_ready(page: Page) -> None:
    """Waits until the script has run and nothing on the page is stale."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_function("() => !document.querySelector('[data-stale=true]')")


def picture(page: Page, name: str) -> Path:
    """Keeps a screenshot under artefacts/screenshots."""
    target = SCREENSHOTS / f"{name}.png"
    target.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=target)
    return target
