"""Time in stage: how long people stay, counting those who are still there for as long as they have been."""

import numpy as np
import pandas as pd

from clm_core.analysis.funnel_time.stage_waits import CLOSED, MOVED_ON, OPEN, EverRule, StageWaits, time_to_convert
from clm_core.analysis.survival import ended_curve, first_day
from clm_core.columns import typed_frame
from clm_core.funnel_time_columns import STAGE_TIMES

_QUANTILES = {"stay_q1_days": 0.25, "stay_median_days": 0.5, "stay_q3_days": 0.75, "stay_p90_days": 0.9}


def stage_times(waits: StageWaits, *, is_grouped: bool, rule: EverRule | None = None) -> pd.DataFrame:
    """One row a group, or one for all with the group empty (funnel_time_columns.STAGE_TIMES).

    Leaving is coming on, being rejected or lost. The median's interval are the days on which the ends of the curve's
    interval pass one half (Brookmeyer and Crowley 1982).
    """
    if not is_grouped:
        return typed_frame(pd.DataFrame([_row("", waits, rule or EverRule())]), STAGE_TIMES)
    names = waits.groups.remove_unused_categories().categories
    rows = [_row(str(name), waits.where(np.asarray(waits.groups == name)), rule or EverRule()) for name in names]
    frame = typed_frame(pd.DataFrame(rows), STAGE_TIMES)
    return frame.sort_values("entered", ascending=False, kind="stable", ignore_index=True)


def _row(group: str, waits: StageWaits, rule: EverRule) -> dict[str, object]:
    moved, closed, still_open = waits.counts()
    left = ended_curve(moved + closed, np.zeros_like(moved), still_open)
    is_gone = waits.ending != OPEN
    usual = time_to_convert(waits, rule)
    return {
        "group": group,
        "stage": str(waits.pair.start),
        "next_stage": str(waits.pair.end),
        "entered": len(waits.keys),
        "moved_on": int((waits.ending == MOVED_ON).sum()),
        "closed": int((waits.ending == CLOSED).sum()),
        "still_open": int((~is_gone).sum()),
        **{name: float(first_day(left.share, share)) for name, share in _QUANTILES.items()},
        "stay_median_low_days": float(first_day(left.high, 0.5)),
        "stay_median_high_days": float(first_day(left.low, 0.5)),
        "plain_median_days": float(np.median(waits.waited_days[is_gone])) if is_gone.any() else np.nan,
        "convert_median_days": usual.median_days,
        "convert_p90_days": usual.p90_days,
        "horizon_days": usual.horizon_days,
    }
