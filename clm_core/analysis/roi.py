"""What each channel and campaign cost and returned in a period, credited to the first touch.

Activity matching: the period's spend stands beside the leads won and the deals closed in the same
period. With a long sales cycle the deals were paid for earlier; ``lag`` says by how much, and the
period should be several lags long. Method, assumptions and limits: docs/methods/channel-roi.md.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import pandas as pd

from clm_core import kpis
from clm_core.analysis.intervals import BootstrapRule, cost_interval, sum_interval
from clm_core.analysis.ledger import Ledger, ledger
from clm_core.analysis.roi_measures import RoiBasis, earned_amounts, earned_basis, with_ratios
from clm_core.analysis.roi_trend import roi_months, with_months_before
from clm_core.analysis.selected import LoopData
from clm_core.analysis.trend import BucketSize, buckets_of, utc_moments, zone_days
from clm_core.columns import typed_frame
from clm_core.errors import ClmError
from clm_core.result_columns import CLAIMS, ROI_ROWS
from clm_core.selection import Period, Selection


class Sufficiency(StrEnum):
    """Whether the data carry an ROI."""

    ENOUGH = "enough"
    LITTLE = "little"
    TOO_LITTLE = "too_little"
    NO_SPEND = "no_spend"


@dataclass(frozen=True, slots=True, kw_only=True)
class SufficiencyRule:
    """From how many won deals on an ROI is worth reading.

    The interval of a count of 10 is about ± 60 %, of 30 about ± 36 %; amounts with a heavy tail widen it
    further. Below ``little_from`` won deals no conclusion, below ``enough_from`` a direction only.
    ``max_without_amount_share``: with more won deals without an amount the revenue is not what was won.
    """

    little_from: int = 10
    enough_from: int = 30
    max_without_amount_share: float = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class RoiRules:
    """The stated assumptions of this analysis.

    ``months_a_deal_earns``: a new customer is taken to bring the margin of an average won deal of the same
    row, evenly over so many months; payback is CAC ÷ that monthly margin.
    """

    sufficiency: SufficiencyRule = field(default_factory=SufficiencyRule)
    bootstrap: BootstrapRule = field(default_factory=BootstrapRule)
    months_a_deal_earns: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class LagNote:
    """Days from first touch to won of the deals won in the period; NaN where none has both dates."""

    median_days: float
    p90_days: float
    deal_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRoi:
    """Cost and return of a selection; every table's rows sum to ``total``."""

    period: Period
    currency: str
    basis: RoiBasis
    total: pd.DataFrame  # result_columns.ROI_ROWS, one row, channel empty
    channels: pd.DataFrame  # result_columns.ROI_ROWS, highest spend first, then revenue
    campaigns: pd.DataFrame  # result_columns.ROI_ROWS
    months: pd.DataFrame  # result_columns.ROI_MONTHS
    claims: pd.DataFrame  # result_columns.CLAIMS
    lag: LagNote
    notes: tuple[str, ...]  # catalogue keys of what to know before reading


def channel_roi(
    data: LoopData,
    selection: Selection,
    *,
    zone: str,
    margin_share: float | None = None,
    basis: RoiBasis | None = None,
    rules: RoiRules | None = None,
) -> ChannelRoi:
    """Spend, leads to customers, revenue and their ratios in the selection's period, first-touch credit.

    Raises ClmError for lifetime value, which belongs to cohorts.
    """
    if basis is RoiBasis.LIFETIME_VALUE:
        raise ClmError("roi.lifetime_value_needs_cohorts")
    rules = rules or RoiRules()
    buckets = buckets_of(selection.period, zone, size=BucketSize.MONTH)
    book = ledger(data, selection, period=selection.period, buckets=buckets, margin_share=margin_share)
    longer = with_months_before(data, selection, buckets, margin_share)
    basis = basis or earned_basis(book)
    has_spend = selection.segment is None
    channels = _rated(book.sums("channel"), book, basis, rules, has_spend=has_spend)
    return ChannelRoi(
        period=selection.period,
        currency=selection.currency,
        basis=basis,
        total=_rated(book.sums(), book, basis, rules, has_spend=has_spend),
        channels=channels,
        campaigns=_rated(book.sums("channel", "campaign"), book, basis, rules, has_spend=has_spend),
        months=roi_months(book, longer, basis, rules.bootstrap, has_spend=has_spend),
        claims=_claims(book.sums("channel")),
        lag=_lag(book.won, zone),
        notes=_notes(book, selection, basis),
    )


