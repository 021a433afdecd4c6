import numpy as np
import pytest
from scipy.optimize import nnls

from clm_core.analysis.response_curves.preview_search import Belief, block_places, found_curves


def weak_belief(channels: int, candidates: int, precision: float = 0.0) -> Belief:
    shape = (channels, candidates)
    return Belief(
        precision=np.full(shape, precision),
        pull=np.zeros(shape),
        log_belief=np.zeros(candidates),
        noise_variance=1.0,
    )


def test_one_candidate_each_is_non_negative_least_squares():
    rng = np.random.default_rng(1)
    columns, outcomes = rng.normal(size=(4, 1, 40)), rng.normal(size=(7, 40))
    found = found_curves(columns, outcomes, weak_belief(4, 1), sweeps=500)
    for draw, outcome in enumerate(outcomes):
        expected, _ = nnls(columns[:, 0].T, outcome)
        np.testing.assert_allclose(found.effect[draw], expected, atol=1e-6)


def test_a_belief_around_zero_is_ridge_regression():
    rng = np.random.default_rng(2)
    columns = np.abs(rng.normal(size=(3, 1, 40)))  # alike, so that one at a time is slow
    outcome = columns[:, 0].T @ [3.0, 2.0, 4.0]
    found = found_curves(columns, outcome[None], weak_belief(3, 1, precision=5.0), sweeps=500)
    expected = np.linalg.solve(columns[:, 0] @ columns[:, 0].T + 5 * np.eye(3), columns[:, 0] @ outcome)
    np.testing.assert_allclose(found.effect[0], expected, atol=1e-6)


def test_the_planted_candidates_are_chosen_and_explain_everything():
    rng = np.random.default_rng(3)
    columns = rng.normal(size=(3, 20, 60))
    planted, effects = [4, 17, 0], [1.0, 2.0, 0.5]
    outcome = sum(columns[channel, one] * effects[channel] for channel, one in enumerate(planted))
    found = found_curves(columns, outcome[None], weak_belief(3, 20), sweeps=200)
    assert found.chosen[0].tolist() == planted
    np.testing.assert_allclose(found.effect[0], effects, atol=1e-6)
    np.testing.assert_allclose(found.explained[0], outcome, atol=1e-6)


def test_two_channels_equal_every_pair_tried():
    rng = np.random.default_rng(4)
    columns = rng.normal(size=(2, 6, 30))
    outcome = columns[0, 2] * 2 + columns[1, 5] + rng.normal(0, 0.2, 30)
    found = found_curves(columns, outcome[None], weak_belief(2, 6), sweeps=100)
    pairs = [np.column_stack([one, other]) for one in columns[0] for other in columns[1]]
    best = min(nnls(pair, outcome)[1] for pair in pairs)
    assert np.linalg.norm(outcome - found.explained[0]) == pytest.approx(best, rel=1e-6)


def test_blocks_run_on_and_every_period_is_drawn_alike():
    places = block_places(np.random.default_rng(5), periods=13, block=4, draws=4_000)
    assert places.shape == (4_000, 13)
    np.testing.assert_array_equal((places[:, 1] - places[:, 0]) % 13, 1)
    np.testing.assert_allclose(np.bincount(places.ravel()) / 4_000, 1.0, atol=0.1)
