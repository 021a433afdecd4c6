"""What the next money brings, channel by channel: the picture of where it should go."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from clm_core.charts.curve_parts import break_even, finite, next_title, return_text, tooltip_lines, top_of
from clm_core.charts.theme import BAR_STEP, Look, in_our_theme, money_axis
from clm_core.response_curves import MONEY_OUTCOMES, ResponseOutcome, return_scale

Row = Mapping[Any, Any]


def next_returns(channels: pd.DataFrame, look: Look, outcome: ResponseOutcome) -> dict[str, Any]:
    """What the next money brings by channel with its interval, the highest first; a ring is the mean of all money.

    Takes response_columns.RESPONSE_CHANNELS; channels whose curve carries no advice are pale.
    """
    scale = return_scale(outcome)
    ordered = channels.sort_values("marginal_return", ascending=False, kind="stable")
    rows = [_return_row(one, look, scale, outcome) for one in ordered.to_dict("records")]
    y = {
        "field": "name",
        "type": "nominal",
        "sort": [row["name"] for row in rows],
        "title": None,
        "axis": {"labelLimit": 220},
    }
    colour = {"field": "colour", "type": "nominal", "scale": None}
    opacity = {"field": "opacity", "type": "quantitative", "scale": None}
    axis: dict[str, Any] = {"title": next_title(look, outcome), "field": "value", "type": "quantitative"}
    axis["axis"] = money_axis(look, 1.0).to_dict() if outcome in MONEY_OUTCOMES else {"format": ",~f"}
    shown = [row[name] for name in ("high", "value", "mean") for row in rows if row[name] is not None]
    axis["scale"] = {"domain": [0, top_of(shown)], "nice": True, "clamp": True}
    hints = tooltip_lines(look, {"name": "channel", "text": "next", "range": "interval_90", "mean_text": "mean_return",
                             "today": "today"})  # fmt: skip
    encoding = {"y": y, "color": colour, "opacity": opacity, "tooltip": hints}
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "rule", "strokeWidth": 3},
            "encoding": {**encoding, "x": {**axis, "field": "low"}, "x2": {"field": "high"}},
        },
        {"mark": {"type": "point", "filled": True, "size": 150}, "encoding": {**encoding, "x": axis}},
        {
            "mark": {"type": "point", "filled": False, "size": 90, "strokeWidth": 2},
            "encoding": {**encoding, "x": {**axis, "field": "mean"}},
        },
    ]
    if outcome in MONEY_OUTCOMES:
        layers.append(break_even(look))
    chart = {"data": {"values": rows}, "layer": layers, "height": {"step": BAR_STEP - 10}, "width": "container"}
    return in_our_theme(chart, look)


def _return_row(one: Row, look: Look, scale: float, outcome: ResponseOutcome) -> dict[str, Any]:
    carries = one["trust"] != "experiment"
    values = {name: finite(one[f"marginal_return{end}"]) * scale for name, end in _ENDS.items()}
    return {
        "name": look.channel_label(one["channel"]),
        **{name: _drawn(value) for name, value in values.items()},
        "mean": _drawn(finite(one["mean_return"]) * scale),
        "text": return_text(values["value"], look, outcome),
        "range": f"{return_text(values['low'], look, outcome)} – {return_text(values['high'], look, outcome)}",
        "mean_text": return_text(finite(one["mean_return"]) * scale, look, outcome),
        "today": look.money(one["spend_per_period"]),
        "colour": look.channel_colour(one["channel"]),
        "opacity": 1.0 if carries else 0.35,
    }


def _drawn(value: float) -> float | None:
    """What is not known is not drawn."""
    return None if value != value else value


_ENDS = {"value": "", "low": "_low", "high": "_high"}
