"""Where to cut: what each threshold would mean for sales, which one earns most within capacity, and why.

A lead is worth working while its chance × deal value × margin is at least what working it costs. Chances come from
the calibrated score, the number of leads from the last weeks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from clm_core.analysis.intervals import Floats
from clm_core.analysis.scoring.lead_weeks import LeadWeeks
from clm_core.analysis.scoring.score_chance import Chances
from clm_core.analysis.scoring.threshold_candidates import candidate_cuts
from clm_core.analysis.scoring.threshold_reason import cut_recommendation
from clm_core.analysis.scoring.threshold_tallies import (
    CutTallies,
    cut_tallies,
    lead_stream,
    marginal_rates,
    week_interval,
)
from clm_core.columns import typed_frame
from clm_core.scoring_columns import THRESHOLD_CUTS
from clm_core.scoring_terms import CutRecommendation, ThresholdTerms


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ThresholdPlan:
    """Every cut (scoring_columns.THRESHOLD_CUTS) and the recommended one with its reason."""

    cuts: pd.DataFrame
    recommendation: CutRecommendation


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ThresholdPair:
    """The plans of the MQL and the SQL threshold; the SQL threshold is never below the MQL threshold."""

    mql: ThresholdPlan
    sql: ThresholdPlan


def threshold_cuts(
    score: Floats,
    chances: Chances,
    weeks: LeadWeeks,
    terms: ThresholdTerms,
    *,
    extra_cuts: Sequence[float] = (),
    at_least: float | None = None,
) -> pd.DataFrame:
    """One row a cut, rising: scoring_columns.THRESHOLD_CUTS.

    ``score``, ``chances`` and ``weeks`` are of the same leads, mature or not. Cuts are the distinct scores; where
    there are more than MAX_CUTS, round numbers (whole points, halves …) that keep leads apart. ``extra_cuts`` are
    added as they are, ``at_least`` leaves out lower ones and is a cut itself.
    The interval of leads per week is for one single week: gamma with the mean and the variance between the weeks
    seen, at least that of chance (Poisson); season and trend of those weeks are in it. The interval of precision is
    that of the calibrated chances. ``marginal_rate`` is the mean chance of the leads from this cut up to the next.
    Wins above and missed wins sum to the same total at every cut.
    Raises ClmError where lengths differ or no lead was judged in these weeks.
    """
    stream = lead_stream(score, chances, weeks)
    cuts = candidate_cuts(stream.score, terms.leads_per_week * stream.weeks, extra_cuts, at_least)
    return cut_rows(cut_tallies(stream, cuts), stream.weeks, terms)


def threshold_plan(
    score: Floats,
    chances: Chances,
    weeks: LeadWeeks,
    terms: ThresholdTerms,
    *,
    present: float | None = None,
    at_least: float | None = None,
) -> ThresholdPlan:
    """All cuts and the one that earns most among those that sales can work; of equals the highest.

    ``present`` is today's threshold, shown among the cuts unless it is below ``at_least``. Otherwise as
    ``threshold_cuts``.
    """
    stream = lead_stream(score, chances, weeks)
    if present is not None and at_least is not None and present < at_least:
        present = None
    most = terms.leads_per_week * stream.weeks
    cuts = candidate_cuts(stream.score, most, () if present is None else (present,), at_least)
    tallies = cut_tallies(stream, cuts)
    frame = cut_rows(tallies, stream.weeks, terms)
    return ThresholdPlan(cuts=frame, recommendation=cut_recommendation(frame, tallies, terms, present))


def threshold_pair(
    score: Floats,
    chances: Chances,
    weeks: LeadWeeks,
    *,
    mql_terms: ThresholdTerms,
    sql_terms: ThresholdTerms,
    present_mql: float | None = None,
    present_sql: float | None = None,
) -> ThresholdPair:
    """Both thresholds, each with its own cost and capacity.

    The SQL cut is looked for from the recommended MQL cut upwards, because an SQL is always an MQL too; without a
    recommended MQL cut over all scores.
    """
    mql = threshold_plan(score, chances, weeks, mql_terms, present=present_mql)
    chosen = mql.recommendation.recommended
    lowest = chosen.score if chosen else None
    sql = threshold_plan(score, chances, weeks, sql_terms, present=present_sql, at_least=lowest)
    return ThresholdPair(mql=mql, sql=sql)


def cut_rows(tallies: CutTallies, weeks: int, terms: ThresholdTerms) -> pd.DataFrame:
    """The sums as rates and money a week: scoring_columns.THRESHOLD_CUTS."""
    leads = tallies.leads
    with np.errstate(divide="ignore", invalid="ignore"):
        precision, low, high = (
            np.where(leads > 0, sums / leads, np.nan)
            for sums in (tallies.chance, tallies.chance_low, tallies.chance_high)
        )
    mean = leads / weeks
    week_low, week_high = week_interval(tallies.by_week)
    wins = tallies.chance / weeks
    marginal = marginal_rates(tallies)
    # A hair's breadth, because sums of chances are not exact.
    is_worth_it = marginal >= terms.break_even_rate - 1e-12
    return typed_frame(
        {
            "score": tallies.cuts,
            "leads_per_week": mean,
            "leads_per_week_low": week_low,
            "leads_per_week_high": week_high,
            "load_share": mean / terms.leads_per_week if terms.leads_per_week else np.where(mean > 0, np.inf, 0.0),
            "precision": precision,
            "precision_low": low,
            "precision_high": high,
            "marginal_rate": marginal,
            "wins_per_week": wins,
            "revenue_per_week": wins * terms.deal_value,
            "missed_wins_per_week": np.maximum(tallies.all_chance - tallies.chance, 0.0) / weeks,
            "wasted_leads_per_week": mean - wins,
            "profit_per_week": wins * terms.value_per_win - mean * terms.cost_per_lead,
            "is_within_capacity": mean <= terms.leads_per_week + 1e-9,
            "is_worth_it": is_worth_it,
        },
        THRESHOLD_CUTS,
    )
