"""Cost and return a channel and month; the ROI of a trailing quarter, because a month holds too few deals."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core import kpis
from clm_core.analysis.intervals import BootstrapRule, sum_interval
from clm_core.analysis.ledger import SUMS, Ledger, ledger
from clm_core.analysis.roi_measures import RoiBasis, earned_amounts, with_ratios
from clm_core.analysis.selected import LoopData
from clm_core.analysis.trend import BucketSize, TimeBuckets, buckets_of
from clm_core.columns import typed_frame
from clm_core.result_columns import ROI_MONTHS
from clm_core.selection import Period, Selection

TRAILING_MONTHS = 3


def with_months_before(
    data: LoopData, selection: Selection, buckets: TimeBuckets, margin_share: float | None
) -> Ledger:
    """The ledger from so many months earlier that the first month has a whole trailing quarter too."""
    wider = buckets_of(
        selection.period, buckets.zone, size=BucketSize.MONTH, at_least=buckets.count + TRAILING_MONTHS - 1
    )
    days = Period(start_on=wider.starts[0], end_on=selection.period.end_on)
    return ledger(data, selection, period=days, buckets=wider, margin_share=margin_share)


def roi_months(book: Ledger, longer: Ledger, basis: RoiBasis, rule: BootstrapRule, *, has_spend: bool) -> pd.DataFrame:
    """A row for every channel and month of the period (result_columns.ROI_MONTHS).

    Sums are those of the period's days (``book``), so months sum to the total; ROI looks back beyond the
    first of them (``longer``). Months in which nothing happened are there too: a gap in a trend is a zero.
    """
    channels = ["", *sorted(longer.rows["channel"].unique())]
    earlier = longer.buckets.count - book.buckets.count
    rows = _monthly_sums(book, channels)
    if not has_spend:
        rows["spend"] = np.nan
    rows["month"] = np.array(book.buckets.starts, dtype="datetime64[us]")[rows["bucket"]]
    rows["is_partial"] = book.buckets.is_partial(book.period)[rows["bucket"]]
    trailing = _monthly_sums(longer, channels)
    trailing[SUMS] = (
        trailing.groupby("channel", sort=False)[SUMS].rolling(TRAILING_MONTHS, min_periods=1).sum().to_numpy()
    )
    trailing = trailing[trailing["bucket"] >= earlier].reset_index(drop=True)
    quarters = with_ratios(trailing, basis, has_spend=has_spend)
    rows["trailing_won_deals"], rows["roi"] = quarters["won_deals"].round(), quarters["roi"]
    rows["roi_low"], rows["roi_high"] = _intervals(quarters, longer, basis, rule)
    return typed_frame(rows, ROI_MONTHS)


def _monthly_sums(book: Ledger, channels: list[str]) -> pd.DataFrame:
    sums = pd.concat([book.sums("bucket").assign(channel=""), book.sums("channel", "bucket")])
    grid = pd.MultiIndex.from_product([channels, range(book.buckets.count)], names=["channel", "bucket"])
    return sums.set_index(["channel", "bucket"]).reindex(grid, fill_value=0.0).reset_index()


def _intervals(
    quarters: pd.DataFrame, longer: Ledger, basis: RoiBasis, rule: BootstrapRule
) -> tuple[list[float], list[float]]:
    parts = longer.won[["channel", "bucket", "deal_key"]].assign(earned=earned_amounts(longer.won, basis))
    both = pd.concat([parts, parts.assign(channel="")])
    deals = both.groupby(["channel", "bucket", "deal_key"], as_index=False)[["earned"]].sum()
    amounts, bucket = deals["earned"].to_numpy(), deals["bucket"].to_numpy()
    channel = deals["channel"].to_numpy(dtype=object)
    places = {key: np.flatnonzero(channel == key) for key in set(quarters["channel"])}
    lows, highs = [], []
    for key, last, spend in zip(quarters["channel"], quarters["bucket"], quarters["spend"], strict=True):
        own = places[key]
        is_in: NDArray[np.bool_] = (bucket[own] > last - TRAILING_MONTHS) & (bucket[own] <= last)
        low, high = sum_interval(amounts[own][is_in], rule) if spend > 0 else (float("nan"), float("nan"))
        lows.append(kpis.roi(low, spend))
        highs.append(kpis.roi(high, spend))
    return lows, highs
