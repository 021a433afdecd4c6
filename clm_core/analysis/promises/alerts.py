"""When a promise needs a word: several weeks missed in a row."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from clm_core.analysis.promises.weeks import JUDGED, WeekStatus
from clm_core.targets import Promise

ALERT_WEEKS = 3
"""A promise missed by chance alone in every second week is missed three times running in one week of eight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedRun:
    """``weeks`` judged weeks in a row below what was promised, the last of them from ``last_week`` on."""

    promise: Promise
    weeks: int
    first_week: date
    last_week: date
    lowest: float
    highest: float


def missed_run(promise: Promise, weeks: pd.DataFrame) -> MissedRun | None:
    """The missed weeks (PROMISE_WEEKS) at the end of those that can be judged; None where they are fewer than three.

    Weeks without a lead that the promise is about are passed over: they neither keep nor miss it.
    """
    told = weeks[weeks["status"].isin(JUDGED)]
    is_kept = told["status"].ne(WeekStatus.MISSED).to_numpy()
    kept_at = is_kept.nonzero()[0]
    run = told.iloc[kept_at[-1] + 1 if len(kept_at) else 0 :]
    if len(run) < ALERT_WEEKS:
        return None
    return MissedRun(
        promise=promise,
        weeks=len(run),
        first_week=run["week"].iloc[0].date(),
        last_week=run["week"].iloc[-1].date(),
        lowest=float(run["value"].min()),
        highest=float(run["value"].max()),
    )
