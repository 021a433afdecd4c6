"""What was spent and what was won, summed a channel, campaign and time bucket: the one source of all sums.

Everything is counted when it happened (activity): spend on its day, leads when they became leads, deals
when they closed. Leads and deals are credited to their first touch. Whatever has no source is kept under
``no_source``, so sums over channels are the whole.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.selected import LoopData, channel_keys, selected
from clm_core.analysis.trend import TimeBuckets, are_days_in, are_moments_in
from clm_core.records import DealOutcome, Stage
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
_STAGE_MEASURES = {
    "leads": Stage.LEAD,
    "mqls": Stage.MQL,
    "sals": Stage.SAL,
    "sqls": Stage.SQL,
    "opportunities": Stage.OPPORTUNITY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The sums, and the single won deals whose amounts intervals need."""

    rows: pd.DataFrame  # KEYS + SUMS; bucket is the bucket's number
    won: pd.DataFrame  # channel, campaign, amount, earned_margin, is_marketing_sourced, is_marketing_influenced …
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
    # Decided before filtering: a filter must not change the meaning of a KPI.
    has_won_deals = bool((data.deals["outcome"] == DealOutcome.WON).any())
    kept = selected(data, selection)
    won = _closed(kept.deals, DealOutcome.WON, period, buckets)
    won["earned_margin"] = won["margin"] if margin_share is None else won["margin"].fillna(won["amount"] * margin_share)
    parts = [
        _spend_sums(kept.spend, period, buckets),
        _visitor_sums(kept.traffic, period, buckets),
        *(_entry_sums(kept.contacts, name, stage, period, buckets) for name, stage in _STAGE_MEASURES.items()),
        _won_sums(won),
        _closed(kept.deals, DealOutcome.LOST, period, buckets).assign(lost_deals=1)[[*KEYS, "lost_deals"]],
        _new_customers(kept.deals, period, buckets)
        if has_won_deals
        else _entry_sums(kept.contacts, "customers", Stage.CUSTOMER, period, buckets),
    ]
    rows = pd.concat([part.groupby(KEYS, as_index=False).sum() for part in parts if len(part)] or [pd.DataFrame()])
    rows = rows.reindex(columns=[*KEYS, *SUMS]).fillna(dict.fromkeys(SUMS, 0.0))
    return Ledger(
        rows=rows.groupby(KEYS, as_index=False).sum(),
        won=won,
        buckets=buckets,
        period=period,
        are_customers_counted_from_deals=has_won_deals,
        won_without_date=int(((kept.deals["outcome"] == DealOutcome.WON) & kept.deals["closed_on"].isna()).sum()),
    )


def _keyed(rows: pd.DataFrame, prefix: str, bucket: NDArray[np.int64]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "channel": channel_keys(rows[f"{prefix}channel"]).to_numpy(),
            "campaign": rows[f"{prefix}campaign"].fillna("").to_numpy(),
            "bucket": bucket,
        }
    )


def _spend_sums(spend: pd.DataFrame, period: Period, buckets: TimeBuckets) -> pd.DataFrame:
    rows = spend[are_days_in(spend["day"], period)]
    keyed = _keyed(rows, "", buckets.index_of_days(rows["day"]))
    for name in ("spend", "claimed_conversions", "claimed_value"):
        keyed[name] = rows[name].to_numpy(dtype=np.float64, na_value=np.nan)
    return keyed


def _visitor_sums(traffic: pd.DataFrame, period: Period, buckets: TimeBuckets) -> pd.DataFrame:
    rows = traffic[are_days_in(traffic["day"], period)]
    keyed = _keyed(rows, "", buckets.index_of_days(rows["day"]))
    counted = rows["users"].fillna(rows["sessions"])
    return keyed.assign(visitors=counted.to_numpy(dtype=np.float64, na_value=0.0))


def _entry_sums(contacts: pd.DataFrame, name: str, stage: Stage, period: Period, buckets: TimeBuckets) -> pd.DataFrame:
    moments = contacts[f"{stage}_at"]
    rows = contacts[are_moments_in(moments, period, buckets.zone)]
    return _keyed(rows, "first_touch_", buckets.index_of_moments(rows[f"{stage}_at"])).assign(**{name: 1.0})


def _closed(deals: pd.DataFrame, outcome: DealOutcome, period: Period, buckets: TimeBuckets) -> pd.DataFrame:
    rows = deals[(deals["outcome"] == outcome).to_numpy(dtype=bool) & are_days_in(deals["closed_on"], period)]
    keyed = _keyed(rows, "first_touch_", buckets.index_of_days(rows["closed_on"]))
    columns = ["amount", "margin", "closed_on", "first_touch_at", "is_marketing_sourced", "is_marketing_influenced"]
    return pd.concat([keyed, rows[columns].reset_index(drop=True)], axis=1)


def _won_sums(won: pd.DataFrame) -> pd.DataFrame:
    amount = won["amount"].fillna(0.0)
    return won[KEYS].assign(
        won_deals=1.0,
        deals_without_amount=won["amount"].isna().astype(float),
        deals_without_margin=(won["amount"].notna() & won["earned_margin"].isna()).astype(float),
        revenue=amount,
        margin=won["earned_margin"].fillna(0.0),
        sourced_revenue=amount.where(won["is_marketing_sourced"], 0.0),
        influenced_revenue=amount.where(won["is_marketing_influenced"], 0.0),
    )


def _new_customers(deals: pd.DataFrame, period: Period, buckets: TimeBuckets) -> pd.DataFrame:
    """First won deals: one a company, each a customer of its own where no company is known."""
    first = deals[(deals["outcome"] == DealOutcome.WON).to_numpy(dtype=bool) & ~deals["is_repeat"].to_numpy(dtype=bool)]
    first = first.sort_values(["closed_on", "deal_key"])
    first = first[~(first["account_key"].notna() & first["account_key"].duplicated())]
    return _closed(first, DealOutcome.WON, period, buckets)[KEYS].assign(customers=1.0)
