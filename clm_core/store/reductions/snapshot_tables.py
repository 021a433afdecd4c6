"""The snapshot's tables as a query sees them, made from SNAPSHOT_COLUMNS."""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Double, Integer, MetaData, Table, Text

from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable

MOMENT = "datetime64[us, UTC]"
DAY = "datetime64[us]"

_SQL_TYPES: dict[str, Any] = {
    "str": Text,
    "int64": BigInteger,
    "Int64": BigInteger,
    "float64": Double,
    "bool": Boolean,
    "boolean": Boolean,
    MOMENT: BigInteger,
    DAY: Integer,
}

METADATA = MetaData()

TABLES: dict[SnapshotTable, Table] = {
    table: Table(table.value, METADATA, *(Column(name, _SQL_TYPES[dtype]) for name, dtype in columns.items()))
    for table, columns in SNAPSHOT_COLUMNS.items()
}
