"""What decisions were expected to bring beside what was measured, each in terms of its own expectation."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from clm_core.charts.theme import BAR_STEP, Look, in_our_theme
from clm_core.decisions import DecisionVerdict

_LEAST, _MOST = -1.0, 3.0
_MANY_LETTERS = 46


def expected_and_measured(rows: pd.DataFrame, look: Look) -> dict[str, Any]:
    """One line a decision: the measured change with its 90 % range, as a multiple of the expected one.

    Takes those of decision_columns.DECISIONS that were measured and expected a change: 0 is no effect, 1 what was
    expected, the pale bar the expected range. What lies beyond the picture ends at its edge.
    """
    drawn = [_drawn(row, look) for row in rows.to_dict("records")]
    y = {
        "field": "name",
        "type": "nominal",
        "sort": [row["name"] for row in drawn],
        "title": None,
        "axis": {"labelLimit": 330},
    }
    axis = {
        "type": "quantitative",
        "title": look.texts("decisions_page.chart.axis"),
        "scale": {"domain": [_LEAST, _MOST], "clamp": True},
        "axis": {"format": ".0%", "values": [-1, 0, 1, 2, 3]},
    }
    colour = {"field": "colour", "type": "nominal", "scale": None}
    hints = [
        {"field": name, "type": "nominal", "title": look.texts(f"decisions_page.chart.{name}")}
        for name in ("name", "verdict", "measured", "range")
    ]
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "bar", "height": 22, "color": look.ink.grid, "cornerRadius": 3},
            "encoding": {"y": y, "x": {**axis, "field": "expected_low"}, "x2": {"field": "expected_high"},
                         "tooltip": hints},
        },
        _line_at(0.0, look.ink.muted, [1, 0]),
        _line_at(1.0, look.ink.muted, [4, 4]),
        {
            "mark": {"type": "rule", "strokeWidth": 3},
            "encoding": {"y": y, "x": {**axis, "field": "low"}, "x2": {"field": "high"}, "color": colour,
                         "tooltip": hints},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 130, "opacity": 1},
            "encoding": {"y": y, "x": {**axis, "field": "value"}, "color": colour, "tooltip": hints},
        },
    ]  # fmt: skip
    chart = {"data": {"values": drawn}, "layer": layers, "height": {"step": BAR_STEP - 6}, "width": "container"}
    return in_our_theme(chart, look)


def _line_at(value: float, colour: str, dash: list[int]) -> dict[str, Any]:
    return {
        "mark": {"type": "rule", "color": colour, "strokeDash": dash},
        "encoding": {"x": {"datum": value, "type": "quantitative"}},
    }


def _drawn(row: Mapping[Any, Any], look: Look) -> dict[str, Any]:
    expected = float(row["expected_change"])
    low, high = sorted(float(row[f"measured_{end}"]) / expected for end in ("low", "high"))
    near, far = _ends(row, expected)
    value = float(row["measured_change"]) / expected
    colours = {DecisionVerdict.CAME_TRUE: look.ink.earned, DecisionVerdict.DID_NOT: look.ink.bad}
    title = str(row["title"])
    short = title if len(title) <= _MANY_LETTERS else title[: _MANY_LETTERS - 1] + "…"
    return {
        "name": f"{row['decision']} · {short}",
        "value": _inside(value),
        "low": _inside(low),
        "high": _inside(high),
        "expected_low": _inside(near),
        "expected_high": _inside(far),
        "verdict": look.texts(f"decisions.verdict.{row['verdict']}"),
        "measured": look.share(value, decimals=0),
        "range": look.interval(low, high, decimals=0),
        "colour": colours.get(DecisionVerdict(row["verdict"]), look.ink.muted),
    }


def _ends(row: Mapping[Any, Any], expected: float) -> tuple[float, float]:
    if row["expected_low"] != row["expected_low"]:
        return 0.5, 2.0  # what a bare number means: analysis.decision_verdict
    low, high = sorted(float(row[f"expected_{end}"]) / expected for end in ("low", "high"))
    return low, high


def _inside(value: float) -> float:
    return min(max(value, _LEAST), _MOST)
