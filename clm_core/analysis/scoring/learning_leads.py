"""The leads that weights are learned from: those that sales got and that had the time to convert."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.intervals import Floats
from clm_core.errors import ClmError


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LearningLeads:
    """The leads to learn from, in the order in which they were judged.

    ``columns`` are the matrix's columns that vary and are not excluded (``places`` says which), each divided by
    its ``unit``: the typical value (root mean square) of the leads that have it.
    """

    matrix: Floats  # all columns, as they came
    columns: Floats
    places: NDArray[np.int64]
    units: Floats
    is_converted: NDArray[np.bool_]
    judged_at: pd.Series

    def part(self, rows: slice) -> Self:
        """Some of them, in the same scale."""
        return type(self)(
            matrix=self.matrix[rows],
            columns=self.columns[rows],
            places=self.places,
            units=self.units,
            is_converted=self.is_converted[rows],
            judged_at=self.judged_at.iloc[rows],
        )


def learning_leads(
    matrix: NDArray[np.floating], outcomes: pd.DataFrame, excluded: Collection[int] = ()
) -> LearningLeads:
    """The mature leads that sales got, with the features that vary among them. Raises ClmError as learned_weights."""
    _require_fitting(matrix, outcomes)
    is_learned = (outcomes["is_mature"] & outcomes["is_handed_over"]).to_numpy()
    rows = np.asarray(matrix[is_learned], dtype=np.float64, order="F")
    converted = outcomes.loc[is_learned, "is_converted"].to_numpy(dtype=bool)
    _require_both(converted, len(outcomes))
    is_open = ~np.isin(np.arange(matrix.shape[1]), list(excluded))
    places = np.flatnonzero(is_open & (rows != rows[:1]).any(axis=0))
    present = (rows != 0).sum(axis=0)[places]
    units = np.sqrt((rows[:, places] ** 2).sum(axis=0) / present)
    return LearningLeads(
        matrix=rows,
        columns=rows[:, places] / units,
        places=places,
        units=units,
        is_converted=converted,
        judged_at=outcomes.loc[is_learned, "judged_at"],
    )


def _require_fitting(matrix: NDArray[np.floating], outcomes: pd.DataFrame) -> None:
    if len(matrix) != len(outcomes):
        raise ClmError("scoring_learning.lengths_differ", rows=len(matrix), leads=len(outcomes))
    if not matrix.shape[1]:
        raise ClmError("scoring_learning.no_criteria")
    is_bad = ~np.isfinite(matrix)
    if is_bad.any():
        place = int(is_bad.any(axis=0).argmax())
        raise ClmError("scoring_learning.not_a_number", criterion=place + 1, leads=int(is_bad[:, place].sum()))


def _require_both(converted: NDArray[np.bool_], all_leads: int) -> None:
    if not len(converted):
        raise ClmError("scoring_learning.no_leads", leads=all_leads)
    if not converted.any():
        raise ClmError("scoring_learning.none_converted", leads=len(converted))
    if converted.all():
        raise ClmError("scoring_learning.all_converted", leads=len(converted))
