"""ROI that is honest about time: spend beside the deals that the touches of the same days led to.

What has been earned, what open deals are expected to bring and what the same leads are expected to bring in deals
that do not exist yet stand apart; together they are the mature return. Method, assumptions and limits:
docs/methods/roi-maturity.md.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core import kpis
from clm_core.analysis.credited_deals import (
    CELL,
    CreditedDeals,
    calendar_touches,
    credited_deals,
    lead_touches,
)
from clm_core.analysis.deal_credit import customer_credit, first_touch_credit
from clm_core.analysis.deal_forecast import DealForecast, ForecastRules
from clm_core.analysis.intervals import BootstrapRule, wilson_interval
from clm_core.analysis.roi_maturity_rows import MaturityRows, MaturityRule, cell_sums, resampled_returns
from clm_core.analysis.roi_measures import RoiBasis
from clm_core.analysis.selected import LoopData, channel_keys, selected_contacts, selected_deals
from clm_core.analysis.trend import BucketSize, TimeBuckets, are_days_in, buckets_of
from clm_core.columns import typed_frame
from clm_core.loop_columns import RETURN_PARTS, WIN_RATES
from clm_core.records import DealOutcome
from clm_core.selection import Period, Selection


class ReturnPart(StrEnum):
    """Where the credited touch of a won deal lies."""

    BEFORE = "before"
    PERIOD = "period"
    AFTER = "after"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoiMaturityRules:
    """The stated assumptions of this analysis."""

    forecast: ForecastRules = field(default_factory=ForecastRules)
    maturity: MaturityRule = field(default_factory=MaturityRule)
    bootstrap: BootstrapRule = field(default_factory=BootstrapRule)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoiMaturity:
    """Realised, expected and mature return of the period's touches; every table's rows sum to ``total``."""

    period: Period
    as_of: date
    currency: str
    basis: RoiBasis
    total: pd.DataFrame  # loop_columns.ROI_MATURITY, one row, channel empty
    channels: pd.DataFrame  # loop_columns.ROI_MATURITY, highest spend first
    campaigns: pd.DataFrame  # loop_columns.ROI_MATURITY
    cohorts: pd.DataFrame  # loop_columns.ROI_MATURITY: a row a month (channel empty) and a channel and month
    win_rates: pd.DataFrame  # loop_columns.WIN_RATES
    parts: pd.DataFrame  # loop_columns.RETURN_PARTS: the period's touches are one part of all that was won
    lag_horizon_days: int  # deals that appear later after a touch are not expected
    close_horizon_days: int  # deals still open after so long are not expected to be won
    notes: tuple[str, ...]  # catalogue keys of what to know before reading


def roi_maturity(
    data: LoopData,
    selection: Selection,
    *,
    as_of: date,
    zone: str,
    credit: pd.DataFrame | None = None,
    margin_share: float | None = None,
    basis: RoiBasis | None = None,
    rules: RoiMaturityRules | None = None,
) -> RoiMaturity:
    """Cohorts by the month of the credited touch, with what they are still expected to bring.

    ``credit`` (loop_columns.DEAL_CREDIT, open and lost deals too) is any attribution model's; without it each
    deal belongs to its first touch. Lags, win rates and amounts are learnt from all deals, whatever is selected.
    """
    rules = rules or RoiMaturityRules()
    basis = basis or _known_basis(data.deals, margin_share)
    buckets = buckets_of(selection.period, zone, size=BucketSize.MONTH)
    book = _book(data.deals, credit, basis, margin_share, selection.period, buckets, as_of, rules.forecast)
    is_counted = _is_in_segment(book, data, selection)
    leads = _leads(data, selection, book, buckets)
    spend = _spend(data.spend, selection.period, buckets)
    cells = _cells(book, leads, spend)
    forecast = DealForecast(book, leads, cells, is_counted, rules.forecast)
    sums = cell_sums(cells, spend, book, is_counted, forecast, is_chosen=_is_chosen(cells, selection))
    rows = MaturityRows(
        sums=sums,
        resampled=resampled_returns(sums, forecast, rules.bootstrap),
        rule=rules.maturity,
        min_amounts=rules.bootstrap.min_amounts,
        has_spend=selection.segment is None,
        has_lags=forecast.has_lags,
    )
    return RoiMaturity(
        period=selection.period,
        as_of=as_of,
        currency=selection.currency,
        basis=basis,
        total=rows.total(),
        channels=rows.channels(),
        campaigns=rows.campaigns(),
        cohorts=rows.cohorts(buckets, selection.period),
        win_rates=_win_rates(forecast, selection),
        parts=_parts(book, is_counted & _is_chosen(book.rows, selection), selection.period),
        lag_horizon_days=forecast.lag_horizon,
        close_horizon_days=forecast.close_horizon,
        notes=_notes(book, forecast, selection, basis, has_people="contact_key" in leads, spend=spend),
    )


def _known_basis(deals: pd.DataFrame, margin_share: float | None) -> RoiBasis:
    """Margin if every won deal that has an amount has a margin too."""
    won = deals[deals["outcome"].eq(DealOutcome.WON.value) & deals["amount"].notna()]
    is_known = len(won) > 0 and (margin_share is not None or won["margin"].notna().all())
    return RoiBasis.MARGIN if is_known else RoiBasis.REVENUE


def _book(
    deals: pd.DataFrame,
    credit: pd.DataFrame | None,
    basis: RoiBasis,
    margin_share: float | None,
    period: Period,
    buckets: TimeBuckets,
    as_of: date,
    rules: ForecastRules,
) -> CreditedDeals:
    given = first_touch_credit(deals) if credit is None else credit
    if basis is RoiBasis.LIFETIME_VALUE:
        given = customer_credit(given, deals, buckets.zone)
    value = deals["amount"]
    if basis is RoiBasis.MARGIN:
        value = deals["margin"] if margin_share is None else deals["margin"].fillna(deals["amount"] * margin_share)
    as_of_day = float(np.datetime64(as_of, "D").astype(np.int64))
    return credited_deals(
        deals, given, value, buckets, period, as_of_day=as_of_day, start_quantile=rules.start_quantile
    )


def _is_in_segment(book: CreditedDeals, data: LoopData, selection: Selection) -> NDArray[np.bool_]:
    kept = selected_deals(data.deals, data.accounts, _only_segment(selection))
    return book.rows["deal_key"].isin(kept["deal_key"]).to_numpy(dtype=bool)


def _only_segment(selection: Selection) -> Selection:
    return replace(selection, channels=(), campaigns=())


def _leads(data: LoopData, selection: Selection, book: CreditedDeals, buckets: TimeBuckets) -> pd.DataFrame:
    """What deals come from: people by their first touch, or days where the data have no people."""
    period = selection.period
    leads = lead_touches(data.contacts, buckets, period, book.as_of_day)
    if len(leads):
        kept = selected_contacts(data.contacts, _only_segment(selection))
        return leads.assign(is_counted=leads["contact_key"].isin(kept["contact_key"]))
    start = float(np.datetime64(period.start_on, "D").astype(np.int64))
    first_day = start if np.isnan(book.observed_from) else min(start, book.observed_from)
    channels = sorted({*book.rows["channel"], *channel_keys(data.spend["channel"])})
    return calendar_touches(channels, buckets, period, first_day, book.as_of_day).assign(is_counted=True)


def _spend(spend: pd.DataFrame, period: Period, buckets: TimeBuckets) -> pd.DataFrame:
    """CELL and spend of the period, one row a cell."""
    rows = spend[are_days_in(spend["day"], period)]
    keyed = pd.DataFrame(
        {
            "channel": channel_keys(rows["channel"]).to_numpy(),
            "campaign": rows["campaign"].fillna("").to_numpy(),
            "bucket": buckets.index_of_days(rows["day"]),
            "spend": rows["spend"].to_numpy(),
        }
    )
    return keyed.groupby(CELL, as_index=False).sum()


def _cells(book: CreditedDeals, leads: pd.DataFrame, spend: pd.DataFrame) -> pd.DataFrame:
    """Every channel, campaign and month of the period in which something was spent, touched or credited."""
    found = pd.concat([frame[CELL] for frame in (book.rows, leads, spend)], ignore_index=True)
    found = found[found["bucket"] >= 0].drop_duplicates().sort_values(CELL, ignore_index=True)
    return typed_frame(found, {"channel": "str", "campaign": "str", "bucket": "int64"})


def _is_chosen(rows: pd.DataFrame, selection: Selection) -> NDArray[np.bool_]:
    chosen = np.ones(len(rows), dtype=bool)
    if selection.channels:
        chosen &= rows["channel"].isin(selection.channels).to_numpy(dtype=bool)
    if selection.campaigns:
        chosen &= rows["campaign"].isin(selection.campaigns).to_numpy(dtype=bool)
    return chosen


def _win_rates(forecast: DealForecast, selection: Selection) -> pd.DataFrame:
    """The whole first, then each channel that has deals and is selected (WIN_RATES)."""
    won, decided = forecast.decided()
    rows = pd.DataFrame({"channel": forecast.channels, "decided_deals": decided, "won_deals": won})
    rows["win_chance"] = forecast.new_deal_chances()
    rows = rows[(rows["decided_deals"] > 0) & (rows["channel"].isin(selection.channels) | (not selection.channels))]
    whole = {"channel": "", "decided_deals": decided.sum(), "won_deals": won.sum(), "win_chance": forecast.new_chance()}
    rows = pd.concat([pd.DataFrame([whole]), rows.sort_values("decided_deals", ascending=False, kind="stable")])
    rows["win_rate"] = kpis.ratio(rows["won_deals"], rows["decided_deals"])
    rows["win_rate_low"], rows["win_rate_high"] = wilson_interval(rows["won_deals"], rows["decided_deals"])
    return typed_frame(rows.reset_index(drop=True), WIN_RATES)


def _parts(book: CreditedDeals, is_counted: NDArray[np.bool_], period: Period) -> pd.DataFrame:
    """All won deals by the time of the credited touch: the parts sum to what was won (RETURN_PARTS)."""
    won = is_counted & book.outcome_is(DealOutcome.WON)
    day, share = book.rows["touch_day"].to_numpy(), book.rows["share"].to_numpy()
    value = np.nan_to_num(book.rows["value"].to_numpy()) * share
    first, last = (float(np.datetime64(one, "D").astype(np.int64)) for one in (period.start_on, period.end_on))
    masks = {
        ReturnPart.BEFORE: day < first,
        ReturnPart.PERIOD: (day >= first) & (day <= last),
        ReturnPart.AFTER: day > last,
        ReturnPart.UNDATED: np.isnan(day),
    }
    rows = [
        {"part": part.value, "won_deals": share[won & mask].sum(), "realised": value[won & mask].sum()}
        for part, mask in masks.items()
    ]
    return typed_frame(pd.DataFrame(rows), RETURN_PARTS)


def _notes(
    book: CreditedDeals, forecast: DealForecast, selection: Selection, basis: RoiBasis, *, has_people: bool,
    spend: pd.DataFrame,
) -> tuple[str, ...]:  # fmt: skip
    won = book.outcome_is(DealOutcome.WON)
    conditions = {
        "roi_maturity.note_too_few_lags": not forecast.has_lags,
        "roi_maturity.note_lifetime_value": basis is RoiBasis.LIFETIME_VALUE,
        "roi_maturity.note_without_people": not has_people,
        "roi_maturity.note_undated": bool((won & book.rows["touch_day"].isna()).any()),
        "roi.note_segment_without_spend": selection.segment is not None,
        "roi.note_revenue_basis": basis is RoiBasis.REVENUE,
        "roi.note_deals_without_amount": bool((won & book.rows["value"].isna()).any()),
        "roi.note_no_spend": not len(spend),
    }
    return tuple(key for key, applies in conditions.items() if applies)
