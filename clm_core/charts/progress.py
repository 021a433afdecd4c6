"""Progress: a measure against its plan with the projection, and the weeks in which promises were kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from clm_core.charts.theme import Look, in_our_theme, money_axis
from clm_core.texts import formats

CURVE_HEIGHT = 340
_ROW_HEIGHT = 46
_SYMBOLS = {"kept": "✓", "missed": "✕", "too_early": "…", "nothing": "–"}
"""So that colour is never all that tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something that happened on a day, in the reader's words."""

    on: date
    label: str


def pacing_curve(curve: pd.DataFrame, look: Look, *, is_money: bool, marks: Sequence[Mark] = ()) -> dict[str, Any]:
    """Plan, actual and projection with its 90 % band (PACING_CURVE), and what happened meanwhile as upright lines."""
    rows = [_point(row, look, is_money=is_money) for row in curve.to_dict("records")]
    top = float(curve[["planned", "actual", "projected_high"]].max().max())
    axis = money_axis(look, top, tickCount=5).to_dict() if is_money else {"format": ",.0f", "tickCount": 5}
    x = {"field": "day", "type": "temporal", "title": None, "axis": {"labelOverlap": "parity", "labelSeparation": 16}}
    y = {"type": "quantitative", "title": None, "axis": axis, "scale": {"domainMin": 0}}
    hints = [
        {"field": name, "type": "nominal", "title": look.texts(f"progress_page.hint.{name}")}
        for name in ("when", "actual_text", "planned_text", "projected_text", "range_text")
    ]
    ink = look.ink
    colours = {"planned": ink.spent, "actual": ink.accent, "projected": ink.accent_soft}
    names = {name: look.texts(f"progress_page.line.{name}") for name in colours}
    scale = {"domain": list(names.values()), "range": list(colours.values())}

    def line(name: str, **mark: object) -> dict[str, Any]:
        colour = {"datum": names[name], "scale": scale, "legend": {"title": None, "symbolType": "stroke"}}
        return {
            "mark": {"type": "line", "strokeWidth": 3, **mark},
            "encoding": {"x": x, "y": {**y, "field": name}, "color": colour},
        }

    band = {
        "mark": {"type": "area", "color": ink.accent_soft, "opacity": 0.35},
        "encoding": {"x": x, "y": {**y, "field": "projected_low"}, "y2": {"field": "projected_high"}},
    }
    grip = {
        "mark": {"type": "rule", "strokeWidth": 8, "opacity": 0},
        "encoding": {"x": x, "tooltip": hints},
    }
    layers = [
        band,
        line("planned", strokeDash=[6, 4]),
        line("projected", strokeDash=[2, 3]),
        line("actual", strokeWidth=4),
        grip,
        *_marked(marks, curve, look),
    ]
    caption = {"text": [look.texts("progress_page.curve_caption")], "color": ink.muted, "fontWeight": 400}
    return in_our_theme(
        {
            "data": {"values": rows},
            "height": CURVE_HEIGHT,
            "width": "container",
            "title": caption,
            "layer": layers,
        },
        look,
    )


def _point(row: Mapping[Any, Any], look: Look, *, is_money: bool) -> dict[str, Any]:
    def written(value: float) -> str:
        return look.money(value) if is_money else look.number(value)

    numbers = {name: None if pd.isna(row[name]) else float(row[name]) for name in row if name != "day"}
    low, high = numbers["projected_low"], numbers["projected_high"]
    texts = {
        f"{name}_text": formats.MISSING if numbers[name] is None else written(float(row[name]))
        for name in ("planned", "actual", "projected")
    }
    reach = formats.MISSING if low is None or high is None else f"{written(low)} – {written(high)}"
    day = row["day"]
    return {"day": f"{day:%Y-%m-%dT00:00:00}", "when": formats.day(day.date(), look.language), **numbers, **texts} | {
        "range_text": reach
    }


def _marked(marks: Sequence[Mark], curve: pd.DataFrame, look: Look) -> list[dict[str, Any]]:
    """What happened on days of the curve; those of one day share a line."""
    first, last = curve["day"].iloc[0].date(), curve["day"].iloc[-1].date()
    days: dict[date, list[str]] = {}
    for mark in marks:
        if first <= mark.on <= last:
            days.setdefault(mark.on, []).append(mark.label)
    if not days:
        return []
    values = [
        {"day": f"{day:%Y-%m-%dT00:00:00}", "when": formats.day(day, look.language), "label": " · ".join(labels)}
        for day, labels in days.items()
    ]
    x = {"field": "day", "type": "temporal"}
    hints = [
        {"field": "when", "type": "nominal", "title": look.texts("progress_page.hint.when")},
        {"field": "label", "type": "nominal", "title": look.texts("progress_page.hint.label")},
    ]
    rule = {"type": "rule", "color": look.ink.muted, "strokeDash": [2, 2], "strokeWidth": 1.5}
    point = {"type": "point", "shape": "triangle-down", "filled": True, "size": 160, "color": look.ink.muted, "y": 6}
    return [
        {"data": {"values": values}, "mark": rule, "encoding": {"x": x, "tooltip": hints}},
        {"data": {"values": values}, "mark": point, "encoding": {"x": x, "tooltip": hints}},
    ]


