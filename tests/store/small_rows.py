"""Small fact frames and imports to write."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pandas as pd

from clm_core.columns import fact_dtypes, typed_frame
from clm_core.records import RecordType
from clm_core.store.imports import NewImport, WrittenImport, write_import
from clm_core.store.workspaces import Store

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def rows(record_type: RecordType, *given: Mapping[str, Any], system: str = "crm") -> pd.DataFrame:
    """A fact frame of these rows, with the rows numbered as in a file."""
    numbered = [{"system": system, "source_row": number, **row} for number, row in enumerate(given, start=2)]
    frame = pd.DataFrame(numbered, columns=list(fact_dtypes(record_type)))
    return typed_frame(frame, fact_dtypes(record_type))


def spend(day: str, spend: int, **further: Any) -> dict[str, Any]:
    """A row of spend in whole euros."""
    row = {"day": pd.Timestamp(day), "spend_micros": spend * 1_000_000, "currency": "EUR", "platform": "google"}
    return row | further


def touchpoint(at: str, **further: Any) -> dict[str, Any]:
    """A visit of contact c1."""
    return {"at": pd.Timestamp(at, tz="UTC"), "kind": "visit", "contact_id": "c1"} | further


def a_new_import(file_name: str = "file.csv", **changes: Any) -> NewImport:
    """What is known of a file; its content hash is a new one unless given."""
    values: dict[str, Any] = {
        "file_name": file_name,
        "content_hash": uuid4().hex,
        "preset": None,
        "system": "crm",
        "options_json": "{}",
        "actor": "anna",
        "imported_at": NOON,
    }
    return NewImport(**(values | changes))


def imported(store: Store, record_type: RecordType, *given: Mapping[str, Any], system: str = "crm") -> WrittenImport:
    """Writes these rows as a new file."""
    return write_import(store, a_new_import(), {record_type: rows(record_type, *given, system=system)})


def plain(frame: pd.DataFrame, names: Sequence[str]) -> list[tuple[Any, ...]]:
    """Some columns as sorted tuples, blanks as None."""
    values = frame[list(names)].astype(object).where(frame[list(names)].notna(), None)
    return sorted(values.itertuples(index=False, name=None), key=repr)
