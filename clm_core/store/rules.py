"""What people set rather than import: channels, channel rules, aliases, mapping profiles, annotations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from clm_core.records import RecordType, Team
from clm_core.store.connection import Store


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
    """The rules in their order; none when the built-in ones were never changed."""
    raise NotImplementedError


def save_channel_rules(store: Store, rules: Sequence[StoredRule], *, actor: str, at: datetime) -> None:
    """Replaces all rules."""
    raise NotImplementedError


def read_channels(store: Store) -> tuple[StoredChannel, ...]:
    raise NotImplementedError


def save_channels(store: Store, channels: Sequence[StoredChannel], *, actor: str, at: datetime) -> None:
    raise NotImplementedError


def read_channel_aliases(store: Store) -> dict[str, str]:
    """Channel key by the name that files use."""
    raise NotImplementedError


def save_channel_aliases(store: Store, aliases: Mapping[str, str], *, actor: str, at: datetime) -> None:
    raise NotImplementedError


def read_campaign_aliases(store: Store) -> dict[str, str]:
    """The campaign's one name by the name that files use."""
    raise NotImplementedError


def save_campaign_aliases(store: Store, aliases: Mapping[str, str], *, actor: str, at: datetime) -> None:
    raise NotImplementedError


def read_profiles(store: Store) -> tuple[StoredProfile, ...]:
    raise NotImplementedError


def save_profile(store: Store, profile: StoredProfile, *, actor: str, at: datetime) -> None:
    """Adds a profile, or replaces the one of the same name."""
    raise NotImplementedError


def delete_profile(store: Store, name: str, *, actor: str, at: datetime) -> None:
    raise NotImplementedError


def read_annotations(store: Store) -> tuple[Annotation, ...]:
    raise NotImplementedError


def add_annotation(store: Store, annotation: Annotation, *, actor: str, at: datetime) -> Annotation:
    """The annotation with its number."""
    raise NotImplementedError


def delete_annotation(store: Store, annotation_id: int, *, actor: str, at: datetime) -> None:
    raise NotImplementedError
