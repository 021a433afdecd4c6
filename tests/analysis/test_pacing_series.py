"""What a daily number usually does next: flat and weekly known cases, slow loops, and a planted season found again."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.pacing_series import (
    FEW_SPREAD,
    LEAST_SPREAD,
    YEAR_DAYS,
    DailySeries,
    expected_daily,
    forecast_spread,
    season_index,
    weekday_factors,
)

MONDAY = date(2024, 1, 1)


def series(values: object, **more: object) -> DailySeries:
    return DailySeries(first_on=MONDAY, values=np.asarray(values, dtype=np.float64), **more)  # type: ignore[arg-type]


def slow_season(values: np.ndarray, day: int) -> float:
    """The season's factor of one day, by loops, of numbers without a weekday pattern."""
    found = [1.0]
    for years in range(1, 9):
        earlier = day - 364 * years
        year = values[max(earlier - 182, 0) : earlier + 183]
        if earlier - 182 < 0 or earlier + 183 > len(values):
            continue
        near = values[earlier - 14 : earlier + 15]
        found.append(near.mean() / year.mean())
    return sum(found) / len(found)


def test_a_flat_number_goes_on_flat() -> None:
    flat = series(np.full(800, 3.0))
    assert season_index(flat.values, 1000) == pytest.approx(np.ones(1000))
    assert expected_daily(flat, 1000)[800:] == pytest.approx(np.full(200, 3.0))
    assert forecast_spread(flat, 60) == LEAST_SPREAD


def test_weekends_stay_empty() -> None:
    """Seven on each working day, nothing at weekends: 7/5 and 0 times the mean."""
    week = [7.0] * 5 + [0.0] * 2
    office = series(week * 60)
    assert weekday_factors(office.values) == pytest.approx([1.4] * 5 + [0] * 2)
    assert expected_daily(office, 60 * 7 + 14)[-14:] == pytest.approx(week * 2)


def test_the_level_is_that_of_the_last_quarter() -> None:
    doubled = series([5.0] * 105 + [10.0] * 91)
    assert expected_daily(doubled, 226)[196:] == pytest.approx(np.full(30, 10.0))


def test_the_season_as_a_slow_loop_finds_it() -> None:
    values = np.random.default_rng(1).poisson(20, 5 * YEAR_DAYS).astype(np.float64)
    flat_weeks = np.repeat(values.reshape(-1, 7).mean(axis=1), 7)  # no weekday pattern
    index = season_index(flat_weeks, len(flat_weeks) + 100)
    for day in (0, 300, 600, 1200, len(flat_weeks) + 99):
        assert index[day] == pytest.approx(slow_season(flat_weeks, day))


def test_a_planted_season_is_found_half_after_one_year_and_two_thirds_after_two() -> None:
    def wave(count: int) -> np.ndarray:
        return 100 + 50 * np.sin(2 * np.pi * np.arange(count) / YEAR_DAYS)

    top = YEAR_DAYS // 4
    for years, share in ((2, 1 / 2), (3, 2 / 3)):
        index = season_index(wave(years * YEAR_DAYS), years * YEAR_DAYS + YEAR_DAYS)
        # Of the year to come: smoothing over four weeks takes the top off a little.
        assert index[years * YEAR_DAYS + top] == pytest.approx(1 + 0.5 * share, abs=0.02)


def test_followers_come_after_their_forerunner() -> None:
    """Half of the forerunners follow after ten days: those of the last ten days are still to come, and no others."""
    kernel = np.zeros(11)
    kernel[10] = 0.5
    came = np.zeros(200)
    came[:190] = 4.0
    came[190:] = 20.0  # a campaign at the very end
    followed = np.concatenate([np.zeros(10), came[:-10] * 0.5])
    late = series(followed, forerunner=series(came), kernel=kernel)
    assert expected_daily(late, 210)[200:] == pytest.approx(np.full(10, 10.0))


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(1, 60), st.integers(250, 400))
def test_what_comes_later_changes_nothing(seed: int, days: int, known: int) -> None:
    """Standing at a day, only the days before it count: a forecast tested on the past knows nothing of its future."""
    chance = np.random.default_rng(seed)
    values, more = chance.poisson(3, 500), chance.poisson(9, 500)
    kernel = chance.random(30) / 60
    whole = series(values, forerunner=series(more), kernel=kernel)
    cut = series(values[:known], forerunner=series(more[:known]), kernel=kernel)
    assert expected_daily(whole, known + days, known=known) == pytest.approx(expected_daily(cut, known + days))
    assert (expected_daily(cut, known + days) >= 0).all()


def test_the_spread_beyond_chance_is_found_again() -> None:
    """Months whose level varies by a fifth: sums of a month go astray by about that, twice (level and what follows)."""
    chance = np.random.default_rng(3)
    levels = np.repeat(np.exp(chance.normal(0, 0.2, 60)), 28)
    wild = series(chance.poisson(200 * levels))
    calm = series(chance.poisson(np.full(60 * 28, 200.0)))
    assert 0.15 < forecast_spread(wild, 28) < 0.35
    assert forecast_spread(calm, 28) < 0.08
    assert forecast_spread(series(np.ones(380)), 28) == FEW_SPREAD, "too short to say"


def test_nothing_was_ever_there() -> None:
    assert expected_daily(series(np.zeros(400)), 450).tolist() == [0.0] * 450
    assert series(np.zeros(10)).place(MONDAY + timedelta(days=12)) == 12


def test_a_followers_own_season_is_found_half_after_one_year() -> None:
    """Deals come evenly; in one month a year half as many more are won: of the next one a quarter more is expected."""
    factor = np.ones(3 * YEAR_DAYS)
    for year in range(3):
        factor[year * YEAR_DAYS + 200 : year * YEAR_DAYS + 230] = 1.5
    came, days = np.full(2 * YEAR_DAYS, 10.0), 2 * YEAR_DAYS
    won = series(2.0 * factor[:days], forerunner=series(came), kernel=np.array([0.2]))
    ahead = expected_daily(won, days + YEAR_DAYS)[days:]
    usual = 2.0
    assert ahead[215] == pytest.approx(usual * 1.25, rel=0.03)
    assert ahead[60] == pytest.approx(usual, rel=0.03)
