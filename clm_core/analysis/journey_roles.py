"""Which channels open journeys, which help on the way, which close them."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.attribution.journeys import Journeys
from clm_core.analysis.intervals import wilson_interval
from clm_core.columns import typed_frame
from clm_core.journey_columns import CHANNEL_ROLES

ROLES = ("opens", "helps", "closes")


def channel_roles(journeys: Journeys) -> pd.DataFrame:
    """CHANNEL_ROLES of the journeys with a conversion, the channel in most journeys first.

    A channel opens a journey with its first touch, closes it with its last and helps with any touch between;
    a journey of one touch is opened and closed by it. Shares of all these journeys with Wilson intervals.
    """
    won = journeys.converting
    count, codes = len(won.channels), won.codes
    journey = won.journey_of_touches()
    is_first, is_last = (np.zeros(len(codes), dtype=bool) for _ in range(2))
    is_first[won.offsets[:-1]] = True
    is_last[won.offsets[1:] - 1] = True

    def journeys_with(is_meant: NDArray[np.bool_]) -> NDArray[np.int64]:
        pairs = np.unique(journey[is_meant] * count + codes[is_meant])
        return np.bincount(pairs % count, minlength=count) if count else pairs

    counts = {
        "touched": journeys_with(np.ones(len(codes), dtype=bool)),
        "opens": journeys_with(is_first),
        "helps": journeys_with(~is_first & ~is_last),
        "closes": journeys_with(is_last),
        "assists": journeys_with(~is_last),
    }
    found: dict[str, object] = {"channel": list(won.channels), **counts}
    for role in ROLES:
        low, high = wilson_interval(counts[role], np.full(count, len(won)))
        found |= {f"{role}_share": counts[role] / max(len(won), 1), f"{role}_low": low, f"{role}_high": high}
    closes = np.where(counts["closes"] > 0, counts["closes"], np.nan)
    frame = typed_frame({**found, "assists_per_close": counts["assists"] / closes}, CHANNEL_ROLES)
    present = frame[frame["touched"] > 0]
    return present.sort_values(["touched", "channel"], ascending=[False, True], ignore_index=True)
