"""Rates and lags of a link: the textbook's case, slow loops, and people who have not had the time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.intervals import wilson_interval
from clm_core.analysis.target_plan.link_curves import (
    CurveRules,
    LinkCurve,
    chained,
    entering_chances,
    link_curve,
    waiting_chances,
)
from tests.analysis.target_plan.plan_worlds import fixed_curve, spread_curve

NAN = float("nan")
RULES = CurveRules(horizon_days=60, min_at_risk=1, draws=30)
Array = np.ndarray


def _curve(lags: list[tuple[float, int]], left: list[float] | None = None, rules: CurveRules = RULES) -> LinkCurve:
    """(age or lag, went on) of people seen until day 100."""
    entered = np.array([100.0 if done else 100.0 - days for days, done in lags]) - 40.0 * np.array([d for _, d in lags])
    reached = np.array([start + days if done else NAN for start, (days, done) in zip(entered, lags, strict=True)])
    gone = np.full(len(lags), NAN) if left is None else np.array(left)
    return link_curve(entered, reached, gone, today=100, rules=rules, rng=np.random.default_rng(1))


def test_kaplan_and_meiers_case() -> None:
    """reference-numbers.md: conversion .1 at 5, .2 at 8, .314286 at 15, .485714 at 25; the naive share is .40."""
    lags = [(5, 1), (8, 1), (12, 0), (15, 1), (20, 0), (20, 0), (25, 1), (30, 0), (40, 0), (45, 0)]
    curve = _curve([(float(days), done) for days, done in lags])
    found = curve.reached_by[0]
    assert [found[day] for day in (4, 5, 8, 15, 25, 45)] == pytest.approx(
        [0.0, 0.1, 0.2, 0.314286, 0.485714, 0.485714], abs=1e-6
    )
    assert (curve.entered, curve.reached) == (10, 4)
    assert curve.rate == pytest.approx(0.485714, abs=1e-6)


def test_of_people_who_all_had_the_time_the_interval_is_wilsons() -> None:
    curve = _curve([(3.0, 1)] * 12 + [(60.0, 0)] * 28)
    low, high = wilson_interval(12, 40)
    assert curve.rate == pytest.approx(0.3)
    assert curve.interval == pytest.approx((float(low), float(high)))
    assert curve.interval == pytest.approx((0.1807, 0.4543), abs=5e-5)


def test_nobody_who_went_on_has_a_rate_of_0_with_wilsons_end() -> None:
    curve = _curve([(60.0, 0)] * 10)
    assert curve.rate == 0.0
    assert curve.interval == pytest.approx((0.0, 0.2775), abs=5e-5)
    assert np.isnan(curve.lag_quantile(0.5))


def test_a_typed_rate_keeps_the_lags_and_loses_the_interval() -> None:
    curve = _curve([(3.0, 1)] * 6 + [(9.0, 1)] * 6 + [(60.0, 0)] * 28)
    typed = curve.with_rate(0.8)
    assert typed.rate == 0.8
    assert (typed.rate_draws == 0.8).all()
    assert np.isnan(typed.interval).all()
    assert typed.reached_by[0] / 0.8 == pytest.approx(curve.reached_by[0] / curve.rate)
    assert [typed.lag_quantile(share) for share in (0.5, 0.9)] == [3.0, 9.0]
    assert (typed.relative_draws == 1.0).all()


def test_a_typed_rate_where_nobody_went_on_is_at_once() -> None:
    typed = _curve([(60.0, 0)] * 30).with_rate(0.5)
    assert (typed.reached_by == 0.5).all()


def test_draws_spread_like_the_rate_does() -> None:
    curve = _curve([(3.0, 1)] * 120 + [(60.0, 0)] * 280, rules=CurveRules(horizon_days=60, draws=4000))
    assert curve.rate_draws.mean() == pytest.approx(0.3, abs=0.002)
    assert curve.rate_draws.std() == pytest.approx(np.sqrt(0.3 * 0.7 / 400), rel=0.05)


def test_who_left_and_still_went_on_went_on() -> None:
    curve = link_curve(
        np.array([10.0, 10.0, 10.0]), np.array([30.0, NAN, NAN]), np.array([20.0, 15.0, NAN]),
        today=100, rules=RULES, rng=np.random.default_rng(1),
    )  # fmt: skip
    assert (curve.reached, curve.rate) == (1, pytest.approx(0.5 * (1 - 1 / 3) * 1 + 0.0, abs=0.5))
    assert curve.waiting[0, 6] == pytest.approx(2 / 3)


def test_two_steps_one_after_the_other_against_a_loop() -> None:
    rng = np.random.default_rng(3)
    first, second = (spread_curve(rate, list(rng.dirichlet(np.ones(9))), draws=1) for rate in (0.4, 0.7))
    daily = [np.diff(one.reached_by[0], prepend=0.0) for one in (first, second)]
    slow = np.zeros(30)
    for one, share in enumerate(daily[0]):
        for two, other in enumerate(daily[1]):
            slow[one + two] += share * other
    assert chained(first.reached_by, second.reached_by, 29)[0] == pytest.approx(np.cumsum(slow), abs=1e-12)


@pytest.mark.parametrize("days", [3, 20])
def test_entering_and_waiting_against_loops(days: int) -> None:
    rng = np.random.default_rng(4)
    step = spread_curve(0.6, list(rng.dirichlet(np.ones(15))), draws=1)
    ahead = np.tile(rng.random(days + 1), (2, 1))
    daily = np.diff(step.reached_by[0], prepend=0.0)
    entering = entering_chances(step, ahead)[0]
    for day in range(days + 1):
        slow = sum(daily[lag] * ahead[0, day + lag] for lag in range(15) if day + lag <= days)
        assert entering[day] == pytest.approx(slow, abs=1e-12)
    ages = np.array([0.0, 4.0, 4.0, 13.0, 14.0, 400.0])
    waiting = waiting_chances(step, ahead, ages)[0]
    for place, age in enumerate(ages.astype(int)):
        coming = [(lag - age, daily[lag]) for lag in range(15) if age < lag <= age + days]
        slow = sum(share * ahead[0, day] for day, share in coming) / step.waiting[0, min(age, 14)]
        assert waiting[place] == pytest.approx(slow, abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 59).map(float), st.sampled_from([0, 1])), min_size=1, max_size=60))
def test_shares_rise_and_stay_within_0_and_1(lags: list[tuple[float, int]]) -> None:
    curve = _curve(lags)
    assert (np.diff(curve.reached_by, axis=1) >= -1e-12).all()
    assert (curve.reached_by >= 0).all()
    assert (curve.reached_by <= 1).all()
    low, high = curve.interval
    assert low <= curve.rate + 1e-9
    assert curve.rate <= high + 1e-9


def test_the_horizon_ends_where_too_few_are_left_to_tell() -> None:
    curve = _curve(
        [(2.0, 1)] * 30 + [(10.0, 0)] * 30 + [(50.0, 1)] * 3, rules=CurveRules(horizon_days=60, min_at_risk=20)
    )
    assert curve.horizon_days == 10
    assert curve.reached == 30
    assert fixed_curve(0.5, 3).horizon_days == 3
