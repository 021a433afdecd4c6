"""Pages run without a browser, on a data folder of their own."""

import gc
import pickle
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.shared import session
from pages.shared.answers import Answers
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


@pytest.fixture(autouse=True)
def unchanged_answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """After each test every answer that the pages shared is what it was when it was computed."""
    computed: list[tuple[Any, bytes]] = []

    class Watched(Answers):
        def answer(self, key: Hashable, compute: Callable[[], Any]) -> Any:
            def noted() -> Any:
                answer = compute()
                computed.append((answer, pickle.dumps(answer)))
                return answer

            return super().answer(key, noted)

    monkeypatch.setattr(session, "Answers", Watched)
    yield
    for answer, packed in computed:
        assert_same(answer, pickle.loads(packed))


def assert_same(answer: Any, before: Any) -> None:
    """Answers are alike down to the cells of their frames."""
    if isinstance(answer, pd.DataFrame):
        pd.testing.assert_frame_equal(answer, before)
    elif isinstance(answer, np.ndarray):
        np.testing.assert_array_equal(answer, before)
    elif isinstance(answer, Mapping):
        assert answer.keys() == before.keys()
        for name, one in answer.items():
            assert_same(one, before[name])
    elif isinstance(answer, tuple | list):
        assert len(answer) == len(before)
        for one, other in zip(answer, before, strict=True):
            assert_same(one, other)
    elif is_dataclass(answer):
        # What is only kept to be found again faster is no part of the answer.
        for one in (field for field in fields(answer) if field.compare):
            assert_same(getattr(answer, one.name), getattr(before, one.name))
    else:
        assert answer == before or answer != answer, "what is not a number is not equal to itself"


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
