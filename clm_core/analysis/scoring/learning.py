"""The team's weights against what the deals say: points that history would give, with how sure they are.

A regularised logistic regression on the leads that sales got, at the moment of hand-over; translated into the team's
own points, with an interval for each weight. Method, choices and limits: docs/methods/lead-scoring-weights.md.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from clm_core.analysis.intervals import Floats
from clm_core.analysis.scoring.auc import Estimate
from clm_core.analysis.scoring.learned_order import LearnedOrder, learned_order
from clm_core.analysis.scoring.learned_rows import ColumnWeights, WeightRule, weight_rows
from clm_core.analysis.scoring.learning_leads import LearningLeads, learning_leads
from clm_core.analysis.scoring.logistic import (
    FittedOdds,
    fitted_odds,
    prior_variance,
    resampled_odds,
    robust_variance,
)
from clm_core.analysis.scoring.one_thread import one_thread
from clm_core.analysis.scoring.scorecard import scaling
from clm_core.errors import ClmError

DOUBLING_POINTS = 20.0
"""Without a model of the team's own, so many points double the odds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningRule:
    """The stated assumptions.

    ``prior_sd``: before any lead is seen, a weight is taken to lie within ± 2 · prior_sd log odds for a typical
    lead that has the feature. ``newer_share``: the newest leads on which the order is tested. Above
    ``max_resampled`` leads the interval is computed instead of drawn: both agree there. ``sure_from`` conversions
    no warning is given. ``leak_auc``: an order better than this is too good to be true.
    """

    prior_sd: float = 1.0
    resamples: int = 300
    max_resampled: int = 20_000
    newer_share: float = 0.3
    sure_from: int = 30
    leak_auc: float = 0.95
    weights: WeightRule = field(default_factory=WeightRule)


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningNote:
    """Something to know before reading: a catalogue key and what fills its sentence."""

    key: str
    values: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LearnedWeights:
    """What the deals say about each feature, in log odds and in the team's own points.

    ``rows``: scoring_columns.LEARNED_WEIGHTS, one row a feature in the matrix's order, excluded ones left out.
    ``points_per_log_odds``: how many points one log odds is; with ``has_own_scale`` chosen so that learned points
    spread over the leads as the team's own do, else 20 points double the odds. ``intercept``: log odds of a lead
    without any feature. ``order``: how well older leads' weights put newer leads in order.
    """

    rows: pd.DataFrame
    points_per_log_odds: float
    has_own_scale: bool
    intercept: float
    leads: int
    converted: int
    not_handed_over: int  # left out: nobody in sales tried
    immature: int  # left out: too young to tell
    order: LearnedOrder
    constant_features: tuple[int, ...]
    excluded_features: tuple[int, ...]
    notes: tuple[LearningNote, ...]

    def chances(self, matrix: NDArray[np.floating]) -> Floats:
        """The chance of each lead to convert once sales has it, 0 to 1."""
        places = self.rows["feature"].to_numpy()
        # Constant features have no log odds; what they do is in the intercept.
        chance: Floats = expit(matrix[:, places] @ np.nan_to_num(self.rows["log_odds"].to_numpy()) + self.intercept)
        return chance


