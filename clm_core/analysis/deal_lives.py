"""Deals as lives: created, watched, won or lost, or still open on a day; what came later is not known yet."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.credited_deals import Floats, Ints
from clm_core.analysis.days import day_number
from clm_core.analysis.outcome_chain import ChainRules, known_days
from clm_core.analysis.selected import channel_keys
from clm_core.analysis.trend import plain_days, utc_moments, zone_days
from clm_core.records import DealOutcome


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DealLives:
    """One entry a deal that had been created by ``as_of``; days are numbers since 1970 in the reporting zone.

    ``decided`` is NaN for what was open then, ``first_day`` from when on deals are in the data whole.
    ``undated_count`` are left out: without a day of creation, or decided without one of closing.
    """

    as_of: date
    first_day: int
    deal_key: Ints
    channel: NDArray[np.object_]
    channel_number: Ints  # in the order of their keys
    amount: Floats
    created: Floats
    decided: Floats
    is_won: NDArray[np.bool_]
    stated_share: Floats
    undated_count: int

    @property
    def today(self) -> int:
        """as_of as a number."""
        return day_number(self.as_of)

    @property
    def is_open(self) -> NDArray[np.bool_]:
        """Which are not decided."""
        return np.isnan(self.decided)

    @property
    def age(self) -> Floats:
        """Days from creation to as_of."""
        return self.today - self.created

    def groups(self, edges: Floats) -> Ints:
        """Deals × 2: amount band (one more for those without) and the channel's number."""
        band = np.where(np.isnan(self.amount), len(edges) + 1, np.searchsorted(edges, np.nan_to_num(self.amount)))
        return np.column_stack([band.astype(np.int64), self.channel_number])


def deal_lives(deals: pd.DataFrame, *, as_of: date, zone: str, window_days: int = 730) -> DealLives:
    """The deals (SNAPSHOT_COLUMNS) as they were on a day; at most ``window_days`` before it count as watched.

    A deal decided after that day is open, one created after it does not exist. Its amount is that of the data: they
    keep no earlier one.
    """
    today = day_number(as_of)
    created = zone_days(utc_moments(deals["created_at"]), zone)
    closed = zone_days(plain_days(deals["closed_on"]), "UTC")
    outcome = deals["outcome"].to_numpy(dtype=object)
    has_outcome = outcome != DealOutcome.OPEN.value
    is_dated = ~np.isnan(created) & ~(has_outcome & np.isnan(closed))
    known = is_dated & (created <= today)
    is_decided = (has_outcome & (closed <= today))[known]
    whole = known_days(_as_of(deals, has_outcome & (closed <= today), known), as_of, zone, ChainRules()).first
    channel = channel_keys(deals["first_touch_channel"])[known]
    return DealLives(
        as_of=as_of,
        first_day=int(max(whole, today - window_days)),
        deal_key=deals["deal_key"].to_numpy(dtype=np.int64)[known],
        channel=channel.to_numpy(dtype=object),
        channel_number=pd.factorize(channel, sort=True)[0].astype(np.int64),
        amount=deals["amount"].to_numpy(dtype=np.float64)[known],
        created=created[known],
        decided=np.where(is_decided, np.maximum(closed[known], created[known]), np.nan),
        is_won=is_decided & (outcome[known] == DealOutcome.WON.value),
        # What the CRM says of a decided deal is its outcome.
        stated_share=np.where(has_outcome, np.nan, deals["probability_share"].to_numpy(dtype=np.float64))[known],
        undated_count=int((~is_dated).sum()),
    )


def _as_of(deals: pd.DataFrame, is_decided: NDArray[np.bool_], known: NDArray[np.bool_]) -> pd.DataFrame:
    rows = deals.loc[known, ["created_at", "closed_on", "outcome"]]
    return rows.assign(outcome=rows["outcome"].where(is_decided[known], DealOutcome.OPEN.value))
