"""Sales' verdicts on record: only added to, never changed; what was said before stays readable."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

import pandas as pd
from sqlalchemy import Connection, func, insert, select

from clm_core.columns import typed_frame
from clm_core.handover import Verdict
from clm_core.store import tables
from clm_core.store.audit import record_action
from clm_core.store.connection import Store, reading, writing
from clm_core.store.moments import as_days, as_micros

SHEET = "sheet"
PAGE = "page"
"""Where a verdict was given: in a returned list, or on the page."""

VERDICT_RECORDS: dict[str, str] = {
    "verdict_number": "int64",
    "handover_number": "Int64",
    "system": "str",
    "contact_id": "str",
    "email": "str",
    "verdict": "str",
    "reason": "str",
    "recycle_on": "datetime64[us]",
    "note": "str",
    "origin": "str",
    "given_by": "str",
    "given_at": "datetime64[us, UTC]",
}

_Lead: TypeAlias = tuple[str, str]
_Said: TypeAlias = tuple[str, str, int | None, str]
_TABLE = tables.lead_verdicts


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVerdict:
    """One verdict to keep; a lead is known by its id within its system, without one by its address."""

    verdict: Verdict
    system: str | None = None
    contact_id: str | None = None
    email: str | None = None
    reason: str = ""
    recycle_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedVerdicts:
    """How many verdicts were new, and how many had been given before."""

    added_count: int
    unchanged_count: int


def add_verdicts(
    store: Store,
    verdicts: Sequence[NewVerdict],
    *,
    origin: str,
    given_by: str,
    at: datetime,
    handover_number: int | None = None,
    content_hash: str | None = None,
) -> SavedVerdicts:
    """Keeps the verdicts that say something new, all or none.

    Nothing new is what equals the lead's latest verdict, or what was read from the same list before
    (``content_hash``), even if another verdict was given since.
    """
    with writing(store) as connection:
        latest, read_before = _known(connection, content_hash)
        first = 1 + (connection.scalar(select(func.max(_TABLE.c.verdict_number))) or 0)
        rows: list[dict[str, Any]] = []
        for verdict in verdicts:
            lead, said = _lead(verdict.system, verdict.contact_id, verdict.email), _said(verdict)
            if latest.get(lead) == said or (lead, said) in read_before:
                continue
            latest[lead] = said
            rows.append({**_values(verdict), "verdict_number": first + len(rows), "handover_number": handover_number})
        given = {"origin": origin, "given_by": given_by, "given_at": as_micros(at), "content_hash": content_hash}
        if rows:
            connection.execute(insert(_TABLE), [row | given for row in rows])
            counts = {"added": len(rows), "unchanged": len(verdicts) - len(rows)}
            record_action(connection, "lead_verdicts.added", actor=given_by, at=at, origin=origin, **counts)
    return SavedVerdicts(added_count=len(rows), unchanged_count=len(verdicts) - len(rows))


def new_verdicts(store: Store, verdicts: Iterable[NewVerdict], content_hash: str | None = None) -> list[bool]:
    """Of each verdict whether ``add_verdicts`` would keep it."""
    with reading(store) as connection:
        latest, read_before = _known(connection, content_hash)
    pairs = [(_lead(one.system, one.contact_id, one.email), _said(one)) for one in verdicts]
    return [latest.get(lead) != said and (lead, said) not in read_before for lead, said in pairs]


def read_verdicts(store: Store) -> pd.DataFrame:
    """Every verdict that was ever given, oldest first: VERDICT_RECORDS."""
    query = select(*(_TABLE.c[name] for name in VERDICT_RECORDS)).order_by(_TABLE.c.verdict_number)
    with reading(store) as connection:
        rows = connection.execute(query).all()
    frame = pd.DataFrame(rows, columns=list(VERDICT_RECORDS))
    frame["recycle_on"] = pd.to_datetime(frame["recycle_on"].astype("Int64"), unit="D")
    frame["given_at"] = pd.to_datetime(frame["given_at"].astype("Int64"), unit="us", utc=True)
    return typed_frame(frame, VERDICT_RECORDS)


def verdicts_version(store: Store) -> int:
    """A number that rises with every new verdict; part of a cache key."""
    with reading(store) as connection:
        return connection.scalar(select(func.max(_TABLE.c.verdict_number))) or 0


def _known(connection: Connection, content_hash: str | None) -> tuple[dict[_Lead, _Said], set[tuple[_Lead, _Said]]]:
    """What was said last of each lead, and what the list of this hash said before."""
    latest: dict[_Lead, _Said] = {}
    read_before: set[tuple[_Lead, _Said]] = set()
    for row in connection.execute(select(_TABLE).order_by(_TABLE.c.verdict_number)):
        lead, said = _lead(row.system, row.contact_id, row.email), (row.verdict, row.reason, row.recycle_on, row.note)
        latest[lead] = said
        if content_hash is not None and row.content_hash == content_hash:
            read_before.add((lead, said))
    return latest, read_before


def _lead(system: str | None, contact_id: str | None, email: str | None) -> _Lead:
    return (system or "", contact_id) if contact_id else ("", (email or "").casefold())


def _said(verdict: NewVerdict) -> _Said:
    recycle_on = None if verdict.recycle_on is None else as_days(verdict.recycle_on)
    return verdict.verdict.value, verdict.reason, recycle_on, verdict.note


def _values(verdict: NewVerdict) -> dict[str, Any]:
    word, reason, recycle_on, note = _said(verdict)
    return {
        "system": verdict.system,
        "contact_id": verdict.contact_id,
        "email": verdict.email,
        "verdict": word,
        "reason": reason,
        "recycle_on": recycle_on,
        "note": note,
    }
