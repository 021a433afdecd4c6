"""The scorecard: published scaling, parts by hand, rounding that costs next to nothing, a slow fit as oracle."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from clm_core.analysis.scoring.auc import auc
from clm_core.analysis.scoring.scorecard import learned_scorecard, scaling
from clm_core.errors import ClmError
from tests.analysis.scoring.invented_leads import invented_leads


def test_scaling_matches_the_reference_numbers() -> None:
    found = scaling(20, 720, 99)
    assert (round(found.factor, 4), round(found.offset, 4)) == (28.8539, 587.4129)


@given(st.floats(1, 100), st.floats(-1_000, 1_000), st.floats(0.01, 1_000))
def test_double_odds_are_pdo_points_more(pdo: float, score: float, odds: float) -> None:
    found = scaling(pdo, score, odds)
    assert found.offset + found.factor * np.log(odds) == pytest.approx(score, abs=1e-6)
    assert found.offset + found.factor * np.log(2 * odds) == pytest.approx(score + pdo, abs=1e-6)


@pytest.mark.parametrize(("pdo", "odds"), [(0, 99), (20, 0), (float("nan"), 99), (20, -1)])
def test_an_impossible_scale_is_refused(pdo: float, odds: float) -> None:
    with pytest.raises(ClmError, match="scale_outside"):
        scaling(pdo, 720, odds)


def test_numbers_are_cut_into_fifths_and_standing_values_stay_whole() -> None:
    rng = np.random.default_rng(1)
    even = rng.permutation(1_000) + 1.0
    active = np.where(np.arange(1_000) < 600, 0.0, even)  # four hundred of them, the others never did it
    matrix = np.column_stack([even, active, np.arange(1_000) % 3, np.ones(1_000)])
    card = learned_scorecard(matrix, rng.random(1_000) < 0.3)
    fifths, zero_first, three, constant = card.features
    assert fifths.edges.tolist() == [201, 401, 601, 801]
    assert fifths.leads.tolist() == [200] * 5
    assert zero_first.leads.tolist() == [600, 100, 100, 100, 100]
    assert three.edges.tolist() == [1, 2]
    assert (constant.points.tolist(), constant.leads.tolist()) == ([0], [1_000])


def leads(size: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Thirty features: conditions, decayed counts, plain numbers."""
    rng = np.random.default_rng(seed)
    matrix = np.where(rng.random((size, 30)) < 0.3, rng.gamma(2.0, 0.5, (size, 30)), 0.0)
    matrix[:, :15] = rng.random((size, 15)) < np.linspace(0.02, 0.5, 15)
    matrix[:, 25:] = rng.normal(0, 1, (size, 5))
    chance = 1 / (1 + np.exp(-(matrix @ rng.normal(0, 0.5, 30) - 2)))
    return np.asfortranarray(matrix, dtype=np.float32), rng.random(size) < chance


@pytest.mark.parametrize("seed", range(5))
def test_whole_points_lose_next_to_nothing(seed: int) -> None:
    """On newer leads than those that taught it, beside the same card before rounding."""
    matrix, converted = leads(20_000, seed)
    older, newer = slice(0, 14_000), slice(14_000, None)
    card = learned_scorecard(matrix[older], converted[older])
    rounded, exact = (auc(scores, converted[newer]).value
                      for scores in (card.scores(matrix[newer]), card.log_odds(matrix[newer])))  # fmt: skip
    assert exact > 0.7
    assert rounded >= exact - 0.003


def test_points_begin_at_zero_and_end_at_twenty() -> None:
    matrix, converted = leads(3_000, 7)
    card = learned_scorecard(matrix, converted)
    lows, highs = zip(*[(one.points.min(), one.points.max()) for one in card.features], strict=True)
    assert set(lows) == {0}
    assert max(highs) == 20
    assert max(len(one.points) for one in card.features) == 5
    assert learned_scorecard(matrix, converted, most_points=10).scores(matrix).max() < card.scores(matrix).max()


def test_scores_add_up_the_parts() -> None:
    matrix, converted = leads(2_000, 8)
    card = learned_scorecard(matrix, converted)
    for row in (0, 17, 1_999):
        parts = [int((matrix[row, place] >= one.edges).sum()) for place, one in enumerate(card.features)]
        points = [int(one.points[part]) for part, one in zip(parts, card.features, strict=True)]
        weights = [one.log_odds[part] for part, one in zip(parts, card.features, strict=True)]
        assert card.scores(matrix[row : row + 1])[0] == sum(points)
        assert card.log_odds(matrix[row : row + 1])[0] == pytest.approx(card.intercept + sum(weights))


@pytest.mark.parametrize("size", [3_000, 25_000])
def test_the_fit_is_the_logistic_regression_of_the_parts(size: int) -> None:
    """Small tables are fitted at once, large ones from a sample on: both end where scikit-learn does."""
    matrix, converted = leads(size, 9)
    card = learned_scorecard(matrix, converted)
    parts = [np.searchsorted(one.edges, matrix[:, place], side="right") for place, one in enumerate(card.features)]
    columns = [parts[place] == part for place, one in enumerate(card.features) for part in range(1, len(one.points))]
    slow = LogisticRegression(C=1.0, tol=1e-9, max_iter=5_000).fit(np.column_stack(columns).astype(float), converted)
    expected = slow.decision_function(np.column_stack(columns).astype(float))
    assert card.log_odds(matrix) == pytest.approx(expected, abs=2e-3)


def test_a_rare_part_does_not_throw_the_fit_off() -> None:
    """Nobody in the sample that begins the fit has it."""
    matrix, converted = leads(25_000, 10)
    matrix[:, 0] = 0.0
    matrix[[1, 3, 5, 7, 9, 11, 13], 0] = 1.0
    card = learned_scorecard(matrix, converted)
    assert np.abs(card.features[0].log_odds).max() < 2.5
    assert 1 / (1 + np.exp(-card.log_odds(matrix))).sum() < 1
    assert (1 / (1 + np.exp(-card.log_odds(matrix)))).sum() == pytest.approx(converted.sum(), rel=1e-4)


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(6)), st.sampled_from([0.5, 2.0, 64.0]))
def test_order_and_units_of_features_do_not_matter(order: list[int], unit: float) -> None:
    matrix, converted = invented_leads(600, [1.0, -0.7, 0.4, 0.0, 0.8, -0.5], seed=3)
    straight = learned_scorecard(matrix, converted)
    mixed = learned_scorecard(matrix[:, order] * unit, converted)
    for place, one in zip(order, mixed.features, strict=True):
        assert one.log_odds == pytest.approx(straight.features[place].log_odds, abs=1e-6)
    assert mixed.scores(matrix[:, order] * unit).tolist() == straight.scores(matrix).tolist()


@pytest.mark.parametrize("converted", [np.zeros(50, bool), np.ones(50, bool)])
def test_one_outcome_alone_gives_no_card(converted: np.ndarray) -> None:
    with pytest.raises(ClmError, match="card_needs_both"):
        learned_scorecard(np.ones((50, 2)), converted)
