"""The team's weights against what the deals say: what must not matter, what is said of too little, bad input."""

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from clm_core.analysis.scoring.learning import LearnedWeights, LearningRule, learned_weights
from clm_core.analysis.scoring.learning_leads import learning_leads
from clm_core.errors import ClmError
from tests.analysis.scoring.invented_leads import invented_leads, outcomes_of

WEIGHTS = [1.2, -0.8, 0.5, 0.0, 0.7]
OWN = np.array([12.0, -8.0, 5.0, 0.0, 7.0])
FEW_DRAWS = LearningRule(resamples=40)


def learned(size: int = 1_500, *, seed: int = 1, own: np.ndarray = OWN) -> LearnedWeights:
    matrix, converted = invented_leads(size, WEIGHTS, seed=seed)
    return learned_weights(matrix, outcomes_of(converted), own, seed=1)


def test_a_known_case_by_hand() -> None:
    """One feature, half of the leads have it; with a wide prior the weight is the log odds ratio of the table."""
    matrix = np.repeat([[1.0], [0.0]], 200, axis=0)
    converted = np.concatenate([np.arange(200) < 120, np.arange(200) < 50])
    shuffled = np.random.default_rng(1).permutation(400)
    found = learned_weights(
        matrix[shuffled], outcomes_of(converted[shuffled]), np.array([np.nan]), seed=1, rule=LearningRule(prior_sd=50.0)
    )
    row = found.rows.iloc[0]
    ratio, sd = np.log(120 / 80 / (50 / 150)), np.sqrt(1 / 120 + 1 / 80 + 1 / 50 + 1 / 150)
    assert row["log_odds"] == pytest.approx(ratio, abs=1e-3)
    assert row["log_odds_high"] - row["log_odds"] == pytest.approx(1.96 * sd, rel=0.12)
    assert row["points"] == pytest.approx(ratio * 20 / np.log(2), abs=0.05)  # 20 points double the odds
    assert (row["leads"], row["converted"], found.leads, found.converted) == (200, 120, 400, 170)
    assert (found.has_own_scale, row["verdict"]) == (False, "raise")


def test_learned_points_spread_as_the_teams_own() -> None:
    matrix, converted = invented_leads(1_500, WEIGHTS, seed=1)
    found = learned_weights(matrix, outcomes_of(converted), OWN, seed=1, rule=FEW_DRAWS)
    assert (matrix @ found.rows["points"]).std() == pytest.approx((matrix @ OWN).std())
    doubled = learned_weights(matrix, outcomes_of(converted), 2 * OWN, seed=1, rule=FEW_DRAWS)
    assert doubled.rows["points_low"].tolist() == pytest.approx((2 * found.rows["points_low"]).tolist())
    assert doubled.rows["verdict"].tolist() == found.rows["verdict"].tolist()


def test_right_points_agree_and_wrong_ones_are_named() -> None:
    own = np.array([-12.0, -8.0, np.nan, 12.0, 7.0])
    found = learned(8_000, own=own)
    assert found.rows["verdict"].tolist()[0] == "turn"
    assert found.rows["verdict"].tolist()[2:4] == ["raise", "lower"]
    assert learned(8_000).rows["verdict"].tolist() == ["agrees"] * 5


def test_a_harmful_feature_with_too_mild_points_is_lowered() -> None:
    found = learned(8_000, own=np.array([12.0, -1.0, 5.0, 0.0, 7.0]))
    assert found.rows["verdict"].tolist()[1] == "lower"


