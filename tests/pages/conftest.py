"""Pages run without a browser, on a data folder of their own."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.small_company import make_company

MENU = Path(__file__).resolve().parents[2] / "pages" / "menu.py"

OpenApp = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty data folder; nothing cached from other tests, nothing left out of garbage collection afterwards."""
    monkeypatch.setenv("CLM_HOME", str(tmp_path))
    st.cache_data.clear()
    st.cache_resource.clear()
    yield tmp_path
    st.cache_data.clear()
    st.cache_resource.clear()
    gc.unfreeze()


@pytest.fixture
def company(home: Path) -> Path:
    """The data folder with the small company as its sample."""
    make_company(home)
    return home


@pytest.fixture
def open_app() -> OpenApp:
    """Runs the menu, then the page of this file under pages/, in a language and with query parameters."""

    def opened(page: str = "", *, language: str = "de", **query: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(MENU), default_timeout=60)
        app.context["locale"] = {"de": "de-DE", "en": "en-GB"}[language]
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        if page:
            app.switch_page(str(MENU.parent / page)).run()
        return app

    return opened
