"""The sample company from inside, simulated once for all tests of it; its files are in tests/conftest.py."""

from datetime import date

import pytest

from sample_data.world.history import World, simulate


@pytest.fixture(scope="session")
def world() -> World:
    """The same company from inside, with everything that the files do not say."""
    return simulate(date(2026, 10, 31), 2026)