@settings(max_examples=8, deadline=None)
@given(st.permutations(range(5)), st.integers(0, 5))
def test_the_order_of_features_does_not_matter(order: list[int], seed: int) -> None:
    matrix, converted = invented_leads(300, WEIGHTS, seed=seed)
    outcomes = outcomes_of(converted)
    straight = learned_weights(matrix, outcomes, OWN, seed=1, rule=FEW_DRAWS).rows
    mixed = learned_weights(matrix[:, order], outcomes, OWN[order], seed=1, rule=FEW_DRAWS).rows
    for column in ("points", "points_low", "points_high"):
        assert mixed[column].to_numpy() == pytest.approx(straight[column].to_numpy()[order], rel=1e-5, abs=1e-5)
    assert mixed["verdict"].tolist() == straight["verdict"].iloc[order].tolist()


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 4), st.sampled_from([0.25, 2.0, 100.0]))
def test_a_feature_in_another_unit_gets_points_in_that_unit(column: int, unit: float) -> None:
    matrix, converted = invented_leads(300, WEIGHTS, seed=2)
    larger, own = matrix.copy(), OWN.copy()
    larger[:, column] *= unit
    own[column] /= unit
    before = learned_weights(matrix, outcomes_of(converted), OWN, seed=1, rule=FEW_DRAWS).rows
    after = learned_weights(larger, outcomes_of(converted), own, seed=1, rule=FEW_DRAWS).rows
    expected = np.ones(5)
    expected[column] = unit
    for name in ("points", "points_low", "points_high"):
        assert after[name].to_numpy() * expected == pytest.approx(before[name].to_numpy(), rel=1e-5, abs=1e-6)


def test_twice_the_leads_halve_the_variance_and_keep_the_direction() -> None:
    matrix, converted = invented_leads(3_000, WEIGHTS, seed=4)
    once = learned_weights(matrix, outcomes_of(converted), OWN, seed=1).rows
    twice = learned_weights(np.tile(matrix, (2, 1)), outcomes_of(np.tile(converted, 2)), OWN, seed=1).rows
    assert twice["log_odds"].tolist() == pytest.approx(once["log_odds"].tolist(), abs=0.02)
    width = (once["log_odds_high"] - once["log_odds_low"]) / (twice["log_odds_high"] - twice["log_odds_low"])
    assert (width**2).tolist() == pytest.approx([2.0] * 5, rel=0.3)


def test_many_leads_get_their_interval_by_formula() -> None:
    matrix, converted = invented_leads(4_000, WEIGHTS, seed=5)
    outcomes = outcomes_of(converted)
    drawn = learned_weights(matrix, outcomes, OWN, seed=1, rule=LearningRule(resamples=600)).rows
    formula = learned_weights(matrix, outcomes, OWN, seed=1, rule=LearningRule(max_resampled=100)).rows
    assert formula["points_high"].tolist() == pytest.approx(drawn["points_high"].tolist(), rel=0.05, abs=0.2)


def test_the_chance_is_the_models() -> None:
    matrix, converted = invented_leads(600, WEIGHTS, seed=6)
    found = learned_weights(matrix, outcomes_of(converted), OWN, seed=1, excluded=[3], rule=FEW_DRAWS)
    kept = [0, 1, 2, 4]
    assert found.rows["feature"].tolist() == kept
    by_hand = expit(found.intercept + matrix[:, kept] @ found.rows["log_odds"].to_numpy())
    assert found.chances(matrix) == pytest.approx(by_hand)
    assert found.chances(matrix).sum() == pytest.approx(converted.sum(), abs=1e-3)


def test_only_mature_leads_that_sales_got_are_learned_from() -> None:
    matrix, converted = invented_leads(900, WEIGHTS, seed=7)
    handed, mature = np.arange(900) % 3 != 0, np.arange(900) < 600
    whole = learned_weights(
        matrix, outcomes_of(converted, is_handed_over=handed, is_mature=mature), OWN, seed=1, rule=FEW_DRAWS
    )
    rows = handed & mature
    alone = learned_weights(matrix[rows], outcomes_of(converted[rows]), OWN, seed=1, rule=FEW_DRAWS)
    pd.testing.assert_frame_equal(whole.rows, alone.rows)
    assert (whole.leads, whole.not_handed_over, whole.immature) == (400, 300, 200)


