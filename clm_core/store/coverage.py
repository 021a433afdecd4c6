"""Which days each import's rows are about: how far back and up to when a source reaches."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import Connection, func, select

from clm_core.columns import typed_frame
from clm_core.records import RECORD_FIELDS, FieldType, RecordType
from clm_core.store.connection import Store, reading
from clm_core.store.moments import as_days, as_micros
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


def import_days(store: Store, *, zone: str, until: date) -> pd.DataFrame:
    """First and last day of each import's rows that now count: IMPORT_DAYS, days of moments in the zone.

    Rows dated after ``until`` (a mistyped year) say nothing about how far a source reaches.
    """
    with reading(store) as connection:
        spans = pd.concat(
            [_spans(connection, record_type, zone, until) for record_type in _DATED_BY], ignore_index=True
        )
    days = spans.groupby("import_id", as_index=False).agg(first_day=("first_day", "min"), last_day=("last_day", "max"))
    return typed_frame(days, IMPORT_DAYS)


def _spans(connection: Connection, record_type: RecordType, zone: str, until: date) -> pd.DataFrame:
    table, name = FACT_TABLES[record_type], _DATED_BY[record_type]
    dated, kind = table.c[name], next(field.type for field in RECORD_FIELDS[record_type] if field.name == name)
    next_on = until + timedelta(days=1)
    midnight = datetime.combine(next_on, time(), ZoneInfo(zone))
    first_not = as_days(next_on) if kind is FieldType.DATE else as_micros(midnight)
    query = (
        select(table.c.import_id, func.min(dated), func.max(dated))
        .where(table.c.is_current, dated < first_not)
        .group_by(table.c.import_id)
    )
    rows = pd.DataFrame(connection.execute(query).all(), columns=list(IMPORT_DAYS))
    for column in ("first_day", "last_day"):
        if kind is FieldType.DATE:
            rows[column] = pd.to_datetime(rows[column], unit="D")
        else:
            local = pd.to_datetime(rows[column], unit="us", utc=True).dt.tz_convert(zone)
            rows[column] = local.dt.tz_localize(None).dt.floor("D")
    return rows
