"""Channels whose spend file ends earlier than the others': from there on they would be taken for channels at 0."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from clm_core.analysis.selected import channel_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendEnd:
    """A channel, its last day with spend, and the last day with spend of the others."""

    channel: str
    last_on: date
    others_until: date


def spend_ends(spend: pd.DataFrame, until: date) -> tuple[SpendEnd, ...]:
    """The channels whose spend (day, channel, spend) up to a day ends early, the longest ago first.

    That is where others' spend goes on for more days after the channel's last than its longest gap before. So a channel
    that spends irregularly is none, nor is one with a single day, whose gaps nobody knows.
    """
    known = spend[(spend["spend"] > 0) & (spend["day"] <= pd.Timestamp(until))]
    days = pd.DataFrame({"channel": channel_keys(known["channel"]), "day": known["day"]}).drop_duplicates()
    if days.empty:
        return ()
    days = days.sort_values("day")
    newest = days["day"].max()
    found = []
    for channel, own in days.groupby("channel", observed=True)["day"]:
        last, gap = own.iloc[-1], own.diff().max()
        if pd.notna(gap) and newest - last > gap:
            found.append(SpendEnd(channel=str(channel), last_on=last.date(), others_until=newest.date()))
    return tuple(sorted(found, key=lambda one: (one.last_on, one.channel)))
