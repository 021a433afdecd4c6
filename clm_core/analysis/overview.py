"""The headline KPIs of a selection with comparison and trend, and spend against revenue over time."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from clm_core import kpis
from clm_core.analysis.deal_parts import whole_deals
from clm_core.analysis.intervals import cost_interval, share_interval, sum_interval, wilson_interval
from clm_core.analysis.ledger import Ledger, ledger
from clm_core.analysis.roi import RoiRules
from clm_core.analysis.roi_measures import RoiBasis, earned_amounts, earned_basis, with_ratios
from clm_core.analysis.selected import LoopData, selected
from clm_core.analysis.trend import BucketSize, TimeBuckets, bucket_size, buckets_of
from clm_core.columns import typed_frame
from clm_core.kpis import KpiName
from clm_core.records import FUNNEL_STAGES
from clm_core.result_columns import KPI_SERIES, KPI_VALUES, SPEND_REVENUE
from clm_core.selection import Period, Selection

HEADLINE_KPIS = (
    KpiName.SPEND,
    KpiName.LEADS,
    KpiName.MQLS,
    KpiName.SQLS,
    KpiName.WON_DEALS,
    KpiName.REVENUE,
    KpiName.ROI,
    KpiName.CAC,
    KpiName.MARKETING_SOURCED_SHARE,
    KpiName.MARKETING_INFLUENCED_SHARE,
    KpiName.WIN_RATE,
    KpiName.CUSTOMERS,
    KpiName.VISITORS,
)
TREND_POINTS = 12
_N_OF = {
    KpiName.SPEND: "spend_days",
    KpiName.REVENUE: "won_deals",
    KpiName.ROI: "won_deals",
    KpiName.CAC: "customers",
    KpiName.MARKETING_SOURCED_SHARE: "won_deals",
    KpiName.MARKETING_INFLUENCED_SHARE: "won_deals",
    KpiName.WIN_RATE: "closed_deals",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Headline numbers; ``period`` and ``comparison`` are the days that were really compared."""

    period: Period
    comparison: Period | None
    is_running: bool  # the selected period is not over: only its days up to as_of are counted and compared
    basis: RoiBasis
    bucket: BucketSize
    values: pd.DataFrame  # result_columns.KPI_VALUES
    series: pd.DataFrame  # result_columns.KPI_SERIES, at least TREND_POINTS buckets ending with the period
    spend_revenue: pd.DataFrame  # result_columns.SPEND_REVENUE
    has_spend: bool  # spend knows no segments, so it is left out where one is chosen
    is_comparison_covered: bool  # whether the data reach back to the comparison's first day


def overview(
    data: LoopData,
    selection: Selection,
    *,
    as_of: date,
    zone: str,
    margin_share: float | None = None,
    rules: RoiRules | None = None,
) -> Overview:
    """KPIs, their change and their trend for a selection, as known at the end of as_of."""
    rules = rules or RoiRules()
    period, comparison = comparable_periods(selection, as_of)
    size = bucket_size(period)
    buckets = buckets_of(period, zone, size=size, at_least=TREND_POINTS)

    def book_of(days: Period) -> Ledger:
        whole = buckets_of(days, zone, size=size)
        return ledger(data, selection, period=days, buckets=whole, margin_share=margin_share)

    now = book_of(period)
    basis = earned_basis(now)
    trend_period = Period(start_on=buckets.starts[0], end_on=period.end_on)
    trend = ledger(data, selection, period=trend_period, buckets=buckets, margin_share=margin_share)
    has_spend = selection.segment is None
    values = kpi_values(now, basis, rules, has_spend=has_spend)
    values["n"] = _n(values, now, _spend_day_count(data, selection, period))
    data_from = first_day_on(data, zone)
    if comparison and data_from and comparison.end_on >= data_from:
        before = kpi_values(book_of(comparison), basis, rules, has_spend=has_spend)
        values["before"] = before["value"]
        values["change"] = values["value"] - values["before"]
        values["relative_change"] = kpis.ratio(values["change"], values["before"].abs())
    return Overview(
        period=period,
        comparison=comparison,
        is_running=period.end_on < selection.period.end_on,
        basis=basis,
        bucket=size,
        values=typed_frame(values, KPI_VALUES),
        series=_series(trend, basis, period.end_on, has_spend=has_spend),
        spend_revenue=_spend_revenue(now),
        has_spend=has_spend,
        is_comparison_covered=bool(comparison and data_from and comparison.start_on >= data_from),
    )


def first_day_on(data: LoopData, zone: str) -> date | None:
    """The first day of which the data know leads, spend or won deals; earlier zeros are gaps, not zeros."""
    entries = [data.contacts[f"{stage}_at"].min() for stage in FUNNEL_STAGES]
    days = [moment.tz_convert(zone).date() for moment in entries if not pd.isna(moment)]
    closed = [data.spend["day"].min(), data.deals["closed_on"].min()]
    return min([*days, *(day.date() for day in closed if not pd.isna(day))], default=None)


