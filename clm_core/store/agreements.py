"""Agreements of marketing and sales: negotiated part by part, signed by both sides, then frozen; every step audited.

A draft is changed by several people at once: each change names the parts it sets and the revision that was seen, and
only a part that somebody else set since then is a conflict. Signed is what was seen, whole. With the second signature
an agreement keeps the snapshot it rests on and replaces signed ones whose period overlaps.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from clm_core.errors import ClmError
from clm_core.store import tables
from clm_core.store.agreement_rows import (
    Agreement,
    PartChange,
    agreement_within,
    draft_within,
    record_step,
    set_columns,
)
from clm_core.store.connection import Store, writing
from clm_core.store.moments import as_micros
from clm_core.store.signing import SIGNING_TEAMS, UNSIGNED
from clm_core.target_parts import PartValue, plain_part, plain_plan, plan_parts, plan_with
from clm_core.targets import AgreementStatus, TargetPlan

_TABLE = tables.agreements
_NO_ROLES = {f"{team.value}_role": None for team in SIGNING_TEAMS}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartConflict:
    """One part that somebody else set meanwhile: their value, and yours, which was not saved."""

    part: str
    theirs: PartValue
    yours: PartValue
    by: str
    at: datetime


class ConflictError(ClmError):
    """A save whose parts somebody else set meanwhile; nothing of it was written, and ``conflicts`` has both values."""

    def __init__(self, name: str, conflicts: tuple[PartConflict, ...]) -> None:
        last = max(conflicts, key=lambda one: one.at)
        super().__init__("agreements.changed_meanwhile", name=name, who=last.by, at=last.at)
        self.conflicts = conflicts


def add_agreement(
    store: Store, plan: TargetPlan, *, name: str, based_on: int | None = None, actor: str, at: datetime
) -> Agreement:
    """A new draft; ``based_on`` is the agreement it was copied from. Raises ClmError without a name."""
    with writing(store) as connection:
        if based_on is not None:
            agreement_within(connection, based_on)
        number = 1 + (connection.scalar(select(func.max(_TABLE.c.agreement))) or 0)
        values = {
            "agreement": number,
            "name": _required_name(name),
            "status": AgreementStatus.DRAFT.value,
            "plan_json": _json(plain_plan(plan)),
            "parts_json": "{}",
            "based_on": based_on,
            "revision": 1,
            "changed_at": as_micros(at),
            "changed_by": actor,
        }
        connection.execute(insert(_TABLE).values(values))
        record_step(connection, "added", number, actor, at, name=name.strip(), based_on=based_on, plan=plain_plan(plan))
        return agreement_within(connection, number)


def change_agreement(
    store: Store, number: int, parts: Mapping[str, PartValue], *, revision: int, actor: str, at: datetime
) -> Agreement:
    """The draft with these parts, everything else as it is now; both signatures are due again.

    Nothing is written where all of them are as they were. Raises ConflictError, with who, when and both values, where
    one of them was set to something else after ``revision`` (what was asked for then stays in the audit), and ClmError
    for an agreement that is signed or a plan that cannot be.
    """
    with writing(store) as connection:
        before = draft_within(connection, number)
        conflicts = _conflicts(before, parts, revision)
        if not conflicts:
            return _changed(connection, before, parts, actor, at)
        asked = [_plain_conflict(one) for one in conflicts]
        record_step(connection, "conflict", number, actor, at, revision=before.revision, seen=revision, parts=asked)
    raise ConflictError(before.name, conflicts)


def _changed(
    connection: Connection, before: Agreement, parts: Mapping[str, PartValue], actor: str, at: datetime
) -> Agreement:
    now = plan_parts(before.plan)
    differing = {part: value for part, value in parts.items() if now.get(part) != value}
    if not differing:
        return before
    plan = plan_with(before.plan, differing)
    stamp = PartChange(revision=before.revision + 1, by=actor, at=at)
    stamps = {**before.part_changes, **dict.fromkeys(differing, stamp)}
    values = {
        "plan_json": _json(plain_plan(plan)),
        "parts_json": _json({part: [one.revision, one.by, as_micros(one.at)] for part, one in stamps.items()}),
        "revision": stamp.revision,
        "changed_at": as_micros(at),
        "changed_by": actor,
    }
    set_columns(connection, before.number, {**values, **UNSIGNED, **_NO_ROLES})
    changes = {part: [plain_part(now.get(part)), plain_part(value)] for part, value in differing.items()}
    cleared = {team.value: signature.by for team, signature in before.signatures.items()}
    record_step(connection, "changed", before.number, actor, at, changes=changes, cleared=cleared)
    return agreement_within(connection, before.number)


def _conflicts(before: Agreement, parts: Mapping[str, PartValue], revision: int) -> tuple[PartConflict, ...]:
    now = plan_parts(before.plan)
    stamps = before.part_changes
    late = [part for part in parts if part in stamps and stamps[part].revision > revision]
    return tuple(
        PartConflict(part=part, theirs=now.get(part), yours=parts[part], by=stamps[part].by, at=stamps[part].at)
        for part in late
        if now.get(part) != parts[part]
    )


def rename_agreement(store: Store, number: int, name: str, *, actor: str, at: datetime) -> Agreement:
    """The agreement under another name; signatures stay, and so may a signed one be renamed."""
    with writing(store) as connection:
        before = agreement_within(connection, number)
        new = _required_name(name)
        if new != before.name:
            set_columns(connection, number, {"name": new})
            record_step(connection, "renamed", number, actor, at, before=before.name, after=new)
        return agreement_within(connection, number)


def remove_agreement(store: Store, number: int, *, revision: int, actor: str, at: datetime) -> None:
    """Takes a draft off the list; it stays on record. Raises ClmError for a signed one, and as signing does."""
    with writing(store) as connection:
        before = draft_within(connection, number)
        if before.revision != revision:
            raise ClmError(
                "agreements.changed_before_removal", name=before.name, who=before.changed_by, at=before.changed_at
            )
        set_columns(connection, number, {"removed_at": as_micros(at)})
        record_step(connection, "removed", number, actor, at, name=before.name)


def _plain_conflict(conflict: PartConflict) -> dict[str, object]:
    return {"part": conflict.part, "theirs": plain_part(conflict.theirs), "yours": plain_part(conflict.yours)}


def _required_name(name: str) -> str:
    if not name.strip():
        raise ClmError("agreements.without_name")
    return name.strip()


def _json(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, allow_nan=False)
