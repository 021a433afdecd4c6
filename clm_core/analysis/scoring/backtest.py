"""A score tested on what became of leads: bands, curves, AUC, calibration, and two scores against each other.

Only mature leads are measured, those judged long enough ago that most who convert would have converted; the others
are counted. A score whose weights were learned must be tested on leads judged later than those it learned from:
``tested_from`` is that moment, and older leads then only calibrate.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.intervals import BootstrapRule, Floats
from clm_core.analysis.scoring.auc import Estimate, auc
from clm_core.analysis.scoring.passed_leads import rate_of
from clm_core.analysis.scoring.score_bands import BAND_COUNT, score_bands
from clm_core.analysis.scoring.score_chance import ChanceRule, ScoreChance, require_both_outcomes, score_chance
from clm_core.analysis.scoring.score_curves import average_precision, curve_points
from clm_core.errors import ClmError

NEWEST_SHARE = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Whether leads convert as often as their score says.

    ``brier`` is the mean of (chance − outcome)², ``brier_of_rate`` that of giving everybody the rate of all; a useful
    score is below it. ``error`` is the mean distance between rate and expected rate of the bands, weighted by leads;
    ``error_by_chance`` is what a perfectly calibrated score would show with so few leads.
    """

    brier: float
    brier_of_rate: float
    error: float
    error_by_chance: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Backtest:
    """How a score did on history. ``bands`` is SCORE_BANDS, ``curve`` CURVE_POINTS of scoring_columns.

    ``leads`` were measured; ``immature_leads`` are too young to be, ``older_leads`` were judged before the test began,
    ``other_leads`` were never handed over (only with ``handed_over_only``). ``chance`` is the calibrated score behind
    the expected rates; ``is_calibrated_on_older`` says that it had not seen the leads it is tested on.
    """

    leads: int
    immature_leads: int
    older_leads: int
    other_leads: int
    converted: int
    revenue: float
    rate: Estimate
    first_judged_at: pd.Timestamp
    last_judged_at: pd.Timestamp
    auc: Estimate
    average_precision: Estimate
    bands: pd.DataFrame
    curve: pd.DataFrame
    calibration: Calibration
    chance: ScoreChance
    is_calibrated_on_older: bool


def backtest(
    score: Floats,
    outcomes: pd.DataFrame,
    *,
    tested_from: pd.Timestamp | None = None,
    handed_over_only: bool = False,
    band_count: int = BAND_COUNT,
    chance_rule: ChanceRule | None = None,
    bootstrap: BootstrapRule | None = None,
) -> Backtest:
    """The score of each row of LEAD_OUTCOMES (at its judged_at) against what became of it.

    ``handed_over_only`` leaves out leads that sales never got: they seldom convert whatever their score, so a score
    that resembles the hand-over rule of the time looks better than it is. Where the leads before ``tested_from``
    hold both outcomes, the score is calibrated on them, else on the tested ones.
    Raises ClmError where scores and leads differ in number, no lead is mature, none or all converted, or all scores
    are equal.
    """
    tested = measured_leads(score, outcomes, tested_from=tested_from, handed_over_only=handed_over_only)
    mature = outcomes["is_mature"].to_numpy()
    wanted = outcomes["is_handed_over"].to_numpy() if handed_over_only else np.ones(len(outcomes), bool)
    converted = outcomes["is_converted"].to_numpy()
    older = mature & wanted & ~tested
    can_calibrate = _holds_both(score[older], converted[older])
    known = older if can_calibrate else tested
    chance = score_chance(score[known], converted[known], chance_rule)
    own, is_converted = score[tested], converted[tested]
    expected = chance.at(own).value
    revenue = outcomes["revenue"].to_numpy()[tested]
    bands = score_bands(own, is_converted, revenue, expected, band_count)
    judged = outcomes["judged_at"][tested]
    return Backtest(
        leads=len(own),
        immature_leads=int(np.count_nonzero(~mature & wanted)),
        older_leads=int(np.count_nonzero(older)),
        other_leads=int(np.count_nonzero(~wanted)),
        converted=int(np.count_nonzero(is_converted)),
        revenue=float(revenue.sum()),
        rate=rate_of(int(np.count_nonzero(is_converted)), len(own)),
        first_judged_at=judged.min(),
        last_judged_at=judged.max(),
        auc=auc(own, is_converted),
        average_precision=average_precision(own, is_converted, bootstrap),
        bands=bands,
        curve=curve_points(own, is_converted),
        calibration=calibration(bands, expected, is_converted),
        chance=chance,
        is_calibrated_on_older=can_calibrate,
    )


def measured_leads(
    score: Floats,
    outcomes: pd.DataFrame,
    *,
    tested_from: pd.Timestamp | None = None,
    handed_over_only: bool = False,
) -> NDArray[np.bool_]:
    """Which rows of LEAD_OUTCOMES a backtest measures. Raises the ClmErrors of ``backtest``."""
    if len(score) != len(outcomes):
        raise ClmError("scoring_backtest.lengths_differ", scores=len(score), leads=len(outcomes))
    tested: NDArray[np.bool_] = outcomes["is_mature"].to_numpy().copy()
    if handed_over_only:
        tested &= outcomes["is_handed_over"].to_numpy()
    if tested_from is not None:
        tested &= (outcomes["judged_at"] >= tested_from).to_numpy()
    if not tested.any():
        raise ClmError("scoring_backtest.no_mature_leads", count=len(outcomes))
    require_both_outcomes(score[tested], outcomes["is_converted"].to_numpy()[tested])
    return tested


def newest_from(outcomes: pd.DataFrame, newest_share: float = NEWEST_SHARE) -> pd.Timestamp:
    """The moment from which on the newest share of the mature leads were judged: ``tested_from`` of a time split.

    Raises ClmError where no lead is mature.
    """
    judged = outcomes.loc[outcomes["is_mature"], "judged_at"].sort_values()
    if judged.empty:
        raise ClmError("scoring_backtest.no_mature_leads", count=len(outcomes))
    moment: pd.Timestamp = judged.iloc[min(int(len(judged) * (1 - newest_share)), len(judged) - 1)]
    return moment


def calibration(bands: pd.DataFrame, expected: Floats, is_converted: NDArray[np.bool_]) -> Calibration:
    """How far chances and outcomes are apart; ``bands`` is SCORE_BANDS of the same leads."""
    rate = is_converted.mean()
    leads = bands["leads"].to_numpy(dtype=np.float64)
    share, wanted = leads / leads.sum(), bands["expected_rate"].to_numpy()
    # The mean distance of a normal variable from its centre is √(2/π) standard deviations.
    noise = np.sqrt(2 / np.pi * wanted * (1 - wanted) / leads)
    return Calibration(
        brier=float(((expected - is_converted) ** 2).mean()),
        brier_of_rate=float(rate * (1 - rate)),
        error=float((share * np.abs(bands["rate"].to_numpy() - wanted)).sum()),
        error_by_chance=float((share * noise).sum()),
    )


def _holds_both(score: Floats, is_converted: NDArray[np.bool_]) -> bool:
    try:
        require_both_outcomes(score, is_converted)
    except ClmError:
        return False
    return True
