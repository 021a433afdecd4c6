"""AUC and average precision: all pairs, scikit-learn, DeLong's own formula, and how often intervals cover."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from sklearn.metrics import average_precision_score, roc_auc_score

from clm_core.analysis.intervals import BootstrapRule
from clm_core.analysis.scoring.score_curves import MAX_POINTS, auc, auc_difference, average_precision, curve_points

cases = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), st.booleans()), min_size=4, max_size=40).filter(
    lambda rows: 2 <= sum(row[2] for row in rows) <= len(rows) - 2
)


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


@settings(max_examples=60, deadline=None)
@given(cases)
def test_average_precision_agrees_with_scikit_learn(rows: list[tuple[int, int, bool]]) -> None:
    score, _, converted = columns(rows)
    found = average_precision(score, converted, BootstrapRule(resamples=20))
    assert found.value == pytest.approx(average_precision_score(converted, score))
    assert found.low <= found.value + 1e-12
    assert found.value <= found.high + 1e-12


def test_the_interval_of_average_precision_covers_and_has_a_seed() -> None:
    """Truth from half a million leads; 150 samples of 1 000 with about 80 conversions."""

    def drawn(seed: int, count: int) -> tuple[np.ndarray, np.ndarray]:
        rng = np.random.default_rng(seed)
        converted = rng.random(count) < 0.08
        return rng.normal(size=count) + converted * 1.2, converted

    score, converted = drawn(10_000, 500_000)
    truth = float(average_precision_score(converted, score))
    rule = BootstrapRule(resamples=120)
    found = [average_precision(*drawn(seed, 1_000), rule) for seed in range(150)]
    covered = np.mean([one.low <= truth <= one.high for one in found])
    assert 0.9 <= covered <= 0.99
    assert average_precision(*drawn(0, 1_000), rule) == found[0]


def test_curves_agree_with_counting_and_enclose_the_auc() -> None:
    rng = np.random.default_rng(2)
    score, converted = rng.integers(0, 60, 400).astype(float), rng.random(400) < 0.2
    points = curve_points(score, converted)
    for row in points.iloc[::7].to_dict("records"):
        passed = score >= row["score"]
        assert row["passed_share"] == pytest.approx(passed.mean())
        assert row["recall"] == pytest.approx(converted[passed].sum() / converted.sum())
        assert row["precision"] == pytest.approx(converted[passed].mean())
        assert row["false_positive_rate"] == pytest.approx((~converted)[passed].sum() / (~converted).sum())
    x = np.concatenate([[0.0], points["false_positive_rate"]])
    y = np.concatenate([[0.0], points["recall"]])
    assert np.trapezoid(y, x) == pytest.approx(auc(score, converted).value)


def test_long_curves_are_thinned_and_keep_their_shape() -> None:
    rng = np.random.default_rng(4)
    converted = rng.random(20_000) < 0.03
    score = rng.normal(size=20_000) + converted
    points = curve_points(score, converted)
    assert MAX_POINTS * 0.8 <= len(points) <= MAX_POINTS
    assert points["score"].iloc[0] == score.max()
    assert points["passed_share"].iloc[-1] == points["recall"].iloc[-1] == 1.0
    x = np.concatenate([[0.0], points["false_positive_rate"]])
    y = np.concatenate([[0.0], points["recall"]])
    assert np.trapezoid(y, x) == pytest.approx(auc(score, converted).value, abs=2e-3)
