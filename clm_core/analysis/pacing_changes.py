"""Weeks in which a number was far from what was to be expected a moment before."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from clm_core.analysis.pacing_series import YEAR_DAYS, DailySeries, expected_daily, forecast_spread
from clm_core.decisions import Measure

_WEEKS = 40
_FAR = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyChange:
    """What came in the week from ``week`` (its Monday) on, and what was expected from the days before it."""

    measure: Measure
    week: date
    happened: float
    expected: float

    @property
    def is_more(self) -> bool:
        """More than expected, not less."""
        return self.happened > self.expected


def big_changes(measure: Measure, series: DailySeries, as_of: date) -> tuple[WeeklyChange, ...]:
    """The whole weeks up to ``as_of`` whose number lies more than three standard deviations from the expected one.

    Their deviation joins chance (Poisson) and how far weeks went beside their expectation before (forecast_spread), so
    a number that always wanders has to go further to be told. The latest forty weeks with a year before them.
    """
    end = as_of + timedelta(days=1)
    monday = end - timedelta(days=end.weekday())
    spread, found = forecast_spread(series, 7), []
    for number in range(1, _WEEKS + 1):
        week = monday - timedelta(days=7 * number)
        known = series.place(week)
        if known < YEAR_DAYS:
            break
        expected = float(expected_daily(series, known + 7, known=known)[known:].sum())
        happened = float(series.values[known : known + 7].sum())
        deviation = np.sqrt(expected + (spread * expected) ** 2)
        if deviation > 0 and abs(happened - expected) > _FAR * deviation:
            found.append(WeeklyChange(measure=measure, week=week, happened=happened, expected=expected))
    return tuple(found)
