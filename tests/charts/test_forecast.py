"""Pictures of the forecast: every period is there, parts sum, what fell outside is told apart."""

import altair as alt
import pandas as pd

from clm_core.charts.forecast import forecast_fan, forecast_sources, past_ranges
from clm_core.charts.palette import Mode
from clm_core.charts.theme import look
from clm_core.columns import typed_frame
from clm_core.forecast_columns import FORECAST_BACKTEST, FORECAST_HISTORY, FORECAST_PERIODS, FORECAST_SOURCES
from clm_core.texts import Language, texts_for

CHANNELS = pd.DataFrame({"channel": ["email"], "label": [""], "position": [0]})
LOOK = look(texts_for(Language.DE), Mode.LIGHT, "EUR", CHANNELS)
MONTHS = pd.to_datetime(pd.Series(["2026-11-01", "2026-12-01"]))


def rows() -> pd.DataFrame:
    frame = pd.DataFrame({"measure": "revenue", "size": "month", "start_on": MONTHS, "expected": [2e6, 3e6]})
    ends = {"low_50": [1.8e6, 2.7e6], "high_50": [2.2e6, 3.3e6], "low_90": [1.5e6, 2e6], "high_90": [2.6e6, 4e6]}
    return frame.assign(**ends)


def records(chart: dict, layer: int) -> list[dict]:
    data = chart["layer"][layer].get("data", chart.get("data"))
    return chart["datasets"][data["name"]]


def test_fan_goes_from_what_came_to_what_is_expected() -> None:
    history = pd.DataFrame({"measure": "revenue", "start_on": [pd.Timestamp("2026-10-01")], "value": [2.4e6]})
    chart = forecast_fan(typed_frame(history, FORECAST_HISTORY), typed_frame(rows(), FORECAST_PERIODS), LOOK)
    alt.LayerChart.from_dict(chart)
    line = records(chart, 2)
    assert [one["kind"] for one in line] == ["Tatsächlich", "Erwartet", "Erwartet"]
    assert [one["expected"] for one in line] == [2.4e6, 2e6, 3e6]
    assert records(chart, 0)[0]["range_90"] == "1,5\u00a0Mio.\u00a0€ – 2,6\u00a0Mio.\u00a0€"


def test_sources_that_bring_nothing_are_left_out() -> None:
    sources = pd.DataFrame(
        {
            "measure": "revenue",
            "size": "month",
            "start_on": [MONTHS[0]] * 3,
            "source": ["so_far", "open_pipeline", "new_business"],
            "expected": [0.0, 1.5e6, 0.5e6],
        }
    )
    chart = forecast_sources(typed_frame(sources, FORECAST_SOURCES), LOOK)
    alt.Chart.from_dict(chart)
    table = pd.DataFrame(chart["datasets"][chart["data"]["name"]])
    assert table.groupby("source")["expected"].sum().to_dict() == {
        "Offene Verkaufschancen": 1.5e6,
        "Neugeschäft": 0.5e6,
    }


def test_what_fell_outside_is_marked() -> None:
    past = typed_frame(rows().assign(actual=[2.1e6, 5e6], months_ahead=1), FORECAST_BACKTEST)
    chart = past_ranges(past, LOOK)
    alt.LayerChart.from_dict(chart)
    assert [one["state"] for one in records(chart, 2)] == ["im 90-%-Bereich", "außerhalb"]
