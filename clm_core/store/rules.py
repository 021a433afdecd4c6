"""What people set rather than import: channels, channel rules, aliases, mapping profiles, annotations.

Saving replaces what was there, in one transaction with its line in the audit. What changes how facts
are read (all but profiles and annotations) raises the facts version, so that a new snapshot is due.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select

from clm_core.errors import ClmError
from clm_core.records import RecordType, Team
from clm_core.store import tables
from clm_core.store.audit import raise_facts_version, record_action
from clm_core.store.connection import Store, reading, writing
from clm_core.store.moments import as_day, as_days


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRule:
    """One channel rule as it is stored; its conditions are plain JSON values."""

    position: int
    name: str
    channel: str
    conditions: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredChannel:
    """A channel: its key, the user's label (empty for built-in ones) and its fixed place."""

    channel: str
    label: str
    is_offline: bool
    team: Team
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredProfile:
    """How a table with these headings was mapped the last time; headings are case-folded."""

    name: str
    headings: frozenset[str]
    record_type: RecordType
    mapping: Mapping[str, str]
    system: str
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """A note at a day of the time line, for one channel or (empty) for all."""

    on: date
    text: str
    channel: str = ""
    annotation_id: int | None = None


def read_channel_rules(store: Store) -> tuple[StoredRule, ...]:
    """The rules in their order; none when they were never saved."""
    rows = _rows(store, tables.channel_rules, "position")
    return tuple(
        StoredRule(
            position=row["position"],
            name=row["name"],
            channel=row["channel"],
            conditions=json.loads(row["conditions_json"]),
        )
        for row in rows
    )


def save_channel_rules(store: Store, rules: Sequence[StoredRule], *, actor: str, at: datetime) -> None:
    """Replaces all rules."""
    rows = [
        {
            "position": rule.position,
            "name": rule.name,
            "channel": rule.channel,
            "conditions_json": _json(dict(rule.conditions)),
        }
        for rule in rules
    ]
    _replace_all(store, tables.channel_rules, rows, actor=actor, at=at)


def read_channels(store: Store) -> tuple[StoredChannel, ...]:
    """The channels in their fixed places; none when they were never saved."""
    rows = _rows(store, tables.channels, "position")
    return tuple(StoredChannel(**{**row, "team": Team(row["team"])}) for row in rows)


def save_channels(store: Store, channels: Sequence[StoredChannel], *, actor: str, at: datetime) -> None:
    """Replaces all channels."""
    rows = [
        {
            "channel": channel.channel,
            "label": channel.label,
            "is_offline": channel.is_offline,
            "team": channel.team.value,
            "position": channel.position,
        }
        for channel in channels
    ]
    _replace_all(store, tables.channels, rows, actor=actor, at=at)


def read_channel_aliases(store: Store) -> dict[str, str]:
    """Channel key by the name that files use."""
    return {row["alias"]: row["channel"] for row in _rows(store, tables.channel_aliases, "alias")}


def save_channel_aliases(store: Store, aliases: Mapping[str, str], *, actor: str, at: datetime) -> None:
    """Replaces all channel aliases."""
    rows = [{"alias": alias, "channel": channel} for alias, channel in aliases.items()]
    _replace_all(store, tables.channel_aliases, rows, actor=actor, at=at)


def read_campaign_aliases(store: Store) -> dict[str, str]:
    """A campaign's one name by the name that files use."""
    return {row["alias"]: row["campaign"] for row in _rows(store, tables.campaign_aliases, "alias")}


def save_campaign_aliases(store: Store, aliases: Mapping[str, str], *, actor: str, at: datetime) -> None:
    """Replaces all campaign aliases."""
    rows = [{"alias": alias, "campaign": campaign} for alias, campaign in aliases.items()]
    _replace_all(store, tables.campaign_aliases, rows, actor=actor, at=at)


def read_profiles(store: Store) -> tuple[StoredProfile, ...]:
    """All mapping profiles by name."""
    rows = _rows(store, tables.mapping_profiles, "name")
    return tuple(
        StoredProfile(
            name=row["name"],
            headings=frozenset(json.loads(row["headings_json"])),
            record_type=RecordType(row["record_type"]),
            mapping=json.loads(row["mapping_json"]),
            system=row["system"],
            options=json.loads(row["options_json"]),
        )
        for row in rows
    )


