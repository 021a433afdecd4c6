"""Verdicts on channels: by hand, monotone in the target, decided by the interval, counted over the models."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.attribution_decision import (
    DecisionTarget,
    TargetMeasure,
    Verdict,
    channel_decisions,
    model_decisions,
)
from clm_core.columns import typed_frame
from clm_core.result_columns import CREDIT, CREDIT_INTERVALS, TOUCHED

BEST_FIRST = [Verdict.SCALE, Verdict.KEEP, Verdict.IMPROVE, Verdict.PAUSE]
Row = tuple[str, str, float, float, float]
"""Model, channel; low end, middle and high end of the credited conversions, each worth 1 000."""


def frames(rows: list[Row]) -> tuple[pd.DataFrame, pd.DataFrame]:
    table = pd.DataFrame(rows, columns=["model", "channel", "low", "conversions", "high"]).assign(campaign="")
    credit = table.assign(conversion_value=table["conversions"] * 1_000)
    ends = {f"conversions_{end}": table[end] for end in ("low", "high")}
    ends |= {f"conversion_value_{end}": table[end] * 1_000 for end in ("low", "high")}
    return typed_frame(credit, CREDIT), typed_frame(table.assign(**ends), CREDIT_INTERVALS)


def spent(**amounts: float) -> pd.DataFrame:
    return pd.DataFrame({"channel": list(amounts), "campaign": "", "spend": list(amounts.values())})


def touched(**counts: float) -> pd.DataFrame:
    found = {"channel": list(counts), "campaign": "", "touched_conversions": list(counts.values())}
    return typed_frame(pd.DataFrame(found), TOUCHED)


def decided(
    rows: list[Row], spend: pd.DataFrame, seen: pd.DataFrame, target: DecisionTarget | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    target = target or DecisionTarget()
    credit, intervals = frames(rows)
    by_model = model_decisions(credit, intervals, spend, seen, target)
    return by_model, channel_decisions(by_model, credit, spend, seen, target)


@pytest.mark.parametrize(
    ("low", "middle", "high", "verdict"),
    [
        (10, 20, 30, Verdict.SCALE),  # 10 000 euros at least for 10 000 spent
        (9.9, 20, 30, Verdict.KEEP),
        (5, 10, 30, Verdict.KEEP),
        (5, 9.9, 30, Verdict.IMPROVE),
        (5, 8, 10, Verdict.IMPROVE),
        (5, 8, 9.9, Verdict.PAUSE),
    ],
)
def test_the_interval_decides_between_clear_and_likely(
    low: float, middle: float, high: float, verdict: Verdict
) -> None:
    by_model, _ = decided([("linear", "a", low, middle, high)], spent(a=10_000), touched(a=50))
    assert by_model["verdict"].tolist() == [verdict]
    row = by_model.iloc[0]
    assert (row["measure"], row["measure_low"], row["measure_high"]) == pytest.approx(
        (middle / 10 - 1, low / 10 - 1, high / 10 - 1)
    )


def test_cost_is_the_same_question_the_other_way_round() -> None:
    """500 euros a conversion at most: 10 000 euros ask for 20."""
    target = DecisionTarget(measure=TargetMeasure.COST, value=500)
    rows: list[Row] = [
        ("linear", "a", 20, 25, 40), ("linear", "b", 10, 20, 40), ("linear", "c", 10, 16, 20), ("linear", "d", 0, 0, 8),
    ]  # fmt: skip
    by_model, channels = decided(
        rows, spent(a=10_000, b=10_000, c=10_000, d=10_000), touched(a=50, b=50, c=50, d=50), target
    )
    assert by_model.set_index("channel")["verdict"].to_dict() == {
        "a": "scale", "b": "keep", "c": "improve", "d": "pause",
    }  # fmt: skip
    assert by_model.set_index("channel").loc["a", ["measure", "measure_low", "measure_high"]].tolist() == pytest.approx(
        [400, 250, 500]
    )
    assert pd.isna(by_model.set_index("channel").loc["d", "measure"])
    assert channels.set_index("channel")["money_at_stake"].to_dict() == pytest.approx(
        {"a": 2_500, "b": 0, "c": -2_000, "d": -10_000}
    )


def test_few_conversions_carry_no_verdict() -> None:
    rows: list[Row] = [("linear", "a", 10, 20, 30), ("linear", "b", 10, 20, 30), ("linear", "c", 10, 20, 30)]
    by_model, channels = decided(rows, spent(a=1, b=1, c=1), touched(a=9.9, b=10))
    verdicts = by_model.set_index("channel")["verdict"].to_dict()
    assert verdicts == {"a": "too_little_data", "b": "scale", "c": "too_little_data"}
    assert channels.set_index("channel").loc["a", "reason"] == "attribution.reason.too_little_data"
    assert channels["touched_conversions"].fillna(0).max() == 10


def test_without_spend_there_is_nothing_to_decide() -> None:
    by_model, channels = decided([("linear", "a", 1, 2, 3)], spent(a=0, b=5), touched(a=50))
    assert by_model.empty
    assert channels.empty


def test_models_are_counted_and_the_choice_between_them_is_said() -> None:
    """Three models scale, one keeps, one pauses: two of five would still be wrong to trust."""
    rows: list[Row] = [
        ("first_touch", "a", 11, 20, 30), ("last_touch", "a", 11, 20, 30), ("linear", "a", 11, 21, 30),
        ("shapley", "a", 8, 12, 30), ("markov_1", "a", 3, 5, 9),
    ]  # fmt: skip
    _, channels = decided(rows, spent(a=10_000), touched(a=50))
    row = channels.iloc[0]
    assert (row["verdict"], row["holding_models"], row["model_count"], row["models_above"]) == ("scale", 3, 5, 4)
    assert row["reason"] == "attribution.reason.depends_on_model"
    assert (row["conversions_min"], row["conversions_max"]) == (5, 21)
    assert (row["measure_min"], row["measure_max"]) == pytest.approx((-0.5, 1.1))
    assert row["money_at_stake"] == 10_000  # the median model's: 20 000 credited, 10 000 asked


def test_where_all_models_agree_the_reason_says_so() -> None:
    rows: list[Row] = [("linear", "a", 2, 3, 4), ("shapley", "a", 2, 3, 5)]
    _, channels = decided(rows, spent(a=10_000), touched(a=50))
    assert channels["reason"].tolist() == ["attribution.reason.pause_all"]


def test_of_equally_many_the_verdict_nearer_to_leaving_things_as_they_are() -> None:
    rows: list[Row] = [("linear", "a", 2, 3, 4), ("shapley", "a", 8, 12, 30)]
    _, channels = decided(rows, spent(a=10_000), touched(a=50))
    assert channels["verdict"].tolist() == ["keep"]


def test_most_money_at_stake_comes_first() -> None:
    rows: list[Row] = [("linear", "a", 1, 11, 20), ("linear", "b", 1, 2, 20), ("linear", "c", 30, 40, 50)]
    _, channels = decided(rows, spent(a=10_000, b=10_000, c=10_000), touched(a=50, b=50, c=50))
    assert channels["channel"].tolist() == ["c", "b", "a"]
    assert channels["money_at_stake"].tolist() == [30_000, -8_000, 1_000]


amounts = st.floats(0.1, 100)


@given(ends=st.tuples(amounts, amounts, amounts), targets=st.tuples(st.floats(-0.9, 5), st.floats(-0.9, 5)))
@settings(max_examples=30, deadline=None)
def test_a_higher_target_never_makes_a_verdict_better(
    ends: tuple[float, float, float], targets: tuple[float, float]
) -> None:
    rows: list[Row] = [("linear", "a", *sorted(ends))]
    found = [
        decided(rows, spent(a=10_000), touched(a=50), DecisionTarget(value=value))[0]["verdict"].iloc[0]
        for value in sorted(targets)
    ]
    assert BEST_FIRST.index(Verdict(found[0])) <= BEST_FIRST.index(Verdict(found[1]))


@given(ends=st.tuples(amounts, amounts, amounts), spend=st.floats(100, 1e6), value=st.floats(0.0, 3.0))
@settings(max_examples=30, deadline=None)
def test_roi_and_cost_of_equal_conversions_agree(ends: tuple[float, float, float], spend: float, value: float) -> None:
    """Where every conversion is worth 1 000, an ROI of r asks for the same as a cost of 1 000 / (1 + r)."""
    rows: list[Row] = [("linear", "a", *sorted(ends))]
    by_roi = decided(rows, spent(a=spend), touched(a=50), DecisionTarget(value=value))[0]
    cost = DecisionTarget(measure=TargetMeasure.COST, value=1_000 / (1 + value))
    by_cost = decided(rows, spent(a=spend), touched(a=50), cost)[0]
    asked = spend * (1 + value) / 1_000
    if min(abs(end - asked) for end in ends) > 1e-9 * asked:
        assert by_roi["verdict"].tolist() == by_cost["verdict"].tolist()
