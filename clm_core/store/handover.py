"""The hand-over on record: what both teams agreed on (every version kept), and which leads were handed over when."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, func, insert, select

from clm_core.columns import typed_frame
from clm_core.errors import ClmError
from clm_core.handover import CrmLayout, HandoverPolicy, RejectionCause, RejectionReason, RoutingRule, Seller
from clm_core.store import tables
from clm_core.store.audit import record_action
from clm_core.store.connection import Store, reading, writing
from clm_core.store.moments import as_day, as_days, as_micros, as_moment

HANDOVER_LEADS: dict[str, str] = {
    "handover_number": "int64",
    "position": "int64",  # from 1, in the order in which to call
    "system": "str",
    "contact_id": "str",
    "email": "str",
    "owner": "str",
    "fit_points": "float64",
    "engagement_points": "float64",
    "grade": "str",
    "expected_value": "float64",
}
_GIVEN = [name for name in HANDOVER_LEADS if name not in ("handover_number", "position")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPolicy:
    """A policy with its number, and who saved it when."""

    number: int
    policy: HandoverPolicy
    saved_at: datetime
    saved_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """One list that was handed over; ``as_of`` is the day of its scores, ``scoring_version`` None before any was saved.

    ``lead_count`` is how many leads it had.
    """

    number: int
    at: datetime
    actor: str
    scoring_version: int | None
    as_of: date
    layout: CrmLayout
    lead_count: int


def read_policy(store: Store) -> SavedPolicy | None:
    """The policy that counts, the one saved last; None until one was saved."""
    with reading(store) as connection:
        return _latest_policy(connection)


def save_policy(store: Store, policy: HandoverPolicy, *, actor: str, at: datetime) -> SavedPolicy:
    """The policy as a new entry; those before it are kept. Nothing is written when it is as it was."""
    table = tables.handover_policies
    with writing(store) as connection:
        before = _latest_policy(connection)
        if before is not None and before.policy == policy:
            return before
        number = 1 if before is None else before.number + 1
        values = {"policy_number": number, "policy_json": _json(policy), "saved_at": as_micros(at), "saved_by": actor}
        connection.execute(insert(table).values(values))
        record_action(connection, "handover_policy.saved", actor=actor, at=at, policy_number=number)
    return SavedPolicy(number=number, policy=policy, saved_at=at, saved_by=actor)


def _latest_policy(connection: Connection) -> SavedPolicy | None:
    table = tables.handover_policies
    row = connection.execute(select(table).order_by(table.c.policy_number.desc()).limit(1)).first()
    if row is None:
        return None
    return SavedPolicy(
        number=row.policy_number,
        policy=_policy(json.loads(row.policy_json)),
        saved_at=as_moment(row.saved_at),
        saved_by=row.saved_by,
    )


def _json(policy: HandoverPolicy) -> str:
    return json.dumps(asdict(policy), ensure_ascii=False, sort_keys=True)


def _policy(plain: Mapping[str, Any]) -> HandoverPolicy:
    lists = {
        "sellers": tuple(Seller(**one) for one in plain["sellers"]),
        "rules": tuple(
            RoutingRule(**{**one, "values": tuple(one["values"]), "sellers": tuple(one["sellers"])})
            for one in plain["rules"]
        ),
        "reasons": tuple(
            RejectionReason(text=one["text"], cause=RejectionCause(one["cause"])) for one in plain["reasons"]
        ),
    }
    return HandoverPolicy(**{**plain, **lists})


def save_handover(
    store: Store,
    leads: pd.DataFrame,
    *,
    scoring_version: int | None,
    as_of: date,
    layout: CrmLayout,
    actor: str,
    at: datetime,
) -> Handover:
    """A list that is handed over now, with its leads in their order (columns as in HANDED_LEADS)."""
    plain = leads[_GIVEN].astype(object).where(leads[_GIVEN].notna(), None)
    rows = [dict(zip(_GIVEN, row, strict=True)) for row in plain.itertuples(index=False)]
    table = tables.handovers
    with writing(store) as connection:
        number = 1 + (connection.scalar(select(func.max(table.c.handover_number))) or 0)
        values = {"handover_number": number, "at": as_micros(at), "actor": actor, "scoring_version": scoring_version}
        connection.execute(insert(table).values({**values, "as_of": as_days(as_of), "layout": layout.value}))
        if rows:
            numbered = [
                {**row, "owner": row["owner"] or "", "handover_number": number, "position": position}
                for position, row in enumerate(rows, start=1)
            ]
            connection.execute(insert(tables.handover_leads), numbered)
        record_action(
            connection, "handovers.saved", actor=actor, at=at, handover_number=number, leads=len(rows), layout=layout
        )
    return read_handover(store, number)


def read_handovers(store: Store) -> tuple[Handover, ...]:
    """All lists that were handed over, newest first."""
    with reading(store) as connection:
        rows = connection.execute(_handovers().order_by(tables.handovers.c.handover_number.desc())).mappings().all()
    return tuple(_handover(row) for row in rows)


def read_handover(store: Store, number: int) -> Handover:
    """One list. Raises ClmError if there is none of this number."""
    with reading(store) as connection:
        row = connection.execute(_handovers().where(tables.handovers.c.handover_number == number)).mappings().first()
    if row is None:
        raise ClmError("handover.unknown_number", number=number)
    return _handover(row)


def read_handover_leads(store: Store, number: int | None = None) -> pd.DataFrame:
    """The leads of one list, or of all, by list and position: HANDOVER_LEADS."""
    table = tables.handover_leads
    query = select(table).order_by(table.c.handover_number, table.c.position)
    with reading(store) as connection:
        rows = connection.execute(query if number is None else query.where(table.c.handover_number == number)).all()
    return typed_frame(pd.DataFrame(rows, columns=list(table.c.keys())), HANDOVER_LEADS)


def _handovers() -> Select[Any]:
    counts = (
        select(tables.handover_leads.c.handover_number, func.count().label("lead_count"))
        .group_by(tables.handover_leads.c.handover_number)
        .subquery()
    )
    table = tables.handovers
    return select(table, func.coalesce(counts.c.lead_count, 0).label("lead_count")).outerjoin(
        counts, counts.c.handover_number == table.c.handover_number
    )


def _handover(row: Mapping[Any, Any]) -> Handover:
    return Handover(
        number=row["handover_number"],
        at=as_moment(row["at"]),
        actor=row["actor"],
        scoring_version=row["scoring_version"],
        as_of=as_day(row["as_of"]),
        layout=CrmLayout(row["layout"]),
        lead_count=row["lead_count"],
    )
