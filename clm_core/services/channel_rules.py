"""Which channel a source belongs to: the rules, channels and aliases of a workspace, read and changed."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from clm_core.analysis.channel_rules import DEFAULT_CHANNEL_RULES, ChannelRule, classify
from clm_core.analysis.channels import BUILT_IN_CHANNELS, Channel
from clm_core.analysis.resolution import ResolutionRules
from clm_core.records import RecordType
from clm_core.services.workspaces import LOCAL_USER
from clm_core.store.rules import (
    StoredChannel,
    StoredRule,
    read_campaign_aliases,
    read_channel_aliases,
    read_channel_rules,
    read_channels,
    save_campaign_aliases,
    save_channel_aliases,
    save_channel_rules,
)
from clm_core.store.settings import Settings, read_settings
from clm_core.store.sources import RULED_BY, source_counts
from clm_core.store.workspaces import Store

__all__ = ["ChannelRule"]

_RULE_COLUMNS = ("name", "channel", "position")


def channel_rules(store: Store) -> tuple[ChannelRule, ...]:
    """The rules in the order in which they are asked; the built-in ones until somebody changes them."""
    stored = read_channel_rules(store)
    return tuple(_as_rule(rule) for rule in stored) if stored else DEFAULT_CHANNEL_RULES


def new_rule(**conditions: Any) -> ChannelRule:
    """A rule of these conditions. Raises ClmError, naming the rule, where they make no sense."""
    return ChannelRule(**conditions)


def known_channels(store: Store) -> dict[str, str]:
    """Key and label of every channel that a source can belong to, in their fixed order; built-in ones have no label."""
    return {channel.key: channel.label for channel in _all_channels(store)}


def ruled_sources(store: Store) -> pd.DataFrame:
    """What the data name as source, medium or channel, what it became, by which rule, and how often it occurs.

    One row a distinct combination and record type; columns record_type, RULED_BY, channel_key, channel_rule,
    row_count. Most frequent first.
    """
    rules = resolution_rules(store)
    parts = []
    for record_type, sources in source_counts(store).items():
        ruled = classify(
            sources,
            rules.channel_rules,
            rules.channels,
            rules.channel_aliases,
            is_spend=record_type is RecordType.SPEND,
        )
        found = ruled.rename(columns={"channel": "channel_key"})
        parts.append(pd.concat([sources.assign(record_type=str(record_type)), found], axis=1))
    rows = pd.concat(parts, ignore_index=True)
    return rows.sort_values(["row_count", *RULED_BY], ascending=[False, *[True] * len(RULED_BY)], ignore_index=True)


def ruled_channel(store: Store, *, source: str, medium: str, campaign: str) -> tuple[str, str]:
    """The channel and the rule that a source, medium and campaign lead to."""
    rules = resolution_rules(store)
    row = pd.DataFrame({"source": [source], "medium": [medium], "campaign": [campaign]})
    found = classify(row, rules.channel_rules, rules.channels, rules.channel_aliases).iloc[0]
    return str(found["channel"]), str(found["channel_rule"])


def assign_source(store: Store, *, source: str, medium: str, channel: str, actor: str = LOCAL_USER) -> None:
    """From now on this source and medium belong to this channel: a rule that is asked before all others."""
    first = ChannelRule(
        name=f"{source} / {medium}".strip(" /"),
        channel=channel,
        sources=(source,) if source else (),
        mediums=(medium,) if medium else (),
    )
    others = [rule for rule in channel_rules(store) if rule.name != first.name]
    change_channel_rules(store, [first, *others], actor=actor)


def change_channel_rules(store: Store, rules: Sequence[ChannelRule], *, actor: str = LOCAL_USER) -> None:
    """Replaces all rules, numbered in this order; an empty sequence brings the built-in ones back."""
    stored = [_as_stored(rule, position) for position, rule in enumerate(rules, start=1)]
    save_channel_rules(store, stored, actor=actor, at=datetime.now(UTC))


def change_channel_aliases(store: Store, aliases: Mapping[str, str], *, actor: str = LOCAL_USER) -> None:
    """Replaces the names by which files call a channel."""
    save_channel_aliases(store, aliases, actor=actor, at=datetime.now(UTC))


def change_campaign_aliases(store: Store, aliases: Mapping[str, str], *, actor: str = LOCAL_USER) -> None:
    """Replaces the names by which files call a campaign."""
    save_campaign_aliases(store, aliases, actor=actor, at=datetime.now(UTC))


def resolution_rules(store: Store, settings: Settings | None = None) -> ResolutionRules:
    """Everything that a workspace has decided about joining its facts."""
    settings = settings or read_settings(store)
    return ResolutionRules(
        channel_rules=channel_rules(store),
        channels=_all_channels(store),
        channel_aliases=read_channel_aliases(store),
        campaign_aliases=read_campaign_aliases(store),
        reporting_currency=settings.reporting_currency,
        reporting_zone=settings.reporting_zone,
        exchange_rates=settings.exchange_rates,
        margin_share=settings.margin_share,
    )


def _all_channels(store: Store) -> tuple[Channel, ...]:
    """The built-in channels, as the workspace has changed them, and its own after them."""
    own = {channel.channel: _as_channel(channel) for channel in read_channels(store)}
    built_in = [own.pop(channel.key, channel) for channel in BUILT_IN_CHANNELS]
    return (*built_in, *own.values())


def _as_rule(stored: StoredRule) -> ChannelRule:
    place = {"name": stored.name, "channel": stored.channel, "position": stored.position}
    return ChannelRule.from_data({**stored.conditions, **place})


def _as_stored(rule: ChannelRule, position: int) -> StoredRule:
    conditions = {name: value for name, value in rule.as_data().items() if name not in _RULE_COLUMNS}
    return StoredRule(position=position, name=rule.name, channel=rule.channel, conditions=conditions)


def _as_channel(stored: StoredChannel) -> Channel:
    return Channel(
        key=stored.channel,
        position=stored.position,
        label=stored.label,
        is_offline=stored.is_offline,
        team=stored.team,
    )
