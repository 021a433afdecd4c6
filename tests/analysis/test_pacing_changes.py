"""Weeks far from what was expected are told, ordinary ones are not."""

from datetime import date, timedelta

import numpy as np

from clm_core.analysis.pacing_changes import big_changes
from clm_core.analysis.pacing_series import DailySeries
from clm_core.decisions import Measure

MONDAY = date(2024, 1, 1)


def changes(values: np.ndarray):
    series = DailySeries(first_on=MONDAY, values=values)
    return big_changes(Measure.LEADS, series, MONDAY + timedelta(days=len(values) - 1))


def test_one_week_of_three_times_as_many() -> None:
    values = np.random.default_rng(1).poisson(10, 7 * 80).astype(np.float64)
    assert changes(values) == ()
    values[7 * 75 : 7 * 76] = 30
    found = changes(values)
    assert [(one.week, one.is_more, one.happened) for one in found] == [(MONDAY + timedelta(weeks=75), True, 210.0)]
    assert 60 < found[0].expected < 80


def test_a_week_without_any_and_a_week_that_is_not_over() -> None:
    values = np.random.default_rng(2).poisson(10, 7 * 80 + 3).astype(np.float64)
    values[7 * 76 : 7 * 77] = 0
    values[7 * 80 :] = 0
    found = changes(values)
    assert [(one.week, one.is_more) for one in found] == [(MONDAY + timedelta(weeks=76), False)]


def test_less_than_a_year_says_nothing() -> None:
    values = np.full(300, 10.0)
    values[-14:] = 90
    assert changes(values) == ()
