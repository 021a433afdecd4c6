"""In which week each lead was judged, counted back in full weeks: how many leads a threshold passes in a week."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.errors import ClmError

MOST_WEEKS = 52
"""A year: all seasons once."""

_WEEK_SECONDS = 604_800


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LeadWeeks:
    """``week`` of each lead: 0 is the last full week, -1 one outside of the ``count`` weeks."""

    week: NDArray[np.int64]
    count: int

    @property
    def is_inside(self) -> NDArray[np.bool_]:
        """Which leads were judged in one of the weeks."""
        inside: NDArray[np.bool_] = self.week >= 0
        return inside


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LeadPace:
    """Over which leads and how many weeks leads a week are counted: ``is_counted`` per lead, ``weeks`` above 0."""

    is_counted: NDArray[np.bool_]
    weeks: float


def lead_pace(judged_at: pd.Series, until: pd.Timestamp, begin: pd.Timestamp) -> LeadPace:
    """The weeks of ``lead_weeks``; where not even one is full, all leads over the time since ``begin``."""
    if not len(judged_at) or (until - judged_at.min()).total_seconds() < _WEEK_SECONDS:
        days = max((until - begin).total_seconds(), 86_400.0)
        return LeadPace(is_counted=np.ones(len(judged_at), dtype=bool), weeks=days / _WEEK_SECONDS)
    weeks = lead_weeks(judged_at, until)
    return LeadPace(is_counted=weeks.is_inside, weeks=float(weeks.count))


def lead_weeks(judged_at: pd.Series, until: pd.Timestamp, *, most_weeks: int = MOST_WEEKS) -> LeadWeeks:
    """The weeks of leads judged before ``until`` (exclusive; midnight of the reporting zone), 7 × 24 hours each.

    There are as many as full weeks have passed since the first lead, at most ``most_weeks``. Young leads count too:
    their number is known, whatever becomes of them. Raises ClmError where not even one week has passed.
    """
    ages = (until - judged_at).dt.total_seconds().to_numpy() / _WEEK_SECONDS
    # An age of exactly one week is the week before: until is exclusive, so ages are above 0.
    weeks = np.ceil(ages).astype(np.int64) - 1
    passed = ages[ages > 0]
    count = min(int(passed.max()), most_weeks) if len(passed) else 0
    if count < 1:
        raise ClmError("scoring_backtest.no_full_week", count=len(judged_at))
    return LeadWeeks(week=np.where((weeks >= 0) & (weeks < count), weeks, -1), count=count)
