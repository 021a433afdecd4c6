"""Which channel a source belongs to: the rules, channels and aliases of a workspace, read and changed."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from clm_core.analysis.channel_rules import DEFAULT_CHANNEL_RULES, ChannelRule
from clm_core.analysis.channels import Channel
from clm_core.analysis.resolution import ResolutionRules
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
from clm_core.store.settings import read_settings
from clm_core.store.workspaces import Store

_RULE_COLUMNS = ("name", "channel", "position")


def channel_rules(store: Store) -> tuple[ChannelRule, ...]:
    """The rules in the order in which they are asked; the built-in ones until somebody changes them."""
    stored = read_channel_rules(store)
    return tuple(_as_rule(rule) for rule in stored) if stored else DEFAULT_CHANNEL_RULES


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


def resolution_rules(store: Store) -> ResolutionRules:
    """Everything that a workspace has decided about joining its facts."""
    settings = read_settings(store)
    return ResolutionRules(
        channel_rules=channel_rules(store),
        channels=tuple(_as_channel(channel) for channel in read_channels(store)),
        channel_aliases=read_channel_aliases(store),
        campaign_aliases=read_campaign_aliases(store),
        reporting_currency=settings.reporting_currency,
        reporting_zone=settings.reporting_zone,
        exchange_rates=settings.exchange_rates,
        margin_share=settings.margin_share,
    )


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
