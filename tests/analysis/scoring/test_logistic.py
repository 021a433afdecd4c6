"""Regularised logistic regression: the slope is zero at the fit, and refits equal fits on drawn leads."""

import numpy as np
import pytest
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from clm_core.analysis.scoring.logistic import (
    fitted_odds,
    prior_variance,
    refitted_odds,
    resampled_odds,
    robust_variance,
)
from tests.analysis.scoring.invented_leads import invented_leads

WEIGHTS = [0.9, -0.6, 0.4, 0.0, 1.4, -1.8, 0.3]


@pytest.mark.parametrize("prior_sd", [0.3, 1.0, 3.0])
def test_the_penalised_likelihood_is_flat_at_the_fit(prior_sd: float) -> None:
    columns, converted = invented_leads(700, WEIGHTS, seed=1)
    found = fitted_odds(columns, converted, prior_sd=prior_sd)
    surprise = converted - expit(found.log_odds(columns))
    assert surprise.sum() == pytest.approx(0, abs=1e-5)
    assert surprise @ columns == pytest.approx(found.weights / prior_sd**2, abs=1e-5)


@pytest.mark.parametrize(("size", "intercept"), [(60, -3.0), (800, -3.0), (800, 0.0)])
def test_refits_equal_fits_on_the_drawn_leads(size: int, intercept: float) -> None:
    """Rare conversions too, where a drawn sample lies far from the fit on all."""
    columns, converted = invented_leads(size, WEIGHTS, seed=2, intercept=intercept, shares=[0.05, *[0.3] * 6])
    rng = np.random.default_rng(7)
    chosen = [rng.integers(0, size, size) for _ in range(12)]
    chosen = [rows for rows in chosen if 0 < converted[rows].sum() < size]
    drawn = np.array([np.bincount(rows, minlength=size) for rows in chosen], dtype=float)
    found = refitted_odds(columns, converted, drawn, fitted_odds(columns, converted, prior_sd=1.0), prior_sd=1.0)
    assert len(chosen) > 5
    for rows, refit in zip(chosen, found, strict=True):
        slow = LogisticRegression(C=1.0, solver="lbfgs", tol=1e-10, max_iter=5_000).fit(columns[rows], converted[rows])
        assert refit[1:] == pytest.approx(slow.coef_[0], abs=2e-3)
        surprise = converted[rows] - expit(columns[rows] @ refit[1:] + refit[0])
        assert surprise @ columns[rows] == pytest.approx(refit[1:], abs=1e-4)


def test_draws_and_formula_agree_on_the_variance() -> None:
    columns, converted = invented_leads(3_000, WEIGHTS, seed=3)
    fitted = fitted_odds(columns, converted, prior_sd=1.0)
    refits = resampled_odds(columns, converted, fitted, prior_sd=1.0, resamples=1_500, seed=5)
    formula = robust_variance(columns, converted, fitted, prior_sd=1.0)
    assert refits[:, 1:].std(axis=0) == pytest.approx(np.sqrt(formula), rel=0.08)


def test_without_leads_that_say_anything_a_weight_is_as_unsure_as_the_prior() -> None:
    columns = np.zeros((50, 1))
    fitted = fitted_odds(columns, np.arange(50) < 20, prior_sd=0.7)
    assert prior_variance(columns, fitted, prior_sd=0.7) == pytest.approx([0.49])


def test_draws_with_one_outcome_only_are_left_out() -> None:
    columns, converted = invented_leads(30, WEIGHTS, seed=4)
    alone = np.arange(30) == int(converted.argmax())
    fitted = fitted_odds(columns, alone, prior_sd=1.0)
    refits = resampled_odds(columns, alone, fitted, prior_sd=1.0, resamples=200, seed=1)
    assert 90 < len(refits) < 165
    assert np.isfinite(refits).all()


def test_the_same_seed_gives_the_same_draws() -> None:
    columns, converted = invented_leads(200, WEIGHTS, seed=6)
    fitted = fitted_odds(columns, converted, prior_sd=1.0)
    first, again, other = (
        resampled_odds(columns, converted, fitted, prior_sd=1.0, resamples=20, seed=seed) for seed in (1, 1, 2)
    )
    assert (first == again).all()
    assert not (first == other).any()
