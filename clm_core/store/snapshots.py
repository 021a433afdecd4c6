"""Snapshots: the tables of analysis as immutable Parquet files, numbered, and kept under a name if wished.

A snapshot is written beside the others under a temporary name, flushed to disk, renamed, and only then
entered in the records: whoever looks sees it whole or not at all. Readers go on with the one that they
began with; the last few stay for them.
"""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, empty_frame, typed_frame
from clm_core.errors import ClmError
from clm_core.store import tables as records
from clm_core.store.audit import record_action
from clm_core.store.connection import Store, reading, writing
from clm_core.store.moments import as_micros, as_moment
from clm_core.store.settings import Settings

KEPT_UNNAMED = 3
"""Unnamed snapshots that stay for readers who began with them, the current one included."""

ABANDONED_AFTER_S = 3600
"""A snapshot still unfinished after an hour belongs to a process that died."""

_SETTINGS = "settings.json"
FORM = 2
"""Raise when the meaning of a column changes but not its name and dtype."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One immutable version of the tables; ``number`` is the data version of every cache key."""

    number: int
    folder: Path
    created_at: datetime
    facts_version: int
    name: str | None


def schema_version() -> str:
    """Stands for the columns of all tables: a snapshot of other columns is not current and is built anew."""
    columns = {table.value: columns for table, columns in SNAPSHOT_COLUMNS.items()}
    return hashlib.sha256(json.dumps([FORM, columns]).encode()).hexdigest()[:16]


def write_snapshot(
    store: Store,
    tables: Mapping[SnapshotTable, pd.DataFrame],
    facts_version: int,
    created_at: datetime,
    settings: Settings | None = None,
) -> Snapshot:
    """A new snapshot of these tables (one not given is empty); old unnamed ones are removed.

    The settings under which it was made are kept with it: a margin or zone changed later changes no old number.

    Several processes may write at once: each gives a whole snapshot, and the current one is that of
    the highest facts version.
    """
    folder = _snapshots_folder(store)
    draft = folder / f".writing-{uuid4().hex}"
    draft.mkdir(parents=True)
    try:
        for table, columns in SNAPSHOT_COLUMNS.items():
            _write_parquet(tables.get(table, empty_frame(columns)), columns, draft / f"{table.value}.parquet")
        _write_settings(settings or Settings(), draft / _SETTINGS)
        _flush_folder(draft)
        number = _enter(store, draft, facts_version, created_at)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    _remove_old(store)
    return open_snapshot(store, number)


