"""Win rates of the deals decided in a period, by amount, channel, owner or segment; open deals stay out."""

from datetime import date
from enum import StrEnum

import numpy as np
import pandas as pd

from clm_core.analysis.intervals import rate_difference, wilson_interval
from clm_core.analysis.selected import channel_keys
from clm_core.analysis.trend import are_days_in
from clm_core.columns import typed_frame
from clm_core.funnel_time_columns import WIN_RATES
from clm_core.records import DealOutcome
from clm_core.selection import Period

BAND_COUNT = 4


class DealGroup(StrEnum):
    """By what win rates are split."""

    AMOUNT = "amount"
    CHANNEL = "channel"
    CAMPAIGN = "campaign"
    OWNER = "owner"
    COUNTRY = "country"
    INDUSTRY = "industry"
    SIZE_BAND = "size_band"


_OF_DEAL = {DealGroup.CAMPAIGN: "first_touch_campaign", DealGroup.OWNER: "owner"}
_OF_ACCOUNT = {DealGroup.COUNTRY, DealGroup.INDUSTRY, DealGroup.SIZE_BAND}


def win_rates(
    deals: pd.DataFrame, accounts: pd.DataFrame, period: Period, *, as_of: date, by: DealGroup
) -> pd.DataFrame:
    """One row a group (funnel_time_columns.WIN_RATES), largest first, amount bands in their order.

    Decided deals are won or lost ones closed on the period's days; deals that are open now count in ``still_open``
    only. ``difference`` and ``verdict`` compare a group with all others; with many groups one in twenty verdicts is
    chance.
    """
    is_decided = deals["outcome"].ne(DealOutcome.OPEN) & are_days_in(deals["closed_on"], period)
    is_past = ~(deals["closed_on"] > pd.Timestamp(as_of))
    is_open = deals["outcome"].eq(DealOutcome.OPEN)
    counted = deals[(is_decided & is_past) | is_open]
    groups, bands = _groups(counted, accounts, by, counted.loc[is_decided, "amount"])
    rows = counted.assign(
        group=groups,
        is_won=counted["outcome"].eq(DealOutcome.WON),
        is_decided=counted["outcome"].ne(DealOutcome.OPEN),
        is_open=counted["outcome"].eq(DealOutcome.OPEN),
        won_amount=counted["amount"].where(counted["outcome"].eq(DealOutcome.WON), 0.0),
    )
    sums = rows.groupby("group", sort=True)[["is_won", "is_decided", "is_open", "won_amount"]].sum().reset_index()
    sums = sums.rename(columns={"is_won": "won", "is_decided": "decided", "is_open": "still_open"})
    return typed_frame(_ordered(_with_rates(sums), bands), WIN_RATES)


def _with_rates(rows: pd.DataFrame) -> pd.DataFrame:
    won, decided = rows["won"].astype("int64"), rows["decided"].astype("int64")
    low, high = wilson_interval(won, decided)
    compared = rate_difference(won, decided, won.sum() - won, decided.sum() - decided)
    return rows.assign(
        win_rate=won / decided.where(decided > 0),
        win_rate_low=low,
        win_rate_high=high,
        difference=compared.value,
        verdict=[str(one) for one in compared.verdicts()],
    )


def _ordered(rows: pd.DataFrame, bands: pd.DataFrame | None) -> pd.DataFrame:
    if bands is None:
        return rows.sort_values(["decided", "group"], ascending=[False, True], ignore_index=True)
    joined = rows.merge(bands, on="group", how="left")
    return joined.sort_values(["amount_below", "amount_from"], na_position="last", ignore_index=True)


def _groups(
    deals: pd.DataFrame, accounts: pd.DataFrame, by: DealGroup, decided_amounts: pd.Series
) -> tuple[pd.Series, pd.DataFrame | None]:
    """The group of each deal and, for amounts, the bands' ends."""
    if by is DealGroup.AMOUNT:
        return _banded(deals["amount"], amount_edges(decided_amounts))
    if by is DealGroup.CHANNEL:
        return channel_keys(deals["first_touch_channel"]), None
    if by in _OF_ACCOUNT:
        values = accounts.drop_duplicates("account_key").set_index("account_key")[str(by)]
        found = deals["account_key"].map(values.to_dict())
        return found.astype("object").where(found.notna(), "").astype("str"), None
    return deals[_OF_DEAL[by]].fillna(""), None


def amount_edges(amounts: pd.Series, band_count: int = BAND_COUNT) -> list[float]:
    """Where bands of about equally many deals meet, rounded to two digits so that people can remember them."""
    known = amounts[amounts > 0]
    if known.empty:
        return []
    cuts = np.quantile(known, np.arange(1, band_count) / band_count)
    return sorted({float(f"{cut:.2g}") for cut in cuts})


def _banded(amounts: pd.Series, edges: list[float]) -> tuple[pd.Series, pd.DataFrame]:
    """Bands from one edge (included) to the next; deals without an amount are a group of their own."""
    place = np.searchsorted(edges, amounts.to_numpy(dtype=np.float64), side="right")
    groups = pd.Series(place, index=amounts.index).astype("str").where(amounts.notna(), "")
    bands = pd.DataFrame(
        {
            "group": [str(number) for number in range(len(edges) + 1)],
            "amount_from": [np.nan, *edges],
            "amount_below": [*edges, np.inf],
        }
    )
    return groups, bands
