"""Decisions: what was decided and expected, kept unchanged beside what the data said later; every step audited."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from clm_core.decisions import (
    Decision,
    DecisionStatus,
    DecisionVerdict,
    Judgement,
    MeasuredEffect,
    VerdictReason,
    decision_of,
    plain_decision,
)
from clm_core.errors import ClmError
from clm_core.store import tables
from clm_core.store.audit import record_action
from clm_core.store.connection import Store, reading, writing
from clm_core.store.moments import as_micros, as_moment

_TABLE = tables.decisions


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDecision:
    """A decision and where it stands; ``revision`` counts its changes, ``data_version`` is that it was decided with.

    ``judgement`` is the last one, made with ``judged_data_version``; a decision that is open may have one too: that
    it is too early to say.
    """

    number: int
    decision: Decision
    status: DecisionStatus
    revision: int
    decided_at: datetime
    decided_by: str
    changed_at: datetime
    changed_by: str
    data_version: int | None
    judgement: Judgement | None
    judged_at: datetime | None
    judged_data_version: int | None


def read_decisions(store: Store) -> tuple[KeptDecision, ...]:
    """All decisions, the oldest first; withdrawn ones too."""
    with reading(store) as connection:
        rows = connection.execute(select(_TABLE).order_by(_TABLE.c.decision)).mappings().all()
    return tuple(_kept(row) for row in rows)


def read_decision(store: Store, number: int) -> KeptDecision:
    """One decision. Raises ClmError where it is not there."""
    with reading(store) as connection:
        return _read(connection, number)


def add_decision(
    store: Store, decision: Decision, *, data_version: int | None, actor: str, at: datetime
) -> KeptDecision:
    """The decision as a new entry."""
    with writing(store) as connection:
        number = 1 + (connection.scalar(select(func.max(_TABLE.c.decision))) or 0)
        values = {
            "decision": number,
            "definition_json": _json(plain_decision(decision)),
            "status": DecisionStatus.OPEN.value,
            "revision": 1,
            "decided_at": as_micros(at),
            "decided_by": actor,
            "changed_at": as_micros(at),
            "changed_by": actor,
            "data_version": data_version,
        }
        connection.execute(insert(_TABLE).values(values))
        _audit(connection, "added", number, actor, at, decision_text=plain_decision(decision))
        return _read(connection, number)


def change_decision(
    store: Store, number: int, decision: Decision, *, revision: int, actor: str, at: datetime
) -> KeptDecision:
    """The entry with another decision; nothing is written where it is as it was.

    Raises ClmError where it was changed after ``revision``, saying by whom, and where it is judged or withdrawn: what
    was expected is not changed once the outcome is known.
    """
    with writing(store) as connection:
        before = _open(connection, number, revision)
        if before.decision == decision:
            return before
        values = {"definition_json": _json(plain_decision(decision)), **_UNJUDGED}
        _set(connection, before, values, actor, at)
        old, new = plain_decision(before.decision), plain_decision(decision)
        changes = {name: [old[name], new[name]] for name in new if old[name] != new[name]}
        _audit(connection, "changed", number, actor, at, changes=changes)
        return _read(connection, number)


def withdraw_decision(store: Store, number: int, *, revision: int, actor: str, at: datetime) -> KeptDecision:
    """The decision as withdrawn; it stays on the list. Raises ClmError as ``change_decision`` does."""
    with writing(store) as connection:
        before = _open(connection, number, revision)
        _set(connection, before, {"status": DecisionStatus.WITHDRAWN.value}, actor, at)
        _audit(connection, "withdrawn", number, actor, at, title=before.decision.title)
        return _read(connection, number)


def record_judgement(
    store: Store, number: int, judgement: Judgement, *, revision: int, data_version: int, actor: str, at: datetime
) -> KeptDecision:
    """The decision with its verdict; one that it is too early for stays open and is judged again with newer data.

    Nothing is written for a decision that was changed or withdrawn after ``revision``. Of the same verdict, reason and
    day only the data version is noted, without a line in the audit.
    """
    with writing(store) as connection:
        before = _read(connection, number)
        if before.status is DecisionStatus.WITHDRAWN or before.revision != revision:
            return before
        is_early = judgement.verdict is DecisionVerdict.TOO_EARLY
        values = {
            "status": (DecisionStatus.OPEN if is_early else DecisionStatus.JUDGED).value,
            "verdict": judgement.verdict.value,
            "measured_json": _json(_plain_judgement(judgement)),
            "judged_at": as_micros(at),
            "judged_data_version": data_version,
        }
        connection.execute(update(_TABLE).where(_TABLE.c.decision == number).values(values))
        if _said(before.judgement) != _said(judgement):
            details = {"verdict": judgement.verdict.value, "reason": judgement.reason.value}
            _audit(connection, "judged", number, actor, at, data_version=data_version, **details)
        return _read(connection, number)


_UNJUDGED = dict.fromkeys(("verdict", "measured_json", "judged_at", "judged_data_version"))


def _said(judgement: Judgement | None) -> tuple[object, ...] | None:
    return None if judgement is None else (judgement.verdict, judgement.reason, judgement.possible_from)


def _open(connection: Connection, number: int, revision: int) -> KeptDecision:
    before = _read(connection, number)
    if before.status is not DecisionStatus.OPEN:
        raise ClmError("decisions.is_fixed", title=before.decision.title)
    if before.revision != revision:
        raise ClmError(
            "decisions.changed_meanwhile", title=before.decision.title, who=before.changed_by, at=before.changed_at
        )
    return before


def _read(connection: Connection, number: int) -> KeptDecision:
    row = connection.execute(select(_TABLE).where(_TABLE.c.decision == number)).mappings().first()
    if row is None:
        raise ClmError("decisions.unknown", number=number)
    return _kept(row)


def _kept(row: Mapping[Any, Any]) -> KeptDecision:
    return KeptDecision(
        number=row["decision"],
        decision=decision_of(json.loads(row["definition_json"])),
        status=DecisionStatus(row["status"]),
        revision=row["revision"],
        decided_at=as_moment(row["decided_at"]),
        decided_by=row["decided_by"],
        changed_at=as_moment(row["changed_at"]),
        changed_by=row["changed_by"],
        data_version=row["data_version"],
        judgement=None
        if row["measured_json"] is None
        else _judgement(row["verdict"], json.loads(row["measured_json"])),
        judged_at=None if row["judged_at"] is None else as_moment(row["judged_at"]),
        judged_data_version=row["judged_data_version"],
    )


def _plain_judgement(judgement: Judgement) -> dict[str, Any]:
    measured, day = judgement.measured, judgement.possible_from
    return {
        "reason": judgement.reason.value,
        "measured": None if measured is None else asdict(measured),
        "possible_from": None if day is None else day.isoformat(),
    }


def _judgement(verdict: str, plain: Mapping[str, Any]) -> Judgement:
    measured, day = plain["measured"], plain["possible_from"]
    return Judgement(
        verdict=DecisionVerdict(verdict),
        reason=VerdictReason(plain["reason"]),
        measured=None if measured is None else MeasuredEffect(**measured),
        possible_from=None if day is None else date.fromisoformat(day),
    )


def _set(connection: Connection, before: KeptDecision, values: Mapping[str, Any], actor: str, at: datetime) -> None:
    changed = {"revision": before.revision + 1, "changed_at": as_micros(at), "changed_by": actor}
    connection.execute(update(_TABLE).where(_TABLE.c.decision == before.number).values({**values, **changed}))


def _json(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, allow_nan=False)


def _audit(connection: Connection, action: str, number: int, actor: str, at: datetime, **details: object) -> None:
    record_action(connection, f"decision.{action}", actor=actor, at=at, decision=number, **details)
