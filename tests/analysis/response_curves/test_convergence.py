"""Effective sample size and R̂ against ArviZ 0.23.4 (its numbers stand here; they may change only with the method)."""

import numpy as np
import pytest

from clm_core.analysis.response_curves.convergence import bulk_ess, r_hat


def chains(correlation: float, count: int, draws: int, seed: int) -> np.ndarray:
    found = np.random.default_rng(seed).standard_normal((count, draws))
    for draw in range(1, draws):
        found[:, draw] += correlation * found[:, draw - 1]
    return found


@pytest.mark.parametrize(
    ("case", "ess", "spread"),
    [
        ((0.0, 4, 200, 1), 834.085900151714, 1.0100997205665552),
        ((0.9, 4, 201, 2), 76.14851589841336, 1.0659452886306053),
        ((-0.5, 2, 100, 3), 460.2059991327962, 0.9962975331314327),
    ],
)
def test_numbers_of_arviz(case, ess, spread):
    draws = chains(*case)
    assert bulk_ess(draws) == pytest.approx(ess, rel=1e-9)
    assert r_hat(draws) == pytest.approx(spread, rel=1e-9)


def test_a_chain_elsewhere_and_a_chain_too_wide_are_seen():
    apart, wide = chains(0.3, 4, 100, 4), chains(0.3, 4, 100, 4)
    apart[0] += 2
    wide[0] *= 4
    found = np.stack([apart, wide])
    np.testing.assert_allclose(bulk_ess(found), [11.553427395438613, 230.380596177957], rtol=1e-9)
    np.testing.assert_allclose(r_hat(found), [1.3069105248803574, 1.2514132898402812], rtol=1e-9)


def test_increasing_transformations_change_nothing():
    draws = chains(0.6, 4, 150, 7)
    assert bulk_ess(np.exp(3 * draws)) == pytest.approx(bulk_ess(draws), rel=1e-12)


def test_correlated_draws_are_worth_what_theory_says():
    """An AR(1) of correlation ρ has an effective sample size of N (1 − ρ) ÷ (1 + ρ)."""
    found = [float(bulk_ess(chains(0.5, 8, 2000, seed))) for seed in range(5)]
    assert np.mean(found) == pytest.approx(16_000 / 3, rel=0.05)


def test_a_parameter_that_never_moved():
    assert bulk_ess(np.ones((4, 50))) == 200
    assert r_hat(np.ones((4, 50))) == 1