def save_profile(store: Store, profile: StoredProfile, *, actor: str, at: datetime) -> None:
    """Adds a profile, or replaces the one of the same name."""
    table = tables.mapping_profiles
    values = {
        "name": profile.name,
        "headings_json": _json(sorted(profile.headings)),
        "record_type": profile.record_type.value,
        "mapping_json": _json(dict(profile.mapping)),
        "system": profile.system,
        "options_json": _json(dict(profile.options)),
    }
    with writing(store) as connection:
        connection.execute(delete(table).where(table.c.name == profile.name))
        connection.execute(insert(table).values(values))
        record_action(connection, "mapping_profiles.saved", actor=actor, at=at, name=profile.name)


def delete_profile(store: Store, name: str, *, actor: str, at: datetime) -> None:
    """Forgets a profile; ClmError when there is none of this name."""
    table = tables.mapping_profiles
    with writing(store) as connection:
        if not connection.execute(delete(table).where(table.c.name == name)).rowcount:
            raise ClmError("store.unknown_profile", name=name)
        record_action(connection, "mapping_profiles.deleted", actor=actor, at=at, name=name)


def read_annotations(store: Store) -> tuple[Annotation, ...]:
    """All annotations by day."""
    rows = _rows(store, tables.annotations, "day", "annotation_id")
    return tuple(
        Annotation(on=as_day(row["day"]), text=row["text"], channel=row["channel"], annotation_id=row["annotation_id"])
        for row in rows
    )


def add_annotation(store: Store, annotation: Annotation, *, actor: str, at: datetime) -> Annotation:
    """The annotation with its number."""
    table = tables.annotations
    with writing(store) as connection:
        number = 1 + (connection.scalar(select(func.max(table.c.annotation_id))) or 0)
        values = {"day": as_days(annotation.on), "channel": annotation.channel, "text": annotation.text}
        connection.execute(insert(table).values(annotation_id=number, **values))
        record_action(connection, "annotations.added", actor=actor, at=at, annotation_id=number, text=annotation.text)
    return replace(annotation, annotation_id=number)


def delete_annotation(store: Store, annotation_id: int, *, actor: str, at: datetime) -> None:
    """Removes an annotation; ClmError when there is none of this number."""
    table = tables.annotations
    with writing(store) as connection:
        if not connection.execute(delete(table).where(table.c.annotation_id == annotation_id)).rowcount:
            raise ClmError("store.unknown_annotation", annotation_id=annotation_id)
        record_action(connection, "annotations.deleted", actor=actor, at=at, annotation_id=annotation_id)


def _rows(store: Store, table: Table, *order: str) -> list[dict[str, Any]]:
    with reading(store) as connection:
        found = connection.execute(select(table)).mappings().all()
    # Sorted here: databases differ in how they order text.
    return sorted((dict(row) for row in found), key=lambda row: tuple(row[name] for name in order))


def _replace_all(store: Store, table: Table, rows: Sequence[Mapping[str, Any]], *, actor: str, at: datetime) -> None:
    with writing(store) as connection:
        before = _in_order(connection.execute(select(table)).mappings().all())
        if before == _in_order(rows):
            return
        connection.execute(delete(table))
        if rows:
            connection.execute(insert(table), [dict(row) for row in rows])
        _record_replacement(connection, table, before, rows, actor=actor, at=at)
        raise_facts_version(connection)


def _in_order(rows: Sequence[Mapping[Any, Any]]) -> list[dict[str, Any]]:
    return sorted((dict(row) for row in rows), key=_json)


def _record_replacement(
    connection: Connection,
    table: Table,
    before: Sequence[Mapping[str, Any]],
    after: Sequence[Mapping[str, Any]],
    *,
    actor: str,
    at: datetime,
) -> None:
    removed = [row for row in before if row not in after]
    added = [row for row in after if row not in before]
    record_action(connection, f"{table.name}.saved", actor=actor, at=at, removed=removed, added=added)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
