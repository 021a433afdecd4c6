"""Agreements as rows of the store: read, written, and the quick look whether anything happened."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from clm_core.errors import ClmError
from clm_core.records import Team
from clm_core.store import tables
from clm_core.store.audit import record_action
from clm_core.store.connection import Store, reading
from clm_core.store.moments import as_moment
from clm_core.store.signing import Signature, signatures_of
from clm_core.target_parts import plan_of
from clm_core.targets import AgreementStatus, TargetPlan

_TABLE = tables.agreements
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PartChange:
    """Who set a part last, when, and with which revision."""

    revision: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One agreement and where it stands.

    ``revision`` counts the changes of a draft; whoever changes or signs says which one was seen. ``part_changes`` has
    those parts (see target_parts) that were set since the draft was made. ``signatures`` are those of the plan as it is
    now. ``data_version`` and ``snapshot_name`` are there once both have signed, ``replaced_by`` is a later agreement.
    """

    number: int
    name: str
    plan: TargetPlan
    status: AgreementStatus
    based_on: int | None
    revision: int
    changed_at: datetime
    changed_by: str
    part_changes: Mapping[str, PartChange]
    signatures: Mapping[Team, Signature]
    data_version: int | None
    snapshot_name: str | None
    replaced_by: int | None

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed and signed."""
        return self.status is AgreementStatus.DRAFT


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestChange:
    """What tells a page left open whether an agreement is still what it shows: equal means nothing happened."""

    revision: int
    name: str
    status: AgreementStatus
    changed_at: datetime
    changed_by: str
    marketing_at: int | None
    sales_at: int | None
    is_removed: bool


def read_agreements(store: Store) -> tuple[Agreement, ...]:
    """All agreements that were not removed, the oldest first."""
    query = select(_TABLE).where(_TABLE.c.removed_at.is_(None)).order_by(_TABLE.c.agreement)
    with reading(store) as connection:
        rows = connection.execute(query).mappings().all()
    return tuple(agreement_of(row) for row in rows)


def read_agreement(store: Store, number: int) -> Agreement:
    """One agreement. Raises ClmError where it is not there or was removed."""
    with reading(store) as connection:
        return agreement_within(connection, number)


_LATEST = select(
    *(_TABLE.c[name] for name in ("revision", "name", "status", "changed_at", "changed_by")),
    *(_TABLE.c[name] for name in ("marketing_at", "sales_at", "removed_at", "agreement")),
)


def latest_change(store: Store, number: int) -> LatestChange:
    """Whether anything happened, in well under a millisecond: for pages that look every two seconds.

    Raises ClmError where the agreement is not there; of a removed one it says so.
    """
    with reading(store) as connection:
        row = connection.execute(_LATEST.where(_TABLE.c.agreement == _findable(number))).first()
    if row is None:
        raise ClmError("agreements.unknown", number=number)
    return LatestChange(
        revision=row.revision,
        name=row.name,
        status=AgreementStatus(row.status),
        changed_at=as_moment(row.changed_at),
        changed_by=row.changed_by,
        marketing_at=row.marketing_at,
        sales_at=row.sales_at,
        is_removed=row.removed_at is not None,
    )


def draft_within(connection: Connection, number: int) -> Agreement:
    """The draft, within the caller's transaction. Raises ClmError for one that is signed or not there."""
    before = agreement_within(connection, number)
    if not before.is_draft:
        raise ClmError("agreements.is_fixed", name=before.name)
    return before


def agreement_within(connection: Connection, number: int) -> Agreement:
    """One agreement, within the caller's transaction. Raises ClmError where it is not there or was removed."""
    query = select(_TABLE).where(_TABLE.c.agreement == _findable(number), _TABLE.c.removed_at.is_(None))
    row = connection.execute(query).mappings().first()
    if row is None:
        raise ClmError("agreements.unknown", number=number)
    return agreement_of(row)


def _findable(number: int) -> int:
    """The number, or one that no agreement has where it is larger than the file can hold."""
    return number if abs(number) <= _LARGEST else 0


def agreement_of(row: Mapping[Any, Any]) -> Agreement:
    """The agreement of a row of its table."""
    stamps = json.loads(row["parts_json"])
    return Agreement(
        number=row["agreement"],
        name=row["name"],
        plan=plan_of(json.loads(row["plan_json"])),
        status=AgreementStatus(row["status"]),
        based_on=row["based_on"],
        revision=row["revision"],
        changed_at=as_moment(row["changed_at"]),
        changed_by=row["changed_by"],
        part_changes={
            part: PartChange(revision=revision, by=by, at=as_moment(at)) for part, (revision, by, at) in stamps.items()
        },
        signatures=signatures_of(row),
        data_version=row["data_version"],
        snapshot_name=row["snapshot_name"],
        replaced_by=row["replaced_by"],
    )


def set_columns(connection: Connection, number: int, values: Mapping[str, Any]) -> None:
    """Writes columns of an agreement within the caller's transaction."""
    connection.execute(update(_TABLE).where(_TABLE.c.agreement == number).values(dict(values)))


def record_step(connection: Connection, action: str, number: int, actor: str, at: datetime, **details: object) -> None:
    """One line of the audit within the caller's transaction."""
    record_action(connection, f"agreement.{action}", actor=actor, at=at, agreement=number, **details)
