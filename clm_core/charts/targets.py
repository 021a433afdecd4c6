"""Pictures of the target meeting: the spread of the outcome, where it comes from, what is needed when, what helps.

Written by hand instead of with Altair: they answer while somebody moves a promise.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from clm_core.charts.theme import Look, in_our_theme, money_axis
from clm_core.records import Team
from clm_core.targets import PROMISE_TEAM, PromiseKind

_OUTCOME_HEIGHT = 190
_BAR = 34
_DATES_HEIGHT = 260
_SOME_CHANCE = 0.0005
"""Changes of the chance below half a tenth of a point are none that anybody reads."""
_TEAM_INK = {Team.MARKETING: "accent", Team.SALES: "spent"}


def outcome_picture(histogram: pd.DataFrame, target: float, look: Look) -> dict[str, Any]:
    """The period's possible revenue, what reaches the target in full colour; takes TARGET_HISTOGRAM."""
    rows = histogram.to_dict("records")
    # Neighbours share an edge, and writing money is what takes the time.
    edges = [look.money(edge) for edge in (*histogram["revenue_from"], rows[-1]["revenue_to"])]
    values = [
        {
            "from": row["revenue_from"],
            "to": row["revenue_to"],
            "share": row["share"],
            "reached": "yes" if row["is_reached"] else "no",
            "words": f"{edges[place]} – {edges[place + 1]}",
            "share_text": look.share(row["share"]),
        }
        for place, row in enumerate(rows)
    ]
    axis = money_axis(look, float(histogram["revenue_to"].max()), grid=False, tickCount=4).to_dict()
    scale = {"nice": False, "domain": [float(histogram["revenue_from"].min()), float(histogram["revenue_to"].max())]}
    x = {"field": "from", "type": "quantitative", "title": None, "axis": axis, "scale": scale}
    bars = {
        "mark": {"type": "rect"},
        "encoding": {
            "x": x,
            "x2": {"field": "to"},
            "y": {"field": "share", "type": "quantitative", "axis": None},
            "y2": {"datum": 0},
            "color": {
                "field": "reached",
                "type": "nominal",
                "legend": None,
                "scale": {"domain": ["yes", "no"], "range": [look.ink.earned, look.ink.open]},
            },
            "tooltip": [
                {"field": "words", "type": "nominal", "title": look.texts("targets_page.chart.revenue")},
                {"field": "share_text", "type": "nominal", "title": look.texts("targets_page.chart.share")},
            ],
        },
    }
    chart = {
        "data": {"values": values},
        "layer": [bars, _target_rule(target, x, look)],
        "height": _OUTCOME_HEIGHT,
        "width": "container",
    }
    return in_our_theme(chart, look)


def _target_rule(target: float, x: dict[str, Any], look: Look) -> dict[str, Any]:
    return {
        "data": {
            "values": [{"at": target, "words": look.texts("targets_page.chart.target", amount=look.money(target))}]
        },
        "layer": [
            {
                "mark": {"type": "rule", "strokeWidth": 2, "color": look.ink.text},
                "encoding": {"x": {**x, "field": "at"}},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "y": 8, "fontWeight": 600},
                "encoding": {"x": {**x, "field": "at"}, "text": {"field": "words"}},
            },
        ],
    }


def source_bars(sources: pd.DataFrame, look: Look) -> dict[str, Any]:
    """A bar a source with its 90 % range and amount; takes TARGET_SOURCES in its order."""
    values = [
        {
            "name": look.texts(f"targets_page.source.{row['source']}"),
            "revenue": row["revenue"],
            "low": row["revenue_low"],
            "high": row["revenue_high"],
            "end": max(row["revenue_high"], row["revenue"]),
            "words": _with_range(row, look),
        }
        for row in sources.to_dict("records")
    ]
    top = max((one["end"] for one in values), default=1.0) or 1.0
    return _bars(values, "revenue", (0.0, top * 1.9), {"value": look.ink.accent}, look, None)


def _with_range(row: Mapping[Any, Any], look: Look) -> str:
    if row["revenue_high"] - row["revenue_low"] < 1:
        return look.money(row["revenue"])
    low, high = look.money(row["revenue_low"]), look.money(row["revenue_high"])
    return f"{look.money(row['revenue'])} ({low} – {high})"


def _bars(
    values: list[dict[str, Any]],
    field: str,
    domain: tuple[float, float],
    colour: Mapping[str, Any],
    look: Look,
    axis: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """Bars with the range as a line and the words behind it; ``colour`` is the encoding of the bars' colour."""
    y = {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 330}}
    scale = {"domain": list(domain), "nice": False}

    def x(name: str) -> dict[str, Any]:
        return {"field": name, "type": "quantitative", "title": None, "scale": scale, "axis": axis}

    layers = [
        {
            "mark": {"type": "bar", "height": {"band": 0.62}},
            "encoding": {"x": x(field), "y": y, "color": colour},
        },
        {
            "mark": {"type": "rule", "strokeWidth": 1.5, "color": look.ink.text},
            "encoding": {"x": x("low"), "x2": {"field": "high"}, "y": y},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 8},
            "encoding": {"x": x("end"), "y": y, "text": {"field": "words"}},
        },
    ]
    chart = {"data": {"values": values}, "layer": layers, "height": {"step": _BAR}, "width": "container"}
    return in_our_theme(chart, look)


