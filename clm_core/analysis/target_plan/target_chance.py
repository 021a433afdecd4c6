"""The chance that a target is reached, the spread of the outcome and where it comes from, for one set of promises."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from clm_core.analysis.target_plan.promise_effects import PlannedMqls, planned_mqls
from clm_core.analysis.target_plan.target_base import RevenueSource, TargetBase
from clm_core.columns import typed_frame
from clm_core.errors import ClmError
from clm_core.response_curves import Floats
from clm_core.target_columns import TARGET_HISTOGRAM, TARGET_SOURCES
from clm_core.targets import TargetPlan

_BINS = 30
_LOW, _HIGH = 0.05, 0.95


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TargetChance:
    """``chance`` is the share of draws in which the period's revenue reaches the target; ``chance_error`` the standard
    error of that share, from having drawn only so often. Quantiles are of the revenue, low and high 90 %.
    """

    chance: float
    chance_error: float
    revenue: Floats
    expected: float
    low: float
    median: float
    high: float
    mqls: PlannedMqls
    new_revenue: Floats

    @property
    def draws(self) -> int:
        """How many outcomes were simulated."""
        return len(self.revenue)


def target_chance(base: TargetBase, plan: TargetPlan) -> TargetChance:
    """The chance under a plan's promises; the same base and plan give the same answer, in milliseconds.

    Raises ClmError where the plan's target needs another base (period, typed rates or deal amount differ).
    """
    if _basis(plan) != _basis(TargetPlan(target=base.target)):
        raise ClmError("target_plan.other_base")
    mqls = planned_mqls(base, plan)
    new = base.new.revenue_of(np.repeat(mqls.expected_wins, base.inner))
    revenue = base.fixed_revenue + new
    is_reached = revenue >= plan.target.revenue
    low, median, high = np.quantile(revenue, [_LOW, 0.5, _HIGH])
    return TargetChance(
        chance=float(is_reached.mean()),
        chance_error=clustered_error(is_reached.astype(np.float64), base.inner),
        revenue=revenue,
        expected=float(revenue.mean()),
        low=float(low),
        median=float(median),
        high=float(high),
        mqls=mqls,
        new_revenue=new,
    )


def _basis(plan: TargetPlan) -> tuple[object, ...]:
    return plan.target.period, plan.target.rates, plan.target.deal_amount


def clustered_error(values: Floats, inner: int) -> float:
    """Standard error of the mean of draws of which ``inner`` on end share their rates."""
    groups = values.reshape(-1, inner).mean(axis=1)
    return float(groups.std(ddof=1) / np.sqrt(len(groups))) if len(groups) > 1 else float("nan")


def deal_draws(base: TargetBase, found: TargetChance) -> Floats:
    """Won deals of the period in each draw of the revenue."""
    new = base.new.deals_of(np.repeat(found.mqls.expected_wins, base.inner))
    deals: Floats = np.sum([one.deal_draws for one in base.standing.values()], axis=0) + new
    return deals


def chance_sources(base: TargetBase, found: TargetChance) -> pd.DataFrame:
    """TARGET_SOURCES: expected deals and revenue by source, with 90 % of each."""
    rows = [(source, one.deals, one.revenue) for source, one in base.standing.items()]
    rows.append((RevenueSource.NEW_MQLS, float(found.mqls.expected_wins.mean()), found.new_revenue))
    frame = pd.DataFrame(
        [
            {
                "source": source.value,
                "deals": deals,
                "revenue": revenue.mean(),
                "revenue_low": np.quantile(revenue, _LOW),
                "revenue_high": np.quantile(revenue, _HIGH),
            }
            for source, deals, revenue in rows
        ]
    )
    order = {source.value: place for place, source in enumerate(RevenueSource)}
    return typed_frame(
        frame.sort_values("source", key=lambda names: names.map(order), ignore_index=True), TARGET_SOURCES
    )


def chance_histogram(found: TargetChance, target: float) -> pd.DataFrame:
    """TARGET_HISTOGRAM with an edge at the target, so that the bars at and above it sum to the chance."""
    low, high = float(np.quantile(found.revenue, 0.002)), float(np.quantile(found.revenue, 0.998))
    low, high = min(low, target), max(high, target)
    width = max((high - low) / _BINS, 1e-9)
    below = max(int(np.ceil((target - low) / width)), 0)
    above = max(int(np.ceil((high - target) / width)), 0)
    edges = target + width * np.arange(-below, above + 1)
    inner = np.clip(np.searchsorted(edges, found.revenue, side="right") - 1, 0, max(len(edges) - 2, 0))
    # What lies beyond an end counts in the last bar of its side.
    inner = np.where(found.revenue >= target, np.maximum(inner, below), np.minimum(inner, max(below - 1, 0)))
    share = np.bincount(inner, minlength=len(edges) - 1)[: len(edges) - 1] / len(found.revenue)
    rows = {
        "revenue_from": edges[:-1],
        "revenue_to": edges[1:],
        "share": share,
        "is_reached": edges[:-1] >= target - width / 1e6,
    }
    return typed_frame(pd.DataFrame(rows), TARGET_HISTOGRAM)
