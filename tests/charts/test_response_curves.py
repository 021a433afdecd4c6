"""Charts of response curves: what is extrapolated is dashed, marks stand where the money is, nothing runs off."""

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from clm_core.charts.palette import Mode
from clm_core.charts.response_curves import SpendMark, channel_curve, fitted_periods, next_return_curve
from clm_core.columns import typed_frame
from clm_core.response_columns import CURVE_POINTS, FITTED_PERIODS, OBSERVED_POINTS
from clm_core.response_curves import PeriodLength, ResponseOutcome
from clm_core.texts import Language
from tests.charts.gallery import reader

SEEN = reader(Language.DE, Mode.LIGHT)
SPEND = np.linspace(0, 10_000, 21)
POINTS = typed_frame(
    {
        "channel": ["events"] * 21,
        "spend": SPEND,
        "outcome": 40 * (1 - np.exp(-SPEND / 4000)),
        "outcome_low": 30 * (1 - np.exp(-SPEND / 4000)),
        "outcome_high": 50 * (1 - np.exp(-SPEND / 4000)),
        "marginal_return": 0.01 * np.exp(-SPEND / 4000),
        "marginal_return_low": 0.008 * np.exp(-SPEND / 4000),
        "marginal_return_high": np.where(SPEND > 0, 0.012 * np.exp(-SPEND / 4000), np.inf),
        "is_observed": SPEND <= 6_000,
    },
    CURVE_POINTS,
)
OBSERVED = typed_frame(
    {
        "channel": ["events"] * 3,
        "starts_on": pd.to_datetime(["2026-03-02", "2026-03-09", "2026-03-16"]),
        "spend": [0.0, 6_000.0, 2_000.0],
        "adstock": [500.0, 5_000.0, 3_000.0],
        "outcome": [-2.0, 31.0, 20.0],
    },
    OBSERVED_POINTS,
)
FITTED = typed_frame(
    {
        "series": ["events"] * 2,
        "starts_on": pd.to_datetime(["2026-03-02", "2026-03-09"]),
        "outcome": [10.0, 12.0],
        "fitted": [11.0, 11.5],
        "fitted_low": [8.0, 9.0],
        "fitted_high": [14.0, 14.5],
        "baseline": [5.0, 5.0],
    },
    FITTED_PERIODS,
)


def rows_of(layer: dict[str, Any]) -> list[dict[str, Any]]:
    return layer.get("data", {}).get("values", [])


def curve(**options: Any) -> dict[str, Any]:
    return channel_curve(POINTS, OBSERVED, SEEN, outcome=ResponseOutcome.LEADS, length=PeriodLength.WEEK, **options)


def test_the_curve_is_solid_as_far_as_spend_was_seen_and_dashed_beyond() -> None:
    lines = [layer for layer in curve()["layer"] if layer["mark"].get("strokeWidth") == 3]
    solid, dashed = lines
    assert "strokeDash" not in solid["mark"]
    assert max(row["spend"] for row in rows_of(solid)) == 6_000 == min(row["spend"] for row in rows_of(dashed))
    assert dashed["mark"]["strokeDash"]
    assert max(row["spend"] for row in rows_of(dashed)) == 10_000


def test_given_curves_have_no_observations() -> None:
    given = channel_curve(POINTS, None, SEEN, outcome=ResponseOutcome.LEADS, length=PeriodLength.WEEK)
    assert rows_of(given["layer"][0]) == []


def test_marks_say_their_amount_and_none_lies_outside() -> None:
    marks = (SpendMark(word="today", spend=2_000), SpendMark(word="planned", spend=99_000))
    labels = [row["label"] for layer in curve(marks=marks)["layer"] for row in rows_of(layer) if "label" in row]
    assert set(labels) == {"heute 2.000\u00a0€"}


def test_observed_points_lie_at_the_spend_at_work() -> None:
    dots = rows_of(curve()["layer"][0])
    assert [dot["adstock"] for dot in dots] == [500, 5_000, 3_000]
    assert [dot["outcome"] for dot in dots] == [-2, 31, 20]
    assert dots[0]["day"] == "02.03.2026"


def test_every_chart_is_valid() -> None:
    for specification in (
        curve(marks=(SpendMark(word="today", spend=2_000),)),
        next_return_curve(POINTS, SEEN, outcome=ResponseOutcome.REVENUE, length=PeriodLength.MONTH),
        fitted_periods(FITTED, SEEN, outcome=ResponseOutcome.LEADS),
    ):
        alt.Chart.from_dict(specification)


def test_an_upright_beginning_is_not_drawn() -> None:
    specification = next_return_curve(POINTS, SEEN, outcome=ResponseOutcome.LEADS, length=PeriodLength.WEEK)
    spends = [row["spend"] for layer in specification["layer"] for row in rows_of(layer)]
    assert min(spends) == 500


def test_words_of_marks_close_together_point_away_from_each_other() -> None:
    marks = (SpendMark(word="today", spend=5_000), SpendMark(word="planned", spend=5_300))
    words = [layer["mark"] for layer in curve(marks=marks)["layer"] if layer["mark"]["type"] == "text"]
    assert [one["align"] for one in words if "stroke" not in one] == ["right", "left"], "today's left, the plan's right"
    assert [one["align"] for one in words if "stroke" in one] == ["right", "left"], "no rule runs through the words"
