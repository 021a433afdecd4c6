"""Running reductions over the Parquet files of a snapshot with DuckDB, in this process."""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Engine, QueuePool, create_engine

from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable
from clm_core.errors import ClmError
from clm_core.store.reductions.reduction import CATEGORY, Reduction
from clm_core.store.reductions.snapshot_tables import DAY, MOMENT
from clm_core.store.snapshots import Snapshot

KEPT_READERS = 8
BATCH_ROWS = 250_000

MAX_THREADS = 4
LARGER_MEMORY_LIMIT = "6GB"
MEMORY_LIMIT = "800MB"
"""For DuckDB's own work: what is larger goes to the disk instead of taking the machine's memory.

Each thread needs a part of it. Journeys of ten million touchpoints need 700 MB with two threads.
"""

_DUCKDB_TYPES = {
    "str": "VARCHAR",
    "int64": "BIGINT",
    "Int64": "BIGINT",
    "float64": "DOUBLE",
    "bool": "BOOLEAN",
    "boolean": "BOOLEAN",
    MOMENT: "BIGINT",
    DAY: "INTEGER",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotReader:
    """One snapshot as a database: threads may share it."""

    engine: Engine
    snapshot: Snapshot

    def frame(self, reduction: Reduction) -> pd.DataFrame:
        """The rows of a reduction."""
        compiled = reduction.query.compile(dialect=self.engine.dialect, compile_kwargs={"render_postcompile": True})
        values = [compiled.params[name] for name in compiled.positiontup or ()]
        with self.engine.connect() as connection:
            cursor = connection.connection.cursor()
            try:
                rows = _answer(cursor, str(compiled), values, reduction)
            except duckdb.OutOfMemoryException:
                # Not every step of DuckDB can spill: rather more memory than no answer.
                cursor.execute(f"SET memory_limit='{LARGER_MEMORY_LIMIT}'")
                rows = _answer(cursor, str(compiled), values, reduction)
        return reduction.frame(rows)

    def close(self) -> None:
        """Gives the engine's memory back."""
        self.engine.dispose()


def _answer(cursor: Any, query: str, values: Sequence[Any], reduction: Reduction) -> pd.DataFrame:
    cursor.execute(query, values)
    # Straight to Arrow: rows as Python objects would take longer than the query.
    return _as_pandas(cursor.to_arrow_reader(BATCH_ROWS), reduction)


def _as_pandas(reader: pa.RecordBatchReader, reduction: Reduction) -> pd.DataFrame:
    """The rows, taken batch by batch: texts of a category never stand in memory for all rows at once."""
    encoded = [name for name, dtype in reduction.raw_columns.items() if dtype == CATEGORY]
    batches = [_encoded(batch, encoded) for batch in reader]
    table = pa.Table.from_batches(batches) if batches else reader.schema.empty_table()
    frame: pd.DataFrame = table.to_pandas(split_blocks=True, self_destruct=True)
    return frame


def _encoded(batch: pa.RecordBatch, names: Sequence[str]) -> pa.RecordBatch:
    for name in names:
        batch = batch.set_column(batch.schema.get_field_index(name), name, batch.column(name).dictionary_encode())
    return batch


@lru_cache(maxsize=KEPT_READERS)
def reader_of(snapshot: Snapshot) -> SnapshotReader:
    """The reader of a snapshot; the last few are kept, and nothing in a snapshot ever changes.

    Raises ClmError if the snapshot's files are gone.
    """
    if not (snapshot.folder / f"{SnapshotTable.CONTACTS.value}.parquet").exists():
        raise ClmError("store.snapshot_removed", number=snapshot.number)
    # A named database is one for all connections of the pool; a plain :memory: would be one each.
    name = f"clm_snapshot_{uuid4().hex}"
    engine = create_engine(f"duckdb:///:memory:{name}", poolclass=QueuePool)
    with engine.begin() as connection:
        # A folder of its own, which DuckDB makes when needed and removes: databases would overwrite each other's files.
        spill = str(Path(tempfile.gettempdir()) / name).replace("'", "''")
        connection.exec_driver_sql(f"SET threads={min(MAX_THREADS, os.cpu_count() or 1)}")
        connection.exec_driver_sql(f"SET memory_limit='{MEMORY_LIMIT}'")
        connection.exec_driver_sql("SET preserve_insertion_order=false")  # reductions order their rows themselves
        connection.exec_driver_sql(f"SET temp_directory='{spill}'")
        for table in SnapshotTable:
            connection.exec_driver_sql(_view(snapshot, table))
    return SnapshotReader(engine=engine, snapshot=snapshot)


def _view(snapshot: Snapshot, table: SnapshotTable) -> str:
    path = snapshot.folder / f"{table.value}.parquet"
    present = set(pq.read_schema(path).names)
    columns = ", ".join(_column(name, dtype, name in present) for name, dtype in SNAPSHOT_COLUMNS[table].items())
    file = str(path).replace("'", "''")
    return f"CREATE VIEW {table.value} AS SELECT {columns} FROM read_parquet('{file}')"


def _column(name: str, dtype: str, is_present: bool) -> str:
    """Days and moments as whole numbers; a column that an old snapshot does not have as blanks."""
    if not is_present:
        value = "NULL"
    elif dtype == MOMENT:
        value = f'epoch_us("{name}")'
    elif dtype == DAY:
        value = f"date_diff('day', DATE '1970-01-01', CAST(\"{name}\" AS DATE))"
    else:
        value = f'"{name}"'
    return f'CAST({value} AS {_DUCKDB_TYPES[dtype]}) AS "{name}"'
