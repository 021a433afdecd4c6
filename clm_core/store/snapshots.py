"""Snapshots: the tables of analysis as immutable Parquet files, numbered, and kept under a name if wished."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd

from clm_core.columns import SnapshotTable
from clm_core.store.connection import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One immutable version of the tables; ``number`` is the data version of every cache key."""

    number: int
    folder: Path
    created_at: datetime
    facts_version: int
    name: str | None


def write_snapshot(
    store: Store, tables: Mapping[SnapshotTable, pd.DataFrame], facts_version: int, created_at: datetime
) -> Snapshot:
    """A new snapshot of these tables."""
    raise NotImplementedError


def current_snapshot(store: Store) -> Snapshot | None:
    """The snapshot of the newest facts, or None if none of the present form was written yet."""
    raise NotImplementedError


def list_snapshots(store: Store) -> tuple[Snapshot, ...]:
    """All snapshots that can be opened, newest first."""
    raise NotImplementedError


def open_snapshot(store: Store, number: int) -> Snapshot:
    """A snapshot by number; ClmError naming what there is if it is gone."""
    raise NotImplementedError


def keep_snapshot(
    store: Store, number: int, name: str, *, actor: str = "system", at: datetime | None = None
) -> Snapshot:
    """The snapshot under a name, so that it is never removed; an empty name lets it go."""
    raise NotImplementedError


def read_table(snapshot: Snapshot, table: SnapshotTable) -> pd.DataFrame:
    """One table with exactly the columns and dtypes of SNAPSHOT_COLUMNS."""
    raise NotImplementedError
