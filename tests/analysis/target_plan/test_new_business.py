"""Revenue of deals to come: Poisson with fixed amounts, the compound's moments, never less for more."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kstest, poisson

from clm_core.analysis.target_plan.new_business import NewBusiness, new_business

AMOUNTS = np.array([500.0, 1000.0, 2500.0, 8000.0] * 25)


def _history(expected: float, amounts: np.ndarray = AMOUNTS, outer: int = 40, inner: int = 500) -> NewBusiness:
    return new_business(amounts, np.full(outer, expected), inner, np.random.default_rng(1))


@pytest.mark.parametrize("expected", [0.4, 3.0, 12.5])
def test_with_fixed_amounts_the_number_of_deals_is_poisson(expected: float) -> None:
    history = _history(expected, np.full(10, 100.0))
    counts = history.revenue_of(np.full(20_000, expected)) / 100.0
    assert counts == pytest.approx(np.round(counts))
    for deals in range(int(expected * 3) + 2):
        share, known = float((counts <= deals).mean()), float(poisson.cdf(deals, expected))
        assert share == pytest.approx(known, abs=4 * np.sqrt(known * (1 - known) / 20_000) + 1e-9)


def test_the_moments_of_a_compound_poisson_sum() -> None:
    history = _history(20.0, outer=400, inner=100)
    revenue = history.revenue_of(np.full(40_000, 20.0))
    assert revenue.mean() == pytest.approx(20 * AMOUNTS.mean(), rel=0.015)
    # Beside chance in numbers and amounts: the mean amount itself is only known from a hundred deals.
    known = 20 * (AMOUNTS**2).mean() + (20.0**2 + 20) * 0 + 20.0**2 * AMOUNTS.var() / len(AMOUNTS)
    assert revenue.var() == pytest.approx(known, rel=0.05)


@pytest.mark.parametrize("expected", [0.4, 12.5, 5000.0])
def test_as_many_deals_come_as_their_revenue_says(expected: float) -> None:
    """Also beyond the last step, where many deals go in one."""
    history = _history(expected, np.full(10, 100.0), inner=40)
    for asked in (expected, 6 * expected + 100):
        given = np.full(1600, asked)
        assert history.deals_of(given) * 100.0 == pytest.approx(history.revenue_of(given))


def test_a_typed_mean_is_the_mean_in_every_draw() -> None:
    rng = np.random.default_rng(1)
    history = new_business(AMOUNTS, np.full(30, 5.0), 10, rng, is_mean_known=True)
    assert history.mean_amount == pytest.approx(np.full(300, AMOUNTS.mean()))


def test_thousands_of_deals_go_in_steps_and_keep_mean_and_spread() -> None:
    history = _history(5000.0, outer=50, inner=40)
    assert history.unit > 1
    revenue = history.revenue_of(np.full(2000, 5000.0))
    spread = np.sqrt(5000 * (AMOUNTS**2).mean() + 5000.0**2 * AMOUNTS.var() / len(AMOUNTS))
    assert revenue.mean() == pytest.approx(5000 * AMOUNTS.mean(), rel=0.05)
    assert revenue.std() == pytest.approx(spread, rel=0.25)


def test_many_deals_are_normal_around_their_mean() -> None:
    history = _history(300.0, np.full(10, 100.0), outer=20, inner=100)
    revenue = history.revenue_of(np.full(2000, 300.0))
    assert kstest((revenue / 100 - 300) / np.sqrt(300), "norm").statistic < 0.05


@settings(deadline=None)
@given(st.floats(0.0, 400.0), st.floats(1.0, 2.0), st.sampled_from([2.0, 900.0]))
def test_more_expected_deals_never_bring_less_in_any_draw(expected: float, factor: float, size: float) -> None:
    history = _history(size, outer=3, inner=10)
    less = history.revenue_of(np.full(30, expected))
    assert (history.revenue_of(np.full(30, expected * factor)) >= less - 1e-9).all()


def test_nothing_expected_brings_nothing() -> None:
    for size in (2.0, 900.0):
        assert (_history(size, outer=3, inner=10).revenue_of(np.zeros(30)) == 0).all()


def test_far_beyond_what_was_prepared_each_deal_counts_with_the_mean() -> None:
    history = _history(1.0, np.full(10, 100.0), outer=3, inner=10)
    revenue = history.revenue_of(np.full(30, 10_000.0))
    assert revenue == pytest.approx(np.full(30, 1_000_000.0), rel=0.01)