def test_the_newer_leads_do_not_teach() -> None:
    """Whatever becomes of the newer part, the older part's order is the same; and the newer one's is out of sample."""
    matrix, converted = invented_leads(1_000, WEIGHTS, seed=8)
    turned = converted.copy()
    turned[700:] = ~turned[700:]
    found, other = (
        learned_weights(matrix, outcomes_of(one), OWN, seed=1, rule=FEW_DRAWS).order for one in (converted, turned)
    )
    assert (found.older_leads, found.newer_leads, found.newer_converted) == (700, 300, int(converted[700:].sum()))
    assert found.split_at == pd.Timestamp("2025-01-01", tz="UTC") + pd.Timedelta(hours=700)
    assert other.older == found.older
    assert other.newer.value == pytest.approx(1 - found.newer.value)
    assert other.reference.value == pytest.approx(1 - found.reference.value)


def test_leads_of_one_moment_are_not_torn_apart() -> None:
    matrix, converted = invented_leads(100, WEIGHTS, seed=9)
    outcomes = outcomes_of(converted)
    outcomes.loc[40:90, "judged_at"] = outcomes["judged_at"].iloc[40]
    order = learned_weights(matrix, outcomes, OWN, seed=1, rule=FEW_DRAWS).order
    assert (order.older_leads, order.newer_leads) == (40, 60)


def test_what_bends_is_found_by_the_reference_only() -> None:
    """Either feature alone is good, both together are not: no sum of points can say that."""
    rng = np.random.default_rng(10)
    matrix = (rng.random((4_000, 2)) < 0.5).astype(float)
    converted = rng.random(4_000) < np.where(matrix.sum(axis=1) == 1, 0.6, 0.2)
    order = learned_weights(matrix, outcomes_of(converted), np.array([1.0, 1.0]), seed=1, rule=FEW_DRAWS).order
    assert order.newer.high < 0.6
    assert order.reference.low > 0.65


def test_rare_features_are_too_little_to_say() -> None:
    matrix, converted = invented_leads(2_000, WEIGHTS, seed=11, shares=[0.3, 0.006, 0.3, 0.996, 0.3])
    found = learned_weights(matrix, outcomes_of(converted), OWN, seed=1, rule=FEW_DRAWS).rows
    assert (found["verdict"] == "too_little").tolist() == [False, True, False, True, False]
    width = found["log_odds_high"] - found["log_odds_low"]
    assert width.iloc[[1, 3]].min() > 2 * width.iloc[[0, 2, 4]].max()


def test_a_few_dozen_conversions_answer_and_say_how_unsure() -> None:
    matrix, converted = invented_leads(150, WEIGHTS, seed=12, intercept=-2.6)
    assert 15 < converted.sum() < 30
    found = learned_weights(matrix, outcomes_of(converted), OWN, seed=1)
    notes = {note.key: note.values for note in found.notes}
    assert notes["scoring_learning.few_conversions"] == {"count": int(converted.sum())}
    assert "agrees" in found.rows["verdict"].tolist()
    assert (np.sign(found.rows["points_low"]) == np.sign(found.rows["points_high"])).sum() <= 3


def test_fewer_than_ten_conversions_say_nothing_about_any_weight() -> None:
    matrix, converted = invented_leads(400, WEIGHTS, seed=13)
    few = converted & (np.cumsum(converted) <= 8)
    found = learned_weights(matrix, outcomes_of(few), OWN, seed=1)
    assert set(found.rows["verdict"]) == {"too_little"}
    assert "scoring_learning.not_tested" in [note.key for note in found.notes]


def test_noise_is_not_sold_as_knowledge() -> None:
    rng = np.random.default_rng(14)
    matrix, _ = invented_leads(900, WEIGHTS, seed=14)
    found = learned_weights(matrix, outcomes_of(rng.random(900) < 0.3), OWN, seed=1)
    assert "scoring_learning.no_better_than_chance" in [note.key for note in found.notes]


def test_too_good_an_order_is_reported() -> None:
    matrix, converted = invented_leads(900, WEIGHTS, seed=15)
    matrix[:, 3] = converted
    keys = [note.key for note in learned_weights(matrix, outcomes_of(converted), OWN, seed=1).notes]
    assert keys == ["scoring_learning.too_good"]


