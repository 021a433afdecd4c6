"""The best curve of every channel, found channel by channel: for the observed outcome and for many redrawn ones.

Sum of squared residuals + beliefs is made as small as possible: one non-negative effect a channel on one candidate of
the grid each, the baseline free (projected out). Each step takes one channel and picks its best candidate and
effect given the others, so that the sum never rises.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clm_core.response_curves import Floats

_TINY = 1e-12
_SETTLED = 1e-9
_MOST_SETTLING = 2_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Belief:
    """A normal belief about each channel's effect coefficient by candidate, and one about the candidates.

    ``precision`` and ``pull`` (precision × mean) are channels × candidates; ``noise_variance`` is that of the outcome.
    """

    precision: Floats
    pull: Floats
    log_belief: Floats
    noise_variance: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FoundCurves:
    """Chosen candidate and effect coefficient, draws × channels, and what they explain, draws × periods."""

    chosen: npt.NDArray[np.intp]
    effect: Floats
    explained: Floats


def found_curves(
    columns: Floats,
    outcome: Floats,
    belief: Belief,
    *,
    sweeps: int,
    shaken: Floats | None = None,
    order: npt.NDArray[np.intp] | None = None,
) -> FoundCurves:
    """The best curves for each row of ``outcome`` (draws × periods).

    ``columns`` (channels × candidates × periods) and ``outcome`` are free of the baseline. ``shaken`` (draws ×
    channels, standard normal) shifts what is believed of an effect by so many of its standard deviations, so that a
    channel on which the data say nothing keeps the whole width of the belief. ``order`` is that of the channels in
    each sweep: between channels that cannot be told apart the first one takes it all.
    """
    channels, draws = len(columns), len(outcome)
    parts = np.zeros((channels, *outcome.shape))
    chosen, effect = np.zeros((draws, channels), dtype=np.intp), np.zeros((draws, channels))
    left = outcome.copy()
    every = np.arange(draws)
    for _ in range(sweeps):
        before = chosen.copy()
        for channel in range(channels) if order is None else order:
            column = columns[channel]
            left += parts[channel]
            towards = left @ column.T + _pulled(belief, channel, shaken)
            stiffness = np.square(column).sum(axis=1) + belief.noise_variance * belief.precision[channel]
            gain = np.square(np.maximum(towards, 0.0)) / np.maximum(stiffness, _TINY)
            best = (gain + 2.0 * belief.noise_variance * belief.log_belief).argmax(axis=1)
            chosen[:, channel] = best
            effect[:, channel] = np.maximum(towards[every, best], 0.0) / np.maximum(stiffness[best], _TINY)
            parts[channel] = column[best] * effect[:, channel, None]
            left -= parts[channel]
        if (before == chosen).all():
            break
    return _settled(columns, outcome, belief, chosen, effect, shaken)


def _settled(
    columns: Floats,
    outcome: Floats,
    belief: Belief,
    chosen: npt.NDArray[np.intp],
    effect: Floats,
    shaken: Floats | None,
) -> FoundCurves:
    """The best effects on the chosen candidates: the search stops choosing before its effects have settled."""
    channels = len(columns)
    picked = columns[np.arange(channels), chosen]
    stiffness = picked @ picked.swapaxes(1, 2)
    own = np.arange(channels)
    stiffness[:, own, own] += belief.noise_variance * belief.precision[own, chosen] + _TINY
    towards = np.einsum("dct,dt->dc", picked, outcome)
    for channel in range(channels):
        pulled = np.broadcast_to(_pulled(belief, channel, shaken), (len(outcome), columns.shape[1]))
        towards[:, channel] += np.take_along_axis(pulled, chosen[:, [channel]], axis=1)[:, 0]
    for _ in range(_MOST_SETTLING):
        before = effect.copy()
        for channel in range(channels):
            rest = towards[:, channel] - np.einsum("dc,dc->d", stiffness[:, channel], effect)
            effect[:, channel] += rest / stiffness[:, channel, channel]
            np.maximum(effect[:, channel], 0.0, out=effect[:, channel])
        if np.abs(effect - before).max() <= _SETTLED * (effect.max() + _TINY):
            break
    return FoundCurves(chosen=chosen, effect=effect, explained=np.einsum("dct,dc->dt", picked, effect))


def _pulled(belief: Belief, channel: int, shaken: Floats | None) -> Floats:
    pulled: Floats = belief.noise_variance * belief.pull[channel]
    if shaken is not None:
        pulled = pulled + belief.noise_variance * np.sqrt(belief.precision[channel]) * shaken[:, channel, None]
    return pulled


def block_places(rng: np.random.Generator, *, periods: int, block: int, draws: int) -> npt.NDArray[np.intp]:
    """Places of residuals drawn in moving blocks that run on from the end to the beginning, draws × periods."""
    begins = rng.integers(0, periods, (draws, -(-periods // block)))
    return ((begins[:, :, None] + np.arange(block)) % periods).reshape(draws, -1)[:, :periods]