def learned_weights(
    matrix: NDArray[np.floating],
    outcomes: pd.DataFrame,
    own_points: Floats,
    *,
    seed: int,
    excluded: Collection[int] = (),
    rule: LearningRule | None = None,
) -> LearnedWeights:
    """The weight of each feature as the converted leads say, beside the team's own points.

    ``matrix``: leads × features, what one point of criterion j would contribute to lead i when it was judged (0 or
    1 for fit, a decayed count for engagement). ``outcomes``: LEAD_OUTCOMES of the same leads in the same order; only
    mature leads that sales got are learned from. ``own_points``: NaN for a candidate that is not in the team's
    model. ``excluded``: features known only afterwards (see leakage). Same arguments and seed, same answer.

    Raises ClmError where nothing can be learned: no lead of that kind, none or all converted, numbers missing in
    the matrix, lengths that do not fit. Few conversions are no error: the intervals are wide and a note says so.
    """
    rule = rule or LearningRule()
    own = _own_points(own_points, matrix)
    own_filled = np.nan_to_num(own)
    leads = learning_leads(matrix, outcomes, excluded)
    with one_thread():
        fitted = fitted_odds(leads.columns, leads.is_converted, prior_sd=rule.prior_sd)
        spread = _spread(leads, fitted, seed, rule)
        order = learned_order(leads, own_filled, seed=seed, prior_sd=rule.prior_sd, newer_share=rule.newer_share)
    shown = np.array([place for place in range(matrix.shape[1]) if place not in excluded], dtype=np.int64)
    weights = _in_matrix_units(leads, fitted, spread, matrix.shape[1], rule.prior_sd)
    factor, has_own_scale = _points_per_log_odds(leads.matrix, own_filled, weights.log_odds)
    constant = tuple(int(one) for one in np.setdiff1d(shown, leads.places))
    counts = _left_out(outcomes)
    return LearnedWeights(
        rows=weight_rows(leads.matrix, leads.is_converted, shown, weights, own, factor, rule.weights),
        points_per_log_odds=factor,
        has_own_scale=has_own_scale,
        intercept=fitted.intercept,
        leads=len(leads.is_converted),
        converted=int(leads.is_converted.sum()),
        not_handed_over=counts[0],
        immature=counts[1],
        order=order,
        constant_features=constant,
        excluded_features=tuple(sorted(int(one) for one in excluded)),
        notes=_notes(leads, order.newer, constant, rule),
    )


def _own_points(own_points: Floats, matrix: NDArray[np.floating]) -> Floats:
    own = np.asarray(own_points, dtype=np.float64)
    if own.shape != matrix.shape[1:]:
        raise ClmError("scoring_learning.points_differ", points=len(own), criteria=matrix.shape[1])
    return own


def _spread(leads: LearningLeads, fitted: FittedOdds, seed: int, rule: LearningRule) -> Floats:
    """Standard deviation of each weight: leads drawn anew, and the pull towards zero, which no draw shows."""
    if len(leads.columns) > rule.max_resampled:
        drawn = robust_variance(leads.columns, leads.is_converted, fitted, prior_sd=rule.prior_sd)
    else:
        refits = resampled_odds(
            leads.columns, leads.is_converted, fitted, prior_sd=rule.prior_sd, resamples=rule.resamples, seed=seed
        )
        drawn = refits[:, 1:].var(axis=0, ddof=1)
    return np.sqrt(drawn + prior_variance(leads.columns, fitted, prior_sd=rule.prior_sd))


def _in_matrix_units(
    leads: LearningLeads, fitted: FittedOdds, spread: Floats, width: int, prior_sd: float
) -> ColumnWeights:
    log_odds, sd, unsure = np.zeros(width), np.full(width, np.nan), np.ones(width)
    log_odds[leads.places] = fitted.weights / leads.units
    sd[leads.places] = spread / leads.units
    unsure[leads.places] = spread / prior_sd
    return ColumnWeights(log_odds=log_odds, sd=sd, unsure=unsure)


def _points_per_log_odds(rows: Floats, own: Floats, log_odds: Floats) -> tuple[float, bool]:
    own_spread, learned_spread = float((rows @ own).std()), float((rows @ log_odds).std())
    if own_spread > 0 and learned_spread > 0:
        return own_spread / learned_spread, True
    return scaling(DOUBLING_POINTS, 0.0, 1.0).factor, False


def _left_out(outcomes: pd.DataFrame) -> tuple[int, int]:
    handed = outcomes["is_handed_over"]
    return int((~handed).sum()), int((handed & ~outcomes["is_mature"]).sum())


def _notes(
    leads: LearningLeads, newer: Estimate, constant: tuple[int, ...], rule: LearningRule
) -> tuple[LearningNote, ...]:
    notes = []
    converted = int(leads.is_converted.sum())
    rarer = min(converted, len(leads.is_converted) - converted)
    if rarer < rule.sure_from:
        notes.append(LearningNote(key="scoring_learning.few_conversions", values={"count": rarer}))
    if newer.value > rule.leak_auc:
        notes.append(LearningNote(key="scoring_learning.too_good", values={"auc": newer.value}))
    elif np.isnan(newer.value):
        notes.append(LearningNote(key="scoring_learning.not_tested", values={}))
    elif newer.low <= 0.5:
        notes.append(LearningNote(key="scoring_learning.no_better_than_chance", values={"auc": newer.value}))
    if constant:
        notes.append(LearningNote(key="scoring_learning.constant_features", values={"count": len(constant)}))
    return tuple(notes)
