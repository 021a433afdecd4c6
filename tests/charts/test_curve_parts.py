"""What charts of curves share."""

from clm_core.charts.curve_parts import finite, top_of


def test_one_endless_interval_does_not_set_the_axis() -> None:
    assert top_of([1, 2, 3, float("inf"), float("nan")]) == 3
    assert top_of([1, 1, 1, 1, 1, 1, 1, 1, 2, 900]) == 2.5
    assert top_of([]) == 1
    assert finite(float("inf")) != finite(float("inf"))
