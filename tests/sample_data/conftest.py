"""The sample company, generated and simulated once for all tests of it."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sample_data.company import TRUTH, generate
from sample_data.world.history import World, simulate


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the default files."""
    folder = tmp_path_factory.mktemp("company")
    generate(folder)
    return folder


@pytest.fixture(scope="session")
def truth(company: Path) -> dict[str, Any]:
    """truth.json of these files."""
    return json.loads((company / TRUTH).read_text("utf-8"))


@pytest.fixture(scope="session")
def world() -> World:
    """The same company from inside, with everything that the files do not say."""
    return simulate(date(2026, 10, 31), 2026)
