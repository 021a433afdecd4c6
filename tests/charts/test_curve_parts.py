"""Returns as people say them."""

from clm_core.charts.curve_parts import finite, return_scale, top_of
from clm_core.response_curves import ResponseOutcome


def test_counts_are_said_a_thousand_and_money_a_unit() -> None:
    assert {one: return_scale(one) for one in ResponseOutcome if return_scale(one) == 1} == {
        ResponseOutcome.REVENUE: 1,
        ResponseOutcome.MARGIN: 1,
    }
    assert return_scale(ResponseOutcome.LEADS) == 1_000


def test_one_endless_interval_does_not_set_the_axis() -> None:
    assert top_of([1, 2, 3, float("inf"), float("nan")]) == 3
    assert top_of([1, 1, 1, 1, 1, 1, 1, 1, 2, 900]) == 2.5
    assert top_of([]) == 1
    assert finite(float("inf")) != finite(float("inf"))
