"""How long leads wait for sales' first contact, those still waiting included, and how often a promise was kept.

Kaplan and Meier's estimate on whole hours (analysis/survival.py): a lead not contacted yet counts until now, one
that sales rejected or recycled without a recorded contact until then. Intervals of the curve: Greenwood's variance
on the log(−log) scale; of the median: Brookmeyer and Crowley (1982), the hours at which that band crosses a half.
"""

import numpy as np
import pandas as pd

from clm_core.analysis.intervals import Floats, wilson_interval
from clm_core.analysis.sales_feedback import ATTEMPT_DAYS
from clm_core.analysis.survival import day_counts, waiting_share
from clm_core.columns import typed_frame
from clm_core.feedback_columns import CONTACT_CURVE, CONTACT_TIMES
from clm_core.handover import Verdict

LAST_HOUR = 30 * 24
"""Waiting times are followed for thirty days; later contacts count as not contacted by then."""

MIN_LEADS = 20
"""A group with fewer leads is shown and marked: nobody should be judged by so few."""

_Z = 1.959963984540054


def measured(rows: pd.DataFrame) -> pd.DataFrame:
    """The hand-overs (HANDOVERS) whose waiting time can be told: dated by the stage history."""
    return rows[rows["is_dated"]]


def contact_curve(rows: pd.DataFrame) -> pd.DataFrame:
    """CONTACT_CURVE of these hand-overs, hour by hour up to the last at which anybody was still watched."""
    ended, still_open = _counts(rows)
    share, low, high = _curve(ended, still_open)
    at_risk = np.flip(np.cumsum(np.flip(ended + still_open)))
    frame = pd.DataFrame(
        {
            "hours": np.arange(LAST_HOUR + 1),
            "at_risk": at_risk,
            "contacted_share": share,
            "contacted_low": low,
            "contacted_high": high,
        }
    )
    return typed_frame(frame[frame["at_risk"] > 0], CONTACT_CURVE)


def contact_times(rows: pd.DataFrame, groups: pd.Series, promise_hours: float) -> pd.DataFrame:
    """CONTACT_TIMES: the whole (group empty) first, then each group by name.

    The promise counts hand-overs at least ``promise_hours`` old, without those that were closed before uncontacted.
    """
    parts = [("", rows), *((str(name), part) for name, part in rows.groupby(groups, sort=True))]
    frame = pd.DataFrame([_time_row(name, part, promise_hours) for name, part in parts])
    low, high = wilson_interval(frame["kept"], frame["promise_base"])
    base = frame["promise_base"].where(frame["promise_base"] > 0)
    frame = frame.assign(kept_rate=frame["kept"] / base, kept_low=low, kept_high=high)
    return typed_frame(frame, CONTACT_TIMES)


def _time_row(name: str, rows: pd.DataFrame, promise_hours: float) -> dict[str, object]:
    hours, closed = rows["hours_to_contact"], closed_hours(rows)
    is_closed = closed.notna()
    is_contacted = hours.notna() & ~is_closed
    median, low, high = median_hours(rows)
    is_known = (rows["age_days"] * 24 >= promise_hours) & ~(closed < promise_hours)
    return {
        "group": name,
        "leads": len(rows),
        "contacted": int(is_contacted.sum()),
        "closed": int(is_closed.sum()),
        "uncontacted": int((~is_contacted & ~is_closed).sum()),
        "median_hours": median,
        "median_low": low,
        "median_high": high,
        "promise_base": int(is_known.sum()),
        "kept": int((is_known & is_contacted & (hours <= promise_hours)).sum()),
        "attempts_mean": float(rows.loc[rows["age_days"] >= ATTEMPT_DAYS, "attempts"].mean()),
        "is_little": len(rows) < MIN_LEADS,
    }


def closed_hours(rows: pd.DataFrame) -> pd.Series:
    """After how many hours sales closed a lead that it had not contacted before; missing for all others."""
    is_refused = rows["verdict"].isin([str(Verdict.REJECTED), str(Verdict.RECYCLED)])
    hours = (rows["verdict_at"] - rows["handed_at"]).dt.total_seconds().clip(lower=0.0) / 3600
    came_first = rows["hours_to_contact"].isna() | (hours < rows["hours_to_contact"])
    closed: pd.Series = hours.where(is_refused & came_first)
    return closed


def median_hours(rows: pd.DataFrame) -> tuple[float, float, float]:
    """The hours by which half of the leads were contacted, with interval.

    NaN where fewer than half were within LAST_HOUR; the high end is infinite where the data do not bound it.
    """
    share, low, high = _curve(*_counts(rows))
    middle, early, late = (_first_reaching(one, 0.5) for one in (share, high, low))
    return (middle, early, late) if np.isfinite(middle) else (float("nan"), early, float("nan"))


def _counts(rows: pd.DataFrame) -> tuple[Floats, Floats]:
    """Leads by the hour they were contacted, and by the hour until which they were watched without a contact."""
    hours, closed = rows["hours_to_contact"], closed_hours(rows)
    is_contacted = hours.notna() & closed.isna() & (hours <= LAST_HOUR)
    watched = closed.fillna(rows["age_days"] * 24)[~is_contacted]
    # Within the hour: whoever was contacted after 2.5 hours was contacted by hour 3, and watched until hour 2.
    ended = day_counts(np.ceil(hours[is_contacted]), LAST_HOUR)
    return ended, day_counts(np.floor(watched), LAST_HOUR)


def _curve(ended: Floats, still_open: Floats) -> tuple[Floats, Floats, Floats]:
    """The share contacted by each hour with its 95 % band."""
    waiting = waiting_share(ended, still_open)
    at_risk = np.flip(np.cumsum(np.flip(ended + still_open)))
    left = at_risk * (at_risk - ended)
    terms = np.divide(ended, left, out=np.zeros_like(ended), where=left > 0)
    log_waiting = np.log(np.clip(waiting, 1e-300, 1 - 1e-12))
    spread = _Z * np.sqrt(np.cumsum(terms)) / np.abs(log_waiting)
    is_between = (waiting > 0) & (waiting < 1)
    low = np.where(is_between, 1 - waiting ** np.exp(-spread), 1 - waiting)
    high = np.where(is_between, 1 - waiting ** np.exp(spread), 1 - waiting)
    return 1 - waiting, low, high


def _first_reaching(share: Floats, level: float) -> float:
    reached = np.flatnonzero(share >= level)
    return float(reached[0]) if len(reached) else float("inf")
