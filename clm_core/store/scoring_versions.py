"""Versions of the scoring model: drafted, signed by marketing and sales, published, retired; every step audited.

A published version never changes again: whoever wants another one copies it into a new draft. None of this
raises the facts version: the facts stay what they were, only their points differ.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from clm_core.errors import ClmError
from clm_core.records import Team
from clm_core.scoring_changes import ModelChange, label_of, model_changes
from clm_core.scoring_model import ModelStatus, ScoringModel, model_of, plain_model
from clm_core.store import tables
from clm_core.store.audit import record_action
from clm_core.store.connection import Store, reading, writing
from clm_core.store.moments import as_micros, as_moment
from clm_core.store.signing import SIGNING_TEAMS, UNSIGNED, Signature, require_signer, signature_values, signatures_of

_OPEN = (ModelStatus.DRAFT, ModelStatus.AGREED)
_TABLE = tables.scoring_versions


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringVersion:
    """One version of the scoring model and where it stands.

    ``revision`` counts the changes of a draft; whoever saves or signs says which one was seen.
    ``agreed`` has the signature of each team that has signed the model as it is now.
    """

    version: int
    name: str
    model: ScoringModel
    status: ModelStatus
    based_on: int | None
    revision: int
    changed_at: datetime
    changed_by: str
    agreed: Mapping[Team, Signature]
    published_by: str | None
    published_at: datetime | None
    retired_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed and signed."""
        return self.status in _OPEN


def read_scoring_versions(store: Store) -> tuple[ScoringVersion, ...]:
    """All versions, oldest first."""
    with reading(store) as connection:
        rows = connection.execute(select(_TABLE).order_by(_TABLE.c.version)).mappings().all()
    return tuple(_version(row) for row in rows)


def read_scoring_version(store: Store, version: int) -> ScoringVersion:
    """One version. Raises ClmError naming those there are."""
    with reading(store) as connection:
        return _read(connection, version)


def add_scoring_version(
    store: Store, model: ScoringModel, *, name: str, based_on: int | None = None, actor: str, at: datetime
) -> ScoringVersion:
    """A new draft; ``based_on`` is the version it was copied from. Raises ClmError without a name."""
    with writing(store) as connection:
        changes = _plain_changes(model_changes(_read(connection, based_on).model, model)) if based_on else []
        number = 1 + (connection.scalar(select(func.max(_TABLE.c.version))) or 0)
        values = {
            "version": number,
            "name": _required_name(name),
            "status": ModelStatus.DRAFT.value,
            "definition_json": _json(model),
            "based_on": based_on,
            "revision": 1,
            "changed_at": as_micros(at),
            "changed_by": actor,
        }
        connection.execute(insert(_TABLE).values(values))
        _audit(connection, "added", number, actor, at, name=name.strip(), based_on=based_on, changes=changes)
        return _read(connection, number)


def save_scoring_version(
    store: Store, version: int, model: ScoringModel, *, revision: int, actor: str, at: datetime
) -> ScoringVersion:
    """The version with another model; both signatures are due again.

    Nothing is written when the model is as it was. Raises ClmError for a version that is published or retired,
    and, naming who saved last, when it was changed after ``revision``.
    """
    with writing(store) as connection:
        before = _open_version(connection, version, revision)
        if before.model == model:
            return before
        values = {"definition_json": _json(model), "status": ModelStatus.DRAFT.value, "revision": before.revision + 1}
        values |= {"changed_at": as_micros(at), "changed_by": actor, **UNSIGNED}
        _set(connection, version, values)
        changes = _plain_changes(model_changes(before.model, model))
        cleared = {team.value: signature.by for team, signature in before.agreed.items()}
        _audit(connection, "changed", version, actor, at, changes=changes, cleared=cleared)
        return _read(connection, version)


def rename_scoring_version(store: Store, version: int, name: str, *, actor: str, at: datetime) -> ScoringVersion:
    """The version under another name; signatures stay, and so may a published version be renamed."""
    with writing(store) as connection:
        before = _read(connection, version)
        new = _required_name(name)
        if new != before.name:
            _set(connection, version, {"name": new})
            _audit(connection, "renamed", version, actor, at, before=before.name, after=new)
        return _read(connection, version)


