"""Intervals: the reference numbers, scipy as oracle, and how often they cover the truth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from clm_core.analysis.intervals import (
    BootstrapRule,
    Verdict,
    cost_interval,
    poisson_interval,
    rate_difference,
    share_interval,
    sum_interval,
    wilson_interval,
)


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(12, 40, 0.1807, 0.4543), (0, 10, 0, 0.2775), (5, 100, 0.0215, 0.1118), (120, 400, 0.2572, 0.3466)],
)
def test_wilson_matches_the_reference_numbers(successes: int, trials: int, low: float, high: float) -> None:
    assert wilson_interval(successes, trials) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@given(st.integers(1, 5_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_agrees_with_scipy_and_holds_the_rate(counts: tuple[int, int]) -> None:
    successes, trials = counts
    low, high = wilson_interval(successes, trials)
    oracle = stats.binomtest(successes, trials).proportion_ci(method="wilson")
    assert (float(low), float(high)) == (pytest.approx(oracle.low, abs=1e-9), pytest.approx(oracle.high, abs=1e-9))
    assert 0 <= low <= successes / trials <= high <= 1


def test_wilson_of_nothing_is_unknown() -> None:
    low, high = wilson_interval([0, 3], [0, 4])
    assert np.isnan([low[0], high[0]]).all()
    assert not np.isnan([low[1], high[1]]).any()


@pytest.mark.parametrize("count", [0, 1, 7, 10, 30, 842])
def test_poisson_interval_inverts_the_tail_probabilities(count: int) -> None:
    low, high = (float(end) for end in poisson_interval(count))
    assert stats.poisson.cdf(count, high) == pytest.approx(0.025)
    assert stats.poisson.sf(count - 1, low) == pytest.approx(0.025 if count else 1.0)
    assert low <= count <= high


def test_cost_interval_turns_the_count_round() -> None:
    low, high = cost_interval([1_000.0, 1_000.0, 0.0], [10, 0, 5])
    assert (low[0], high[0]) == (pytest.approx(1_000 / 18.3904, rel=1e-4), pytest.approx(1_000 / 4.7954, rel=1e-4))
    assert low[1] == pytest.approx(1_000 / 3.6889, rel=1e-4)
    assert np.isinf(high[1])
    assert np.isnan([low[2], high[2]]).all()


def test_newcombe_matches_the_published_example() -> None:
    """Newcombe 1998, table II, example (a), method 10: 56/70 against 48/80."""
    difference = rate_difference(56, 70, 48, 80)
    assert difference.value == pytest.approx(0.2)
    assert difference.low == pytest.approx(0.0524, abs=5e-5)
    assert difference.high == pytest.approx(0.3339, abs=5e-5)


def test_a_verdict_needs_the_whole_interval_on_one_side() -> None:
    difference = rate_difference([56, 48, 5, 0], [70, 80, 10, 0], [48, 56, 4, 1], [80, 70, 10, 5])
    assert difference.verdicts() == [Verdict.BETTER, Verdict.WORSE, Verdict.WITHIN_NOISE, Verdict.NO_DATA]


def test_sum_interval_has_the_variance_of_a_compound_poisson_sum() -> None:
    amounts = np.random.default_rng(1).uniform(50, 150, 400)
    low, high = sum_interval(amounts, BootstrapRule())
    half = 1.959964 * np.sqrt(np.sum(amounts**2))
    assert (low, high) == (
        pytest.approx(amounts.sum() - half, rel=0.01),
        pytest.approx(amounts.sum() + half, rel=0.01),
    )
    exact = sum_interval(amounts, BootstrapRule(max_resampled=10))
    assert exact == (pytest.approx(amounts.sum() - half), pytest.approx(amounts.sum() + half))


def test_sum_interval_does_not_depend_on_the_order_of_rows() -> None:
    amounts = np.random.default_rng(2).lognormal(9, 1, 60)
    assert sum_interval(amounts, BootstrapRule()) == sum_interval(amounts[::-1], BootstrapRule())


def test_sum_interval_says_nothing_about_too_few_deals() -> None:
    assert np.isnan(sum_interval([10.0] * 4, BootstrapRule())).all()


def test_sum_interval_covers_the_truth_of_heavy_tailed_deals() -> None:
    """Forty log-normal deals (sigma 1) on average: the 95 % interval must hold the true mean nearly so often."""
    random, rule = np.random.default_rng(3), BootstrapRule(resamples=400)
    truth = 40 * np.exp(0.5)
    hits = [low <= truth <= high for low, high in (_simulated(random, rule) for _ in range(400))]
    assert 0.86 <= np.mean(hits) <= 0.97


def _simulated(random: np.random.Generator, rule: BootstrapRule) -> tuple[float, float]:
    return sum_interval(random.lognormal(0, 1, random.poisson(40)), rule)


def test_share_interval_of_equal_amounts_is_that_of_their_number() -> None:
    low, high = share_interval(np.full(400, 7.0), np.arange(400) < 100, BootstrapRule())
    assert (low, high) == (pytest.approx(0.208, abs=0.01), pytest.approx(0.292, abs=0.01))


def test_a_share_of_all_or_nothing_is_as_sure_as_the_number_of_amounts() -> None:
    amounts = np.full(40, 100.0)
    low, high = share_interval(amounts, np.ones(40), BootstrapRule())
    assert (low, high) == (pytest.approx(0.9124, abs=1e-4), 1.0)
    assert share_interval(amounts, np.zeros(40), BootstrapRule()) == (0.0, pytest.approx(1 - 0.9124, abs=1e-4))
