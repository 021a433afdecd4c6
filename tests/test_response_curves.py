"""The words of response curves refuse what cannot be."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from clm_core.errors import ClmError
from clm_core.response_curves import (
    FitMethod,
    PeriodLength,
    ResponseCurves,
    ResponseOutcome,
    ResponseSeries,
    ReturnRange,
    last_day,
    return_scale,
)

SERIES = ResponseSeries(
    starts_on=tuple(date(2026, 1, 5) + timedelta(weeks=week) for week in range(4)),
    length=PeriodLength.WEEK,
    channels=("email", "display"),
    spend=np.arange(8.0).reshape(4, 2),
    outcome=np.ones((4, 1)),
    outcome_of=ResponseOutcome.LEADS,
)
CURVES = ResponseCurves(
    channels=("email", "display"),
    outcome_of=ResponseOutcome.LEADS,
    length=PeriodLength.WEEK,
    method=FitMethod.GIVEN,
    shape=np.zeros((3, 2), dtype=np.int8),
    ceiling=np.ones((3, 2)),
    scale=np.ones((3, 2)),
    slope=np.ones((3, 2)),
    carry_over=np.zeros((3, 2)),
)


def changed(values: np.ndarray, row: int, column: int, value: float) -> np.ndarray:
    values = values.copy()
    values[row, column] = value
    return values


def test_negative_spend_is_named_with_channel_and_day() -> None:
    with pytest.raises(ClmError) as caught:
        replace(SERIES, spend=changed(SERIES.spend, 2, 1, -5))
    assert caught.value.key == "response_curves.negative_spend"
    assert caught.value.values == {"channel": "display", "day": date(2026, 1, 19), "amount": -5.0}


@pytest.mark.parametrize("field", ["spend", "outcome"])
def test_a_gap_is_not_filled_silently(field: str) -> None:
    with pytest.raises(ClmError, match="number_missing"):
        replace(SERIES, **{field: changed(getattr(SERIES, field), 0, 0, np.nan)})


def test_a_credited_series_needs_an_outcome_for_each_channel() -> None:
    with pytest.raises(ClmError, match="shapes_differ"):
        replace(SERIES, is_credited=True)
    assert replace(SERIES, is_credited=True, outcome=np.ones((4, 2))).is_credited
    with pytest.raises(ClmError, match="shapes_differ"):
        replace(SERIES, control_names=("price",))


@pytest.mark.parametrize(
    ("field", "value"),
    [("ceiling", -1), ("scale", 0), ("slope", 0), ("carry_over", 1), ("carry_over", -0.1)],
)
def test_an_impossible_curve_is_named(field: str, value: float) -> None:
    with pytest.raises(ClmError) as caught:
        replace(CURVES, **{field: changed(getattr(CURVES, field), 1, 1, value)})
    assert caught.value.values == {"channel": "display"}
    assert replace(CURVES, **{field: changed(getattr(CURVES, field), 1, 1, 0.5)}).draw_count == 3


def test_ranges_must_be_ranges() -> None:
    with pytest.raises(ClmError, match="range_reversed"):
        ReturnRange(channel="email", low=2, high=2)
    with pytest.raises(ClmError, match="level_outside"):
        ReturnRange(channel="email", low=1, high=2, level=1)


def test_counts_are_said_a_thousand_and_money_a_unit() -> None:
    assert {one: return_scale(one) for one in ResponseOutcome if return_scale(one) == 1} == {
        ResponseOutcome.REVENUE: 1,
        ResponseOutcome.MARGIN: 1,
    }
    assert return_scale(ResponseOutcome.LEADS) == 1_000


@pytest.mark.parametrize(
    ("starts_on", "length", "ends_on"),
    [
        (date(2026, 1, 5), PeriodLength.WEEK, date(2026, 1, 11)),
        (date(2026, 12, 28), PeriodLength.WEEK, date(2027, 1, 3)),
        (date(2026, 1, 1), PeriodLength.MONTH, date(2026, 1, 31)),
        (date(2024, 2, 1), PeriodLength.MONTH, date(2024, 2, 29)),
        (date(2026, 12, 1), PeriodLength.MONTH, date(2026, 12, 31)),
    ],
)
def test_a_period_ends_on_its_last_day(starts_on: date, length: PeriodLength, ends_on: date) -> None:
    assert last_day(starts_on, length) == ends_on


def test_a_series_ends_with_its_last_week() -> None:
    assert SERIES.ends_on == date(2026, 2, 1)
