"""The sampler on targets whose moments are known; limits are five Monte-Carlo errors at the stated sample size."""

import numpy as np
import pytest

from clm_core.analysis.response_curves.convergence import bulk_ess, r_hat
from clm_core.analysis.response_curves.sampler import SamplingRule, sampled
from clm_core.errors import ClmError

MEAN = np.array([[1.0, -2.0, 30.0], [0.0, 5.0, 0.0]])
COVARIANCE = np.array(
    [[[1.0, 0.95, 0.0], [0.95, 1.0, 0.0], [0.0, 0.0, 400.0]], [[1.0, 0.0, 0.0], [0.0, 1e-4, 0.0], [0.0, 0.0, 4.0]]]
)
PRECISION = np.linalg.inv(COVARIANCE)


def normals(position):
    apart = position - MEAN[:, None]
    gradient = -(apart @ PRECISION)
    return 0.5 * (gradient * apart).sum(axis=-1), gradient


def banana(position):
    """First number N(0, 1); second N(first², 1 ÷ 4): mean 1, variance 2.25."""
    first, second = position[..., 0], position[..., 1]
    apart = second - first**2
    gradient = np.stack([-first + 8 * apart * first, -4 * apart], axis=-1)
    return -0.5 * first**2 - 2 * apart**2, gradient


def start(targets, chains, parameters):
    return np.random.default_rng(0).uniform(-2, 2, (targets, chains, parameters))


def within_error(draws, ess, mean, variance):
    """Means within five standard errors; variances within five times √(2 ÷ ess), a normal's, with a margin."""
    flat = np.stack([one.reshape(-1, one.shape[-1]) for one in draws])
    np.testing.assert_array_less(np.abs(flat.mean(axis=1) - mean), 5 * np.sqrt(variance / ess))
    np.testing.assert_array_less(np.abs(flat.var(axis=1) / variance - 1), 5 * np.sqrt(4 / ess))


def test_two_correlated_normals_in_one_batch():
    found = sampled(normals, start(2, 16, 3), seed=1)
    assert found.is_converged
    assert found.ess.min() >= 400
    assert found.r_hat.max() < 1.02
    within_error(found.draws, found.ess, MEAN, np.einsum("mii->mi", COVARIANCE))
    correlation = np.corrcoef(found.draws[0].reshape(-1, 3).T)[0, 1]
    assert correlation == pytest.approx(0.95, abs=0.02)


def easy_and_hard(places):
    """Of two targets: a round normal, and a slightly bent one, second N(first² ÷ 2, 1 ÷ 4), which takes longer."""

    def density(position):
        value, gradient = np.empty(position.shape[:2]), np.empty_like(position)
        for row, place in enumerate(places):
            if place == 0:
                value[row], gradient[row] = -0.5 * np.square(position[row]).sum(axis=-1), -position[row]
            else:
                first, second, third = np.moveaxis(position[row], 1, 0)
                apart = second - first**2 / 2
                value[row] = -0.5 * first**2 - 2 * apart**2 - 0.5 * third**2
                gradient[row] = np.stack([-first + 4 * apart * first, -4 * apart, -third], axis=-1)
        return value, gradient

    return density


def test_what_is_known_well_enough_leaves_and_the_rest_goes_on():
    asked = []

    def for_targets(places):
        asked.append(places.tolist())
        return easy_and_hard(places)

    rule = SamplingRule(smallest_ess=1000)
    found = sampled(easy_and_hard([0, 1]), start(2, 16, 3), seed=5, rule=rule, for_targets=for_targets)
    assert found.is_converged
    assert asked == [[1]]
    assert found.draws[0].shape[1] < found.draws[1].shape[1]
    assert found.ess.min() >= 1000
    assert found.r_hat.max() < 1.02
    easy, hard = found.draws[0].reshape(-1, 3), found.draws[1].reshape(-1, 3)
    np.testing.assert_array_less(np.abs(easy.mean(axis=0)), 5 / np.sqrt(1000))
    np.testing.assert_array_less(np.abs(easy.var(axis=0) - 1), 5 * np.sqrt(4 / 1000))
    np.testing.assert_array_less(np.abs(hard.mean(axis=0) - [0, 0.5, 0]), 5 / np.sqrt(1000))
    for place in range(2):
        by_chain = np.moveaxis(found.draws[place], 2, 0)
        np.testing.assert_allclose(bulk_ess(by_chain), found.ess[place])
        np.testing.assert_allclose(r_hat(by_chain), found.r_hat[place])