def sign_scoring_version(
    store: Store, version: int, team: Team, *, by: str, revision: int, actor: str, at: datetime
) -> ScoringVersion:
    """The version with one team's signature (marketing or sales); with both it is agreed.

    Signed is what was seen: raises ClmError when the version was changed after ``revision``, when it is published
    or retired, and without the name of a person.
    """
    require_signer(team, by)
    with writing(store) as connection:
        before = _open_version(connection, version, revision)
        signed = {*before.agreed, team}
        status = ModelStatus.AGREED if signed == set(SIGNING_TEAMS) else ModelStatus.DRAFT
        values = {**signature_values(team, by, at), "status": status.value}
        _set(connection, version, values)
        _audit(connection, "signed", version, actor, at, team=team.value, by=by.strip(), revision=revision)
        return _read(connection, version)


def publish_scoring_version(store: Store, version: int, *, revision: int, actor: str, at: datetime) -> ScoringVersion:
    """The version that counts from now on; the one published before is retired.

    Raises ClmError naming the team whose signature is missing.
    """
    with writing(store) as connection:
        before = _open_version(connection, version, revision)
        missing = [team for team in SIGNING_TEAMS if team not in before.agreed]
        if missing:
            raise ClmError(f"scoring.signature_missing_{missing[0].value}", name=before.name)
        retired = _retire_published(connection, at)
        values = {"status": ModelStatus.PUBLISHED.value, "published_by": actor, "published_at": as_micros(at)}
        _set(connection, version, values)
        _audit(connection, "published", version, actor, at, retired=retired, revision=revision)
        return _read(connection, version)


def _retire_published(connection: Connection, at: datetime) -> list[int]:
    is_published = _TABLE.c.status == ModelStatus.PUBLISHED.value
    retired = list(connection.scalars(select(_TABLE.c.version).where(is_published)))
    values = {"status": ModelStatus.RETIRED.value, "retired_at": as_micros(at)}
    connection.execute(update(_TABLE).where(is_published).values(values))
    return retired


def _open_version(connection: Connection, version: int, revision: int) -> ScoringVersion:
    before = _read(connection, version)
    if not before.is_open:
        raise ClmError("scoring.version_is_fixed", name=before.name)
    if before.revision != revision:
        raise ClmError("scoring.changed_meanwhile", name=before.name, who=before.changed_by, at=before.changed_at)
    return before


def _read(connection: Connection, version: int) -> ScoringVersion:
    row = connection.execute(select(_TABLE).where(_TABLE.c.version == version)).mappings().first()
    if row is None:
        known = ", ".join(str(number) for number in connection.scalars(select(_TABLE.c.version)))
        raise ClmError("scoring.unknown_version", version=version, known=known or "–")
    return _version(row)


def _version(row: Mapping[Any, Any]) -> ScoringVersion:
    return ScoringVersion(
        version=row["version"],
        name=row["name"],
        model=model_of(json.loads(row["definition_json"])),
        status=ModelStatus(row["status"]),
        based_on=row["based_on"],
        revision=row["revision"],
        changed_at=as_moment(row["changed_at"]),
        changed_by=row["changed_by"],
        agreed=signatures_of(row),
        published_by=row["published_by"],
        published_at=_moment(row["published_at"]),
        retired_at=_moment(row["retired_at"]),
    )


def _moment(micros: int | None) -> datetime | None:
    return None if micros is None else as_moment(micros)


def _required_name(name: str) -> str:
    if not name.strip():
        raise ClmError("scoring.version_without_name")
    return name.strip()


def _set(connection: Connection, version: int, values: Mapping[str, Any]) -> None:
    connection.execute(update(_TABLE).where(_TABLE.c.version == version).values(dict(values)))


def _audit(connection: Connection, action: str, version: int, actor: str, at: datetime, **details: object) -> None:
    record_action(connection, f"scoring_version.{action}", actor=actor, at=at, version=version, **details)


def _plain_changes(changes: Iterable[ModelChange]) -> list[dict[str, object]]:
    return [
        {"part": one.part.value, "criterion": label_of(one.criterion), "what": one.what, "old": one.old, "new": one.new}
        for one in changes
    ]


def _json(model: ScoringModel) -> str:
    return json.dumps(plain_model(model), ensure_ascii=False, sort_keys=True)
