"""Scores of leads on a day: fit + engagement, the grade, and who is an MQL or SQL by the model."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.scoring.engagement import engagement_at, engagement_matrix, engagement_points, group_points
from clm_core.analysis.scoring.fit import Matrix, fit_matrix
from clm_core.analysis.scoring.leads import LeadFacts
from clm_core.columns import typed_frame
from clm_core.scoring_columns import LEAD_SCORES
from clm_core.scoring_model import GRADE_CELLS, ScoringModel

Floats: TypeAlias = NDArray[np.float64]

_COLUMNS = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scores:
    """Scores of all leads of some facts, in their order.

    ``fit_matrix`` and ``engagement_matrix`` (leads × criteria) are what the model's points multiply; ``groups`` are
    the points of the engagement groups after their caps; ``cells`` point into GRADE_CELLS.
    """

    fit_matrix: Matrix
    engagement_matrix: Floats
    groups: Floats
    fit: Floats
    engagement: Floats
    total: Floats
    cells: NDArray[np.int8]
    is_mql: NDArray[np.bool_]
    is_sql: NDArray[np.bool_]


def scores(facts: LeadFacts, model: ScoringModel, as_of_day: int) -> Scores:
    """The scores at the end of a day (days since 1970 in the reporting zone)."""
    return scored(model, fit_matrix(facts, model.fit), engagement_matrix(facts, model, as_of_day))


def scores_at(facts: LeadFacts, model: ScoringModel, minutes: NDArray[np.int64], days: NDArray[Any]) -> Scores:
    """The score of each lead at its own moment: only what happened before its minute, faded up to its day."""
    return scored(model, fit_matrix(facts, model.fit), engagement_at(facts, model, minutes, days))


def scored(model: ScoringModel, fit: Matrix, engagement: Floats) -> Scores:
    """The scores from what each criterion counts: all that a change of points, caps or thresholds needs."""
    fit_points: Floats = fit.astype(np.float64) @ np.array([one.points for one in model.fit], dtype=np.float64)
    groups = group_points(model, engagement)
    engaged = engagement_points(model, groups)
    total = fit_points + engaged
    cells = grade_cells(model, fit_points, engaged)
    return Scores(
        fit_matrix=fit,
        engagement_matrix=engagement,
        groups=groups,
        fit=fit_points,
        engagement=engaged,
        total=total,
        cells=cells,
        is_mql=_passes(total, cells, model.mql_points, model.mql_cells)
        | _passes(total, cells, model.sql_points, model.sql_cells),
        is_sql=_passes(total, cells, model.sql_points, model.sql_cells),
    )


def grade_cells(model: ScoringModel, fit: Floats, engagement: Floats) -> NDArray[np.int8]:
    """The cell of each lead as its place in GRADE_CELLS: letters by fit, numbers by engagement."""
    letters = sum((fit < bound).astype(np.int8) for bound in model.fit_bounds)
    numbers = sum((engagement < bound).astype(np.int8) for bound in model.engagement_bounds)
    cells: NDArray[np.int8] = np.asarray(letters * np.int8(_COLUMNS) + numbers, dtype=np.int8)
    return cells


def score_frame(facts: LeadFacts, found: Scores) -> pd.DataFrame:
    """LEAD_SCORES of the leads."""
    rows = {
        "contact_key": facts.contact_keys,
        "fit_points": found.fit,
        "engagement_points": found.engagement,
        "score": found.total,
        "grade": np.array(GRADE_CELLS)[found.cells],
        "is_mql": found.is_mql,
        "is_sql": found.is_sql,
    }
    return typed_frame(rows, LEAD_SCORES)


def _passes(total: Floats, cells: NDArray[np.int8], points: float, chosen: tuple[str, ...]) -> NDArray[np.bool_]:
    if not chosen:
        return np.asarray(total >= points)
    return np.isin(cells, [GRADE_CELLS.index(cell) for cell in chosen])
