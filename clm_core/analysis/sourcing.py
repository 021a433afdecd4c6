"""Channel and campaign of each row of any fact: the rules, then what the campaign itself says."""

from dataclasses import dataclass, field

import pandas as pd

from clm_core.analysis.campaign_names import CampaignNames
from clm_core.analysis.channel_rules import NONE_MATCHED, NOTHING_GIVEN, ChannelRule, classify
from clm_core.analysis.channels import Channel
from clm_core.analysis.references import looked_up

BY_CAMPAIGN = "campaign"
BY_NETWORK = "campaign_network"

_NETWORKS = ("display", "paid_video", "paid_shopping", "cross_network")
"""What search platforms sell beside search; their clicks arrive tagged as google/cpc all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourcing:
    """The rules and names, and the channel of each campaign that money was spent on in one channel only."""

    rules: tuple[ChannelRule, ...]
    channels: tuple[Channel, ...]
    aliases: dict[str, str]
    names: CampaignNames
    booked_channels: pd.Series = field(default_factory=lambda: pd.Series(dtype="str"))

    def of(self, rows: pd.DataFrame, *, is_spend: bool = False) -> pd.DataFrame:
        """channel, campaign (its one name) and channel_rule of each row.

        A row whose channel no rule finds takes its campaign's channel (rule "campaign"). A paid search click
        of a campaign that was booked as display, video, shopping or across networks belongs there, where its
        cost is (rule "campaign_network").
        """
        ruled = classify(rows, self.rules, self.channels, self.aliases, is_spend=is_spend)
        ruled.insert(1, "campaign", self.names.of(rows["campaign"]))
        booked = looked_up(ruled["campaign"], self.booked_channels)
        is_open = ruled["channel_rule"].isin((NONE_MATCHED, NOTHING_GIVEN)) & booked.notna()
        is_network = ruled["channel_rule"].eq("paid_search") & booked.isin(_NETWORKS)
        channel = ruled["channel"].mask(is_open | is_network, booked)
        rule = ruled["channel_rule"].mask(is_open, BY_CAMPAIGN).mask(is_network, BY_NETWORK)
        return ruled.assign(channel=channel, channel_rule=rule)


def booked_channels(spend: pd.DataFrame) -> pd.Series:
    """The channel of each campaign of the (resolved) spend that has one only."""
    pairs = spend[["campaign", "channel"]].dropna().drop_duplicates()
    channels: pd.Series = pairs.drop_duplicates("campaign", keep=False).set_index("campaign")["channel"]
    return channels