def test_what_leaves_makes_the_same_draws_each_time():
    rule = SamplingRule(most_draws=200)
    runs = [
        sampled(easy_and_hard([0, 1]), start(2, 16, 3), seed=3, for_targets=easy_and_hard, rule=rule) for _ in range(2)
    ]
    for one, same in zip(runs[0].draws, runs[1].draws, strict=True):
        np.testing.assert_array_equal(one, same)


def test_a_target_steps_as_far_as_it_may_itself():
    """Two targets in one batch, one much harder: alone or beside the other, each is accepted as often as asked."""
    alone = [sampled(easy_and_hard([place]), start(1, 16, 3), seed=5).acceptance for place in (0, 1)]
    both = sampled(easy_and_hard([0, 1]), start(2, 16, 3), seed=5).acceptance
    assert alone == pytest.approx([0.8, 0.8], abs=0.12)
    assert both == pytest.approx(0.8, abs=0.12)


def test_a_banana():
    found = sampled(banana, start(1, 16, 2), seed=2, rule=SamplingRule(smallest_ess=1500))
    assert found.is_converged
    flat = found.draws[0].reshape(-1, 2)
    assert flat[:, 0].mean() == pytest.approx(0, abs=5 / np.sqrt(1500))
    assert flat[:, 1].mean() == pytest.approx(1, abs=5 * 1.5 / np.sqrt(1500))
    assert flat[:, 0].var() == pytest.approx(1, abs=0.2)


def test_regression_with_conjugate_prior_has_its_closed_form():
    rng = np.random.default_rng(3)
    columns = rng.normal(size=(60, 4)) * [1, 2, 0.3, 5]
    outcome = columns @ [1, -1, 2, 0.5] + rng.normal(size=60)
    precision = columns.T @ columns + np.eye(4) / 4
    mean = np.linalg.solve(precision, columns.T @ outcome)

    def density(position):
        rest = outcome - position @ columns.T
        return -0.5 * (rest**2).sum(-1) - (position**2).sum(-1) / 8, rest @ columns - position / 4

    found = sampled(density, start(1, 16, 4), seed=4)
    assert found.is_converged
    within_error(found.draws, found.ess, mean, np.diag(np.linalg.inv(precision)))


def test_same_seed_same_draws_and_another_seed_others():
    runs = [sampled(normals, start(2, 16, 3), seed=seed).draws for seed in (5, 5, 6)]
    np.testing.assert_array_equal(runs[0], runs[1])
    assert not np.array_equal(runs[0][0][:, :50], runs[2][0][:, :50])


def test_progress_rises_to_the_end():
    seen = []
    found = sampled(normals, start(2, 16, 3), seed=1, on_progress=lambda *state: seen.append(state))
    shares = [share for share, _, _ in seen]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert seen[-1][1:] == (found.ess.min(), found.r_hat.max())
    assert np.isnan(seen[0][1])


def test_stopped_it_gives_what_it_has():
    asked = iter(range(10_000))
    found = sampled(normals, start(2, 16, 3), seed=1, is_stopped=lambda: next(asked) >= 215)
    assert found.is_stopped
    assert not found.is_converged
    assert [draws.shape for draws in found.draws] == [(16, 16, 3)] * 2
    assert np.isfinite(found.ess).all()


def test_stopped_before_any_draw_it_says_so():
    with pytest.raises(ClmError) as refused:
        sampled(normals, start(2, 16, 3), seed=1, is_stopped=lambda: True)
    assert refused.value.key == "response_curves.stopped_early"


def test_the_cap_ends_what_cannot_converge():
    """Two far peaks: no chain changes sides, R̂ sees it."""

    def peaks(position):
        side = np.sign(position)
        return -0.5 * ((position - 20 * side) ** 2).sum(-1), -(position - 20 * side)

    found = sampled(peaks, start(1, 16, 1), seed=1, rule=SamplingRule(most_draws=100))
    assert not found.is_converged
    assert not found.is_stopped
    assert found.draws[0].shape[1] == 100
    assert found.r_hat.max() > 1.5
