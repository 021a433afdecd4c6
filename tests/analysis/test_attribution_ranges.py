"""How far models lie apart: a known case, plain loops, and differences that cancel out."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.attribution_ranges import credit_ranges, model_difference
from clm_core.columns import empty_frame
from clm_core.result_columns import CREDIT

amounts = st.lists(st.lists(st.integers(0, 50), min_size=3, max_size=3), min_size=1, max_size=6)


def credit_of(rows: dict[str, list[float]], models: tuple[str, ...] = ("first_touch", "last_touch", "linear")):
    """CREDIT of channels by these models; the value is ten times the conversions."""
    return pd.DataFrame(
        [
            {"model": model, "channel": channel, "campaign": "", "conversions": one, "conversion_value": 10.0 * one}
            for channel, credited in rows.items()
            for model, one in zip(models, credited, strict=True)
        ]
    )


def test_least_median_most_and_how_often_first() -> None:
    credit = credit_of({"email": [1.0, 6.0, 4.0], "events": [7.0, 0.0, 4.0], "paid_search": [2.0, 4.0, 2.0]})
    found = credit_ranges(credit, "conversion_value")
    assert found[["channel", "least", "median", "most"]].to_numpy().tolist() == [
        ["email", 10.0, 40.0, 60.0],
        ["events", 0.0, 40.0, 70.0],
        ["paid_search", 20.0, 20.0, 40.0],
    ]
    # Linear credits e-mail and events equally; the first by name counts.
    assert found["models_first"].tolist() == [2, 1, 0]
    assert found["model_count"].tolist() == [3, 3, 3]


@settings(deadline=None)
@given(amounts)
def test_ranges_agree_with_plain_loops(rows: list[list[int]]) -> None:
    credit = credit_of({f"channel_{number}": [float(one) for one in row] for number, row in enumerate(rows)})
    found = credit_ranges(credit, "conversions").set_index("channel")
    for number, row in enumerate(rows):
        own = found.loc[f"channel_{number}"]
        assert (own["least"], own["median"], own["most"]) == (min(row), sorted(row)[1], max(row))
        first = [max(range(len(rows)), key=lambda at, m=model: (rows[at][m], -at)) for model in range(3)]
        assert own["models_first"] == first.count(number)
    assert found["models_first"].sum() == 3


def test_a_comparison_says_who_gains_and_who_loses() -> None:
    credit = credit_of({"email": [1.0, 6.0, 4.0], "events": [7.0, 0.0, 4.0], "paid_search": [2.0, 4.0, 2.0]})
    found = model_difference(credit, "conversions", "last_touch", "first_touch")
    assert found.to_dict("list") == {
        "channel": ["email", "paid_search", "events"],
        "amount": [6.0, 4.0, 0.0],
        "other_amount": [1.0, 2.0, 7.0],
        "difference": [5.0, 2.0, -7.0],
    }


@settings(deadline=None)
@given(st.integers(1, 8), st.integers(0, 2**32 - 1))
def test_models_that_divide_the_same_total_differ_by_nothing_in_all(count: int, seed: int) -> None:
    shares = np.random.default_rng(seed).dirichlet(np.ones(count), size=3).T
    credit = credit_of({f"channel_{number}": row.tolist() for number, row in enumerate(shares)})
    assert model_difference(credit, "conversions", "linear", "first_touch")["difference"].sum() == pytest.approx(0)


def test_nothing_credited_is_no_range() -> None:
    assert credit_ranges(empty_frame(CREDIT), "conversions").empty
