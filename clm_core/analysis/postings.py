"""What a ledger is summed from: everything that counts within a selection, at its moment and from its source.

Found once for a selection: its periods, months and quarters differ only in the days that they take.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.deal_parts import SHARE, shares_of
from clm_core.analysis.selected import LoopData, channel_keys, selected
from clm_core.analysis.trend import TimeBuckets, are_days_in, are_moments_in
from clm_core.records import DealOutcome, Stage
from clm_core.selection import Period, Selection

Floats: TypeAlias = NDArray[np.float64]
Places: TypeAlias = NDArray[np.int64]

_STAGE_MEASURES = {
    "leads": Stage.LEAD,
    "mqls": Stage.MQL,
    "sals": Stage.SAL,
    "sqls": Stage.SQL,
    "opportunities": Stage.OPPORTUNITY,
}
_WON_COLUMNS = [
    "deal_key",
    "amount",
    "margin",
    "closed_on",
    "first_touch_at",
    "is_marketing_sourced",
    "is_marketing_influenced",
]
_KEPT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Postings:
    """Events of one kind: where each came from, when it was, what it adds to which measure."""

    source: Places  # row of Sources
    when: pd.Series  # days, or UTC moments
    measures: dict[str, Floats] = field(default_factory=dict)
    counted: str = ""  # the measure to which each event adds one

    def places_in(self, period: Period, zone: str) -> Places:
        """Positions of the events on the period's days."""
        is_in = are_moments_in(self.when, period, zone) if self._are_moments else are_days_in(self.when, period)
        return np.flatnonzero(is_in)

    def buckets_at(self, places: Places, buckets: TimeBuckets) -> Places:
        """The number of the bucket of each of these events."""
        when = self.when.iloc[places]
        return buckets.index_of_moments(when) if self._are_moments else buckets.index_of_days(when)

    @property
    def _are_moments(self) -> bool:
        return isinstance(self.when.dtype, pd.DatetimeTZDtype)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Each combination of channel and campaign that occurs, sorted; events name it by its row."""

    channel: NDArray[np.object_]
    campaign: NDArray[np.object_]

    def named(self, source: Places) -> dict[str, pd.Series]:
        """Channel and campaign of each of these rows."""
        # Not Arrow's text: sorted or grouped without a row it is left without a part, and then cannot be merged.
        names = {"channel": self.channel[source], "campaign": self.campaign[source]}
        return {key: pd.Series(name, dtype=object) for key, name in names.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectedPostings:
    """Everything that counts within a selection."""

    sources: Sources
    kinds: tuple[Postings, ...]
    won: Postings  # one of the kinds
    won_deals: pd.DataFrame  # a row an event of won: channel, campaign, amount, earned_margin …
    are_customers_counted_from_deals: bool
    won_without_date: int  # won deals that belong to no period because nobody wrote down when


def postings(data: LoopData, selection: Selection, margin_share: float | None) -> SelectedPostings:
    """What the selection's channels, campaigns and segment leave, of all days."""
    # Only these decide it: another period or comparison finds the same again.
    within = Selection(
        period=_ANY_PERIOD, channels=selection.channels, campaigns=selection.campaigns, segment=selection.segment
    )
    return _postings(data, within, margin_share)


_ANY_PERIOD = Period(start_on=pd.Timestamp(0).date(), end_on=pd.Timestamp(0).date())


@lru_cache(maxsize=_KEPT)
def _postings(data: LoopData, selection: Selection, margin_share: float | None) -> SelectedPostings:
    # Decided before filtering: a filter must not change the meaning of a KPI.
    has_won_deals = bool((data.deals["outcome"] == DealOutcome.WON).any())
    kept = selected(data, selection)
    deals, contacts = kept.deals, kept.contacts
    sources, (of_spend, of_traffic, of_contacts, of_deals) = _coded(
        [(kept.spend, ""), (kept.traffic, ""), (contacts, "first_touch_"), (deals, "first_touch_")]
    )
    is_won = (deals["outcome"] == DealOutcome.WON).to_numpy(dtype=bool)
    is_lost = np.flatnonzero(deals["outcome"] == DealOutcome.LOST)
    won_deals = _won_deals(deals[is_won], sources, of_deals[is_won], margin_share)
    won = Postings(source=of_deals[is_won], when=won_deals["closed_on"], measures=_won_measures(won_deals))
    lost = Postings(source=of_deals[is_lost], when=deals["closed_on"].iloc[is_lost], counted="lost_deals")
    stages = _STAGE_MEASURES if has_won_deals else _STAGE_MEASURES | {"customers": Stage.CUSTOMER}
    entries = [_entries(contacts, of_contacts, name, stage) for name, stage in stages.items()]
    first = _first_won(deals) if has_won_deals else np.empty(0, dtype=np.int64)
    customers = Postings(
        source=of_deals[first],
        when=deals["closed_on"].iloc[first],
        measures={"customers": _numbers(shares_of(deals).iloc[first])},
    )
    return SelectedPostings(
        sources=sources,
        kinds=(_spend(kept.spend, of_spend), _visitors(kept.traffic, of_traffic), *entries, won, lost, customers),
        won=won,
        won_deals=won_deals,
        are_customers_counted_from_deals=has_won_deals,
        won_without_date=int(won_deals.loc[won_deals["closed_on"].isna(), "deal_key"].nunique()),
    )


