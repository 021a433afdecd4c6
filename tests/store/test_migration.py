"""Migrations: the tables they make are those of the code, and an old database is kept before it is changed."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from clm_core.errors import ClmError
from clm_core.records import RecordType
from clm_core.store.facts import facts_version, read_facts
from clm_core.store.imports import imports_frame, undo_import
from clm_core.store.snapshots import list_snapshots
from clm_core.store.tables import METADATA
from clm_core.store.workspaces import Store, Workspace, create_workspace, open_store
from tests.store.small_rows import NOON, imported, plain

OLD_DATABASE = Path(__file__).parent / "records_0001.sql"


def test_the_migrations_make_exactly_the_tables_of_the_code(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_partial_indexes_read_the_same_in_migrations_and_code(sqlite_store: Store) -> None:
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND sql NOT LIKE '%alembic%'"
    with sqlite_store.engine.connect() as connection:
        migrated = dict(connection.exec_driver_sql(query).all())
        METADATA.drop_all(connection)
        METADATA.create_all(connection)
        made = dict(connection.exec_driver_sql(query).all())
    assert {name: text.split(" WHERE ")[1:] for name, text in migrated.items()} == {
        name: text.split(" WHERE ")[1:] for name, text in made.items()
    }


@pytest.fixture
def old_workspace(tmp_path: Path) -> Workspace:
    """A workspace whose database an earlier program (revision 0001) wrote."""
    workspace = create_workspace(tmp_path, "Old")
    with closing(sqlite3.connect(workspace.folder / "records.sqlite")) as connection:
        connection.executescript(OLD_DATABASE.read_text("utf-8"))
    return workspace


def test_an_old_database_is_migrated_and_keeps_its_facts(tmp_path: Path, old_workspace: Workspace) -> None:
    store = open_store(tmp_path, old_workspace.slug)
    assert plain(read_facts(store, RecordType.CONTACTS), ["contact_id", "job_title", "import_id"]) == [
        ("1", "CFO", 2),
        ("2", None, 1),
    ]
    assert facts_version(store) == 2
    assert list_snapshots(store) == ()
    undo_import(store, 2, actor="anna", at=NOON)
    assert plain(read_facts(store, RecordType.CONTACTS), ["contact_id", "job_title"]) == [("1", "CEO"), ("2", None)]
    store.close()


def test_row_keys_and_hashes_of_an_old_database_are_still_those_of_today(
    tmp_path: Path, old_workspace: Workspace
) -> None:
    store = open_store(tmp_path, old_workspace.slug)
    again = imported(store, RecordType.CONTACTS, {"contact_id": "2", "email": "ben@x.de"})
    assert again.counts.unchanged[RecordType.CONTACTS] == 1
    store.close()


def test_a_copy_of_the_old_database_is_kept_once(tmp_path: Path, old_workspace: Workspace) -> None:
    open_store(tmp_path, old_workspace.slug).close()
    open_store(tmp_path, old_workspace.slug).close()
    (copy,) = old_workspace.folder.glob("records.before-0001-*.sqlite")
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
        assert connection.execute("SELECT count(*) FROM contacts").fetchone() == (3,)


def test_a_database_of_a_newer_program_is_refused_and_left_alone(tmp_path: Path, old_workspace: Workspace) -> None:
    file = old_workspace.folder / "records.sqlite"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(ClmError, match=r"store\.newer_database.*9999"):
        open_store(tmp_path, old_workspace.slug)
    assert imports_unchanged(file)


def imports_unchanged(file: Path) -> bool:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT count(*) FROM imports").fetchone() == (2,)


def test_a_second_opening_finds_everything_in_place(store: Store, tmp_path: Path, database_url: str | None) -> None:
    imported(store, RecordType.CONTACTS, {"contact_id": "1"})
    again = open_store(tmp_path, store.slug, database_url)
    assert len(imports_frame(again)) == 1
    assert not list(store.folder.glob("records.before-*"))
    again.close()
