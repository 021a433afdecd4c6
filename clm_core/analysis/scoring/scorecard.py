"""A scorecard learned from leads: whole points for fifths of every number, as one could print on a page.

Each feature is cut into at most five parts of about equally many leads (a value that stands alone, such as 0, is a
part of its own); a regularised logistic regression weighs the parts; weights become whole points from 0 on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from clm_core.analysis.intervals import Floats
from clm_core.analysis.scoring.logistic import fitted_odds
from clm_core.analysis.scoring.one_thread import one_thread
from clm_core.errors import ClmError

_FIRST_LEADS = 10_000  # on so many the fit begins; all leads then take it to its end
_ROWS_AT_A_TIME = 20_000
_STEPS = 60
_TOLERANCE = 1e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class Scaling:
    """Points of a scorecard: score = ``offset`` + ``factor`` · log odds."""

    factor: float
    offset: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScorecardFeature:
    """One feature's parts: part 0 lies below ``edges[0]``, part b from ``edges[b - 1]`` on; ``points`` of each.

    ``log_odds`` are the weights before rounding, the smallest 0; a constant feature has one part of 0 points.
    """

    edges: Floats
    points: NDArray[np.int64]
    log_odds: Floats
    leads: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scorecard:
    """Points by feature, in the order of the matrix's columns; ``points_per_log_odds`` turned weights into points."""

    features: tuple[ScorecardFeature, ...]
    points_per_log_odds: float
    intercept: float

    def scores(self, matrix: NDArray[np.floating]) -> NDArray[np.int64]:
        """The whole points of each lead."""
        return _added(matrix, self.features, [one.points.astype(np.float64) for one in self.features]).astype(np.int64)

    def log_odds(self, matrix: NDArray[np.floating]) -> Floats:
        """What the model says before rounding."""
        return np.add(_added(matrix, self.features, [one.log_odds for one in self.features]), self.intercept)


def scaling(pdo: float, score: float, odds: float) -> Scaling:
    """The scale on which ``score`` points stand for ``odds`` to 1 and ``pdo`` more points double the odds.

    factor = pdo ÷ ln 2, offset = score − factor · ln odds (Siddiqi 2006). Raises ClmError for odds or pdo not above 0.
    """
    if not pdo > 0 or not odds > 0:
        raise ClmError("scoring_learning.scale_outside", pdo=pdo, odds=odds)
    factor = pdo / np.log(2.0)
    return Scaling(factor=float(factor), offset=float(score - factor * np.log(odds)))


def learned_scorecard(
    matrix: NDArray[np.floating],
    is_converted: ArrayLike,
    *,
    parts: int = 5,
    most_points: int = 20,
    prior_sd: float = 1.0,
) -> Scorecard:
    """The scorecard of leads × features; the feature that matters most gives from 0 to ``most_points`` points.

    The same leads give the same card. Raises ClmError unless there are leads with and without a conversion.
    """
    converted = np.asarray(is_converted, dtype=bool)
    if not converted.any() or converted.all():
        raise ClmError("scoring_learning.card_needs_both", leads=len(converted), converted=int(converted.sum()))
    edges = [_edges(matrix[:, column], parts) for column in range(matrix.shape[1])]
    codes = np.empty(matrix.shape, dtype=np.uint8, order="F")
    for column, edge in enumerate(edges):
        codes[:, column] = _part_of(matrix[:, column], edge)
    widths = np.array([len(edge) + 1 for edge in edges])
    with one_thread():
        intercept, weights = _fitted(codes, widths, converted, prior_sd)
    lows = [float(one.min()) for one in weights]
    raised = [one - low for one, low in zip(weights, lows, strict=True)]
    widest = max(float(one.max()) for one in raised)
    factor = most_points / widest if widest > 0 else 0.0
    features = tuple(
        ScorecardFeature(
            edges=edge,
            points=np.rint(one * factor).astype(np.int64),
            log_odds=one,
            leads=np.bincount(codes[:, column], minlength=len(one)),
        )
        for column, (edge, one) in enumerate(zip(edges, raised, strict=True))
    )
    return Scorecard(features=features, points_per_log_odds=factor, intercept=intercept + sum(lows))