def _rated(sums: pd.DataFrame, book: Ledger, basis: RoiBasis, rules: RoiRules, *, has_spend: bool) -> pd.DataFrame:
    rows = with_ratios(sums, basis, has_spend=has_spend)
    for name, count in {"cpl": "leads", "cost_per_mql": "mqls", "cac": "customers"}.items():
        rows[f"{name}_low"], rows[f"{name}_high"] = cost_interval(rows["spend"], rows[count])
    keys = [key for key in ("channel", "campaign") if key in rows]
    rows["roi_low"], rows["roi_high"] = _roi_intervals(rows, keys, book.won, basis, rules.bootstrap)
    deals_with_amount = rows["won_deals"] - rows["deals_without_amount"]
    monthly_margin = kpis.ratio(rows["margin"], deals_with_amount) / rules.months_a_deal_earns
    rows["payback_months"] = [
        kpis.payback_months(cac, margin) for cac, margin in zip(rows["cac"], monthly_margin, strict=True)
    ]
    verdicts = [_verdict(row, rules.sufficiency) for row in rows.to_dict("records")]
    rows["verdict"] = [verdict for verdict, _ in verdicts]
    rows["recommendation"] = [recommendation for _, recommendation in verdicts]
    rows = rows.sort_values(["spend", "revenue", *keys], ascending=[False, False] + [True] * len(keys))
    for key in ("channel", "campaign"):
        rows[key] = rows.get(key, "")
    return typed_frame(rows.reset_index(drop=True), ROI_ROWS)


def _roi_intervals(
    rows: pd.DataFrame, keys: list[str], won: pd.DataFrame, basis: RoiBasis, rule: BootstrapRule
) -> tuple[list[float], list[float]]:
    by_deal = won[keys].assign(whole=0.0, deal_key=won["deal_key"], earned=earned_amounts(won, basis))
    by_deal = by_deal.groupby([*(keys or ["whole"]), "deal_key"], as_index=False)[["earned"]].sum()
    amounts = by_deal.groupby(keys or ["whole"])["earned"].agg(np.asarray)
    lows, highs = [], []
    for row in rows.to_dict("records"):
        name = tuple(row[key] for key in keys) or (0.0,)
        values = amounts.get(name if len(name) > 1 else name[0], np.empty(0))
        low, high = sum_interval(values, rule) if row["spend"] > 0 else (float("nan"), float("nan"))
        lows.append(kpis.roi(low, row["spend"]))
        highs.append(kpis.roi(high, row["spend"]))
    return lows, highs


def _verdict(row: Mapping[Hashable, float], rule: SufficiencyRule) -> tuple[Sufficiency, str]:
    if not row["spend"] > 0:
        return Sufficiency.NO_SPEND, "roi.advice_no_spend"
    wins = row["won_deals"]
    if wins and row["deals_without_amount"] > rule.max_without_amount_share * wins:
        return Sufficiency.TOO_LITTLE, "roi.advice_amounts_missing"
    if wins < rule.little_from:
        return Sufficiency.TOO_LITTLE, "roi.advice_too_few_wins" if wins else "roi.advice_no_wins"
    if wins < rule.enough_from:
        return Sufficiency.LITTLE, "roi.advice_few_wins"
    return Sufficiency.ENOUGH, "roi.advice_enough"


def _claims(sums: pd.DataFrame) -> pd.DataFrame:
    rows = sums[sums["claimed_conversions"] > 0].sort_values(
        ["claimed_conversions", "channel"], ascending=[False, True]
    )
    rows = rows.assign(
        claimed_per_lead=kpis.ratio(rows["claimed_conversions"], rows["leads"]),
        claimed_per_customer=kpis.ratio(rows["claimed_conversions"], rows["customers"]),
    )
    return typed_frame(rows.reset_index(drop=True), CLAIMS)


def _lag(won: pd.DataFrame, zone: str) -> LagNote:
    won = won.drop_duplicates("deal_key")
    closed = utc_moments(won["closed_on"]).astype("datetime64[D]")
    closed_day = np.where(np.isnat(closed), np.nan, closed.astype(np.int64).astype(np.float64))
    days = closed_day - zone_days(utc_moments(won["first_touch_at"]), zone)
    days = days[~np.isnan(days)]
    median, p90 = np.quantile(days, [0.5, 0.9]) if len(days) else (np.nan, np.nan)
    return LagNote(median_days=float(median), p90_days=float(p90), deal_count=len(days))


def _notes(book: Ledger, selection: Selection, basis: RoiBasis) -> tuple[str, ...]:
    sums = book.sums().iloc[0]
    conditions = {
        "roi.note_segment_without_spend": selection.segment is not None,
        "roi.note_revenue_basis": basis is RoiBasis.REVENUE,
        "roi.note_deals_without_amount": sums["deals_without_amount"] > 0,
        "roi.note_won_without_date": book.won_without_date > 0,
        "roi.note_customers_from_contacts": not book.are_customers_counted_from_deals,
        "roi.note_no_spend": sums["spend"] == 0,
    }
    return tuple(key for key, applies in conditions.items() if applies)
