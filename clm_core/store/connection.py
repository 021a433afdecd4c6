"""The open records of one workspace: an engine, and transactions that read or write."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, make_url, text
from sqlalchemy.schema import CreateSchema

WRITES = "clm_writes"
BUSY_MS = 60_000
"""How long a writer waits for another one; an import of a million rows stays well below it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """The records of one workspace; ``folder`` also holds its snapshots and database copies."""

    engine: Engine
    folder: Path
    slug: str

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        """Gives all connections back; the store cannot be used afterwards."""
        self.engine.dispose()


def connect(folder: Path, slug: str, database_url: str | None) -> Store:
    """The store of a workspace, not yet migrated: an SQLite file in its folder, or a schema in PostgreSQL."""
    if database_url is None:
        engine = _sqlite_engine(folder / "records.sqlite")
    else:
        engine = _postgresql_engine(database_url, schema_name(slug))
    return Store(engine=engine, folder=folder, slug=slug)


def schema_name(slug: str) -> str:
    """The PostgreSQL schema of a workspace; slugs have no underscores, so no two share one."""
    return "clm_" + slug.replace("-", "_")


@contextmanager
def reading(store: Store) -> Iterator[Connection]:
    """A transaction that sees one state of the records from its first to its last query."""
    options: dict[str, Any] = {} if store.is_sqlite else {"isolation_level": "REPEATABLE READ"}
    with store.engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


@contextmanager
def writing(store: Store) -> Iterator[Connection]:
    """A transaction that writes all or nothing; writers of a workspace take turns, over all processes."""
    with store.engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        if not store.is_sqlite:
            _take_turn(connection, schema_name(store.slug))
        yield connection


def _take_turn(connection: Connection, schema: str) -> None:
    """Waits until no other transaction holds this schema's turn; it is given back at the end of this one."""
    key = int.from_bytes(hashlib.sha256(schema.encode()).digest()[:8], "big", signed=True)
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def _sqlite_engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_MS / 1000})

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: object) -> None:
        # The driver must not begin transactions by itself: it would begin them as readers, and a
        # reader that turns writer fails at once when another process has written meanwhile.
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout={BUSY_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "temp_store=MEMORY",
            "cache_size=-65536",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        is_writer = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")

    return engine


def _postgresql_engine(database_url: str, schema: str) -> Engine:
    # SQLAlchemy asks for the default schema once, at its first connection: it must exist before.
    url = make_url(database_url).set(drivername="postgresql+psycopg")
    _create_schema(create_engine(url, poolclass=NullPool), schema)
    return create_engine(url, connect_args={"options": f"-csearch_path={schema}"}, pool_pre_ping=True)


def _create_schema(engine: Engine, schema: str) -> None:
    with engine.begin() as connection:
        _take_turn(connection, schema)
        if not connection.scalar(text("SELECT 1 FROM pg_namespace WHERE nspname = :name"), {"name": schema}):
            connection.execute(CreateSchema(schema))
