"""Charts of backtest and threshold, drawn from invented leads whose chance is known."""

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from clm_core.analysis.scoring.backtest import Backtest, backtest
from clm_core.analysis.scoring.grade_cells import GradeCells, grade_cells
from clm_core.analysis.scoring.lead_weeks import LeadWeeks, lead_weeks
from clm_core.analysis.scoring.score_chance import score_chance
from clm_core.analysis.scoring.score_curves import curve_points
from clm_core.analysis.scoring.thresholds import ThresholdPlan, threshold_plan
from clm_core.charts import scoring_backtest, scoring_thresholds
from clm_core.charts.theme import Look
from clm_core.scoring_terms import ThresholdTerms
from tests.analysis.scoring.invented_outcomes import FIRST_DAY, invented_leads

TERMS = ThresholdTerms(deal_value=24_000, margin_share=0.05, cost_per_lead=60, leads_per_week=20)


@cache
def leads() -> tuple[np.ndarray, pd.DataFrame, LeadWeeks]:
    """3 000 leads of a year: scores in half points, outcomes and weeks."""
    score, _, outcomes = invented_leads(7, 3_000)
    weeks = lead_weeks(outcomes["judged_at"], FIRST_DAY + pd.Timedelta(364, "D"))
    return np.round(score * 2) / 2, outcomes, weeks


@cache
def measured_score() -> Backtest:
    score, outcomes, _ = leads()
    return backtest(score, outcomes)


@cache
def planned(capacity: float = 20.0, cost: float = 60.0) -> ThresholdPlan:
    """The plan of the threshold under some capacity and cost; today it lies at 35.5 points."""
    score, outcomes, weeks = leads()
    terms = ThresholdTerms(deal_value=24_000, margin_share=0.05, cost_per_lead=cost, leads_per_week=capacity)
    chances = score_chance(score, outcomes["is_converted"].to_numpy()).at(score)
    return threshold_plan(score, chances, weeks, terms, present=35.5)


@cache
def graded(capacity: float = 20.0, cost: float = 60.0) -> GradeCells:
    """The grid, fit and engagement each in four parts; nobody stands in D1."""
    score, outcomes, weeks = leads()
    noise = np.random.default_rng(1).normal(size=len(score)) * 9
    letter = np.digitize(-(score + noise), [-42, -32, -22])
    number = np.digitize(-(score - noise), [-42, -32, -22])
    cell = np.where((letter == 3) & (number == 0), 13, letter * 4 + number)
    terms = ThresholdTerms(deal_value=24_000, margin_share=0.05, cost_per_lead=cost, leads_per_week=capacity)
    return grade_cells(cell, outcomes, weeks, terms)


def other_curve() -> pd.DataFrame:
    """A poorer score on the same leads."""
    score, outcomes, _ = leads()
    noise = np.random.default_rng(2).normal(size=len(score)) * 14
    return curve_points(score + noise, outcomes["is_converted"].to_numpy(), most=100)


def scoring_backtest_gallery(seen: Look) -> dict[str, dict[str, Any]]:
    found, plan = measured_score(), planned()
    names = {"de": ("Neues Modell", "Heutiges Modell"), "en": ("New model", "Today’s model")}[seen.language]
    return {
        "score_band_bars": scoring_backtest.score_band_bars(found.bands, seen),
        "calibration_points": scoring_backtest.calibration_points(found.bands, seen),
        "gain_curve": scoring_backtest.gain_curve(found.curve, seen),
        "gain_curve_compared": scoring_backtest.gain_curve(
            found.curve, seen, name=names[0], other=other_curve(), other_name=names[1]
        ),
        "roc_curve": scoring_backtest.gain_curve(found.curve, seen, is_roc=True),
        "precision_recall": scoring_backtest.precision_recall(found.curve, seen, rate=found.rate.value),
        "threshold_profit": scoring_thresholds.threshold_profit(plan.cuts, plan.recommendation, seen),
        "threshold_load": scoring_thresholds.threshold_load(plan.cuts, plan.recommendation, seen),
        "grade_heat_map": scoring_thresholds.grade_heat_map(graded().cells, TERMS, seen),
    }
