"""What journeys look like: the commonest paths with the rate at which they convert."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.attribution.journeys import Codes, Journeys
from clm_core.analysis.intervals import wilson_interval
from clm_core.columns import typed_frame
from clm_core.journey_columns import JOURNEY_PATHS
from clm_core.journey_options import PATH_SEPARATOR


class PathForm(StrEnum):
    """How much of a journey its path tells: long journeys are hardly ever alike touch by touch."""

    ENDS = "ends"  # the first and the last touch
    ONCE = "once"  # each channel once, where it first came
    COLLAPSED = "collapsed"  # touches of one channel in a row are one step
    WHOLE = "whole"  # every touch


def reshaped(journeys: Journeys, form: PathForm) -> Journeys:
    """The same journeys with only the touches that the form tells; a single touch stays a single one."""
    if form is PathForm.WHOLE:
        return journeys
    is_kept = np.zeros(len(journeys.codes), dtype=bool)
    is_kept[journeys.offsets[:-1]] = True
    if form is PathForm.ENDS:
        is_kept[journeys.offsets[1:] - 1] = True
    elif form is PathForm.COLLAPSED:
        is_kept[1:] |= journeys.codes[1:] != journeys.codes[:-1]
    else:
        is_kept[first_of_channels(journeys)] = True
    kept = np.concatenate([[0], np.cumsum(is_kept)])
    return replace(
        journeys,
        codes=journeys.codes[is_kept],
        offsets=kept[journeys.offsets].astype(np.int64),
        sources=(),
        source_codes=None,
        moments=None,
    )


def first_of_channels(journeys: Journeys) -> NDArray[np.int64]:
    """The places in ``codes`` at which a channel comes for the first time in its journey."""
    key = journeys.journey_of_touches() * max(len(journeys.channels), 1) + journeys.codes
    places: NDArray[np.int64] = np.unique(key, return_index=True)[1].astype(np.int64)
    return places


def touching(journeys: Journeys, channels: Sequence[str]) -> NDArray[np.bool_]:
    """Whether each journey has a touch in one of the channels; without channels all have."""
    if not channels:
        return np.ones(len(journeys), dtype=bool)
    is_chosen = np.isin(np.array(journeys.channels, dtype=object), list(channels))
    found = np.bincount(journeys.journey_of_touches(), is_chosen[journeys.codes], minlength=len(journeys))
    chosen: NDArray[np.bool_] = found > 0
    return chosen


def commonest_paths(journeys: Journeys, form: PathForm) -> pd.DataFrame:
    """JOURNEY_PATHS of all journeys, those that converted most often first; rates with Wilson intervals.

    Every journey counts once, however many conversions it stands for.
    """
    told = reshaped(journeys, form)
    number, unique = pd.factorize(_keys(told))
    is_converting = (journeys.conversions > 0) | (journeys.values > 0)

    def summed(amounts: NDArray[Any]) -> NDArray[np.float64]:
        sums: NDArray[np.float64] = np.bincount(number, amounts, minlength=len(unique)).astype(np.float64)
        return sums

    converted, lost = summed(is_converting), summed(journeys.non_conversions)
    low, high = wilson_interval(converted, converted + lost)
    with np.errstate(invalid="ignore", divide="ignore"):
        rate, share = converted / (converted + lost), converted / is_converting.sum()
    found = {
        "path": [_named(key, told) for key in unique],
        "converted": converted,
        "non_conversions": lost,
        "conversions": summed(journeys.conversions),
        "conversion_value": summed(journeys.values),
        "converted_share": share,
        "rate": rate,
        "rate_low": low,
        "rate_high": high,
    }
    order = ["converted", "conversion_value", "non_conversions", "path"]
    frame = typed_frame(found, JOURNEY_PATHS)
    return frame.sort_values(order, ascending=[False, False, False, True], ignore_index=True)


def is_on_path(journeys: Journeys, form: PathForm, path: str) -> NDArray[np.bool_]:
    """Whether each journey has this path, written as in ``commonest_paths``."""
    told = reshaped(journeys, form)
    place = {channel: code for code, channel in enumerate(told.channels)}
    steps = path.split(PATH_SEPARATOR)
    if any(step not in place for step in steps):
        return np.zeros(len(journeys), dtype=bool)
    wanted = np.array([place[step] for step in steps], dtype=told.codes.dtype).tobytes()
    return np.fromiter((key == wanted for key in _keys(told)), dtype=bool, count=len(told))


def _keys(journeys: Journeys) -> NDArray[Any]:
    """Each journey's codes as bytes: equal paths have equal keys."""
    codes: Codes = np.ascontiguousarray(journeys.codes)
    whole, places = codes.tobytes(), (journeys.offsets * codes.itemsize).tolist()
    keys = np.empty(len(journeys), dtype=object)
    keys[:] = [whole[begin:end] for begin, end in pairwise(places)]
    return keys


def _named(key: bytes, journeys: Journeys) -> str:
    return PATH_SEPARATOR.join(journeys.channels[code] for code in np.frombuffer(key, journeys.codes.dtype))
