"""The area under the ROC curve against counting pairs, and how often its interval holds the truth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from clm_core.analysis.scoring.auc import auc_of

SCORED = st.lists(st.tuples(st.integers(-3, 3), st.booleans()), min_size=1, max_size=30)


def test_a_case_by_hand() -> None:
    """Converted 3 and 1, others 2 and 1: of four pairs 3>2, 3>1, 1<2 and 1=1."""
    assert auc_of([3, 1, 2, 1], [True, True, False, False]).value == 2.5 / 4


@given(SCORED)
def test_it_is_the_share_of_pairs_in_the_right_order(scored: list[tuple[int, bool]]) -> None:
    good = [score for score, converted in scored if converted]
    bad = [score for score, converted in scored if not converted]
    found = auc_of([score for score, _ in scored], [converted for _, converted in scored])
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
    found = auc_of(np.concatenate([good, bad]), np.arange(100) < 40)
    assert (found.value, found.low) == (pytest.approx(value), pytest.approx(low, abs=1e-6))


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    truth = norm.cdf(1 / np.sqrt(2))
    found = [auc_of(np.concatenate([rng.normal(1, 1, 40), rng.normal(0, 1, 80)]), np.arange(120) < 40)
             for _ in range(600)]  # fmt: skip
    assert 0.93 <= np.mean([one.low <= truth <= one.high for one in found]) <= 0.975


def test_a_perfect_order_of_few_leads_is_not_certain() -> None:
    found = auc_of([3.0, 4.0, 1.0, 2.0], [True, True, False, False])
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low == pytest.approx(0.342, abs=1e-3)
