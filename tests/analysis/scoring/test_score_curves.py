"""Average precision and curves: scikit-learn, the area below the curve, and how often intervals cover."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

from clm_core.analysis.intervals import BootstrapRule
from clm_core.analysis.scoring.auc import auc
from clm_core.analysis.scoring.score_curves import MAX_POINTS, average_precision, curve_points

cases = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), st.booleans()), min_size=4, max_size=40).filter(
    lambda rows: 2 <= sum(row[2] for row in rows) <= len(rows) - 2
)


def columns(rows: list[tuple[int, int, bool]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    score, other, converted = (np.array(column) for column in zip(*rows, strict=True))
    return score.astype(float), other.astype(float), converted


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
