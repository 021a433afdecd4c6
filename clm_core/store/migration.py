"""Bringing the records to the present schema, with a copy of an old file kept first."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from clm_core.errors import ClmError
from clm_core.store.connection import Store, reading, writing

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(store: Store) -> None:
    """Runs the migrations that the database lacks, all or none.

    An SQLite file of an older program is copied beside itself first, as
    ``records.before-<revision>-<UTC time>.sqlite``. Raises ClmError when a newer program wrote the
    database, because this one could read it wrongly.
    """
    config = _config()
    scripts = ScriptDirectory.from_config(config)
    with reading(store) as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found == scripts.get_current_head():
        return
    known = {script.revision for script in scripts.walk_revisions()}
    if found is not None and found not in known:
        raise ClmError("store.newer_database", revision=found)
    if found is not None and store.is_sqlite:
        _keep_copy(store, found)
    with writing(store) as connection:
        # Alembic looks again at the revision, now that no other process can be migrating too.
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _keep_copy(store: Store, revision: str) -> Path:
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    copy = store.folder / f"records.before-{revision}-{moment}.sqlite"
    with closing(sqlite3.connect(store.folder / "records.sqlite")) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy
