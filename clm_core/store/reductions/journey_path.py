"""Unique paths out of the touches of journeys.

Not in SQL: texts joined in an order take engines minutes and gigabytes (DuckDB sorts each journey by
itself), or cannot be had at all (SQLite before 3.44). Channels as small numbers take about a second.
"""

from itertools import pairwise

import numpy as np
import pandas as pd

from clm_core.journey_options import PATH_SEPARATOR

PATH_TOUCHES: dict[str, str] = {
    "journey_key": "int64",
    "conversions": "float64",
    "value": "float64",
    "channel": "category",
}
"""One row a touch, in order within the journey; what the journey counts for is on each of its rows."""

PATHS: dict[str, str] = {
    "path": "str",
    "conversions": "float64",
    "conversion_value": "float64",
    "non_conversions": "int64",
    "touch_count": "int64",
    "journeys": "int64",
}


def paths_of_touches(touches: pd.DataFrame) -> pd.DataFrame:
    """``PATHS``, one row a path, of ``PATH_TOUCHES`` whose journeys stand together."""
    journey = touches["journey_key"].to_numpy()
    starts = np.flatnonzero(np.diff(journey, prepend=journey[:1] - 1))
    codes = touches["channel"].cat.codes.to_numpy()
    number, unique = pd.factorize(_keys_of_journeys(codes, np.append(starts, len(journey))))
    conversions = touches["conversions"].to_numpy()[starts]
    value = touches["value"].to_numpy()[starts]
    count = len(unique)
    names = touches["channel"].cat.categories.tolist()
    found = {
        "path": [PATH_SEPARATOR.join([names[code] for code in np.frombuffer(key, codes.dtype)]) for key in unique],
        "conversions": np.bincount(number, conversions, count),
        "conversion_value": np.bincount(number, value, count),
        "non_conversions": np.bincount(number, conversions == 0, count),
        "touch_count": [len(key) // codes.itemsize for key in unique],
        "journeys": np.bincount(number, minlength=count),
    }
    return pd.DataFrame({name: pd.Series(found[name], dtype=dtype) for name, dtype in PATHS.items()})


def _keys_of_journeys(codes: np.ndarray, bounds: np.ndarray) -> np.ndarray:
    """Each journey's codes as bytes: equal paths have equal keys."""
    whole, places = codes.tobytes(), (bounds * codes.itemsize).tolist()
    keys = np.empty(len(bounds) - 1, dtype=object)
    keys[:] = [whole[start:end] for start, end in pairwise(places)]
    return keys
