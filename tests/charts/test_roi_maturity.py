"""The pictures of maturity: parts add up, spend is marked, every channel and month is there."""

import altair as alt
import pandas as pd

from clm_core.charts.palette import Mode
from clm_core.charts.roi_maturity import maturity_bars, maturity_months
from clm_core.charts.theme import look
from clm_core.columns import typed_frame
from clm_core.loop_columns import ROI_MATURITY
from clm_core.texts import Language, texts_for

CHANNELS = pd.DataFrame({"channel": ["email", "display"], "label": ["", ""], "position": [0, 1]})
LOOK = look(texts_for(Language.DE), Mode.LIGHT, "EUR", CHANNELS)


def rows() -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "channel": ["email", "display", "events"],
            "spend": [1000.0, 500.0, 0.0],
            "realised": [3000.0, 100.0, 50.0],
            "expected_open": [500.0, 0.0, 0.0],
            "expected_to_come": [250.0, 400.0, 0.0],
            "mature_return": [3750.0, 500.0, 50.0],
            "mature_return_low": [2000.0, float("nan"), float("nan")],
            "mature_return_high": [5000.0, float("nan"), float("nan")],
            "realised_roi": [2.0, -0.8, float("nan")],
            "mature_roi": [2.75, 0.0, float("nan")],
            "closed_share": [0.8, 0.2, 1.0],
        }
    )
    return typed_frame(frame, ROI_MATURITY | {"campaign": "str"})


def records(specification: dict, layer: int) -> list[dict]:
    name = specification["layer"][layer]["data"]["name"]
    return specification["datasets"][name]


def test_parts_of_each_channel_with_spend() -> None:
    chart = maturity_bars(rows(), LOOK)
    alt.LayerChart.from_dict(chart)
    parts = pd.DataFrame(records(chart, 0))
    assert parts.groupby("name")["amount"].sum().to_dict() == {"E-Mail": 3750.0, "Display": 500.0}
    marks = records(chart, 1)
    assert [mark["spend"] for mark in marks] == [1000.0, 500.0]
    assert marks[0]["label"] == "ROI 200\u00a0% → 275\u00a0%"
    assert marks[1]["range_text"] == "zu wenige Abschlüsse"


def test_months_in_order_for_everything_together() -> None:
    months = pd.date_range("2026-03-01", periods=3, freq="MS")[::-1]
    cohorts = rows().assign(month=months, channel=["", "", "email"])
    chart = maturity_months(cohorts, LOOK)
    alt.LayerChart.from_dict(chart)
    assert [mark["name"] for mark in records(chart, 1)] == ["Apr. 2026", "Mai 2026"]
