"""Spend, web traffic, campaigns and channels of the snapshot."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from clm_core.analysis.channel_rules import ChannelRule, channel_key
from clm_core.analysis.channels import Channel
from clm_core.analysis.money import converted, original_amount
from clm_core.analysis.sourcing import Sourcing
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame


def spend_table(facts: pd.DataFrame, sourcing: Sourcing, rates: Mapping[str, float]) -> pd.DataFrame:
    """Every spend row once, in the reporting currency; rows without a rate are left out whole (see money.py).

    Left out whole, because clicks without their cost would make every rate wrong.
    """
    rows = facts.assign(
        spend=converted(facts["spend_micros"], facts["currency"], rates).mask(facts["spend_micros"] == 0, 0.0),
        claimed_value=converted(facts["claimed_value_micros"], facts["currency"], rates),
        original_spend=original_amount(facts["spend_micros"]),
        original_currency=facts["currency"].str.strip().str.upper(),
        is_spread=facts["is_spread"].fillna(False),
    )
    ruled = sourcing.of(facts, is_spend=True)
    table = _with_source(rows, ruled)[rows["spend"].notna()]
    return _ordered(table, SnapshotTable.SPEND, ["day", "channel", "campaign", "platform"])


def traffic_table(facts: pd.DataFrame, sourcing: Sourcing) -> pd.DataFrame:
    """Every traffic row once, with its channel."""
    ruled = sourcing.of(facts)
    return _ordered(_with_source(facts, ruled), SnapshotTable.TRAFFIC, ["day", "channel", "campaign"])


def _with_source(facts: pd.DataFrame, ruled: pd.DataFrame) -> pd.DataFrame:
    return facts.drop(columns=["channel", "campaign"]).join(ruled)


def _ordered(table: pd.DataFrame, name: SnapshotTable, order: list[str]) -> pd.DataFrame:
    return typed_frame(table.sort_values(order, kind="stable").reset_index(drop=True), SNAPSHOT_COLUMNS[name])


def campaign_table(
    facts: pd.DataFrame,
    spend: pd.DataFrame,
    others: Sequence[pd.DataFrame],
    sourcing: Sourcing,
    rates: Mapping[str, float],
) -> pd.DataFrame:
    """One row a campaign: the channel and platform of most of its spend, else of its record, else of most rows.

    ``others`` have channel and campaign (touchpoints, contacts, traffic). It starts with its record's date, else
    with its first day of spend; budgets of several records of one campaign add up.
    """
    recorded = facts.assign(campaign=sourcing.names.of(facts["campaign"]), channel=sourcing.of(facts)["channel"])
    recorded["budget"] = converted(facts["budget_micros"], facts["currency"], rates)
    named = pd.concat([frame[["campaign", "channel"]] for frame in (recorded, spend, *others)])
    keys = pd.Index(sorted(named["campaign"].dropna().unique()), name="campaign")
    by_record, by_day = recorded.groupby("campaign"), spend.groupby("campaign")
    counted = named.assign(rows=1.0)
    table = pd.DataFrame(
        {
            "channel": _most(spend, "channel", "spend").reindex(keys)
            .fillna(_most(recorded.assign(rows=1.0), "channel", "rows").reindex(keys))
            .fillna(_most(counted, "channel", "rows").reindex(keys)),
            "platform": _most(spend, "platform", "spend").reindex(keys)
            .fillna(_most(recorded.assign(rows=1.0), "platform", "rows").reindex(keys)),
            "start_on": by_record["start_on"].min().reindex(keys).fillna(by_day["day"].min().reindex(keys)),
            "end_on": by_record["end_on"].max().reindex(keys),
            "budget": by_record["budget"].sum(min_count=1).reindex(keys),
        },
        index=keys,
    )  # fmt: skip
    return typed_frame(table.reset_index(), SNAPSHOT_COLUMNS[SnapshotTable.CAMPAIGNS])


def _most(rows: pd.DataFrame, column: str, weight: str) -> pd.Series:
    """Of each campaign the value with the greatest sum of weights, the first in the alphabet among equals."""
    sums = rows.dropna(subset=["campaign", column]).groupby(["campaign", column])[weight].sum().reset_index()
    sums = sums.sort_values(["campaign", weight, column], ascending=[True, False, True])
    most: pd.Series = sums.drop_duplicates("campaign").set_index("campaign")[column].astype("str")
    return most


def own_channels(
    named: Iterable[pd.Series], rules: Sequence[ChannelRule], channels: Sequence[Channel], aliases: Mapping[str, str]
) -> tuple[Channel, ...]:
    """All channels: the given ones, then those that only files or rules name, in the alphabet of their keys."""
    known = {channel.key for channel in channels}
    labels = {rule.channel: rule.channel for rule in rules} | {key: key for key in aliases.values()}
    names = sorted({name for series in named for name in series.dropna().unique()}, reverse=True)
    labels |= {channel_key(name, channels, aliases): name.strip() for name in names}
    new = sorted(key for key in labels if key and key not in known)
    first = max((channel.position for channel in channels), default=-1) + 1
    added = (Channel(key=key, label=labels[key], position=first + number) for number, key in enumerate(new))
    return (*channels, *added)


def channel_table(channels: Sequence[Channel]) -> pd.DataFrame:
    """All channels by position."""
    data = {
        "channel": [channel.key for channel in channels],
        "label": [channel.label for channel in channels],
        "is_offline": [channel.is_offline for channel in channels],
        "team": [channel.team.value for channel in channels],
        "position": [channel.position for channel in channels],
    }
    table = pd.DataFrame(data).sort_values("position", kind="stable").reset_index(drop=True)
    return typed_frame(table, SNAPSHOT_COLUMNS[SnapshotTable.CHANNELS])
