"""Which days each import's rows are about: how far back and up to when a source reaches."""

from typing import Literal

import pandas as pd
from sqlalchemy import Connection, func, select

from clm_core.columns import typed_frame
from clm_core.records import RECORD_FIELDS, FieldType, RecordType
from clm_core.store.connection import Store, reading
from clm_core.store.tables import FACT_TABLES

IMPORT_DAYS = {"import_id": "int64", "first_day": "datetime64[us]", "last_day": "datetime64[us]"}

_DATED_BY: dict[RecordType, str] = {
    RecordType.SPEND: "day",
    RecordType.TRAFFIC: "day",
    RecordType.CONTACTS: "created_at",
    RecordType.TOUCHPOINTS: "at",
    RecordType.STAGES: "entered_at",
    RecordType.DEALS: "created_at",
}
"""When a row's fact happened; an expected close date lies in the future and says nothing about coverage."""


def import_days(store: Store) -> pd.DataFrame:
    """First and last day of each import's rows that now count: IMPORT_DAYS, days of moments in UTC."""
    with reading(store) as connection:
        spans = pd.concat([_spans(connection, record_type) for record_type in _DATED_BY], ignore_index=True)
    days = spans.groupby("import_id", as_index=False).agg(first_day=("first_day", "min"), last_day=("last_day", "max"))
    return typed_frame(days, IMPORT_DAYS)


def _spans(connection: Connection, record_type: RecordType) -> pd.DataFrame:
    table, name = FACT_TABLES[record_type], _DATED_BY[record_type]
    dated, kind = table.c[name], next(field.type for field in RECORD_FIELDS[record_type] if field.name == name)
    query = (
        select(table.c.import_id, func.min(dated), func.max(dated))
        .where(table.c.is_current, dated.is_not(None))
        .group_by(table.c.import_id)
    )
    rows = pd.DataFrame(connection.execute(query).all(), columns=list(IMPORT_DAYS))
    unit: Literal["D", "us"] = "D" if kind is FieldType.DATE else "us"
    for column in ("first_day", "last_day"):
        rows[column] = pd.to_datetime(rows[column], unit=unit).dt.floor("D")
    return rows
