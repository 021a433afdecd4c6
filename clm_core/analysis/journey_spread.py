"""How long journeys take: days and touches up to the conversion, as distributions."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from clm_core.analysis.attribution.cut_journeys import CutJourneys
from clm_core.analysis.attribution.journeys import Floats
from clm_core.columns import typed_frame
from clm_core.journey_columns import SPREAD_BINS

_DAY_US = 86_400_000_000
_MOST_BINS = 24
DAY_WIDTHS = (1, 2, 5, 7, 10, 14, 30, 60, 90, 180, 365)
TOUCH_WIDTHS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
OLDEST_PART = 0.1
"""The oldest part of the look-back window: journeys that begin there probably began before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A distribution over journeys: quartiles (linear between the two next journeys) and bins of equal width."""

    count: int
    q1: float
    median: float
    q3: float
    p90: float
    bins: pd.DataFrame  # SPREAD_BINS


def days_to_convert(cut: CutJourneys) -> Floats:
    """Days from the first touch to the conversion, of each traced conversion."""
    lengths = cut.traced["touch_count"].to_numpy(dtype=np.int64)
    firsts = np.cumsum(lengths) - lengths
    waited = cut.traced["at"].reset_index(drop=True) - cut.touches["at"].iloc[firsts].reset_index(drop=True)
    days: Floats = waited.dt.total_seconds().to_numpy(dtype=np.float64) * 1e6 / _DAY_US
    return days


def spread(values: Floats, widths: tuple[int, ...]) -> Spread:
    """Quartiles and a histogram with the first width that needs at most 24 bins; the last width if none does.

    Not a number, and no bins, without values.
    """
    if not len(values):
        nothing = float("nan")
        bins = typed_frame({}, SPREAD_BINS)
        return Spread(count=0, q1=nothing, median=nothing, q3=nothing, p90=nothing, bins=bins)
    top, bottom = float(values.max()), int(values.min())
    width = next((one for one in widths if top // one - bottom // one < _MOST_BINS), widths[-1])
    place = (values // width).astype(np.int64)
    first = place.min()
    counts = np.bincount(place - first)
    begins = (np.arange(len(counts)) + first) * width
    q1, median, q3, p90 = (float(value) for value in np.quantile(values, [0.25, 0.5, 0.75, 0.9]))
    bins = typed_frame({"begin": begins, "end": begins + width, "journeys": counts}, SPREAD_BINS)
    return Spread(count=len(values), q1=q1, median=median, q3=q3, p90=p90, bins=bins)


def cut_off_share(days: Floats, look_back_days: int) -> float:
    """Share of journeys whose first touch lies in the oldest tenth of the look-back window.

    About a tenth is to be expected where nothing is cut off; much more says that journeys are longer than
    the window. Not a number without journeys.
    """
    return float((days > look_back_days * (1 - OLDEST_PART)).mean()) if len(days) else float("nan")