def _coded(frames: Sequence[tuple[pd.DataFrame, str]]) -> tuple[Sources, list[Places]]:
    """The sources of all frames, and of each frame's rows the source."""
    channels = pd.concat([channel_keys(frame[f"{prefix}channel"]) for frame, prefix in frames])
    campaigns = pd.concat([frame[f"{prefix}campaign"].fillna("") for frame, prefix in frames])
    channel, channel_names = pd.factorize(channels.astype("str"), sort=True)
    campaign, campaign_names = pd.factorize(campaigns.astype("str"), sort=True)
    width = max(len(campaign_names), 1)
    found, source = np.unique(channel.astype(np.int64) * width + campaign, return_inverse=True)
    sources = Sources(
        channel=channel_names.to_numpy(dtype=object)[found // width],
        campaign=campaign_names.to_numpy(dtype=object)[found % width],
    )
    return sources, np.split(source, np.cumsum([len(frame) for frame, _ in frames])[:-1])


def _spend(spend: pd.DataFrame, source: Places) -> Postings:
    names = ("spend", "claimed_conversions", "claimed_value")
    return Postings(source=source, when=spend["day"], measures={name: _numbers(spend[name]) for name in names})


def _visitors(traffic: pd.DataFrame, source: Places) -> Postings:
    counted = traffic["users"].fillna(traffic["sessions"])
    return Postings(source=source, when=traffic["day"], measures={"visitors": _numbers(counted)})


def _entries(contacts: pd.DataFrame, source: Places, name: str, stage: Stage) -> Postings:
    moments = contacts[f"{stage}_at"]
    entered = np.flatnonzero(moments.notna())
    return Postings(source=source[entered], when=moments.iloc[entered], counted=name)


def _won_deals(deals: pd.DataFrame, sources: Sources, source: Places, margin_share: float | None) -> pd.DataFrame:
    margin = deals["margin"] if margin_share is None else deals["margin"].fillna(deals["amount"] * margin_share)
    kept = deals[_WON_COLUMNS].reset_index(drop=True)
    named = pd.concat([pd.DataFrame(sources.named(source)), kept], axis=1)
    return named.assign(earned_margin=margin.to_numpy(), **{SHARE: shares_of(deals).to_numpy()})


def _won_measures(won: pd.DataFrame) -> dict[str, Floats]:
    amount, margin, share = won["amount"], won["earned_margin"], won[SHARE].to_numpy()
    revenue = _numbers(amount)
    return {
        "won_deals": share,
        "deals_without_amount": np.where(amount.isna(), share, 0.0),
        "deals_without_margin": np.where(amount.notna() & margin.isna(), share, 0.0),
        "revenue": revenue,
        "margin": _numbers(margin),
        "sourced_revenue": np.where(won["is_marketing_sourced"], revenue, 0.0),
        "influenced_revenue": np.where(won["is_marketing_influenced"], revenue, 0.0),
    }


def _first_won(deals: pd.DataFrame) -> Places:
    """Positions of first won deals: one a company, each a customer of its own where no company is known."""
    rows = deals[["closed_on", "deal_key", "account_key"]].assign(place=np.arange(len(deals)))
    is_first = (deals["outcome"] == DealOutcome.WON).to_numpy(dtype=bool) & ~deals["is_repeat"].to_numpy(dtype=bool)
    rows = rows[is_first].sort_values(["closed_on", "deal_key"])
    whole = rows.drop_duplicates("deal_key")
    is_again = whole["account_key"].notna() & whole["account_key"].duplicated()
    places: Places = rows.loc[rows["deal_key"].isin(whole.loc[~is_again, "deal_key"]), "place"].to_numpy()
    return places


def _numbers(values: pd.Series) -> Floats:
    numbers: Floats = values.to_numpy(dtype=np.float64, na_value=0.0)
    return numbers
