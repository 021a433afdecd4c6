"""How far a channel's ROI depends on the attribution model: a bar over all models, a dot each, the chosen one large."""

from typing import Any

import pandas as pd

from clm_core.charts.theme import Look, caption, in_our_theme, share_axis

MAX_CHANNELS = 20
_STEP = 30
_FAR = 2.0
"""A channel beyond so many times the next one is cut off with an arrow: it would press all others together."""


def roi_model_dots(returns: pd.DataFrame, ranges: pd.DataFrame, look: Look, *, model: str) -> dict[str, Any]:
    """Takes ROI_BY_MODEL and ROI_RANGES of the same channels; ``model`` is the chosen one."""
    shown = ranges.head(MAX_CHANNELS)
    names = [look.channel_label(key) for key in shown["channel"]]
    low, high = min(-1.0, float(shown["least"].min())), _end(shown)
    rows = returns[returns["channel"].isin(shown["channel"]) & returns["roi"].notna()]
    scale = {"domain": [low, high * 1.04], "nice": False}
    x = {"type": "quantitative", "title": look.word("roi"), "scale": scale, "axis": share_axis(look).to_dict()}
    y = {"field": "name", "type": "nominal", "sort": names, "title": None}
    bars = [
        {"name": look.channel_label(row["channel"]), "least": row["least"], "most": min(row["most"], high)}
        for row in shown.to_dict("records")
    ]
    cut = [{"name": one["name"], "end": high} for one, most in zip(bars, shown["most"], strict=True) if most > high]
    layers = [
        {
            "data": {"values": bars},
            "mark": {"type": "bar", "height": 9, "cornerRadius": 4.5, "color": look.ink.grid},
            "encoding": {"x": {**x, "field": "least"}, "x2": {"field": "most"}, "y": y},
        },
        {
            "data": {"values": [{"zero": 0}]},
            "mark": {"type": "rule", "color": look.ink.muted},
            "encoding": {"x": {**x, "field": "zero"}},
        },
        _dots(rows[(rows["model"] != model) & (rows["roi"] <= high)], look, x, y, is_chosen=False),
        _dots(rows[(rows["model"] == model) & (rows["roi"] <= high)], look, x, y, is_chosen=True),
        {
            "data": {"values": cut},
            "mark": {"type": "point", "shape": "triangle-right", "filled": True, "size": 90, "color": look.ink.muted},
            "encoding": {"x": {**x, "field": "end"}, "y": y},
        },
    ]
    title = caption(look, look.word("hint_models", model=look.texts(f"attribution.models.{model}.name"))).to_dict()
    return in_our_theme({"layer": layers, "title": title, "height": {"step": _STEP}, "width": "container"}, look)


def _end(ranges: pd.DataFrame) -> float:
    tops = sorted(ranges["most"], reverse=True)
    if not tops:
        return 1.0
    farthest = tops[0] if len(tops) == 1 or tops[0] <= _FAR * max(tops[1], 0.5) else tops[1]
    return max(float(farthest), 0.5)


def _dots(rows: pd.DataFrame, look: Look, x: dict[str, Any], y: dict[str, Any], *, is_chosen: bool) -> dict[str, Any]:
    values = [
        {"name": look.channel_label(row["channel"]), "roi": row["roi"], "colour": look.channel_colour(row["channel"])}
        for row in rows.to_dict("records")
    ]
    mark: dict[str, Any] = {"type": "point", "filled": True, "size": 42, "opacity": 0.75, "color": look.ink.muted}
    encoding: dict[str, Any] = {"x": {**x, "field": "roi"}, "y": y}
    if is_chosen:
        mark |= {"size": 190, "opacity": 1, "stroke": look.ink.ground, "strokeWidth": 1.5}
        encoding["color"] = {"field": "colour", "type": "nominal", "scale": None}
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}
