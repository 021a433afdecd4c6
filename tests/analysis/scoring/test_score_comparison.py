"""Two scores on the same leads: against sorting by hand, and how often the difference's interval covers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.scoring.score_comparison import CALL_SHARES, score_comparison
from tests.analysis.scoring.invented_outcomes import outcomes_of

rows = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.booleans()), min_size=4, max_size=30).filter(
    lambda table: 0 < sum(row[2] for row in table) < len(table) and len({row[0] for row in table}) > 1
)


def slow_found(score: list[int], converted: list[bool], leads: int) -> float:
    """Take the highest scores; of those tied at the edge the fair part."""
    found, room = 0.0, float(leads)
    for value in sorted(set(score), reverse=True):
        same = [is_converted for one, is_converted in zip(score, converted, strict=True) if one == value]
        taken = min(room, len(same))
        found += sum(same) * taken / len(same)
        room -= taken
    return found


@settings(max_examples=80, deadline=None)
@given(rows, st.integers(1, 30))
def test_captures_agree_with_sorting_by_hand(table: list[tuple[int, int, bool]], leads: int) -> None:
    score, other, converted = (list(column) for column in zip(*table, strict=True))
    outcomes = outcomes_of(converted)
    found = score_comparison(np.array(score, float), np.array(other, float), outcomes, lead_count=leads)
    (capture,) = found.captures
    count = min(leads, len(table))
    assert capture.leads == count
    assert capture.found == pytest.approx(slow_found(score, converted, count))
    assert capture.other_found == pytest.approx(slow_found(other, converted, count))
    assert capture.revenue == pytest.approx(24_000 * capture.found)
    assert capture.difference.value == pytest.approx((capture.found - capture.other_found) / sum(converted))
    # Ties may be broken at the edge, so the mean need not lie at the centre, but always inside.
    assert capture.difference.low - 1e-9 <= capture.difference.value <= capture.difference.high + 1e-9


def test_the_same_score_twice_is_no_difference() -> None:
    rng = np.random.default_rng(1)
    score, outcomes = rng.normal(size=300), outcomes_of(rng.random(300) < 0.2)
    found = score_comparison(score, score * 2 + 7, outcomes)
    assert (found.auc_difference.low, found.auc_difference.value, found.auc_difference.high) == (0, 0, 0)
    assert {one.difference.high for one in found.captures} == {0.0}
    assert [one.leads for one in found.captures] == [round(share * 300) for share in CALL_SHARES]


def test_a_capture_by_hand() -> None:
    """Of ten conversions both find two among six leads, the first finds three more, the other one more.

    Wilson of 3/4 is .3006 to .9544; (2 · end − 1) · 4/10 are −.1595 and .3635.
    """
    converted = np.array([True] * 10 + [False] * 10)
    score, other = np.zeros(20), np.zeros(20)
    score[[0, 1, 2, 3, 4, 10]] = 1.0
    other[[0, 1, 5, 11, 12, 13]] = 1.0
    (capture,) = score_comparison(score, other, outcomes_of(converted), lead_count=6).captures
    assert (capture.found, capture.other_found, capture.revenue) == (5, 3, 5 * 24_000)
    assert capture.difference.value == pytest.approx(0.2)
    assert [capture.difference.low, capture.difference.high] == pytest.approx([-0.1595, 0.3635], abs=1e-4)


def test_intervals_of_the_difference_cover_the_truth() -> None:
    """Two noisy views of the same quality, equally good: the true difference is nought."""
    covered_auc, covered_found = [], []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        converted = rng.random(600) < 0.1
        quality = rng.normal(size=600) + converted
        views = quality + rng.normal(size=(2, 600)) * 0.7
        found = score_comparison(views[0], views[1], outcomes_of(converted), lead_count=120)
        covered_auc.append(found.auc_difference.low <= 0 <= found.auc_difference.high)
        difference = found.captures[0].difference
        covered_found.append(difference.low <= 0 <= difference.high)
    assert 0.91 <= np.mean(covered_auc) <= 0.985
    assert 0.91 <= np.mean(covered_found) <= 0.995


def test_the_better_score_is_told_from_the_poorer() -> None:
    rng = np.random.default_rng(9)
    converted = rng.random(3_000) < 0.1
    quality = rng.normal(size=3_000) + converted * 1.2
    found = score_comparison(quality, quality + rng.normal(size=3_000) * 2, outcomes_of(converted))
    assert found.auc_difference.low > 0.05
    assert found.captures[2].difference.low > 0
