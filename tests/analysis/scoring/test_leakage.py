"""What is known only after the hand-over is found; honest features, however strong, are left alone."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.scoring.leakage import LeakRule, leaking_features
from clm_core.analysis.scoring.learning import learned_weights
from clm_core.errors import ClmError
from tests.analysis.scoring.invented_leads import outcomes_of

DEMO, PRICING, INDUSTRY, STUDENT, MACHINES, VISITS = range(6)
HONEST = [1.3, 0.8, 0.4, -2.0, 0.0, 0.15]


def company(
    seed: int, size: int = 6_000, *, intercept: float = -1.2, is_strict: bool = False
) -> tuple[np.ndarray, pd.DataFrame]:
    """Leads of whom those with a demo, the pricing page or many visits are handed over; all others convert rarely.

    With ``is_strict`` every request for a demo is handed over, so that no other lead ever has one.
    """
    rng = np.random.default_rng(seed)
    shares = np.array([0.08, 0.2, 0.3, 0.07, 0.5, 0.6])
    matrix = (rng.random((size, 6)) < shares).astype(float)
    matrix[:, VISITS] *= rng.gamma(2.0, 1.0, size)
    points = matrix @ [60.0 if is_strict else 30.0, 20.0, 0.0, 0.0, 0.0, 3.0] + 5 * rng.standard_normal(size)
    handed = points >= 25
    chance = 1 / (1 + np.exp(-(matrix @ HONEST + intercept - 2.9 * ~handed)))
    converted = rng.random(size) < chance
    mature = np.arange(size) < 0.9 * size
    return np.asfortranarray(matrix), outcomes_of(converted, is_handed_over=handed, is_mature=mature)


def filled_by_sales(outcomes: pd.DataFrame, seed: int, share: float, stuck_share: float) -> np.ndarray:
    """A field that sales fills in for converted leads, and for some of those that got stuck on the way."""
    rng = np.random.default_rng([seed, 1])
    converted, handed = outcomes["is_converted"].to_numpy(), outcomes["is_handed_over"].to_numpy()
    return (rng.random(len(outcomes)) < np.where(converted, share, np.where(handed, stuck_share, 0.0))).astype(float)


@pytest.mark.parametrize("is_strict", [False, True])
@pytest.mark.parametrize("intercept", [-4.0, -1.2, 0.5])
def test_honest_features_are_left_alone(is_strict: bool, intercept: float) -> None:
    """A demo quadruples the odds and, where every request is handed over, nobody else has it: still honest."""
    for seed in range(12):
        matrix, outcomes = company(seed, is_strict=is_strict, intercept=intercept)
        found = leaking_features(matrix, outcomes)
        assert found.empty, (seed, found)


@pytest.mark.parametrize(
    ("share", "stuck_share"),
    [(1.0, 0.0), (0.75, 0.02), (1.0, 0.4), (0.5, 0.03)],
    ids=["all", "most", "also_stuck", "half"],
)
def test_a_field_that_sales_fills_in_is_found(share: float, stuck_share: float) -> None:
    for seed in range(8):
        matrix, outcomes = company(seed)
        matrix[:, MACHINES] = filled_by_sales(outcomes, seed, share, stuck_share)
        found = leaking_features(matrix, outcomes)
        assert found["feature"].tolist() == [MACHINES]
        assert found["reason"].tolist() == ["after_hand_over"]


def test_a_field_that_sales_empties_is_found() -> None:
    matrix, outcomes = company(1)
    matrix[:, MACHINES] = 1 - filled_by_sales(outcomes, 1, 0.8, 0.05)
    assert leaking_features(matrix, outcomes)["feature"].tolist() == [MACHINES]


def test_a_reason_for_the_rejection_is_found() -> None:
    """The same leak with the other sign: only leads that were refused have one."""
    matrix, outcomes = company(2)
    refused = outcomes["is_handed_over"] & ~outcomes["is_converted"]
    matrix[:, MACHINES] = refused & (np.random.default_rng(2).random(len(refused)) < 0.7)
    found = leaking_features(matrix, outcomes)
    assert found["feature"].tolist() == [MACHINES]
    assert found["converted_share"].tolist() == [0.0]


def test_shares_and_auc_are_counted() -> None:
    matrix, outcomes = company(3)
    matrix[:, MACHINES] = filled_by_sales(outcomes, 3, 0.75, 0.02)
    row = leaking_features(matrix, outcomes).iloc[0]
    decided = outcomes["is_handed_over"] & outcomes["is_mature"]
    has = pd.Series(matrix[:, MACHINES])
    good, bad = has[decided & outcomes["is_converted"]].mean(), has[decided & ~outcomes["is_converted"]].mean()
    assert row["converted_share"] == pytest.approx(good)
    assert row["auc"] == pytest.approx((1 + good - bad) / 2)
    assert row["other_share"] == 0


def test_where_every_lead_is_handed_over_one_that_nearly_decides_is_found() -> None:
    matrix, outcomes = company(4)
    outcomes["is_handed_over"] = True
    matrix[:, MACHINES] = filled_by_sales(outcomes, 4, 0.95, 0.05)
    found = leaking_features(matrix, outcomes)
    assert (found["feature"].tolist(), found["reason"].tolist()) == ([MACHINES], ["nearly_decides"])
    assert found["other_share"].isna().all()


def test_a_number_that_hides_in_the_model_is_named() -> None:
    """Neither column decides alone; their difference does. The one without which the order falls most is named."""
    rng = np.random.default_rng(5)
    matrix, outcomes = company(5)
    hidden = rng.normal(0, 3, len(matrix)) + 10
    matrix[:, MACHINES] = hidden + 4 * outcomes["is_converted"]
    matrix[:, INDUSTRY] = hidden
    found = leaking_features(matrix, outcomes)
    assert found["reason"].tolist() == ["carries_model"]
    assert found["feature"].iloc[0] in (MACHINES, INDUSTRY)
    left = learned_weights(matrix, outcomes, np.full(6, np.nan), seed=1, excluded=found["feature"].tolist())
    assert left.order.newer.value < 0.9
    assert not [note for note in left.notes if note.key == "scoring_learning.too_good"]


def test_constant_features_are_named_last() -> None:
    matrix, outcomes = company(6)
    matrix[:, DEMO] = 1.0
    matrix[:, MACHINES] = filled_by_sales(outcomes, 6, 1.0, 0.1)
    found = leaking_features(matrix, outcomes)
    assert found["feature"].tolist() == [MACHINES, DEMO]
    assert found["reason"].tolist() == ["after_hand_over", "constant"]


def test_few_leads_are_not_enough_to_accuse() -> None:
    """A dozen leads with sales: whatever goes with the outcome by chance is no leak."""
    for seed in range(40):
        matrix, outcomes = company(seed, size=80)
        outcomes.loc[outcomes.index[outcomes["is_handed_over"]][:4], "is_converted"] = [True, True, False, False]
        found = leaking_features(matrix, outcomes)
        assert set(found["reason"]) <= {"constant"}


def test_noise_is_never_accused() -> None:
    """Sixty features that mean nothing, over twenty seeds: not one of twelve hundred."""
    accused = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        _, outcomes = company(seed, size=1_500)
        matrix = (rng.random((1_500, 60)) < rng.uniform(0.005, 0.995, 60)).astype(float)
        accused += int((leaking_features(matrix, outcomes)["reason"] != "constant").sum())
    assert accused == 0


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(6)), st.sampled_from([0.01, 1.0, 30.0]))
def test_order_and_units_do_not_matter(order: list[int], unit: float) -> None:
    matrix, outcomes = company(7, size=1_500)
    matrix[:, MACHINES] = filled_by_sales(outcomes, 7, 0.9, 0.1)
    found = leaking_features(matrix[:, order] * unit, outcomes)
    assert [order[place] for place in found["feature"]] == [MACHINES]


def test_a_stricter_rule_finds_less() -> None:
    matrix, outcomes = company(8)
    matrix[:, MACHINES] = filled_by_sales(outcomes, 8, 0.5, 0.03)
    assert leaking_features(matrix, outcomes, rule=LeakRule(least_share=0.6)).empty


def test_nothing_to_judge_by_is_refused_in_words() -> None:
    matrix, outcomes = company(9, size=50)
    with pytest.raises(ClmError, match="none_converted"):
        leaking_features(matrix, outcomes.assign(is_converted=False))
