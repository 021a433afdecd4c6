"""Pictures of a budget plan: from where to where, what moves, and when the return arrives.

Written by hand instead of with Altair: they answer while somebody moves a slider.
"""

from typing import Any

import pandas as pd

from clm_core.charts.theme import BAR_STEP, Look, in_our_theme, money_axis

_ROOM_FOR_WORDS = 2.3
"""The axis is so many times the longest bar, so that both amounts fit beside it on half a page."""
_NOTHING = 0.5
"""A change of less money than this is none."""


def from_to_bars(rows: pd.DataFrame, look: Look) -> dict[str, Any]:
    """A bar a channel for the plan, a mark for today, both amounts in words; takes BUDGET_ROWS, largest today first."""
    values = [
        {
            "name": look.channel_label(row["channel"]),
            "today": row["today"],
            "amount": row["amount"],
            "end": max(row["today"], row["amount"]),
            "colour": look.channel_colour(row["channel"]),
            "words": _from_to(row["today"], row["amount"], look),
            "today_text": look.money(row["today"]),
            "amount_text": look.money(row["amount"]),
            "unseen": row["amount"] if row["is_extrapolated"] else None,
        }
        for row in rows.to_dict("records")
    ]
    top = max((one["end"] for one in values), default=1.0) or 1.0
    y = {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 200}}
    scale = {"domain": [0, top * _ROOM_FOR_WORDS], "nice": False}
    hints = [
        {"field": field, "type": "nominal", "title": look.texts(f"budget_plan_page.chart.{word}")}
        for field, word in (("name", "channel"), ("today_text", "today"), ("amount_text", "plan"))
    ]

    def x(field: str) -> dict[str, Any]:
        # Both amounts stand beside each bar: an axis would add nothing, and would reach far beyond the bars.
        return {"field": field, "type": "quantitative", "title": None, "scale": scale, "axis": None}

    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "bar", "height": {"band": 0.6}},
            "encoding": {"x": x("amount"), "y": y, "color": _own_colour(), "tooltip": hints},
        },
        {
            "mark": {"type": "tick", "thickness": 3, "size": 30, "color": look.ink.text},
            "encoding": {"x": x("today"), "y": y, "tooltip": hints},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 10},
            "encoding": {"x": x("end"), "y": y, "text": {"field": "words"}},
        },
    ]
    chart = {"data": {"values": values}, "layer": layers, "height": {"step": BAR_STEP - 8}, "width": "container"}
    return in_our_theme(chart, look)


def _from_to(today: float, amount: float, look: Look) -> str:
    if abs(amount - today) < _NOTHING:
        return look.money(today)
    return f"{look.money(today)} → {look.money(amount)}"


def change_waterfall(rows: pd.DataFrame, look: Look) -> dict[str, Any]:
    """What is taken where and given where, step by step from today's sum to the plan's; takes BUDGET_ROWS."""
    moved = rows[rows["change"].abs() >= _NOTHING].sort_values("change", kind="stable")
    values, level = [], 0.0
    for row in moved.to_dict("records"):
        values.append(_step(look.channel_label(row["channel"]), level, level + row["change"], look))
        level += row["change"]
    total = look.texts("budget_plan_page.chart.all_channels")
    values.append({**_step(total, 0.0, level, look), "colour": look.ink.accent, "is_total": True})
    ends = [one[end] for one in values for end in ("start", "end")]
    low, high = min(ends), max(ends)
    room = max(high - low, 1.0)
    scale = {"domain": [low - 0.04 * room, high + 0.6 * room], "nice": False}
    axis = money_axis(look, max(abs(low), abs(high))).to_dict()
    y = {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 200}}

    def x(field: str) -> dict[str, Any]:
        return {"field": field, "type": "quantitative", "title": None, "scale": scale, "axis": axis}

    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "bar", "height": {"band": 0.6}, "cornerRadius": 0},
            "encoding": {"x": x("start"), "x2": {"field": "end"}, "y": y, "color": _own_colour()},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 8, "fontWeight": 600},
            "encoding": {"x": x("label"), "y": y, "text": {"field": "words"}},
        },
        {"mark": {"type": "rule", "color": look.ink.muted}, "encoding": {"x": {"datum": 0, "type": "quantitative"}}},
    ]
    chart = {"data": {"values": values}, "layer": layers, "height": {"step": BAR_STEP - 10}, "width": "container"}
    return in_our_theme(chart, look)


def _step(name: str, start: float, end: float, look: Look) -> dict[str, Any]:
    change = end - start
    sign = "+" if change >= _NOTHING else ""
    return {
        "name": name,
        "start": start,
        "end": end,
        # In a column right of zero, which no word then crosses.
        "label": max(start, end, 0.0),
        "words": f"{sign}{look.money(change)}",
        "colour": look.ink.earned if change > 0 else look.ink.worse,
        "is_total": False,
    }


def arrival_line(arrival: pd.DataFrame, look: Look) -> dict[str, Any]:
    """The share of the deals that will ever come by months after the first touch, with its interval: RETURN_ARRIVAL."""
    values = [
        {
            **row,
            "text": look.share(row["share"], decimals=0),
            "range": look.interval(row["share_low"], row["share_high"], decimals=0),
        }
        for row in arrival.to_dict("records")
    ]
    months = look.texts("budget_plan_page.chart.months_later")
    x = {"field": "months_later", "type": "quantitative", "title": months, "axis": {"tickMinStep": 1, "grid": False}}
    space = "\u00a0" if look.language == "de" else ""
    percent = {"labelExpr": f"format(datum.value * 100, '.0f') + '{space}%'", "tickCount": 5}

    def y(field: str) -> dict[str, Any]:
        return {"field": field, "type": "quantitative", "title": None, "scale": {"domain": [0, 1]}, "axis": percent}

    hints = [
        {"field": field, "type": "nominal", "title": look.texts(f"budget_plan_page.chart.{word}")}
        for field, word in (("months_later", "months_later"), ("text", "arrived"), ("range", "interval"))
    ]
    accent = look.ink.accent
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "area", "color": accent, "opacity": 0.18},
            "encoding": {"x": x, "y": y("share_low"), "y2": {"field": "share_high"}},
        },
        {
            "mark": {"type": "line", "color": accent, "strokeWidth": 3, "point": {"color": accent, "size": 40}},
            "encoding": {"x": x, "y": y("share"), "tooltip": hints},
        },
    ]
    return in_our_theme({"data": {"values": values}, "layer": layers, "height": 260, "width": "container"}, look)


def _own_colour() -> dict[str, Any]:
    return {"field": "colour", "type": "nominal", "scale": None}
