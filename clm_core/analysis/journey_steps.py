"""The first steps of journeys with a conversion: where they are after each touch, and where they go."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.attribution.journeys import Journeys
from clm_core.columns import typed_frame
from clm_core.journey_columns import CONVERTED, OTHER_CHANNELS, STEP_LINKS, STEP_NODES

MAX_CHANNELS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstSteps:
    """``channels`` in the order in which every step shows them: the commonest first, other channels last."""

    channels: tuple[str, ...]
    journey_count: int
    nodes: pd.DataFrame  # STEP_NODES
    links: pd.DataFrame  # STEP_LINKS


def first_steps(journeys: Journeys, step_count: int, max_channels: int = MAX_CHANNELS) -> FirstSteps:
    """The first ``step_count`` touches of journeys with a conversion, every journey counted once.

    Channels beyond the ``max_channels`` commonest are OTHER_CHANNELS together. A journey that has no further
    touch is CONVERTED at the step after its last, and gone after that.
    """
    won = journeys.converting
    others, ended, gone = max_channels, max_channels + 1, max_channels + 2
    at_step = _at_steps(won, step_count)
    touched = np.bincount(at_step[at_step >= 0], minlength=len(won.channels))
    ranked = [int(code) for code in np.argsort(-touched, kind="stable") if touched[code]][:max_channels]
    rank = np.full(len(won.channels) + 1, others)
    rank[ranked] = np.arange(len(ranked))
    place = np.where(at_step >= 0, rank[at_step], gone)
    place[:, 1:][(place[:, 1:] == gone) & (place[:, :-1] < ended)] = ended
    names = np.full(gone + 1, "", dtype=object)
    names[: len(ranked)] = [won.channels[code] for code in ranked]
    names[others], names[ended] = OTHER_CHANNELS, CONVERTED
    has_others = bool((place == others).any())
    return FirstSteps(
        channels=(*names[: len(ranked)], *([OTHER_CHANNELS] if has_others else [])),
        journey_count=len(won),
        nodes=_nodes(place, names, gone),
        links=_links(place, names, gone),
    )


def _at_steps(won: Journeys, step_count: int) -> NDArray[np.int64]:
    """The code of each journey's touch at each step, −1 where it has none: one row a journey."""
    step = np.arange(step_count)
    is_there = step < won.lengths[:, None]
    at = np.minimum(won.offsets[:-1, None] + step, max(len(won.codes) - 1, 0))
    codes = won.codes[at] if len(won.codes) else np.empty((0, step_count))
    return np.where(is_there, codes, -1).astype(np.int64)


def _nodes(place: NDArray[np.int64], names: NDArray[np.object_], gone: int) -> pd.DataFrame:
    rows = []
    for step in range(place.shape[1]):
        counts = np.bincount(place[:, step], minlength=gone + 1)[:gone]
        rows += [(step + 1, names[one], int(counts[one])) for one in np.flatnonzero(counts)]
    frame = pd.DataFrame(rows, columns=["step", "channel", "journeys"])
    return typed_frame(frame.assign(share=frame["journeys"] / max(len(place), 1)), STEP_NODES)


def _links(place: NDArray[np.int64], names: NDArray[np.object_], gone: int) -> pd.DataFrame:
    rows = []
    size = gone + 1
    for step in range(place.shape[1] - 1):
        counts = np.bincount(place[:, step] * size + place[:, step + 1], minlength=size * size).reshape(size, size)
        origins, targets = np.nonzero(counts[:gone, :gone])
        rows += [
            (step + 1, names[origin], names[target], int(counts[origin, target]))
            for origin, target in zip(origins, targets, strict=True)
        ]
    return typed_frame(pd.DataFrame(rows, columns=["step", "channel", "next_channel", "journeys"]), STEP_LINKS)
