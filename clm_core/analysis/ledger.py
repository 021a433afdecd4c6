"""What was spent and what was won, summed a channel, campaign and time bucket: the one source of all sums.

Everything is counted when it happened (activity): spend on its day, leads when they became leads, deals
when they closed. Leads and deals are credited to their first touch. Whatever has no source is kept under
``no_source``, so sums over channels are the whole.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from clm_core.analysis.postings import SelectedPostings, postings
from clm_core.analysis.selected import LoopData
from clm_core.analysis.trend import TimeBuckets
from clm_core.selection import Period, Selection

KEYS = ["channel", "campaign", "bucket"]
SUMS = [
    "spend",
    "visitors",
    "leads",
    "mqls",
    "sals",
    "sqls",
    "opportunities",
    "customers",
    "won_deals",
    "lost_deals",
    "deals_without_amount",
    "deals_without_margin",
    "revenue",
    "margin",
    "sourced_revenue",
    "influenced_revenue",
    "claimed_conversions",
    "claimed_value",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The sums, and the single won deals whose amounts intervals need."""

    rows: pd.DataFrame  # KEYS + SUMS; bucket is the bucket's number
    won: pd.DataFrame  # channel, campaign, bucket, amount, earned_margin, is_marketing_sourced …
    buckets: TimeBuckets
    period: Period
    are_customers_counted_from_deals: bool
    won_without_date: int  # won deals that belong to no period because nobody wrote down when

    def sums(self, *keys: str) -> pd.DataFrame:
        """The measures a combination of keys; without keys one row for everything."""
        if not keys:
            return self.rows[SUMS].sum().to_frame().T
        return self.rows.groupby(list(keys), as_index=False, sort=True)[SUMS].sum()


def ledger(
    data: LoopData, selection: Selection, *, period: Period, buckets: TimeBuckets, margin_share: float | None
) -> Ledger:
    """What happened on the period's days within the selection."""
    found = postings(data, selection, margin_share)
    places = found.won.places_in(period, buckets.zone)
    won = found.won_deals.iloc[places].reset_index(drop=True)
    won.insert(len(KEYS) - 1, "bucket", found.won.buckets_at(places, buckets))
    return Ledger(
        rows=_rows(found, period, buckets),
        won=won,
        buckets=buckets,
        period=period,
        are_customers_counted_from_deals=found.are_customers_counted_from_deals,
        won_without_date=found.won_without_date,
    )


def _rows(found: SelectedPostings, period: Period, buckets: TimeBuckets) -> pd.DataFrame:
    """KEYS and SUMS, a row for each source and bucket in which anything happened, sorted."""
    # A cell is a source and a bucket in one number; bucket -1 lies outside.
    width = buckets.count + 1
    places = [kind.places_in(period, buckets.zone) for kind in found.kinds]
    cells = [
        kind.source[own] * width + kind.buckets_at(own, buckets) + 1
        for kind, own in zip(found.kinds, places, strict=True)
    ]
    keys, row = np.unique(np.concatenate(cells), return_inverse=True)
    rows = np.split(row, np.cumsum([len(own) for own in places])[:-1])
    sums = {name: np.zeros(len(keys)) for name in SUMS}
    for kind, own, at in zip(found.kinds, places, rows, strict=True):
        if kind.counted:
            sums[kind.counted] += np.bincount(at, minlength=len(keys))
        for name, values in kind.measures.items():
            sums[name] += np.bincount(at, weights=values[own], minlength=len(keys))
    return pd.DataFrame({**found.sources.named(keys // width), "bucket": keys % width - 1, **sums})