def _write_parquet(frame: pd.DataFrame, columns: Mapping[str, str], path: Path) -> None:
    table = pa.Table.from_pandas(typed_frame(frame, columns), preserve_index=False)
    pq.write_table(table.replace_schema_metadata(None), path, compression="zstd", compression_level=1)
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _write_settings(settings: Settings, path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        json.dump(asdict(settings), file)
        file.flush()
        os.fsync(file.fileno())


def read_snapshot_settings(snapshot: Snapshot) -> Settings:
    """Currency, zone, rates and margin under which the snapshot was made. Raises ClmError if its files are gone."""
    path = snapshot.folder / _SETTINGS
    if not path.exists():
        raise ClmError("store.snapshot_removed", number=snapshot.number)
    return Settings(**json.loads(path.read_text("utf-8")))


def _enter(store: Store, draft: Path, facts_version: int, created_at: datetime) -> int:
    """Gives the snapshot its number, its name on disk and its row; the writers' turn keeps numbers apart."""
    numbers = records.snapshots
    with writing(store) as connection:
        number = 1 + (connection.scalar(select(func.max(numbers.c.number))) or 0)
        number = max(number, _highest_folder(store) + 1)
        draft.rename(_snapshots_folder(store) / str(number))
        _flush_folder(_snapshots_folder(store))
        values = {
            "number": number,
            "created_at": as_micros(created_at),
            "facts_version": facts_version,
            "schema_version": schema_version(),
        }
        connection.execute(insert(numbers).values(values))
    return number


def _highest_folder(store: Store) -> int:
    """A crash can leave a folder without a row; its number is not used again, as a reader's cache may know it."""
    return max((int(path.name) for path in _snapshots_folder(store).glob("[0-9]*")), default=0)


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows cannot open a folder; its renames are written through.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_old(store: Store) -> None:
    """Removes unnamed snapshots except the last few and the current one, and what crashes left behind."""
    numbers = records.snapshots
    with writing(store) as connection:
        rows = _newest_first(connection)
        unnamed = [row.number for row in sorted(rows, key=lambda row: -row.number) if row.name is None]
        current = _current(rows)
        gone = [number for number in unnamed[KEPT_UNNAMED:] if current is None or number != current.number]
        connection.execute(delete(numbers).where(numbers.c.number.in_(gone)))
        kept = {str(row.number) for row in rows} - {str(number) for number in gone}
    # After the commit, and never a folder of which the row may still come: those have higher numbers.
    highest = max((int(name) for name in kept), default=0)
    for path in _snapshots_folder(store).iterdir():
        is_numbered = path.name.isdecimal() and path.name not in kept and int(path.name) < highest
        if is_numbered or _is_abandoned(path):
            shutil.rmtree(path, ignore_errors=True)


def _is_abandoned(path: Path) -> bool:
    try:
        return path.name.startswith(".writing-") and time.time() - path.stat().st_mtime > ABANDONED_AFTER_S
    except FileNotFoundError:
        return False


def current_snapshot(store: Store) -> Snapshot | None:
    """The snapshot of the newest facts, or None if none of the present form was written yet."""
    with reading(store) as connection:
        row = _current(_newest_first(connection))
    return None if row is None else _described(store, row)


def list_snapshots(store: Store) -> tuple[Snapshot, ...]:
    """All snapshots that can be opened, newest first."""
    with reading(store) as connection:
        return tuple(_described(store, row) for row in _newest_first(connection))


def open_snapshot(store: Store, number: int) -> Snapshot:
    """A snapshot by number; ClmError naming what there is if it is gone."""
    found = list_snapshots(store)
    for snapshot in found:
        if snapshot.number == number:
            return snapshot
    known = ", ".join(str(snapshot.number) for snapshot in found)
    raise ClmError("store.unknown_snapshot", number=number, known=known or "–")


def keep_snapshot(
    store: Store, number: int, name: str, *, actor: str = "system", at: datetime | None = None
) -> Snapshot:
    """The snapshot under a name, so that it is never removed; an empty name lets it go again.

    Raises ClmError if it is gone, or if another snapshot has this name.
    """
    open_snapshot(store, number)
    with writing(store) as connection:
        name_snapshot(connection, number, name.strip(), actor=actor, at=at or datetime.now(UTC))
    return open_snapshot(store, number)


def name_snapshot(connection: Connection, number: int, name: str, *, actor: str, at: datetime) -> None:
    """Names a snapshot within the caller's transaction. Raises ClmError if another one has this name."""
    numbers = records.snapshots
    taken = select(numbers.c.number).where(numbers.c.name == name, numbers.c.number != number)
    if name and connection.scalar(taken) is not None:
        raise ClmError("store.snapshot_name_taken", name=name)
    connection.execute(update(numbers).where(numbers.c.number == number).values(name=name or None))
    record_action(connection, "snapshot.kept", actor=actor, at=at, number=number, name=name)


def snapshot_names(connection: Connection) -> dict[int, str | None]:
    """The names of all snapshots that this transaction sees, by number."""
    numbers = records.snapshots
    return {row.number: row.name for row in connection.execute(select(numbers.c.number, numbers.c.name))}


def read_table(snapshot: Snapshot, table: SnapshotTable) -> pd.DataFrame:
    """One table with exactly the columns and dtypes of SNAPSHOT_COLUMNS.

    A column that a kept snapshot is too old to have is blank. Raises ClmError if the files are gone.
    """
    path = snapshot.folder / f"{table.value}.parquet"
    if not path.exists():
        raise ClmError("store.snapshot_removed", number=snapshot.number)
    return typed_frame(pd.read_parquet(path), SNAPSHOT_COLUMNS[table])


def _snapshots_folder(store: Store) -> Path:
    return store.folder / "snapshots"


def _newest_first(connection: Connection) -> list[Row[Any]]:
    numbers = records.snapshots
    return list(connection.execute(select(numbers).order_by(numbers.c.facts_version.desc(), numbers.c.number.desc())))


def _current(rows: list[Row[Any]]) -> Row[Any] | None:
    return next((row for row in rows if row.schema_version == schema_version()), None)


def _described(store: Store, row: Row[Any]) -> Snapshot:
    return Snapshot(
        number=row.number,
        folder=_snapshots_folder(store) / str(row.number),
        created_at=as_moment(row.created_at),
        facts_version=row.facts_version,
        name=row.name,
    )
