"""What the records name as the source of something, counted: the material of the channel rules."""

import pandas as pd
from sqlalchemy import Connection, func, select

from clm_core.columns import typed_frame
from clm_core.records import RecordType
from clm_core.store.connection import Store, reading
from clm_core.store.tables import FACT_TABLES

RULED_BY = ("channel", "source", "medium", "campaign", "platform", "campaign_type", "kind")
SOURCE_COUNTS = dict.fromkeys(RULED_BY, "str") | {"row_count": "int64"}

_SOURCED = (
    RecordType.TOUCHPOINTS,
    RecordType.CONTACTS,
    RecordType.DEALS,
    RecordType.SPEND,
    RecordType.TRAFFIC,
)


def source_counts(store: Store) -> dict[RecordType, pd.DataFrame]:
    """For each record type with a source the distinct combinations and how many current rows have them."""
    with reading(store) as connection:
        return {record_type: _counted(connection, record_type) for record_type in _SOURCED}


def _counted(connection: Connection, record_type: RecordType) -> pd.DataFrame:
    table = FACT_TABLES[record_type]
    columns = [table.c[name] for name in RULED_BY if name in table.c]
    query = select(*columns, func.count()).where(table.c.is_current).group_by(*columns)
    rows = pd.DataFrame(connection.execute(query).all(), columns=[*(column.name for column in columns), "row_count"])
    return typed_frame(rows, SOURCE_COUNTS)
