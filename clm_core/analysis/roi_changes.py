"""What changed between two periods: cost, return, and whether a difference of ROI says anything."""

import numpy as np
import pandas as pd

from clm_core import kpis
from clm_core.analysis.intervals import Difference
from clm_core.columns import typed_frame
from clm_core.result_columns import ROI_CHANGES

_COMPARED = ["spend", "revenue", "won_deals", "roi", "roi_low", "roi_high"]
_ADDED_UP = ["spend", "revenue", "won_deals"]


def roi_changes(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Each row of ``now`` and ``before`` (result_columns.ROI_ROWS) beside the other period's (ROI_CHANGES).

    The interval of the difference of two ROIs is recovered from their own two intervals (MOVER: Zou and
    Donner 2008), which do not depend on each other because no deal is won twice. Without both intervals
    there is none, and no verdict.
    """
    keys = ["channel", "campaign"]
    earlier = before[[*keys, *_COMPARED]]
    rows = now[[*keys, *_COMPARED]].merge(earlier, on=keys, how="outer", suffixes=("", "_before"), sort=False)
    for name in _ADDED_UP:
        # What only one of the periods has was nothing in the other, unless it could not be known there.
        for column, frame in ((name, now), (f"{name}_before", before)):
            rows[column] = rows[column].fillna(0.0 if frame[name].notna().all() else np.nan)
    for name in ("spend", "revenue"):
        rows[f"{name}_change"] = kpis.ratio(rows[name] - rows[f"{name}_before"], rows[f"{name}_before"])
    rows = rows.rename(columns={"roi_low_before": "roi_before_low", "roi_high_before": "roi_before_high"})
    difference = _roi_difference(rows)
    rows["roi_change"] = difference.value
    rows["roi_change_low"], rows["roi_change_high"] = difference.low, difference.high
    rows["change_verdict"] = [str(verdict) for verdict in difference.verdicts()]
    rows = rows.sort_values(["spend", "revenue", *keys], ascending=[False, False, True, True])
    return typed_frame(rows.reset_index(drop=True), ROI_CHANGES)


def _roi_difference(rows: pd.DataFrame) -> Difference:
    now, low, high = (rows[name].to_numpy(dtype=np.float64) for name in ("roi", "roi_low", "roi_high"))
    before, low_before, high_before = (
        rows[name].to_numpy(dtype=np.float64) for name in ("roi_before", "roi_before_low", "roi_before_high")
    )
    value = now - before
    return Difference(
        value=value,
        low=value - np.hypot(now - low, high_before - before),
        high=value + np.hypot(high - now, before - low_before),
    )