def test_constant_features_are_reported() -> None:
    matrix, converted = invented_leads(500, WEIGHTS, seed=16)
    matrix[:, 1], matrix[:, 3] = 1.0, 0.0
    found = learned_weights(matrix, outcomes_of(converted), OWN, seed=1, rule=FEW_DRAWS)
    assert found.constant_features == (1, 3)
    assert found.rows["verdict"].iloc[[1, 3]].tolist() == ["too_little"] * 2
    assert found.rows["points"].iloc[[1, 3]].isna().all()
    assert found.rows["points"].iloc[[0, 2, 4]].notna().all()
    assert np.isfinite(found.chances(matrix)).all()


def test_nothing_but_constant_features_still_answers() -> None:
    found = learned_weights(np.ones((200, 2)), outcomes_of(np.arange(200) % 4 == 0), np.array([3.0, np.nan]), seed=1)
    assert found.constant_features == (0, 1)
    assert found.chances(np.ones((1, 2)))[0] == pytest.approx(0.25)
    assert found.order.newer.value == 0.5


def test_arguments_stay_as_they_were() -> None:
    matrix, converted = invented_leads(200, WEIGHTS, seed=17)
    single, outcomes, own = matrix.astype(np.float32, order="F"), outcomes_of(converted), OWN.copy()
    kept = single.copy(), outcomes.copy(), own.copy()
    learned_weights(single, outcomes, own, seed=1, excluded=[0], rule=FEW_DRAWS)
    assert (single == kept[0]).all()
    pd.testing.assert_frame_equal(outcomes, kept[1])
    assert (own == kept[2]).all()


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"is_converted": False}, "none_converted"),
        ({"is_converted": True}, "all_converted"),
        ({"is_mature": False}, "no_leads"),
        ({"is_handed_over": False}, "no_leads"),
    ],
)
def test_outcomes_that_teach_nothing_are_refused_in_words(change: dict[str, bool], key: str) -> None:
    matrix, converted = invented_leads(60, WEIGHTS, seed=18)
    with pytest.raises(ClmError, match=key):
        learned_weights(matrix, outcomes_of(converted).assign(**change), OWN, seed=1)


def test_a_matrix_that_does_not_fit_is_refused_in_words() -> None:
    matrix, converted = invented_leads(60, WEIGHTS, seed=19)
    outcomes = outcomes_of(converted)
    holed = matrix.copy()
    holed[3:5, 2] = np.nan
    for wrong, own, key in (
        (holed, OWN, "not_a_number"),
        (matrix[:50], OWN, "lengths_differ"),
        (matrix[:, :0], OWN[:0], "no_criteria"),
        (matrix, OWN[:3], "points_differ"),
    ):
        with pytest.raises(ClmError, match=key):
            learned_weights(wrong, outcomes, own, seed=1)
    with pytest.raises(ClmError) as caught:
        learned_weights(holed, outcomes, OWN, seed=1)
    assert caught.value.values == {"criterion": 3, "leads": 2}


def test_columns_are_in_units_of_those_who_have_the_feature() -> None:
    matrix, converted = invented_leads(500, WEIGHTS, seed=20)
    leads = learning_leads(matrix, outcomes_of(converted), excluded=[1])
    assert leads.places.tolist() == [0, 2, 3, 4]
    assert leads.units[[0, 2, 3]].tolist() == pytest.approx([1.0] * 3)
    counts = leads.columns[:, 1]
    assert (counts[counts > 0] ** 2).mean() == pytest.approx(1.0)


def test_five_thousand_leads_by_forty_features_take_about_a_second() -> None:
    rng = np.random.default_rng(21)
    matrix, converted = invented_leads(
        5_000, list(rng.normal(0, 0.6, 40)), seed=21, shares=list(rng.uniform(0.02, 0.5, 40))
    )
    began = time.process_time()
    learned_weights(matrix, outcomes_of(converted), np.full(40, np.nan), seed=1)
    assert time.process_time() - began < 3
