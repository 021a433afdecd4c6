"""Closing the loop: what files said becomes one history of persons, companies, deals and money."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from clm_core.analysis.channel_rules import DEFAULT_CHANNEL_RULES, ChannelRule
from clm_core.analysis.channels import BUILT_IN_CHANNELS, Channel
from clm_core.columns import SnapshotTable
from clm_core.records import RecordType


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionRules:
    """What the workspace has set: money, days, channel rules and the names that mean the same.

    ``channels`` are all channels, the user's own after the built-in ones; the aliases give a name as files
    write it the channel's key or the campaign's one name.
    """

    reporting_currency: str = "EUR"
    reporting_zone: str = "Europe/Berlin"
    exchange_rates: Mapping[str, float] = field(default_factory=dict)
    margin_share: float | None = None
    channel_rules: tuple[ChannelRule, ...] = DEFAULT_CHANNEL_RULES
    channels: tuple[Channel, ...] = BUILT_IN_CHANNELS
    channel_aliases: Mapping[str, str] = field(default_factory=dict)
    campaign_aliases: Mapping[str, str] = field(default_factory=dict)


def resolve(facts: Mapping[RecordType, pd.DataFrame], rules: ResolutionRules) -> dict[SnapshotTable, pd.DataFrame]:
    """Every snapshot table, made of all facts; record types without facts may be missing."""
    raise NotImplementedError
