"""Draws of several saturation shapes mixed by how well each predicts: a wrong shape is where such models fail."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clm_core.analysis.response_curves.posterior import Predictions
from clm_core.analysis.response_curves.predictive import left_out_log_densities, predictive_weights
from clm_core.response_curves import SHAPES, Floats, Saturation

Curves = tuple[Floats, Floats, Floats, Floats]
"""Carry-over, scale, slope, ceiling."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShapeDraws:
    """One shape's posterior: curves, each targets × channels × draws, and what they say of the periods seen."""

    shape: Saturation
    curves: Curves
    predictions: Predictions


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mixture:
    """Draws of all shapes: curves as draws × channels, fitted and baseline as draws × periods × columns of the outcome.

    ``weights`` of the shapes sum to 1; where every channel has a model of its own they are means over the channels.
    """

    shape: npt.NDArray[np.int8]
    curves: Curves
    fitted: Floats
    baseline: Floats
    weights: tuple[tuple[Saturation, float], ...]


def mixture(shapes: Sequence[ShapeDraws], *, kept: int, seed: int) -> Mixture:
    """``kept`` draws, of each shape in proportion to its predictive weight, in chance order, target by target."""
    rng = np.random.default_rng([seed, len(SHAPES)])
    targets, channels, _ = shapes[0].curves[0].shape
    periods = shapes[0].predictions.fitted.shape[2]
    codes = np.empty((kept, targets, channels), dtype=np.int8)
    curves = np.empty((4, kept, targets, channels))
    predicted = np.empty((2, kept, periods, targets))
    weights = np.empty((targets, len(shapes)))
    for target in range(targets):
        weights[target] = _weights(shapes, target, seed)
        for one, rows, draws in _parts(shapes, weights[target], kept, rng):
            codes[rows, target] = SHAPES.index(one.shape)
            for place, values in enumerate(one.curves):
                curves[place, rows, target] = values[target][:, draws].T
            predicted[0, rows, :, target] = one.predictions.fitted[target, draws]
            predicted[1, rows, :, target] = one.predictions.baseline[target, draws]
    carry_over, scale, slope, ceiling = curves.reshape(4, kept, -1)
    return Mixture(
        shape=codes.reshape(kept, -1),
        curves=(carry_over, scale, slope, ceiling),
        fitted=predicted[0],
        baseline=predicted[1],
        weights=tuple((one.shape, float(weight)) for one, weight in zip(shapes, weights.mean(axis=0), strict=True)),
    )


def _weights(shapes: Sequence[ShapeDraws], target: int, seed: int) -> Floats:
    scores = [left_out_log_densities(one.predictions.log_likelihood[target])[0] for one in shapes]
    return predictive_weights(scores, seed=seed)


def _parts(
    shapes: Sequence[ShapeDraws], weights: Floats, kept: int, rng: np.random.Generator
) -> Iterator[tuple[ShapeDraws, npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
    """For each shape the rows that it fills and its draws that fill them, each once where there are enough."""
    order = rng.permutation(kept)
    ends = np.round(np.cumsum(weights) * kept).astype(np.int64)
    for one, rows in zip(shapes, np.split(order, ends[:-1]), strict=True):
        there = one.curves[0].shape[2]
        yield one, rows, rng.choice(there, size=len(rows), replace=len(rows) > there)
