"""A moved slider on the page of thresholds: calibrated chances, every cut, the recommended one, and the grid."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from clm_core.analysis.scoring.backtest import backtest
from clm_core.analysis.scoring.grade_cells import grade_cells
from clm_core.analysis.scoring.lead_weeks import lead_weeks
from clm_core.analysis.scoring.score_chance import score_chance
from clm_core.analysis.scoring.thresholds import threshold_plan
from clm_core.scoring_terms import ThresholdTerms
from tests.analysis.scoring.invented_outcomes import FIRST_DAY, invented_leads
from tests.benchmarks.measured import Measured, seconds_of

LEADS = 20_000
MOST_SECONDS = 0.01


def measured(folder: Path) -> Iterator[Measured]:
    """Seconds of each step at 20 000 leads with 20 000 different scores."""
    score, _, outcomes = invented_leads(1, LEADS)
    converted = outcomes["is_converted"].to_numpy()
    weeks = lead_weeks(outcomes["judged_at"], FIRST_DAY + pd.Timedelta(364, "D"))
    terms = ThresholdTerms(deal_value=24_000, margin_share=0.05, cost_per_lead=60, leads_per_week=60)
    chances = score_chance(score, converted).at(score)
    cell = np.random.default_rng(1).integers(0, 16, LEADS)
    steps = {
        "from scores to calibrated chances": lambda: score_chance(score, converted).at(score),
        "every cut and the recommended one": lambda: threshold_plan(score, chances, weeks, terms, present=30.0),
        "the grid with its recommended cells": lambda: grade_cells(cell, outcomes, weeks, terms),
    }
    for name, seconds in seconds_of(steps, rounds=9).items():
        yield Measured(
            what=f"threshold, {LEADS:,} leads: {name}",
            seconds=seconds,
            yardstick="goal",
            yardstick_seconds=MOST_SECONDS,
            goal="≤ 1",
        )
    whole = seconds_of({"backtest": lambda: backtest(score, outcomes)}, rounds=5)
    yield Measured(what=f"backtest of {LEADS:,} leads with bootstrap", seconds=whole["backtest"])
