"""Workspaces of one's own for the tests of services."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from clm_core.selection import Period, Selection
from clm_core.services.snapshots import fresh_snapshot
from clm_core.services.workspaces import Store, create_workspace, open_workspace
from tests.tiny_company import import_tiny_company

QUARTER = Selection(period=Period(start_on=date(2026, 1, 1), end_on=date(2026, 3, 31)))
"""The tiny company's first quarter of 2026, beside the quarter before."""


@pytest.fixture(scope="session")
def tiny_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the tiny company and an empty workspace, to be copied and never changed."""
    home = tmp_path_factory.mktemp("tiny")
    open_workspace(home, create_workspace(home, "Empty").slug).close()
    store = open_workspace(home, create_workspace(home, "Tiny").slug)
    import_tiny_company(store)
    fresh_snapshot(store)
    store.close()
    return home


@pytest.fixture
def home(tmp_path: Path, tiny_home: Path) -> Path:
    """A data folder of the test's own with both workspaces."""
    return Path(shutil.copytree(tiny_home, tmp_path / "home"))


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    """The empty records of an own workspace."""
    opened = open_workspace(home, "empty")
    yield opened
    opened.close()


@pytest.fixture
def tiny(home: Path) -> Iterator[Store]:
    """The tiny company in an own workspace."""
    opened = open_workspace(home, "tiny")
    yield opened
    opened.close()
