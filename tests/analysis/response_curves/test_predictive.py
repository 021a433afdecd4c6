"""Leave-one-out by importance sampling: against ArviZ 0.23.4, the exact answer, and what weights must do."""

import numpy as np
import pytest
from scipy.stats import norm

from clm_core.analysis.response_curves.predictive import left_out_log_densities, predictive_weights


def test_numbers_of_arviz():
    mean = 0.15 * np.random.default_rng(5).standard_normal((1000, 1))
    seen = np.array([-1.0, 0.0, 0.5, 2.0, 6.0])
    found, heaviness = left_out_log_densities(-0.5 * (seen - mean) ** 2 - 0.5 * np.log(2 * np.pi))
    expected = [-1.4418737388083347, -0.9301764485893633, -1.0579321273760058, -2.9755985357099277, -19.340938313829096]
    np.testing.assert_allclose(found, expected, rtol=1e-10)
    tails = [0.056423663629316646, 0.12929229755112834, 0.06867493155500667, 0.10980336606973964, 0.34131142584656315]
    np.testing.assert_allclose(heaviness, tails, rtol=1e-9)


def test_leaving_out_agrees_with_refitting_without_the_observation():
    """Normal observations of variance 1 and an unknown mean with a flat prior: refitting is a closed form."""
    rng = np.random.default_rng(1)
    seen = rng.normal(0, 1, 20)
    mean = rng.normal(seen.mean(), 1 / np.sqrt(20), (4000, 1))
    found, _ = left_out_log_densities(norm.logpdf(seen, mean))
    rest = (seen.sum() - seen) / 19
    np.testing.assert_allclose(found, norm.logpdf(seen, rest, np.sqrt(1 + 1 / 19)), atol=0.02)


def test_draws_that_all_agree_have_nothing_to_smooth():
    found, heaviness = left_out_log_densities(np.tile([-1.0, -2.0], (100, 1)))
    np.testing.assert_allclose(found, [-1, -2])
    assert np.isinf(heaviness).all()


def test_models_alike_share_and_a_better_one_wins():
    one = np.random.default_rng(0).normal(-1, 0.5, 100)
    assert predictive_weights([one, one], seed=0) == pytest.approx([0.5, 0.5])
    weights = predictive_weights([one, one - 0.5], seed=0)
    assert weights[0] > 0.999
    assert weights.sum() == pytest.approx(1)


def test_weights_follow_how_sure_the_difference_is():
    """The same total difference from one period counts less than from all periods alike."""
    even, flat = np.full(100, -1.0), np.full(100, -1.05)
    lucky = even.copy()
    lucky[0] -= 5.0
    sure, unsure = predictive_weights([even, flat], seed=1)[0], predictive_weights([even, lucky], seed=1)[0]
    assert sure == pytest.approx(1 / (1 + np.exp(-5)), abs=1e-9)
    assert unsure < sure - 0.05
