"""The rows of the maturity view: cells summed to months, channels, campaigns and the whole, with their intervals."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from clm_core import kpis
from clm_core.analysis.credited_deals import CELL, CreditedDeals, Floats
from clm_core.analysis.deal_forecast import DealForecast
from clm_core.analysis.intervals import CONFIDENCE, BootstrapRule
from clm_core.analysis.roi import Sufficiency, SufficiencyRule
from clm_core.analysis.trend import TimeBuckets
from clm_core.columns import typed_frame
from clm_core.loop_columns import ROI_MATURITY
from clm_core.records import DealOutcome
from clm_core.selection import Period

_COUNTS = {"won_deals": DealOutcome.WON, "lost_deals": DealOutcome.LOST, "open_deals": DealOutcome.OPEN}
_SUMS = ["spend", *_COUNTS, "deals_to_come", "realised", "expected_open", "expected_to_come"]
Keys: TypeAlias = tuple[str, ...]
_GROUPINGS: tuple[Keys, ...] = ((), ("channel",), ("channel", "campaign"), ("bucket",), ("channel", "bucket"))
_RESAMPLES_AT_ONCE = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class MaturityRule:
    """When a cohort's ROI is what it will stay, and when it is little more than a forecast.

    ``mature_from_share``: a cohort is mature once so much of the deals expected of it is closed, won or lost.
    Below ``too_young_below_share`` no conclusion is drawn. ``sufficiency`` counts won deals as elsewhere.
    """

    mature_from_share: float = 0.8
    too_young_below_share: float = 0.2
    sufficiency: SufficiencyRule = field(default_factory=SufficiencyRule)


@dataclass(frozen=True, slots=True, kw_only=True)
class CellSums:
    """CELL and what was spent, seen and is expected in each chosen cell; ``is_chosen`` among all cells."""

    rows: pd.DataFrame
    is_chosen: NDArray[np.bool_]

    def groups(self, keys: Keys) -> NDArray[np.int64]:
        """The number of each row's group, in the order in which grouping by the keys gives them."""
        if not keys:
            return np.zeros(len(self.rows), dtype=np.int64)
        return self.rows.groupby(list(keys), sort=True).ngroup().to_numpy().astype(np.int64)


def cell_sums(
    cells: pd.DataFrame,
    spend: pd.DataFrame,
    book: CreditedDeals,
    is_counted: NDArray[np.bool_],
    forecast: DealForecast,
    *,
    is_chosen: NDArray[np.bool_],
) -> CellSums:
    """Everything that adds up, by cell."""
    expected = forecast.of(np.ones((1, forecast.deal_count)))
    rows = cells.merge(spend, on=CELL, how="left").fillna({"spend": 0.0})
    for name, outcome in _COUNTS.items():
        seen = book.rows[is_counted & book.outcome_is(outcome)].groupby(CELL)["share"].sum().rename(name)
        rows = rows.join(seen, on=CELL).fillna({name: 0.0})
    for name in ("deals_to_come", "realised", "expected_open", "expected_to_come"):
        rows[name] = getattr(expected, name)[0]
    return CellSums(rows=rows[is_chosen].reset_index(drop=True), is_chosen=is_chosen)


def resampled_returns(sums: CellSums, forecast: DealForecast, rule: BootstrapRule) -> dict[Keys, tuple[Floats, Floats]]:
    """Low and high end of the mature return of each group, by grouping.

    Poisson bootstrap over deals with a fixed seed: in each resample each deal counts Poisson(1) times, and lags,
    win rates, amounts and the number of deals are learnt anew from what it has.
    """
    into = [_into(sums.groups(keys)) for keys in _GROUPINGS]
    together = hstack(into, format="csr")
    generator = np.random.default_rng(rule.seed)
    parts = []
    for start in range(0, rule.resamples, _RESAMPLES_AT_ONCE):
        count = min(_RESAMPLES_AT_ONCE, rule.resamples - start)
        weights = generator.poisson(1.0, (count, forecast.deal_count)).astype(np.float64)
        parts.append(forecast.of(weights).mature_return[:, sums.is_chosen] @ together)
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(np.concatenate(parts), [tail, 1 - tail], axis=0)
    edges = np.cumsum([one.shape[1] for one in into])[:-1]
    ends = zip(np.split(low, edges), np.split(high, edges), strict=True)
    return dict(zip(_GROUPINGS, ends, strict=True))


