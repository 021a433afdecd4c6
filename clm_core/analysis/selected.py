"""The rows that a selection's channels, campaigns and segment leave; periods are each analysis's own matter."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.selection import Segment, Selection

NO_CHANNEL = "no_source"
"""The channel of people and deals of whom no source is known."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LoopData:
    """The snapshot frames that funnel, ROI and overview are computed from (columns.SNAPSHOT_COLUMNS).

    Equal only to itself, so that what was found in it can be kept under it; its frames are never changed.
    """

    contacts: pd.DataFrame
    deals: pd.DataFrame
    spend: pd.DataFrame
    traffic: pd.DataFrame
    accounts: pd.DataFrame


def selected(data: LoopData, selection: Selection) -> LoopData:
    """The same frames with only the selected channels, campaigns and segment.

    Spend and traffic know no segment: they stay whole, and what is divided by them has to say so.
    """
    return replace(
        data,
        contacts=selected_contacts(data.contacts, selection),
        deals=selected_deals(data.deals, data.accounts, selection),
        spend=_by_source(data.spend, selection, "channel", "campaign"),
        traffic=_by_source(data.traffic, selection, "channel", "campaign"),
    )


def selected_contacts(contacts: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """People whose first touch has a selected channel and campaign and who belong to the segment."""
    rows = _by_source(contacts, selection, "first_touch_channel", "first_touch_campaign")
    return rows[_is_one_of(rows[selection.segment.field], selection.segment.values)] if selection.segment else rows


def selected_deals(deals: pd.DataFrame, accounts: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """Deals by first touch; by segment through the company they are with."""
    rows = _by_source(deals, selection, "first_touch_channel", "first_touch_campaign")
    if selection.segment is None:
        return rows
    keys = accounts.loc[_has_value(accounts, selection.segment), "account_key"]
    return rows[rows["account_key"].isin(keys)]


def _by_source(rows: pd.DataFrame, selection: Selection, channel: str, campaign: str) -> pd.DataFrame:
    if selection.channels:
        rows = rows[_is_one_of(channel_keys(rows[channel]), selection.channels)]
    if selection.campaigns:
        rows = rows[_is_one_of(rows[campaign], selection.campaigns)]
    return rows


def _has_value(accounts: pd.DataFrame, segment: Segment) -> NDArray[np.bool_]:
    return _is_one_of(accounts[segment.field], segment.values)


def _is_one_of(values: pd.Series, wanted: Sequence[str]) -> NDArray[np.bool_]:
    # A blank in the data is the empty string in a selection.
    return values.fillna("").isin(wanted).to_numpy(dtype=bool)


def channel_keys(channels: pd.Series) -> pd.Series:
    """Channel keys without gaps: no source is a channel of its own."""
    keys: pd.Series = channels.fillna(NO_CHANNEL)
    return keys
