"""What every test may ask for."""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real third-party files; a test that asks for them is skipped where they are not at hand."""
    folder = Path(os.environ.get("CLM_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"real third-party data are not at {folder} (set CLM_SHARED_DATA)")
    return folder