def promise_strip(
    rows: pd.DataFrame, look: Look, *, names: Mapping[str, str], weeks_from: date, values: Sequence[str]
) -> dict[str, Any]:
    """One row a promise, one cell a week (PROMISE_WEEKS of one side): ✓ kept, ✕ missed, … too early, – nothing.

    Weeks before ``weeks_from`` are pale: they do not count for the period. ``names`` are the promises in their
    order, lines parted by "|", ``values`` the text of each row's value.
    """
    cells = _cells(rows, look, names=names, weeks_from=weeks_from, values=values)
    words = {name: look.texts(f"progress_page.week.{name}") for name in _SYMBOLS}
    x, y = _week_axis(rows, look), _promise_axis(names)
    hints = [
        {"field": name, "type": "nominal", "title": look.texts(f"progress_page.hint.{name}")}
        for name in ("name", "week", "status", "value", "count", "open")
    ]
    colour = {
        "field": "status",
        "type": "nominal",
        "scale": {"domain": list(words.values()), "range": _week_colours(look)},
        "legend": None,
    }
    strength = {"field": "strength", "type": "quantitative", "scale": None}
    cell = {
        "mark": {"type": "rect", "cornerRadius": 4},
        "encoding": {"x": x, "y": y, "color": colour, "opacity": strength, "tooltip": hints},
    }
    sign = {
        "mark": {"type": "text", "fontWeight": 700},
        "encoding": {
            "x": x,
            "y": y,
            "text": {"field": "symbol", "type": "nominal"},
            "color": {"field": "ink", "type": "nominal", "scale": None},
            "tooltip": hints,
        },
    }
    height = _ROW_HEIGHT * max(len(names), 1)
    return in_our_theme(
        {
            "data": {"values": cells},
            "height": height,
            "width": "container",
            "padding": {"right": 22},
            "layer": [cell, sign],
        },
        look,
    )


def _week_colours(look: Look) -> list[str]:
    """The colours of _SYMBOLS, in their order."""
    return [look.ink.earned, look.ink.bad, look.ink.open, look.ink.grid]


def _cells(
    rows: pd.DataFrame, look: Look, *, names: Mapping[str, str], weeks_from: date, values: Sequence[str]
) -> list[dict[str, Any]]:
    ink = look.ink
    words = {name: look.texts(f"progress_page.week.{name}") for name in _SYMBOLS}
    return [
        {
            "promise": names[row["kind"]],
            "name": names[row["kind"]].replace("|", ": "),
            "week": formats.week(row["week"].date(), look.language),
            "status": words[row["status"]],
            "symbol": _SYMBOLS[row["status"]],
            "ink": ink.ground if row["status"] in ("kept", "missed") else ink.text,
            "strength": 1.0 if row["week"].date() >= weeks_from else 0.45,
            "value": value,
            "count": look.number(row["n"]),
            "open": look.number(row["open"]),
        }
        for row, value in zip(rows.to_dict("records"), values, strict=True)
    ]


def _week_axis(rows: pd.DataFrame, look: Look) -> dict[str, Any]:
    order = [formats.week(week.date(), look.language) for week in sorted(rows["week"].unique())]
    short = "split(datum.label, ' ')[0] + ' ' + split(datum.label, ' ')[1]"
    return {
        "field": "week",
        "type": "ordinal",
        "sort": order,
        "title": None,
        "axis": {
            "labelAngle": 0,
            "labelOverlap": "parity",
            "labelSeparation": 8,
            "labelExpr": short,
            "orient": "bottom",
        },
        "scale": {"paddingInner": 0.08},
    }


def _promise_axis(names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "field": "promise",
        "type": "nominal",
        "sort": list(names.values()),
        "title": None,
        "axis": {
            "labelLimit": 250,
            "labelExpr": "split(datum.label, '|')",
            "labelOffset": -8,
            "labelFontSize": 13,
            "labelLineHeight": 17,
        },
        "scale": {"paddingInner": 0.18},
    }