def _into(group: NDArray[np.int64]) -> csr_matrix:
    return csr_matrix((np.ones(len(group)), (np.arange(len(group)), group)), (len(group), group.max(initial=-1) + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class MaturityRows:
    """The tables of the result (loop_columns.ROI_MATURITY)."""

    sums: CellSums
    resampled: Mapping[Keys, tuple[Floats, Floats]]
    rule: MaturityRule
    min_amounts: int
    has_spend: bool
    has_lags: bool

    def total(self) -> pd.DataFrame:
        rows = self._rated(())
        return typed_frame(_with_keys(rows if len(rows) else self._nothing()), ROI_MATURITY)

    def channels(self) -> pd.DataFrame:
        """A row a channel, highest spend first."""
        return self._by_spend(self._rated(("channel",)))

    def campaigns(self) -> pd.DataFrame:
        """A row a channel and campaign, highest spend first."""
        return self._by_spend(self._rated(("channel", "campaign")))

    def cohorts(self, buckets: TimeBuckets, period: Period) -> pd.DataFrame:
        """A row a month of touches, all channels together first, then of each channel."""
        rows = pd.concat([self._rated(("bucket",)), self._rated(("channel", "bucket"))])
        rows["month"] = np.array(buckets.starts, dtype="datetime64[us]")[rows["bucket"].astype(int)]
        rows["is_partial"] = buckets.is_partial(period)[rows["bucket"].astype(int)]
        return typed_frame(_with_keys(rows).sort_values(["channel", "month"], ignore_index=True), ROI_MATURITY)

    def _by_spend(self, rows: pd.DataFrame) -> pd.DataFrame:
        keys = ["channel", "campaign"]
        rows = _with_keys(rows).sort_values(["spend", "mature_return", *keys], ascending=[False, False, True, True])
        return typed_frame(rows.reset_index(drop=True), ROI_MATURITY)

    def _rated(self, keys: Keys) -> pd.DataFrame:
        group = self.sums.groups(keys)
        rows = self.sums.rows.groupby(group)[_SUMS].sum()
        for key in keys:
            rows[key] = self.sums.rows.groupby(group)[key].first()
        rows["mature_return_low"], rows["mature_return_high"] = self.resampled[keys]
        return self._with_ratios(rows)

    def _nothing(self) -> pd.DataFrame:
        zeros = {name: [0.0] for name in (*_SUMS, "mature_return_low", "mature_return_high")}
        return self._with_ratios(pd.DataFrame(zeros))

    def _with_ratios(self, rows: pd.DataFrame) -> pd.DataFrame:
        closed = rows["won_deals"] + rows["lost_deals"]
        deals = closed + rows["open_deals"]
        rows = rows.assign(
            is_partial=False,
            spend=rows["spend"] if self.has_spend else np.nan,
            deals=deals,
            closed_share=kpis.ratio(closed, deals + rows["deals_to_come"]),
            mature_return=rows["realised"] + rows["expected_open"] + rows["expected_to_come"],
        )
        rows["is_mature"] = self.has_lags & (rows["closed_share"] >= self.rule.mature_from_share)
        is_few = rows["won_deals"] + rows["open_deals"] < self.min_amounts
        for end in ("low", "high"):
            rows[f"mature_return_{end}"] = rows[f"mature_return_{end}"].mask(is_few)
            rows[f"mature_roi_{end}"] = kpis.roi(rows[f"mature_return_{end}"], rows["spend"])
        rows["realised_roi"] = kpis.roi(rows["realised"], rows["spend"])
        rows["mature_roi"] = kpis.roi(rows["mature_return"], rows["spend"])
        verdicts = [_verdict(row, self.rule) for row in rows.to_dict("records")]
        return rows.assign(
            verdict=[verdict.value for verdict, _ in verdicts], recommendation=[key for _, key in verdicts]
        )


def _with_keys(rows: pd.DataFrame) -> pd.DataFrame:
    for key in ("channel", "campaign"):
        rows = rows.assign(**{key: rows[key].fillna("") if key in rows else ""})
    return rows


def _verdict(row: Mapping[Hashable, float], rule: MaturityRule) -> tuple[Sufficiency, str]:
    wins, closed_share = row["won_deals"], row["closed_share"]
    if not row["spend"] > 0:
        return Sufficiency.NO_SPEND, "roi.advice_no_spend"
    if closed_share < rule.too_young_below_share:
        return Sufficiency.TOO_LITTLE, "roi_maturity.advice_too_young"
    if wins < rule.sufficiency.little_from:
        return Sufficiency.TOO_LITTLE, "roi.advice_too_few_wins" if wins else "roi.advice_no_wins"
    if wins < rule.sufficiency.enough_from:
        return Sufficiency.LITTLE, "roi.advice_few_wins"
    if not row["is_mature"]:
        return Sufficiency.LITTLE, "roi_maturity.advice_young"
    return Sufficiency.ENOUGH, "roi.advice_enough"