def needed_bars(chain: pd.DataFrame, look: Look) -> dict[str, Any]:
    """How many of each stage the target needs, first stage on top, on a scale of powers of ten.

    Takes TARGET_CHAIN of the whole. Every stage is several times the next, so lengths on a plain scale would show the
    first alone.
    """
    values = [
        {
            "name": look.texts(f"targets_page.stage.{row['stage']}"),
            "count": max(row["exact"], 0.5),
            "words": _count_words(row, look),
        }
        for row in chain.iloc[::-1].to_dict("records")
    ]
    y = {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 220}}
    top = max((one["count"] for one in values), default=1.0)
    scale = {"type": "log", "domain": [0.5, top**1.6 + 1], "nice": False}
    x = {"field": "count", "type": "quantitative", "title": None, "scale": scale, "axis": None}
    layers = [
        {
            "mark": {"type": "bar", "height": {"band": 0.62}, "color": look.ink.accent_soft},
            "encoding": {"x": x, "x2": {"datum": 0.5}, "y": y},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 8},
            "encoding": {"x": x, "y": y, "text": {"field": "words"}},
        },
    ]
    chart = {"data": {"values": values}, "layer": layers, "height": {"step": _BAR}, "width": "container"}
    return in_our_theme(chart, look)


def _count_words(row: Mapping[Any, Any], look: Look) -> str:
    if row["count_low"] != row["count_low"]:
        return look.number(row["count"])
    return f"{look.number(row['count'])} ({look.number(row['count_low'])} – {look.number(row['count_high'])})"


def worth_bars(worth: pd.DataFrame, names: Mapping[str, str], look: Look) -> dict[str, Any]:
    """What a step of each promise adds, the most first; takes PROMISE_WORTH of single ones.

    ``names`` says what each step is. The bars are points of chance; where no step moves that, expected revenue.
    Marketing's and sales' promises differ in colour and are named as theirs.
    """
    measure = "chance_change" if worth["chance_change"].abs().max() >= _SOME_CHANCE else "revenue_change"
    values = [
        {
            "name": names[row["first"]],
            "change": row[measure],
            "low": row["change_low"] if measure == "chance_change" else row[measure],
            "high": row["change_high"] if measure == "chance_change" else row[measure],
            "team": look.texts(f"targets_page.team.{PROMISE_TEAM[PromiseKind(row['first'])]}"),
            "words": _worth_words(row, look),
        }
        for row in worth.to_dict("records")
    ]
    values = [{**one, "end": max(one["high"], one["change"], 0.0)} for one in values]
    low = min((min(one["low"], one["change"]) for one in values), default=0.0)
    top = max((one["end"] for one in values), default=0.0)
    teams = {look.texts(f"targets_page.team.{team}"): getattr(look.ink, ink) for team, ink in _TEAM_INK.items()}
    colour = {
        "field": "team",
        "type": "nominal",
        "title": None,
        "scale": {"domain": list(teams), "range": list(teams.values())},
        "legend": {"orient": "top", "offset": 4},
    }
    return _bars(values, "change", (min(low, 0.0), max(top, 1e-9) * 1.9), colour, look, None)


def _worth_words(row: Mapping[Any, Any], look: Look) -> str:
    points, revenue = 100 * row["chance_change"], row["revenue_change"]
    chance = look.texts("targets_page.chart.points", points=f"{_plus(points, 0.05)}{look.number(points, decimals=1)}")
    return f"{chance} · {_plus(revenue, 0.5)}{look.money(revenue)}"


def _plus(value: float, least: float) -> str:
    return "+" if value >= least else ""


def date_line(dates: pd.DataFrame, as_of: date, look: Look) -> dict[str, Any]:
    """How many of one stage must exist by each day, and where today is; takes TARGET_DATES of one stage."""
    values = [
        {"day": f"{row['day']:%Y-%m-%d}T00:00:00", "count": row["needed"], "words": look.number(row["needed"])}
        for row in dates.to_dict("records")
    ]
    x = {"field": "day", "type": "temporal", "title": None, "axis": {"format": "%b %Y", "grid": False, "tickCount": 7}}
    y = {"field": "count", "type": "quantitative", "title": None, "axis": {"format": ",.0f", "tickMinStep": 1}}
    line = {
        "mark": {"type": "line", "strokeWidth": 3, "color": look.ink.accent, "point": {"size": 45, "filled": True}},
        "encoding": {
            "x": x,
            "y": y,
            "tooltip": [
                {"field": "day", "type": "temporal", "title": look.texts("targets_page.chart.day"), "format": "%x"},
                {"field": "words", "type": "nominal", "title": look.texts("targets_page.chart.needed")},
            ],
        },
    }
    today = {
        "data": {"values": [{"day": f"{as_of:%Y-%m-%d}T00:00:00", "words": look.texts("targets_page.chart.today")}]},
        "layer": [
            {
                "mark": {"type": "rule", "strokeDash": [6, 4], "color": look.ink.muted},
                "encoding": {"x": x},
            },
            {
                "mark": {"type": "text", "align": "right", "dx": -6, "y": 8, "color": look.ink.muted},
                "encoding": {"x": x, "text": {"field": "words"}},
            },
        ],
    }
    chart = {"data": {"values": values}, "layer": [line, today], "height": _DATES_HEIGHT, "width": "container"}
    return in_our_theme(chart, look)