def _edges(values: NDArray[np.floating], parts: int) -> Floats:
    """Where one part ends and the next begins: between few distinct values, else by equally many leads."""
    ordered = np.sort(values)
    starts = ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])]
    if len(starts) <= parts:
        rest: Floats = starts[1:].astype(np.float64)
        return rest
    zeros = ordered == 0
    if ordered[0] < 0 or zeros.mean() <= 1 / parts:
        cuts = ordered[len(ordered) * np.arange(1, parts) // parts]
    else:
        # Most leads did nothing of the kind: they are a part, and those who did are cut among themselves.
        active = ordered[zeros.sum() :]
        cuts = active[len(active) * np.arange(parts - 1) // (parts - 1)]
    cuts = np.unique(cuts)
    edges: Floats = cuts[cuts > ordered[0]].astype(np.float64)
    return edges


def _part_of(values: NDArray[np.floating], edges: Floats) -> NDArray[np.uint8]:
    """The part of each value; comparing with a handful of edges beats a binary search."""
    code = np.zeros(len(values), dtype=np.uint8)
    for edge in edges.astype(values.dtype):
        code += values >= edge
    return code


def _added(matrix: NDArray[np.floating], features: Sequence[ScorecardFeature], weights: Sequence[Floats]) -> Floats:
    total = np.zeros(len(matrix))
    for column, (feature, weight) in enumerate(zip(features, weights, strict=True)):
        total += weight[_part_of(matrix[:, column], feature.edges)]
    return total


def _fitted(
    codes: NDArray[np.uint8], widths: NDArray[np.int64], converted: NDArray[np.bool_], prior_sd: float
) -> tuple[float, list[Floats]]:
    """Intercept and the weights of each feature's parts, the first part's 0."""
    begins = np.concatenate([[0], np.cumsum(widths - 1)])
    every = max(1, len(codes) // _FIRST_LEADS)
    sample = slice(None, None, every) if 0 < converted[::every].sum() < len(converted[::every]) else slice(None)
    design = _one_hot(codes[sample], begins).astype(np.float64)
    first = fitted_odds(design, converted[sample], prior_sd=prior_sd)
    found = np.concatenate([first.weights, [first.intercept]])
    if len(design) < len(codes):
        found = _improved(codes, begins, converted, found, prior_sd)
    weights = [np.concatenate([[0.0], found[a:b]]) for a, b in pairwise(begins)]
    return float(found[-1]), weights


def _one_hot(codes: NDArray[np.uint8], begins: NDArray[np.int64]) -> NDArray[np.float32]:
    """One column a part but the first of each feature."""
    design = np.zeros((len(codes), begins[-1]), dtype=np.float32, order="F")
    for feature, (begin, end) in enumerate(pairwise(begins)):
        for column in range(begin, end):
            design[:, column] = codes[:, feature] == column - begin + 1
    return design


def _improved(
    codes: NDArray[np.uint8], begins: NDArray[np.int64], converted: NDArray[np.bool_], found: Floats, prior_sd: float
) -> Floats:
    """The fit on all leads from a near one: the curvature is computed once, the slope at every step."""
    penalty = np.concatenate([np.full(begins[-1], prior_sd**-2.0), [0.0]])
    chance = expit(_log_odds(codes, begins, found))
    turned = np.linalg.inv(_curvature(codes, begins, chance * (1 - chance)) + np.diag(penalty))
    for _ in range(_STEPS):
        surprise = converted - expit(_log_odds(codes, begins, found))
        step = turned @ (_column_sums(codes, begins, surprise) - penalty * found)
        found = found + step
        if np.abs(step).max() < _TOLERANCE:
            break
    return found


def _log_odds(codes: NDArray[np.uint8], begins: NDArray[np.int64], found: Floats) -> Floats:
    total = np.full(len(codes), found[-1])
    for feature, (begin, end) in enumerate(pairwise(begins)):
        if end > begin:
            total += np.concatenate([[0.0], found[begin:end]])[codes[:, feature]]
    return total


def _column_sums(codes: NDArray[np.uint8], begins: NDArray[np.int64], values: Floats) -> Floats:
    """Σ values over the leads of each part, and over all leads last."""
    widths = np.diff(begins) + 1
    sums = [np.bincount(codes[:, one], values, minlength=width)[1:] for one, width in enumerate(widths)]
    return np.concatenate([*sums, [values.sum()]])


def _curvature(codes: NDArray[np.uint8], begins: NDArray[np.int64], weight: Floats) -> Floats:
    width = int(begins[-1])
    total = np.zeros((width + 1, width + 1))
    for begin in range(0, len(codes), _ROWS_AT_A_TIME):
        part = slice(begin, begin + _ROWS_AT_A_TIME)
        design = np.ones((len(codes[part]), width + 1), dtype=np.float32, order="F")
        design[:, :width] = _one_hot(codes[part], begins)
        total += (design * weight[part, None].astype(np.float32)).T @ design
    return total
