"""Which days each import's rows are about: how far back and up to when a source reaches."""

import pandas as pd
from sqlalchemy import case, func, select, union_all

from clm_core.columns import typed_frame
from clm_core.records import FieldType, RECORD_FIELDS, RecordType
from clm_core.store.connection import Store, reading
from clm_core.store.tables import FACT_TABLES

IMPORT_DAYS = {"import_id": "int64", "first_day": "datetime64[us]", "last_day": "datetime64[us]"}

_DAY_US = 86_400_000_000
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
    """First and last day of each import's rows that now count (IMPORT_DAYS); days of moments are UTC days."""
    parts = [_span(record_type, column) for record_type, column in _DATED_BY.items()]
    with reading(store) as connection:
        rows = pd.DataFrame(connection.execute(union_all(*parts)).all(), columns=["import_id", "first", "last"])
    spans = rows.groupby("import_id", as_index=False).agg(first_day=("first", "min"), last_day=("last", "max"))
    for name in ("first_day", "last_day"):
        spans[name] = pd.to_datetime(spans[name], unit="D")
    return typed_frame(spans, IMPORT_DAYS)
