"""Who did what and when, and the version of the facts, which rises with every change that counts."""

import json
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, func, insert, select, update

from clm_core.store import tables
from clm_core.store.connection import Store, reading
from clm_core.store.moments import as_micros

FACTS_VERSION = "facts_version"

AUDIT_COLUMNS = {
    "audit_id": "int64",
    "at": "datetime64[us, UTC]",
    "actor": "str",
    "action": "str",
    "details_json": "str",
}


def record_action(connection: Connection, action: str, *, actor: str, at: datetime, **details: object) -> None:
    """Writes one line of the audit within the caller's transaction."""
    audit = tables.audit
    number = 1 + (connection.scalar(select(func.max(audit.c.audit_id))) or 0)
    values = {
        "audit_id": number,
        "at": as_micros(at),
        "actor": actor,
        "action": action,
        "details_json": json.dumps(details, ensure_ascii=False, sort_keys=True, default=str),
    }
    connection.execute(insert(audit).values(values))


def audit_frame(store: Store, *, limit: int = 1000) -> pd.DataFrame:
    """The last actions, newest first: AUDIT_COLUMNS."""
    audit = tables.audit
    query = select(audit).order_by(audit.c.audit_id.desc()).limit(limit)
    with reading(store) as connection:
        rows = connection.execute(query).all()
    frame = pd.DataFrame(rows, columns=list(audit.c.keys()))[list(AUDIT_COLUMNS)]
    return frame.astype(AUDIT_COLUMNS)


def raise_facts_version(connection: Connection) -> int:
    """The new version of the facts, within the caller's transaction."""
    version = read_facts_version(connection) + 1
    counters = tables.counters
    if version == 1:
        connection.execute(insert(counters).values(name=FACTS_VERSION, value=version))
    else:
        connection.execute(update(counters).where(counters.c.name == FACTS_VERSION).values(value=version))
    return version


def read_facts_version(connection: Connection) -> int:
    """The version of the facts that this transaction sees."""
    counters = tables.counters
    return connection.scalar(select(counters.c.value).where(counters.c.name == FACTS_VERSION)) or 0
