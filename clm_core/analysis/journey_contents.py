"""What content and which campaigns appear in journeys that converted and not in others."""

import numpy as np
import pandas as pd
from scipy.special import bdtrc

from clm_core.analysis.intervals import CONFIDENCE, Verdict, rate_difference
from clm_core.columns import typed_frame
from clm_core.journey_columns import CONTENT_DIFFERENCES

MIN_JOURNEYS = 20
"""Fewer journeys with an item, on both sides together, are not compared."""
MIN_BASE = 30
"""Fewer journeys on one side are not compared with."""


def content_differences(won: pd.DataFrame, lost: pd.DataFrame) -> pd.DataFrame:
    """CONTENT_DIFFERENCES of two frames of JOURNEY_CONTENTS, the largest difference first.

    Differences are shares of journeys that contain the item, with Newcombe's interval; items in fewer than
    MIN_JOURNEYS journeys come last, with the verdict no_data. Where either side has fewer than MIN_BASE
    journeys all have it. Says what goes together, not what causes what.
    """
    sides = [_counted(side) for side in (won, lost)]
    keys = ["what", "channel", "item"]
    rows = pd.concat([items[keys] for items, _ in sides]).drop_duplicates().sort_values(keys)
    places = pd.MultiIndex.from_frame(rows)
    counts = [
        items.set_index(keys)["journeys"].reindex(places, fill_value=0).to_numpy(dtype=np.int64) for items, _ in sides
    ]
    bases = [np.full(len(rows), base) for _, base in sides]
    shares = [count / np.maximum(base, 1) for count, base in zip(counts, bases, strict=True)]
    compared = rate_difference(counts[0], bases[0], counts[1], bases[1])
    is_enough = (counts[0] + counts[1] >= MIN_JOURNEYS) & (min(sides[0][1], sides[1][1]) >= MIN_BASE)
    verdicts = [
        str(verdict if enough else Verdict.NO_DATA)
        for verdict, enough in zip(compared.verdicts(), is_enough, strict=True)
    ]
    found = {
        **{name: rows[name] for name in keys},
        "won": counts[0],
        "won_base": bases[0],
        "won_share": shares[0],
        "lost": counts[1],
        "lost_base": bases[1],
        "lost_share": shares[1],
        "difference": compared.value,
        "difference_low": compared.low,
        "difference_high": compared.high,
        "verdict": verdicts,
    }
    frame = typed_frame(found, CONTENT_DIFFERENCES).assign(is_enough=is_enough)
    order = ["is_enough", "difference", "item"]
    return frame.sort_values(order, ascending=[False, False, True], ignore_index=True).drop(columns="is_enough")


def expected_by_chance(compared: int) -> float:
    """How many of so many compared items lie outside their 95 % interval where nothing differs at all."""
    return compared * (1 - CONFIDENCE)


def is_more_than_chance(conspicuous: int, compared: int) -> bool:
    """Whether so many conspicuous items are hardly to be had by chance: less than 5 times in 100.

    As if items were independent of each other; people who see one often see others, so it is a rule of thumb.
    """
    if conspicuous == 0:
        return False
    return bool(bdtrc(conspicuous - 1, compared, 1 - CONFIDENCE) < 1 - CONFIDENCE)


def _counted(contents: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The items with their journeys, and the number of all journeys."""
    is_total = contents["what"] == "journeys"
    items = contents.loc[~is_total, ["what", "channel", "item", "journeys"]]
    return items, int(contents.loc[is_total, "journeys"].sum())
