"""Leads as a score reads them: their fields as small codes, and what they did as a compact table of events."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.selected import channel_keys
from clm_core.scoring_model import ATTRIBUTE, NUMBER_FIELDS, TEXT_FIELDS

Whole: TypeAlias = NDArray[np.int32]

_MINUTE_US = 60_000_000
_QUARTER_MINUTES = 15
_KEPT_TEXTS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LeadField:
    """One field of all leads: ``codes`` point into ``values``, -1 is a blank."""

    codes: Whole
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LeadEvents:
    """Touchpoints in the order of their leads and, within a lead, of time.

    Of each: the lead's row, the minute (since 1970, UTC), the day of the reporting zone (since 1970) and the row in
    ``classes`` (kind, team, channel, content), which has every combination once. The events of lead i are
    ``starts[i]`` to ``starts[i + 1]``.
    """

    leads: Whole
    minutes: Whole
    days: Whole
    class_codes: Whole
    classes: pd.DataFrame
    starts: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LeadFacts:
    """Everything that scores are computed from, one row a lead, ordered by contact_key.

    Equal only to itself, so that what was computed of it can be kept under it; its arrays are never changed.
    """

    contact_keys: NDArray[np.int64]
    lead_minutes: NDArray[np.int64]
    channels: LeadField
    fields: Mapping[str, LeadField]
    events: LeadEvents

    def __len__(self) -> int:
        return len(self.contact_keys)


def lead_facts(contacts: pd.DataFrame, events: pd.DataFrame, zone: str) -> LeadFacts:
    """The facts of all people who ever became leads.

    ``contacts`` are the snapshot's, ``events`` LEAD_EVENTS of the same snapshot. Imported further columns become
    fields named ``attribute:<heading>``.
    """
    leads = contacts[contacts["lead_at"].notna()].sort_values("contact_key", ignore_index=True)
    keys = leads["contact_key"].to_numpy(dtype=np.int64)
    return LeadFacts(
        contact_keys=keys,
        lead_minutes=minutes_of(leads["lead_at"]),
        channels=_field(channel_keys(leads["first_touch_channel"])),
        fields=_own_fields(leads) | _attributes(leads["attributes"]),
        events=_events(events, keys, zone),
    )


def minutes_of(moments: pd.Series) -> NDArray[np.int64]:
    """Whole minutes since 1970 of UTC moments without gaps."""
    micros: NDArray[np.int64] = moments.astype("datetime64[us, UTC]").to_numpy(dtype="datetime64[us]").astype(np.int64)
    return micros // _MINUTE_US


def days_of_minutes(minutes: NDArray[Any], zone: str) -> Whole:
    """The day (since 1970) of the zone in which each minute falls."""
    # Zones change by whole quarters of an hour, and there are far fewer quarters than touchpoints.
    quarters, places = np.unique(np.asarray(minutes, dtype=np.int64) // _QUARTER_MINUTES, return_inverse=True)
    moments = pd.to_datetime(quarters * _QUARTER_MINUTES * _MINUTE_US, unit="us", utc=True).tz_convert(zone)
    local = moments.tz_localize(None).to_numpy().astype("datetime64[D]").astype(np.int64)
    return local.astype(np.int32)[places]


def _own_fields(leads: pd.DataFrame) -> dict[str, LeadField]:
    domains = leads["email"].str.extract(r"@([^@]+)$", expand=False)
    columns = leads.assign(email_domain=domains)
    numbers = {name: columns[name].astype("str") for name in NUMBER_FIELDS}
    return {name: _field(columns.assign(**numbers)[name]) for name in (*TEXT_FIELDS, *NUMBER_FIELDS)}


def _attributes(given: pd.Series) -> dict[str, LeadField]:
    texts = given.astype("category")
    plain = [_attribute_values(text) for text in texts.cat.categories]
    codes = texts.cat.codes.to_numpy()
    names = sorted({name for one in plain for name in one})
    fields = {}
    for name in names:
        # Each different text of attributes is read once; the last place is the blank.
        column = pd.Series([*(one.get(name) for one in plain), None], dtype="str")
        fields[f"{ATTRIBUTE}{name}"] = _field(column.take(codes))
    return fields


@lru_cache(maxsize=_KEPT_TEXTS)
def _attribute_values(text: str) -> dict[str, str]:
    found = json.loads(text)
    return {str(name): str(value).strip() for name, value in found.items() if str(value).strip()}


def _field(texts: pd.Series) -> LeadField:
    trimmed = texts.astype("str").str.strip()
    codes, values = pd.factorize(trimmed.mask(trimmed.eq("")), sort=True)
    return LeadField(codes=codes.astype(np.int32), values=tuple(str(value) for value in values))


def _events(events: pd.DataFrame, keys: NDArray[np.int64], zone: str) -> LeadEvents:
    leads = np.searchsorted(keys, events["contact_key"].to_numpy()).astype(np.int32)
    minutes = (events["at"].to_numpy() // _MINUTE_US).astype(np.int32)
    class_codes, classes = _event_classes(events)
    return LeadEvents(
        leads=leads,
        minutes=minutes,
        days=days_of_minutes(minutes, zone),
        class_codes=class_codes,
        classes=classes,
        starts=np.searchsorted(leads, np.arange(len(keys) + 1)),
    )


def _event_classes(events: pd.DataFrame) -> tuple[Whole, pd.DataFrame]:
    """Of each event its class, and of each class its texts (blank: the empty string)."""
    names = ["kind", "team", "channel", "content"]
    combined = np.zeros(len(events), dtype=np.int64)
    for name in names:
        combined = combined * (len(events[name].cat.categories) + 1) + events[name].cat.codes.to_numpy() + 1
    codes, distinct = pd.factorize(combined)
    first = np.full(len(distinct), -1, dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    texts = events[names].take(first).reset_index(drop=True)
    # A column that is blank throughout has no texts that could tell its type.
    classes = pd.DataFrame({name: texts[name].astype("object").astype("str").fillna("") for name in names})
    return codes.astype(np.int32), classes
