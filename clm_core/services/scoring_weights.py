"""The team's weights beside what the deals say, with what a score must not use left out and named."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.scoring.fit import fit_matrix, numbers_in
from clm_core.analysis.scoring.judged_scores import judged_engagement, judged_fit
from clm_core.analysis.scoring.leads import LeadField
from clm_core.analysis.scoring.leakage import LeakReason, leaking_features
from clm_core.analysis.scoring.learned_rows import WeightVerdict
from clm_core.analysis.scoring.learning import LearnedWeights, LearningNote, learned_weights
from clm_core.scoring_model import ATTRIBUTE, FitCriterion, FitTest, LeadOutcome, ScoringModel
from clm_core.services.scoring import ScoringBase, scoring_base
from clm_core.store.workspaces import Store

__all__ = [
    "LeakReason",
    "LearnedWeights",
    "LearningNote",
    "WeightsView",
    "accepted",
    "advice",
    "by_change",
    "weights_view",
]

Matrix: TypeAlias = NDArray[np.floating]

SEED = 2026
CANDIDATE_FIELDS = ("industry", "size_band", "country", "first_touch_channel")
MAX_VALUES = 30
MIN_LEADS = 40


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WeightsView:
    """What was learned; feature j is criterion j of the model (fit, then engagement), then the candidates.

    ``leaks`` is LEAKING_FEATURES; those that are no mere constants did not enter the fit.
    """

    learned: LearnedWeights
    leaks: pd.DataFrame
    candidates: tuple[FitCriterion, ...]


def weights_view(store: Store, model: ScoringModel, outcome: LeadOutcome, has_candidates: bool = True) -> WeightsView:
    """The weight of every criterion as the converted leads say, at the moment each lead was handed over.

    With candidates also for values that no criterion names and at least MIN_LEADS leads have, so that something the
    team does not look at yet can show. Raises ClmError where nothing can be learned.
    """
    base = scoring_base(store, outcome)
    candidates = _candidates(base, model) if has_candidates else ()
    bare = model.with_points([0.0] * len(model.fit), [0.0] * len(model.engagement))
    leaks, learned = _learned(base, bare, candidates, tuple(_points(model)))
    return WeightsView(learned=learned, leaks=leaks, candidates=candidates)


@lru_cache(maxsize=16)
def _learned(
    base: ScoringBase, model: ScoringModel, candidates: tuple[FitCriterion, ...], own: tuple[float, ...]
) -> tuple[pd.DataFrame, LearnedWeights]:
    fit = fit_matrix(base.facts.facts, candidates)[base.facts.rows]
    matrix = np.hstack([judged_fit(base.facts, model), judged_engagement(base.facts, model), fit])
    leaks = leaking_features(matrix, base.outcomes)
    excluded = leaks.loc[leaks["reason"] != LeakReason.CONSTANT.value, "feature"].tolist()
    points = np.array([*own, *(float("nan") for _ in candidates)])
    return leaks, learned_weights(matrix, base.outcomes, points, seed=SEED, excluded=excluded)


def accepted(model: ScoringModel, view: WeightsView, features: list[int]) -> ScoringModel:
    """The model with the learned points of these features, in whole points; candidates become criteria."""
    learned = dict(zip(view.learned.rows["feature"], view.learned.rows["points"], strict=True))
    points = [float(round(learned[place])) if place in features else one for place, one in enumerate(_points(model))]
    count, fit_count = len(points), len(model.fit)
    changed = model.with_points(points[:fit_count], points[fit_count:])
    added = tuple(
        replace(candidate, points=float(round(learned[count + place])))
        for place, candidate in enumerate(view.candidates)
        if count + place in features
    )
    return replace(changed, fit=(*changed.fit, *added))


def by_change(rows: pd.DataFrame) -> pd.DataFrame:
    """LEARNED_WEIGHTS, what should change most first: how far today's points surely lie from what the deals say.

    That is the way from the points (none: 0) to the nearer end of the interval; what fits comes next, the larger
    difference first, and what nobody can say last.
    """
    own = rows["own_points"].fillna(0.0)
    surely = (rows["points_low"] - own).clip(lower=0) + (own - rows["points_high"]).clip(lower=0)
    order = pd.DataFrame(
        {
            "is_unknown": rows["verdict"].eq(WeightVerdict.TOO_LITTLE.value) | rows["points"].isna(),
            "surely": -surely,
            "apart": -(rows["points"] - own).abs(),
        }
    )
    return rows.loc[order.sort_values(["is_unknown", "surely", "apart"], kind="stable").index]


def advice(row: Any) -> str:
    """What a row of LEARNED_WEIGHTS says about today's points, as the last part of lead_scoring.verdict.…

    A candidate has no points to agree with; of a deduction there is not "more" and "less" but a larger and a smaller.
    """
    if row.verdict == WeightVerdict.TOO_LITTLE:
        return str(row.verdict)
    if row.own_points != row.own_points:
        return "worth_points" if row.points_low > 0 else "worth_minus" if row.points_high < 0 else "no_need"
    if row.own_points < 0 and row.verdict in _OF_DEDUCTIONS:
        return _OF_DEDUCTIONS[WeightVerdict(row.verdict)]
    return str(row.verdict)


_OF_DEDUCTIONS = {WeightVerdict.RAISE: "smaller_deduction", WeightVerdict.LOWER: "larger_deduction"}


def _points(model: ScoringModel) -> list[float]:
    return [*(one.points for one in model.fit), *(one.points for one in model.engagement)]


def _candidates(base: ScoringBase, model: ScoringModel) -> tuple[FitCriterion, ...]:
    """A criterion for each value that no criterion of its field names, and for the larger half of numbers.

    The most frequent of these values stands for "as usual" and gets none: every lead has some country, so points for
    all of them at once could not be told apart. Attributes often are blank, which is usual enough.
    """
    fields = base.facts.facts.fields
    offered = [*CANDIDATE_FIELDS, *(name for name in fields if name.startswith(ATTRIBUTE))]
    found: list[FitCriterion] = []
    for name in offered:
        field = fields[name]
        codes = field.codes[base.facts.rows]
        if _is_numeric(field):
            found += _larger_half(name, field, codes, model)
        elif 0 < len(field.values) <= MAX_VALUES:
            found += _values(name, field, codes, model)
    return tuple(found)


def _values(name: str, field: LeadField, codes: NDArray[np.int32], model: ScoringModel) -> list[FitCriterion]:
    named = {value.strip().casefold() for one in model.fit if one.field == name for value in one.values}
    counts = np.bincount(codes[codes >= 0], minlength=len(field.values))
    unnamed = {
        value: int(count)
        for value, count in zip(field.values, counts, strict=True)
        if count >= MIN_LEADS and value.casefold() not in named
    }
    usual = None if name.startswith(ATTRIBUTE) else max(unnamed, key=unnamed.__getitem__, default=None)
    return [FitCriterion(field=name, values=(value,), points=0.0) for value in unnamed if value != usual]


def _is_numeric(field: LeadField) -> bool:
    return len(field.values) > 2 and not np.isnan(numbers_in(field.values)).any()


def _larger_half(name: str, field: LeadField, codes: NDArray[np.int32], model: ScoringModel) -> list[FitCriterion]:
    known = codes[codes >= 0]
    if len(known) < 2 * MIN_LEADS or any(one.field == name for one in model.fit):
        return []
    median = float(np.median(numbers_in(field.values)[known]))
    return [FitCriterion(field=name, test=FitTest.BETWEEN, at_least=median, points=0.0)]
