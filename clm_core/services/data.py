"""What the pages stand on: the data version, the joined frames and what the filters can offer."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

import pandas as pd
from babel.numbers import list_currencies

from clm_core.analysis.selected import LoopData, channel_keys
from clm_core.columns import SnapshotTable
from clm_core.errors import ClmError
from clm_core.records import DealOutcome
from clm_core.selection import SegmentField
from clm_core.services.snapshots import Snapshot, StoreAt, fresh_snapshot
from clm_core.services.unmatched import currencies_without_rate
from clm_core.services.workspaces import LOCAL_USER
from clm_core.store.imports import newest_import_at
from clm_core.store.settings import Settings, read_settings, save_setting
from clm_core.store.snapshots import read_snapshot_settings, read_table
from clm_core.store.workspaces import Store

__all__ = [
    "DataReach",
    "FilterChoices",
    "LoopData",
    "Settings",
    "channels",
    "covered_days",
    "data_reach",
    "data_version",
    "filter_choices",
    "loop_data",
    "settings",
]

_KEPT_SNAPSHOTS = 4
CURRENCIES = ("EUR", "CHF", "USD", "GBP", *sorted(list_currencies() - {"EUR", "CHF", "USD", "GBP"}))
"""What can be reported in; those that German and English companies use most come first."""
TIME_ZONES = tuple(sorted(available_timezones()))


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterChoices:
    """What the shared filters offer; days are None while a workspace is empty."""

    channels: pd.DataFrame  # channel, label, is_offline, team, position: only channels that the data have
    campaigns: pd.DataFrame  # campaign, channel
    segments: dict[SegmentField, tuple[str, ...]]
    first_day: date | None
    last_day: date | None
    currency: str


def data_version(store: Store) -> int:
    """The number of the snapshot of the present facts; part of every cache key."""
    return fresh_snapshot(store).number


def settings(store: Store) -> Settings:
    """Currency, zone, exchange rates and margin of the workspace, or those a snapshot was made under."""
    return read_snapshot_settings(store.snapshot) if isinstance(store, StoreAt) else read_settings(store)


def loop_data(store: Store) -> LoopData:
    """The joined frames of the present facts. They are shared between readers: never change them."""
    return _loop_data(fresh_snapshot(store))


@lru_cache(maxsize=_KEPT_SNAPSHOTS)
def _loop_data(snapshot: Snapshot) -> LoopData:
    return LoopData(
        contacts=read_table(snapshot, SnapshotTable.CONTACTS),
        deals=read_table(snapshot, SnapshotTable.DEALS),
        spend=read_table(snapshot, SnapshotTable.SPEND),
        traffic=read_table(snapshot, SnapshotTable.TRAFFIC),
        accounts=read_table(snapshot, SnapshotTable.ACCOUNTS),
    )


def covered_days(store: Store) -> tuple[date, date] | None:
    """The first and last day that the data reach; None for an empty workspace.

    The last day is the "today" of every calculation: neither an open deal's expected close nor a day after
    the newest import (a mistyped year, a plan) moves it.
    """
    reach = data_reach(store)
    return None if reach is None else (reach.first_on, reach.last_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataReach:
    """First and last day of the data, and how many of their days lie after the newest import."""

    first_on: date
    last_on: date
    later_count: int
    latest_on: date


def data_reach(store: Store) -> DataReach | None:
    """How far the data reach; None for an empty workspace."""
    snapshot, zone = fresh_snapshot(store), settings(store).reporting_zone
    imported_at = newest_import_at(store, until=snapshot.created_at)
    return _data_reach(snapshot, zone, imported_at.astimezone(ZoneInfo(zone)).date() if imported_at else None)


@lru_cache(maxsize=_KEPT_SNAPSHOTS)
def _data_reach(snapshot: Snapshot, zone: str, imported_on: date | None) -> DataReach | None:
    data = _loop_data(snapshot)
    touchpoints = read_table(snapshot, SnapshotTable.TOUCHPOINTS)
    stages = read_table(snapshot, SnapshotTable.STAGES)
    is_decided = data.deals["outcome"] != DealOutcome.OPEN
    moments = [touchpoints["at"], stages["entered_at"], data.contacts["created_at"], data.deals["created_at"]]
    local = [moment.dt.tz_convert(zone).dt.tz_localize(None) for moment in moments]
    days = pd.concat([*local, data.spend["day"], data.traffic["day"], data.deals.loc[is_decided, "closed_on"]]).dropna()
    if days.empty:
        return None
    known = days[days < pd.Timestamp(imported_on) + pd.Timedelta(days=1)] if imported_on else days
    if known.empty:  # the clock was wrong, not the data
        known = days
    return DataReach(
        first_on=known.min().date(),
        last_on=known.max().date(),
        later_count=len(days) - len(known),
        latest_on=days.max().date(),
    )


def require_days(store: Store) -> tuple[date, date]:
    """The days that the data cover. Raises ClmError in an empty workspace."""
    days = covered_days(store)
    if days is None:
        raise ClmError("data.nothing_loaded")
    return days


def change_setting(store: Store, name: str, value: object, *, actor: str = LOCAL_USER) -> Settings:
    """The settings after one of them was changed; the next look at the data recomputes what depends on it."""
    return save_setting(store, name, value, actor, datetime.now(UTC))


def foreign_currencies(store: Store) -> tuple[str, ...]:
    """Currencies of spend and deals other than the reporting currency, whether they have a rate or not."""
    data = loop_data(store)
    counted = {*data.deals["original_currency"].dropna(), *data.spend["original_currency"].dropna()}
    found = counted | set(currencies_without_rate(store))
    return tuple(sorted(found - {settings(store).reporting_currency}))


def filter_choices(store: Store) -> FilterChoices:
    """Channels, campaigns and segment values that occur in the data, and the days they cover."""
    snapshot = fresh_snapshot(store)
    data, days = _loop_data(snapshot), covered_days(store)
    return FilterChoices(
        channels=_with_data(channels(store), data),
        campaigns=_campaigns(data, read_table(snapshot, SnapshotTable.CAMPAIGNS)),
        segments={field: _values(data.contacts[field]) for field in SegmentField},
        first_day=days[0] if days else None,
        last_day=days[1] if days else None,
        currency=settings(store).reporting_currency,
    )


def channels(store: Store) -> pd.DataFrame:
    """All channels with their fixed places, the user's own after the built-in ones."""
    return read_table(fresh_snapshot(store), SnapshotTable.CHANNELS).sort_values("position", ignore_index=True)


def _with_data(all_channels: pd.DataFrame, data: LoopData) -> pd.DataFrame:
    sources = [data.contacts["first_touch_channel"], data.deals["first_touch_channel"]]
    found = channel_keys(pd.concat([*sources, data.spend["channel"], data.traffic["channel"]]))
    return all_channels[all_channels["channel"].isin(found.unique())].reset_index(drop=True)


def _campaigns(data: LoopData, campaigns: pd.DataFrame) -> pd.DataFrame:
    named = campaigns[["campaign", "channel"]]
    touched = [
        frame[["first_touch_campaign", "first_touch_channel"]].set_axis(named.columns, axis=1)
        for frame in (data.contacts, data.deals)
    ]
    every = pd.concat([named, *touched]).dropna(subset="campaign")
    return every.drop_duplicates("campaign").sort_values("campaign", ignore_index=True)


def _values(column: pd.Series) -> tuple[str, ...]:
    return tuple(sorted(column.dropna().unique()))
