"""The facts as they now stand: the current version of every row that is not taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, select

from clm_core.columns import DTYPES, empty_frame, fact_dtypes
from clm_core.records import FieldType, RecordType
from clm_core.store.audit import read_facts_version
from clm_core.store.bulk import fetched
from clm_core.store.connection import Store, reading
from clm_core.store.tables import FACT_TABLES

DAY_DTYPE = DTYPES[FieldType.DATE]
DAY_US = 86_400_000_000
NULLABLE = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFacts:
    """All facts at one moment, with the version that a snapshot made of them carries."""

    version: int
    frames: Mapping[RecordType, pd.DataFrame]


def read_facts(store: Store, record_type: RecordType) -> pd.DataFrame:
    """Current rows of one record type, oldest first: its fact columns, and import_id."""
    with reading(store) as connection:
        return _read(connection, record_type)


def read_all_facts(store: Store) -> StoredFacts:
    """All record types and their version, read as one consistent state while others may write."""
    with reading(store) as connection:
        version = read_facts_version(connection)
        return StoredFacts(version=version, frames={kind: _read(connection, kind) for kind in RecordType})


def facts_version(store: Store) -> int:
    """A number that rises with every change of facts, rules, aliases or settings; 0 when nothing was ever saved."""
    with reading(store) as connection:
        return read_facts_version(connection)


def _read(connection: Connection, record_type: RecordType) -> pd.DataFrame:
    table = FACT_TABLES[record_type]
    dtypes = fact_dtypes(record_type) | {"import_id": "int64"}
    query = select(*(table.c[name] for name in dtypes)).where(table.c.is_current).order_by(table.c.row_id)
    parts = [_columns(rows, dtypes) for rows in fetched(connection, query)]
    return pd.concat(parts, ignore_index=True) if parts else empty_frame(dtypes)


def _columns(rows: list[tuple[Any, ...]], dtypes: Mapping[str, str]) -> pd.DataFrame:
    lists = zip(*rows, strict=True)
    return pd.DataFrame({name: _typed(values, dtypes[name]) for name, values in zip(dtypes, lists, strict=True)})


def _typed(values: tuple[Any, ...], dtype: str) -> Any:
    if dtype == "str":
        return pd.array(pa.array(values, pa.large_string()), dtype=dtype)
    if dtype == "Int64":
        return pa.array(values, pa.int64()).to_pandas(types_mapper=NULLABLE.get)
    if dtype.startswith("datetime64"):
        whole = pa.array(values, pa.int64())
        micros = pc.multiply(whole, DAY_US) if dtype == DAY_DTYPE else whole
        kind = pa.timestamp("us") if dtype == DAY_DTYPE else pa.timestamp("us", "UTC")
        return pc.cast(micros, kind).to_pandas().astype(dtype)
    if dtype == "boolean":
        # SQLite answers 0 and 1.
        return pc.cast(pa.array(values), pa.bool_()).to_pandas(types_mapper=NULLABLE.get)
    return np.array(values, dtype=dtype)
