"""What every test may ask for."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real third-party files; a test that asks for them is skipped where they are not at hand."""
    folder = Path(os.environ.get("CLM_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"real third-party data are not at {folder} (set CLM_SHARED_DATA)")
    return folder


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the sample company's default files, generated once for all tests."""
    from sample_data.company import generate

    folder = tmp_path_factory.mktemp("company")
    generate(folder)
    return folder


@pytest.fixture(scope="session")
def truth(company: Path) -> dict[str, Any]:
    """truth.json of these files."""
    from sample_data.company import TRUTH

    return json.loads((company / TRUTH).read_text("utf-8"))
