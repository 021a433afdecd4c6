"""What if: scores, thresholds and the funnel of each channel for many leads while somebody moves a slider.

One column a criterion (float32, column by column in memory): a fit criterion's 0 or 1, an engagement criterion's
decayed count. Columns of a group with a cap stand together, so that the group can be cut off before it is added.
Exact counts for what is agreed on come from ``scores`` in float64.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from clm_core.analysis.scoring.scores import Scores
from clm_core.scoring_model import ScoringModel

Singles: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScoreMatrix:
    """``columns``: leads × criteria; ``open_columns`` of the first have no cap of their own.

    ``capped`` are the ends of the blocks of capped groups after them; ``places`` tell for each column where its
    criterion stands in fit + engagement of the model; ``channel_codes`` are small numbers from 0 on.
    """

    columns: Singles
    open_columns: int
    fit_columns: int
    capped: tuple[tuple[int, int, str], ...]
    places: NDArray[np.int64]
    channel_codes: NDArray[np.uint8]
    channel_count: int


def score_matrix(model: ScoringModel, found: Scores, channel_codes: NDArray[Any], channel_count: int) -> ScoreMatrix:
    """The matrix of a model's criteria; its points may then change, its conditions and half-lives not."""
    fit_count = len(model.fit)
    has_cap = {group.name for group in model.groups if group.cap_points is not None}
    open_places = [
        *range(fit_count),
        *(fit_count + place for place, one in enumerate(model.engagement) if one.group not in has_cap),
    ]
    places, blocks = list(open_places), []
    for group in model.groups:
        mine = [fit_count + place for place, one in enumerate(model.engagement) if one.group == group.name]
        if group.name in has_cap and mine:
            blocks.append((len(places), len(places) + len(mine), group.name))
            places += mine
    columns = np.empty((len(found.total), len(places)), dtype=np.float32, order="F")
    for column, place in enumerate(places):
        is_fit = place < fit_count
        source = found.fit_matrix[:, place] if is_fit else found.engagement_matrix[:, place - fit_count]
        columns[:, column] = source
    return ScoreMatrix(
        columns=columns,
        open_columns=len(open_places),
        fit_columns=fit_count,
        capped=tuple(blocks),
        places=np.array(places, dtype=np.int64),
        channel_codes=channel_codes.astype(np.uint8),
        channel_count=channel_count,
    )


def totals(matrix: ScoreMatrix, model: ScoringModel) -> Singles:
    """The score of each lead with the model's points and caps: every column is read once."""
    points = np.array([*(one.points for one in model.fit), *(one.points for one in model.engagement)], dtype=np.float32)
    weights = points[matrix.places]
    fit, first = matrix.fit_columns, matrix.open_columns
    if model.engagement_cap_points is None:
        return _with_capped(matrix, model, weights, _weighed(matrix.columns[:, :first], weights[:first]))
    engaged = _weighed(matrix.columns[:, fit:first], weights[fit:first])
    engaged = _with_capped(matrix, model, weights, engaged)
    np.minimum(engaged, np.float32(model.engagement_cap_points), out=engaged)
    engaged += _weighed(matrix.columns[:, :fit], weights[:fit])
    return engaged


def channel_funnel(matrix: ScoreMatrix, total: Singles, mql_points: float, sql_points: float) -> NDArray[np.int64]:
    """channels × (leads, MQLs, SQLs), each stage containing the next."""
    reached = (total >= np.float32(mql_points)).view(np.uint8) + (total >= np.float32(sql_points)).view(np.uint8)
    # One pair of bytes a lead: counting them is one pass, and they need no more room than a score.
    pairs = matrix.channel_codes.astype(np.uint16) * np.uint16(3) + reached
    counts = np.bincount(pairs, minlength=matrix.channel_count * 3).reshape(matrix.channel_count, 3)
    funnel: NDArray[np.int64] = np.flip(np.flip(counts, axis=1).cumsum(axis=1), axis=1)
    return funnel


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SortedScores:
    """The scores of all leads and of each channel, rising: moving a threshold only looks a place up."""

    everybody: Singles
    channels: tuple[Singles, ...]


def sorted_scores(matrix: ScoreMatrix, total: Singles) -> SortedScores:
    """The scores in order; made once for each change of the points."""
    order = np.argsort(matrix.channel_codes, kind="stable")
    ends = np.searchsorted(matrix.channel_codes[order], np.arange(matrix.channel_count + 1))
    parts = [np.sort(total[order[begin:end]]) for begin, end in pairwise(ends)]
    return SortedScores(everybody=np.sort(total), channels=tuple(parts))


def passing_counts(ordered: SortedScores, cuts: Sequence[float]) -> NDArray[np.int64]:
    """channels × cuts: how many leads have at least this score."""
    wanted = np.asarray(cuts, dtype=np.float32)
    return np.array([len(part) - np.searchsorted(part, wanted) for part in ordered.channels], dtype=np.int64)


def _with_capped(matrix: ScoreMatrix, model: ScoringModel, weights: Singles, total: Singles) -> Singles:
    caps = {group.name: group.cap_points for group in model.groups}
    for begin, end, group in matrix.capped:
        points = _weighed(matrix.columns[:, begin:end], weights[begin:end])
        cap = caps[group]
        if cap is not None:
            np.clip(points, -np.float32(cap), np.float32(cap), out=points)
        total += points
    return total


def _weighed(columns: Singles, weights: Singles) -> Singles:
    return np.zeros(len(columns), dtype=np.float32) if not columns.shape[1] else np.asarray(columns @ weights)
