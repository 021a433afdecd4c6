"""Calibrated chances: planted curves are recovered, intervals cover them, few conversions never give certainty."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.isotonic import isotonic_regression

from clm_core.analysis.scoring.score_chance import ChanceMethod, ChanceRule, _Bands, score_chance, worked_chance
from clm_core.errors import ClmError
from clm_core.texts import Language, texts_for
from tests.analysis.scoring.invented_outcomes import invented_leads

GRID = np.array([-1.5, -0.5, 0.0, 0.5, 1.0, 2.0])


def invented(seed: int, count: int, odds: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Scores around 20 ± 7 whose log odds are a straight line."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=count)
    return 20 + 7 * x, rng.random(count) < expit(odds[0] + odds[1] * x)


def test_intervals_cover_the_planted_chance_with_a_few_dozen_conversions() -> None:
    """About 33 conversions of 400; 95 % of 200 seeds, at six scores."""
    covered = []
    for seed in range(200):
        chances = score_chance(*invented(seed, 400, (-2.5, 0.8))).at(20 + 7 * GRID)
        truth = expit(-2.5 + 0.8 * GRID)
        covered.append((chances.low <= truth) & (truth <= chances.high))
    share = np.mean(covered, axis=0)
    assert (share >= 0.92).all()
    assert np.mean(covered) <= 0.985


def kinked(x: np.ndarray) -> np.ndarray:
    """A rate that jumps where no logistic curve does."""
    return np.where(x < 0, 0.03, np.where(x < 1, 0.06, 0.35)) + 0.01 * expit(x)


def test_many_conversions_show_a_curve_that_is_not_logistic() -> None:
    grid = np.array([-1.0, -0.5, 0.4, 0.6, 1.5, 2.0])
    covered = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=6_000)
        chance = score_chance(x, rng.random(6_000) < kinked(x))
        assert chance.method is ChanceMethod.ISOTONIC
        at = chance.at(grid)
        covered.append((at.low <= kinked(grid)) & (kinked(grid) <= at.high))
    assert np.mean(covered) >= 0.9


def test_isotonic_is_rarely_chosen_where_the_curve_is_logistic() -> None:
    methods = [score_chance(*invented(seed, 4_000, (-2.0, 1.0))).method for seed in range(60)]
    assert methods.count(ChanceMethod.ISOTONIC) <= 3


cells = st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=6, max_size=80).filter(
    lambda rows: len({row[0] for row in rows}) > 1 and len({row[1] for row in rows}) > 1
)


@settings(max_examples=80, deadline=None)
@given(cells)
def test_chances_rise_stay_off_the_ends_and_mean_the_rate(rows: list[tuple[int, bool]]) -> None:
    score, converted = np.array([float(row[0]) for row in rows]), np.array([row[1] for row in rows])
    chance = score_chance(score, converted)
    at = chance.at(np.linspace(-5, 15, 41))
    assert (np.diff(at.value) >= 0).all()
    assert ((at.value > 0) & (at.value < 1)).all()
    assert ((at.low <= at.value) & (at.value <= at.high)).all()
    assert chance.at(score).value.mean() == pytest.approx(converted.mean(), abs=1e-6)


def slow_logistic(score: np.ndarray, converted: np.ndarray, slope_sd: float) -> np.ndarray:
    """The same posterior's maximum by a general-purpose optimiser."""
    x = (score - score.mean()) / score.std()

    def loss(parameters: np.ndarray) -> float:
        odds = parameters[0] + parameters[1] * x
        return float(np.logaddexp(0, odds).sum() - odds[converted].sum() + parameters[1] ** 2 / (2 * slope_sd**2))

    return minimize(loss, np.zeros(2), method="BFGS", options={"gtol": 1e-9}).x


def test_the_curve_agrees_with_a_general_optimiser() -> None:
    score, converted = invented(3, 300, (-2.0, 1.2))
    chance = score_chance(score, converted)
    assert [chance.intercept, chance.slope] == pytest.approx(slow_logistic(score, converted, 1.5), abs=1e-5)


def test_perfect_separation_with_a_few_dozen_is_no_certainty() -> None:
    score = np.arange(200.0)
    at = score_chance(score, score >= 170).at(np.array([0.0, 199.0]))
    assert at.value[1] < 0.999
    assert at.low[1] < 0.98


def test_a_score_that_points_the_wrong_way_gives_everybody_the_rate() -> None:
    score = np.arange(100.0)
    chance = score_chance(score, score < 20)
    assert not chance.is_rising
    assert chance.at(np.array([0.0, 99.0])).value == pytest.approx([0.2, 0.2])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 50)), min_size=1, max_size=15))
def test_rising_bands_agree_with_scikit_learn(rows: list[tuple[int, int]]) -> None:
    leads = np.array([row[0] for row in rows], dtype=float)
    converted = np.array([min(row) for row in rows], dtype=float)
    bands = _Bands(leads=leads, converted=converted, expected=leads * 0.3, score=np.arange(len(rows), dtype=float))
    drawn = (converted + 10 * 0.3) / (leads + 10)
    wanted = isotonic_regression(drawn, sample_weight=leads + 10)
    assert bands.rising(converted, 10.0) == pytest.approx(wanted)
    assert bands.rising(np.array([converted, converted]), 10.0)[1] == pytest.approx(wanted)


def test_nothing_is_claimed_beyond_the_scores_seen() -> None:
    score, converted = invented(4, 300, (-2.0, 1.2))
    at = score_chance(score, converted).at(np.array([score.min(), -900.0, score.max(), 900.0]))
    assert at.value[0] == at.value[1] < at.value[2] == at.value[3] < 0.9


def test_the_chance_of_a_worked_lead_does_not_suffer_from_leads_that_nobody_worked() -> None:
    """Handed over by half the score and half by chance; the others convert at a tenth of their chance."""
    rng = np.random.default_rng(99)
    score, chance, outcomes = invented_leads(12, 12_000, odds=(-2.0, 0.8))
    handed = score + rng.normal(size=len(score)) * 12 > 36
    converted = rng.random(len(score)) < np.where(handed, chance, chance / 10)
    outcomes = outcomes.assign(is_handed_over=handed, is_converted=converted)
    grid = np.array([20.0, 30.0, 40.0])
    truth = expit(-2.0 + 0.8 * (grid - 30) / 12)
    worked = worked_chance(score, outcomes).at(grid)
    assert ((worked.low <= truth) & (truth <= worked.high)).all()
    assert (score_chance(score, converted).at(grid).high[:2] < truth[:2]).all()


def test_the_same_data_give_the_same_chances() -> None:
    rng = np.random.default_rng(5)
    x = rng.normal(size=5_000)
    converted = rng.random(5_000) < kinked(x)
    first, second = (score_chance(x, converted, ChanceRule()).at(x) for _ in range(2))
    assert (first.low == second.low).all()


@pytest.mark.parametrize(
    ("score", "converted", "key"),
    [
        ([1.0, 2.0], [False, False], "scoring_backtest.no_conversions"),
        ([1.0, 2.0], [True, True], "scoring_backtest.only_conversions"),
        ([2.0, 2.0], [True, False], "scoring_backtest.scores_equal"),
        ([2.0, np.nan], [True, False], "scoring_backtest.scores_missing"),
        ([1.0, 2.0, 3.0], [True, False], "scoring_backtest.lengths_differ"),
    ],
)
def test_what_carries_no_chance_is_refused(score: list[float], converted: list[bool], key: str) -> None:
    with pytest.raises(ClmError, match=key) as refused:
        score_chance(np.array(score), np.array(converted))
    for language in Language:
        assert "{" not in texts_for(language).error(refused.value)
