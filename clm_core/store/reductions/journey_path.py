"""Unique paths out of the touches of journeys.

Not in SQL: texts joined in an order take engines minutes and gigabytes (DuckDB sorts each journey by
itself), or cannot be had at all (SQLite before 3.44). Channels as small numbers take about a second.
"""

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
    ends = np.append(starts[1:], len(journey))
    codes = touches["channel"].cat.codes.to_numpy()
    whole, width = codes.tobytes(), codes.itemsize
    keys = np.empty(len(starts), dtype=object)
    keys[:] = [whole[start:end] for start, end in zip((starts * width).tolist(), (ends * width).tolist(), strict=True)]
    number, unique = pd.factorize(keys)
    conversions = touches["conversions"].to_numpy()[starts]
    value = touches["value"].to_numpy()[starts]
    count = len(unique)
    names = touches["channel"].cat.categories.tolist()
    found = {
        "path": [PATH_SEPARATOR.join([names[code] for code in np.frombuffer(key, codes.dtype)]) for key in unique],
        "conversions": np.bincount(number, conversions, count),
        "conversion_value": np.bincount(number, value, count),
        "non_conversions": np.bincount(number, conversions == 0, count),
        "touch_count": [len(key) // width for key in unique],
        "journeys": np.bincount(number, minlength=count),
    }
    return pd.DataFrame({name: pd.Series(found[name], dtype=dtype) for name, dtype in PATHS.items()})
