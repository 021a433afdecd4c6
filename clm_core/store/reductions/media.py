"""Spend and web traffic summed to channel, campaign and day."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, func, select

from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable
from clm_core.selection import Period
from clm_core.store.reductions.filters import days_within, sources_among
from clm_core.store.reductions.reduction import Reduction
from clm_core.store.reductions.snapshot_tables import TABLES

_GROUPS = ("day", "channel", "campaign")
_SPEND_SUMS = ("spend", "impressions", "clicks", "claimed_conversions", "claimed_value")
_TRAFFIC_SUMS = ("sessions", "users", "key_events")


def channel_days(
    *, period: Period | None = None, channels: Sequence[str] = (), campaigns: Sequence[str] = ()
) -> Reduction:
    """Spend, impressions, clicks and platform-claimed results by day, channel and campaign.

    A sum is blank where no row has a value. Period None means all time; empty choices mean all.
    """
    return _day_sums(SnapshotTable.SPEND, _SPEND_SUMS, period, channels, campaigns)


def traffic_days(
    *, period: Period | None = None, channels: Sequence[str] = (), campaigns: Sequence[str] = ()
) -> Reduction:
    """Sessions, users and key events by day, channel and campaign.

    Users are added over rows, so somebody who came through two sources counts twice.
    """
    return _day_sums(SnapshotTable.TRAFFIC, _TRAFFIC_SUMS, period, channels, campaigns)


def _day_sums(
    name: SnapshotTable,
    sums: Sequence[str],
    period: Period | None,
    channels: Sequence[str],
    campaigns: Sequence[str],
) -> Reduction:
    table = TABLES[name]
    conditions = days_within(table.c.day, period)
    conditions += sources_among(table.c.channel, table.c.campaign, channels, campaigns)
    dtypes = SNAPSHOT_COLUMNS[name]
    columns = {column: dtypes[column] for column in (*_GROUPS, *sums)}
    return Reduction(
        query=_grouped(table, sums, conditions, dtypes),
        columns=columns,
        keys=_GROUPS,
        sums=tuple(column for column in sums if dtypes[column] == "float64"),
    )


def _grouped(
    table: Table, sums: Sequence[str], conditions: Sequence[ColumnElement[bool]], dtypes: Mapping[str, str]
) -> Select[Any]:
    groups = [table.c[name] for name in _GROUPS]
    summed = [func.sum(table.c[name]).label(name) for name in sums]
    return select(*groups, *summed).where(*conditions).group_by(*groups)