def comparable_periods(selection: Selection, as_of: date) -> tuple[Period, Period | None]:
    """The selected and the comparison period; of a running period only as many days of both as are over.

    A month of which ten days are over is compared with the first ten days of the month before.
    """
    period, comparison = selection.period, selection.comparison_period()
    if not period.start_on <= as_of < period.end_on:
        return period, comparison
    elapsed = Period(start_on=period.start_on, end_on=as_of)
    if comparison is None:
        return elapsed, None
    end = min(comparison.start_on + timedelta(days=elapsed.day_count - 1), comparison.end_on)
    return elapsed, Period(start_on=comparison.start_on, end_on=end)


def _ratios(sums: pd.DataFrame, basis: RoiBasis, *, has_spend: bool) -> pd.DataFrame:
    """A column a KPI, a row a row of sums."""
    rows = with_ratios(sums, basis, has_spend=has_spend)
    rows[KpiName.MARKETING_SOURCED_SHARE] = kpis.ratio(rows["sourced_revenue"], rows["revenue"])
    rows[KpiName.MARKETING_INFLUENCED_SHARE] = kpis.ratio(rows["influenced_revenue"], rows["revenue"])
    rows["closed_deals"] = rows["won_deals"] + rows["lost_deals"]
    rows[KpiName.WIN_RATE] = kpis.ratio(rows["won_deals"], rows["closed_deals"])
    return rows


def kpi_values(book: Ledger, basis: RoiBasis, rules: RoiRules, *, has_spend: bool) -> pd.DataFrame:
    """One row a headline KPI with value and, for rates and ratios, the 95 % interval."""
    row = _ratios(book.sums(), basis, has_spend=has_spend).iloc[0]
    intervals = _intervals(row, book.won, basis, rules)
    return pd.DataFrame(
        {
            "kpi": [str(name) for name in HEADLINE_KPIS],
            "value": [float(row[name]) for name in HEADLINE_KPIS],
            "low": [intervals.get(name, (np.nan, np.nan))[0] for name in HEADLINE_KPIS],
            "high": [intervals.get(name, (np.nan, np.nan))[1] for name in HEADLINE_KPIS],
        }
    )


def _intervals(
    row: pd.Series, won: pd.DataFrame, basis: RoiBasis, rules: RoiRules
) -> dict[KpiName, tuple[float, float]]:
    amount = whole_deals(won, won["amount"].fillna(0.0))
    marketing = won.drop_duplicates("deal_key").set_index("deal_key").loc[amount.index]
    low, high = sum_interval(whole_deals(won, earned_amounts(won, basis)), rules.bootstrap)
    cac_low, cac_high = cost_interval(row["spend"], row["customers"])
    win_low, win_high = wilson_interval(row["won_deals"], row["closed_deals"])
    return {
        KpiName.ROI: (kpis.roi(low, row["spend"]), kpis.roi(high, row["spend"])),
        KpiName.CAC: (float(cac_low), float(cac_high)),
        KpiName.WIN_RATE: (float(win_low), float(win_high)),
        KpiName.MARKETING_SOURCED_SHARE: share_interval(amount, marketing["is_marketing_sourced"], rules.bootstrap),
        KpiName.MARKETING_INFLUENCED_SHARE: share_interval(
            amount, marketing["is_marketing_influenced"], rules.bootstrap
        ),
    }


def _n(values: pd.DataFrame, book: Ledger, spend_day_count: int) -> list[int]:
    sums = book.sums().iloc[0]
    counts = {name: round(sums[name]) for name in sums.index}
    counts |= {"spend_days": spend_day_count, "closed_deals": counts["won_deals"] + counts["lost_deals"]}
    return [counts[_N_OF.get(KpiName(name), name)] for name in values["kpi"]]


def _spend_day_count(data: LoopData, selection: Selection, period: Period) -> int:
    spend = selected(data, selection).spend
    days = spend.loc[spend["spend"] != 0, "day"]
    return int(days[days.between(pd.Timestamp(period.start_on), pd.Timestamp(period.end_on))].nunique())


def _series(trend: Ledger, basis: RoiBasis, end_on: date, *, has_spend: bool) -> pd.DataFrame:
    rows = _ratios(_bucket_sums(trend), basis, has_spend=has_spend)
    is_partial = _are_partial(trend.buckets, end_on)
    parts = [
        pd.DataFrame({"kpi": str(name), "bucket_on": _starts(trend), "is_partial": is_partial, "value": rows[name]})
        for name in HEADLINE_KPIS
    ]
    return typed_frame(pd.concat(parts, ignore_index=True), KPI_SERIES)


def _spend_revenue(book: Ledger) -> pd.DataFrame:
    rows = _bucket_sums(book).assign(bucket_on=_starts(book), is_partial=book.buckets.is_partial(book.period))
    return typed_frame(rows, SPEND_REVENUE)


def _bucket_sums(book: Ledger) -> pd.DataFrame:
    """A row a bucket, zeros where nothing happened."""
    return book.sums("bucket").set_index("bucket").reindex(range(book.buckets.count), fill_value=0.0).reset_index()


def _starts(book: Ledger) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(list(book.buckets.starts))


def _are_partial(buckets: TimeBuckets, end_on: date) -> list[bool]:
    # The trend reaches back in whole buckets, so only its last one can be cut short.
    return [following - timedelta(days=1) > end_on for following in buckets.edges[1:]]
