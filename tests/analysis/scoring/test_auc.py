"""The area under the ROC curve: all pairs, scikit-learn, DeLong's own formula, and how often its interval covers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from sklearn.metrics import roc_auc_score

from clm_core.analysis.scoring.auc import auc, auc_difference

cases = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), st.booleans()), min_size=4, max_size=40).filter(
    lambda rows: 2 <= sum(row[2] for row in rows) <= len(rows) - 2
)
SCORED = st.lists(st.tuples(st.integers(-3, 3), st.booleans()), min_size=1, max_size=30)


def columns(rows: list[tuple[int, int, bool]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    score, other, converted = (np.array(column) for column in zip(*rows, strict=True))
    return score.astype(float), other.astype(float), converted


def pair(above: float, below: float) -> float:
    return 1.0 if above > below else 0.5 if above == below else 0.0


def slow_components(score: np.ndarray, converted: np.ndarray) -> tuple[list[float], list[float]]:
    """DeLong's structural components by comparing every pair."""
    yes, no = score[converted], score[~converted]
    return (
        [sum(pair(a, b) for b in no) / len(no) for a in yes],
        [sum(pair(a, b) for a in yes) / len(yes) for b in no],
    )


def test_a_case_by_hand() -> None:
    """Converted 3 and 1, others 2 and 1: of four pairs 3>2, 3>1, 1<2 and 1=1."""
    assert auc([3, 1, 2, 1], [True, True, False, False]).value == 2.5 / 4


@given(SCORED)
def test_it_is_the_share_of_pairs_in_the_right_order(scored: list[tuple[int, bool]]) -> None:
    good = [score for score, converted in scored if converted]
    bad = [score for score, converted in scored if not converted]
    found = auc([score for score, _ in scored], [converted for _, converted in scored])
    if not good or not bad:
        assert np.isnan([found.value, found.low, found.high]).all()
        return
    pairs = [(a > b) + (a == b) / 2 for a in good for b in bad]
    assert found.value == pytest.approx(np.mean(pairs))
    assert 0 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1


def test_the_interval_is_delongs() -> None:
    """On the logit scale, from the placements counted one by one."""
    rng = np.random.default_rng(3)
    good, bad = rng.normal(1, 1, 40), rng.normal(0, 1, 60)
    wins = [[float(a > b) for b in bad] for a in good]
    variance = np.var(np.mean(wins, axis=1), ddof=1) / 40 + np.var(np.mean(wins, axis=0), ddof=1) / 60
    value = np.mean(wins)
    half = 1.959964 * np.sqrt(variance) / (value * (1 - value))
    low = 1 / (1 + np.exp(-(np.log(value / (1 - value)) - half)))
    found = auc(np.concatenate([good, bad]), np.arange(100) < 40)
    assert (found.value, found.low) == (pytest.approx(value), pytest.approx(low, abs=1e-6))


@settings(max_examples=80, deadline=None)
@given(cases)
def test_auc_agrees_with_all_pairs_and_scikit_learn(rows: list[tuple[int, int, bool]]) -> None:
    score, _, converted = columns(rows)
    found = auc(score, converted)
    assert found.value == pytest.approx(np.mean(slow_components(score, converted)[0]))
    assert found.value == pytest.approx(roc_auc_score(converted, score))
    assert 0 <= found.low <= found.value <= found.high <= 1


@settings(max_examples=60, deadline=None)
@given(cases)
def test_the_difference_agrees_with_delongs_covariance_of_all_pairs(rows: list[tuple[int, int, bool]]) -> None:
    score, other, converted = columns(rows)
    found = auc_difference(score, other, converted)
    first, second = slow_components(score, converted), slow_components(other, converted)
    variance = 0.0
    for one, two in zip(first, second, strict=True):
        covariance = np.cov(np.array([one, two]))
        variance += (covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]) / len(one)
    assert found.value == pytest.approx(np.mean(first[0]) - np.mean(second[0]))
    assert found.high - found.value == pytest.approx(1.959964 * np.sqrt(max(variance, 0.0)), abs=1e-6)


def test_auc_by_hand() -> None:
    """Converted 3, 2; others 2, 1: pairs 1, 1, ½, 1 are 3.5 of 4. V10 = 1, .75; V01 = .75, 1."""
    found = auc(np.array([3.0, 2, 2, 1]), np.array([True, True, False, False]))
    assert found.value == 0.875
    error = np.sqrt(0.03125 / 2 + 0.03125 / 2)
    odds = np.log(0.875 / 0.125) - 1.959964 * error / (0.875 * 0.125)
    assert found.low == pytest.approx(1 / (1 + np.exp(-odds)), abs=1e-6)


def test_a_perfect_order_of_few_is_not_certain() -> None:
    found = auc(np.arange(40.0), np.arange(40) >= 30)
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low == pytest.approx(1 - 0.2775, abs=5e-5), "Wilson of ten of ten"
    assert auc(np.arange(5.0), np.arange(5) >= 4).low == 0.0
    nothing = auc(np.arange(5.0), np.zeros(5, bool))
    assert np.isnan([nothing.value, nothing.low, nothing.high]).all()


def test_delongs_interval_covers_the_planted_auc() -> None:
    truth = float(norm.cdf(1.0 / np.sqrt(2)))
    covered = 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        converted = np.arange(300) < 30
        found = auc(rng.normal(size=300) + converted * 1.0, converted)
        covered += found.low <= truth <= found.high
    assert 0.92 <= covered / 300 <= 0.98


def test_equal_scores_of_few_are_not_certainly_a_coin() -> None:
    found = auc(np.ones(20), np.arange(20) >= 10)
    assert found.value == 0.5
    assert found.low < 0.3 < 0.7 < found.high
