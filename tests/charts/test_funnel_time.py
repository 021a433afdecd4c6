"""The pictures of the funnel in time hold the numbers of their frames and are valid."""

import altair as alt
import numpy as np
import pandas as pd
import pytest

from clm_core.charts.funnel_time import age_bars, cohort_table, conversion_curves, rate_trend, stay_boxes
from clm_core.charts.palette import Mode
from clm_core.charts.theme import look
from clm_core.columns import typed_frame
from clm_core.funnel_time_columns import AGEING, COHORT_CONVERSION, CONVERSION_CURVE, STAGE_TIMES
from clm_core.texts import Language, texts_for

CHANNELS = pd.DataFrame({"channel": ["email"], "label": [""], "position": [0]})
LOOK = look(texts_for(Language.DE), Mode.LIGHT, "EUR", CHANNELS)


def filled(data: object, columns: dict[str, str]) -> pd.DataFrame:
    """A frame of these columns; whole numbers that nobody gave are 0."""
    frame = pd.DataFrame(data)
    whole = {name: 0 for name, dtype in columns.items() if dtype == "int64" and name not in frame}
    return typed_frame(frame.assign(**whole), columns)


def layer_rows(specification: dict, layer: int) -> list[dict]:
    data = specification["layer"][layer].get("data") or specification["data"]
    return specification["datasets"][data["name"]]


def cohorts() -> pd.DataFrame:
    months = [pd.NaT, "2026-08-01", "2026-09-01", "2026-10-01"]
    rows = [
        {"month": pd.Timestamp(month), "age_days": age, "entered": 50, "old_enough": 50 if place < 2 else 20,
         "rate": np.nan if place == 3 and age == 30 else 0.1 * (place + 1), "low": 0.05, "high": 0.6,
         "is_young": place == 3}
        for place, month in enumerate(months) for age in (7, 30)
    ]  # fmt: skip
    return filled(rows, COHORT_CONVERSION)


def test_curve_is_thinned_and_its_marks_are_written() -> None:
    days = np.arange(2000)
    frame = filled(
        {"day": days, "at_risk": 2000 - days, "rate": days / 4000, "low": 0.0, "high": 0.6}, CONVERSION_CURVE
    )
    chart = conversion_curves(frame, LOOK, last_day=1500, marks=[(14.0, "Hälfte"), (1600.0, "zu spät")])
    alt.LayerChart.from_dict(chart)
    rows = layer_rows(chart, 0)
    assert (len(rows), rows[0]["day"], rows[-1]["day"]) == (300, 0, 1500)
    assert layer_rows(chart, -1) == [{"day": 14.0, "words": "Hälfte"}]


def test_cohort_table_marks_what_is_still_rising() -> None:
    chart = cohort_table(cohorts(), LOOK)
    alt.LayerChart.from_dict(chart)
    cells = {(row["name"], row["age"]): row for row in layer_rows(chart, 0)}
    assert len(cells) == 5  # the whole is no month, October at 30 days is not known
    assert cells["Aug. 2026", "7 Tage"]["label"] == "20\u00a0%"
    assert cells["Okt. 2026", "7 Tage"]["label"] == "40\u00a0%\u00a0*"
    assert [cells[name, "7 Tage"]["strength"] for name in ("Aug. 2026", "Sept. 2026", "Okt. 2026")] == pytest.approx(
        [0, 0.5, 1]
    )


def test_trend_has_the_months_of_one_age_and_the_whole_as_a_line() -> None:
    chart = rate_trend(cohorts(), LOOK, age_days=7)
    alt.LayerChart.from_dict(chart)
    assert layer_rows(chart, 0) == [{"rate": pytest.approx(0.1)}]
    assert [(row["name"], row["is_rising"]) for row in layer_rows(chart, 1)] == [
        ("Aug. 2026", False),
        ("Sept. 2026", True),
        ("Okt. 2026", True),
    ]


def test_stay_says_where_half_have_not_left_yet() -> None:
    frame = filled(
        {
            "stage": ["lead", "mql"],
            "entered": [100, 50],
            "still_open": [80, 10],
            "stay_q1_days": [30.0, 5.0],
            "stay_median_days": [np.nan, 12.0],
            "stay_q3_days": [np.nan, 40.0],
            "plain_median_days": [9.0, 8.0],
        },
        STAGE_TIMES,
    )
    chart = stay_boxes(frame, LOOK)
    alt.LayerChart.from_dict(chart)
    rows = layer_rows(chart, 0)
    assert [row["name"] for row in rows] == ["Leads", "MQLs"]
    assert "weniger als die Hälfte" in rows[0]["label"]
    assert rows[1]["label"] == "Median 12 Tage (n = 50)"
    assert rows[1]["end"] == 40


def test_ageing_parts_sum_to_the_whole_of_each_stage() -> None:
    frame = filled(
        {
            "stage": ["mql", "mql", "mql", "sql"],
            "band": ["fresh", "late", "old", "unknown"],
            "count": [10, 30, 60, 3],
            "expected": [5.0, 3.0, 1.0, np.nan],
        },
        AGEING,
    )
    chart = age_bars(frame, LOOK, names=["MQLs", "MQLs", "MQLs", "SQLs"])
    alt.LayerChart.from_dict(chart)
    rows = pd.DataFrame(layer_rows(chart, 0))
    assert rows.groupby("name")["part"].sum().to_dict() == pytest.approx({"MQLs": 1.0, "SQLs": 1.0})
    old = rows[rows["position"] == 2].iloc[0]
    assert (old["label"], old["middle"]) == ("60", pytest.approx(0.7))
