"""Signing an agreement: each side signs what it saw; the second signature freezes it with the snapshot it rests on."""

from datetime import datetime

from sqlalchemy import Connection, select

from clm_core.errors import ClmError
from clm_core.records import Team
from clm_core.store import tables
from clm_core.store.agreement_rows import (
    Agreement,
    agreement_of,
    agreement_within,
    draft_within,
    record_step,
    set_columns,
)
from clm_core.store.connection import Store, writing
from clm_core.store.signing import require_signer, signature_values
from clm_core.store.snapshots import name_snapshot, snapshot_names
from clm_core.targets import AgreementStatus

_TABLE = tables.agreements


def sign_agreement(
    store: Store,
    number: int,
    team: Team,
    *,
    by: str,
    role: str,
    revision: int,
    data_version: int,
    is_same_person_meant: bool = False,
    actor: str,
    at: datetime,
) -> Agreement:
    """The agreement with one side's signature; with both it is signed, and the snapshot it rests on is kept by name.

    Raises ClmError when it was changed after ``revision``, for a signed one, without name or role, where the same
    person signs for both sides and that was not confirmed, and when the snapshot of ``data_version`` is gone.
    """
    require_signer(team, by)
    if not role.strip():
        raise ClmError("agreements.signature_without_role")
    with writing(store) as connection:
        before = draft_within(connection, number)
        if before.revision != revision:
            raise ClmError(
                "agreements.changed_before_signing", name=before.name, who=before.changed_by, at=before.changed_at
            )
        _require_two_people(before, team, by, is_same_person_meant)
        values = {**signature_values(team, by, at), f"{team.value}_role": role.strip()}
        set_columns(connection, number, values)
        record_step(connection, "signed", number, actor, at, team=team.value, by=by.strip(), role=role.strip(),
               revision=revision)  # fmt: skip
        signed = agreement_within(connection, number)
        return _frozen(connection, signed, data_version, actor, at) if len(signed.signatures) == 2 else signed


def _require_two_people(before: Agreement, team: Team, by: str, is_same_person_meant: bool) -> None:
    others = {_person(one.by) for signer, one in before.signatures.items() if signer is not team}
    if _person(by) in others and not is_same_person_meant:
        raise ClmError("agreements.same_person", who=by.strip())


def _person(name: str) -> str:
    return " ".join(name.split()).casefold()


def _frozen(connection: Connection, signed: Agreement, data_version: int, actor: str, at: datetime) -> Agreement:
    names = snapshot_names(connection)
    if data_version not in names:
        known = ", ".join(str(number) for number in sorted(names))
        raise ClmError("store.unknown_snapshot", number=data_version, known=known or "–")
    name = names[data_version] or _free_name(signed.name, signed.number, set(names.values()))
    if names[data_version] is None:
        name_snapshot(connection, data_version, name, actor=actor, at=at)
    replaced = _replaced(connection, signed)
    for number in replaced:
        set_columns(connection, number, {"status": AgreementStatus.REPLACED.value, "replaced_by": signed.number})
    values = {"status": AgreementStatus.SIGNED.value, "data_version": data_version, "snapshot_name": name}
    set_columns(connection, signed.number, values)
    record_step(
        connection, "frozen", signed.number, actor, at, replaced=replaced, data_version=data_version, snapshot=name
    )
    return agreement_within(connection, signed.number)


def _free_name(name: str, number: int, taken: set[str | None]) -> str:
    while name in taken:
        name = f"{name} ({number})"
    return name


def _replaced(connection: Connection, signed: Agreement) -> list[int]:
    """The numbers of those that were signed before for a period that has a day of this one's."""
    query = select(_TABLE).where(_TABLE.c.status == AgreementStatus.SIGNED.value, _TABLE.c.removed_at.is_(None))
    own = signed.plan.target.period
    others = [agreement_of(row) for row in connection.execute(query).mappings().all()]
    periods = {one.number: one.plan.target.period for one in others}
    return [number for number, one in periods.items() if one.start_on <= own.end_on and own.start_on <= one.end_on]
