"""Response curve charts: one curve with its band, what the next money brings along it, fitted beside observed.

Written as Vega-Lite by hand and not with Altair: the curve is drawn anew whenever another channel is looked at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from clm_core.charts.curve_parts import (
    DASHES,
    break_even,
    finite,
    next_title,
    return_text,
    tooltip_lines,
    top_of,
)
from clm_core.charts.theme import Look, count_axis, in_our_theme, money_axis
from clm_core.columns import empty_frame
from clm_core.response_columns import OBSERVED_POINTS
from clm_core.response_curves import MONEY_OUTCOMES, PeriodLength, ResponseOutcome, return_scale
from clm_core.texts import formats

_HEIGHT = 380
_SMALL_HEIGHT = 200
_BAND_OPACITY = 0.18
_WORDS = 0.2
"""A mark's words are about so much of a chart wide."""
Row = Mapping[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendMark:
    """An amount a period to be marked on a curve, with its word: today, planned."""

    word: str
    spend: float


def channel_curve(
    points: pd.DataFrame,
    observed: pd.DataFrame | None,
    look: Look,
    *,
    outcome: ResponseOutcome,
    length: PeriodLength,
    marks: Sequence[SpendMark] = (),
) -> dict[str, Any]:
    """One channel's curve with its 90 % band, dashed beyond the largest spend seen, over the periods observed.

    Takes one channel's rows of CURVE_POINTS and OBSERVED_POINTS. A point lies at the spend at work in its period;
    its height is what the curve says and what is left unexplained.
    """
    colour = look.channel_colour(str(points["channel"].iloc[0]))
    top_x = float(points["spend"].max())
    seen = _within(observed, top_x)
    lowest, highest = seen["outcome"].quantile([0.02, 0.98]) if len(seen) else (0.0, 0.0)
    top_y = max(float(points["outcome_high"].max()), float(highest))
    x = _x_axis(look, top_x, length)
    y = _y_axis(look, top_y, outcome, bottom=min(float(lowest), 0.0))
    rows = [_curve_row(one, look, outcome) for one in points.to_dict("records")]
    dots = [_dot(one, look, outcome) for one in seen.to_dict("records")]
    hints = tooltip_lines(look, {"spend_text": "spend", "outcome_text": "brings", "range": "interval_90",
                             "next": "next"})  # fmt: skip
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": dots},
            "mark": {
                "type": "point",
                "filled": True,
                "size": 34,
                "color": look.ink.muted,
                "opacity": 0.45,
                "clip": True,
            },
            "encoding": {
                "x": {**x, "field": "adstock"},
                "y": {**y, "field": "outcome"},
                "tooltip": tooltip_lines(look, {"day": "period", "spend_text": "spent", "outcome_text": "observed"}),
            },
        },
        {
            "data": {"values": rows},
            "mark": {"type": "area", "color": colour, "opacity": _BAND_OPACITY, "clip": True},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        *_lines(rows, x, y, colour),
        {
            "data": {"values": rows},
            "mark": {"type": "point", "opacity": 0, "size": 260},
            "encoding": {"x": x, "y": y, "tooltip": hints},
        },
        *_spend_marks(marks, x, look, top_x),
    ]
    return in_our_theme({"layer": layers, "height": _HEIGHT, "width": "container"}, look)


def next_return_curve(
    points: pd.DataFrame,
    look: Look,
    *,
    outcome: ResponseOutcome,
    length: PeriodLength,
    marks: Sequence[SpendMark] = (),
) -> dict[str, Any]:
    """What the next money brings at each spend: one channel's rows of CURVE_POINTS."""
    colour, scale = look.channel_colour(str(points["channel"].iloc[0])), return_scale(outcome)
    finite = points[points["marginal_return_high"] < float("inf")]
    x = _x_axis(look, float(points["spend"].max()), length)
    axis = (
        money_axis(look, 1.0, tickCount=4).to_dict() if outcome in MONEY_OUTCOMES else {"format": ",~f", "tickCount": 4}
    )
    y = {
        "field": "outcome",
        "type": "quantitative",
        "title": next_title(look, outcome),
        "axis": axis,
        "scale": {"domain": [0, top_of([*(finite["marginal_return_high"].iloc[1:] * scale)])], "nice": True},
    }
    rows = [
        {
            "spend": one["spend"],
            "outcome": one["marginal_return"] * scale,
            "low": one["marginal_return_low"] * scale,
            "high": one["marginal_return_high"] * scale,
            "is_observed": bool(one["is_observed"]),
        }
        for one in finite.to_dict("records")
    ]
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": rows},
            "mark": {"type": "area", "color": colour, "opacity": _BAND_OPACITY, "clip": True},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        *_lines(rows, x, y, colour),
        *_spend_marks(marks, x, look, float(points["spend"].max())),
    ]
    if outcome in MONEY_OUTCOMES:
        even = break_even(look)
        layers.append({**even, "encoding": {"y": {"field": "one", "type": "quantitative"}}})
    return in_our_theme({"layer": layers, "height": _SMALL_HEIGHT, "width": "container"}, look)


def fitted_periods(fitted: pd.DataFrame, look: Look, *, outcome: ResponseOutcome) -> dict[str, Any]:
    """What was observed, what the model says with its band, and the baseline: FITTED_PERIODS of one series."""
    rows = [
        {
            "at": pd.Timestamp(one["starts_on"]).strftime("%Y-%m-%d"),
            "observed": one["outcome"],
            "fitted": one["fitted"],
            "low": one["fitted_low"],
            "high": one["fitted_high"],
            "baseline": one["baseline"],
        }
        for one in fitted.to_dict("records")
    ]
    x = {"field": "at", "type": "temporal", "title": None, "axis": {"grid": False, "format": "%b %Y", "tickCount": 8}}
    y = _y_axis(look, float(max(fitted["outcome"].max(), fitted["fitted_high"].max())), outcome)
    names = {name: look.texts(f"curve_charts.fit_{name}") for name in ("observed", "fitted", "baseline")}
    colours = {"observed": look.ink.muted, "fitted": look.ink.accent, "baseline": look.ink.open}
    scale = {"domain": list(names.values()), "range": [colours[name] for name in names]}
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "area", "color": look.ink.accent, "opacity": _BAND_OPACITY},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        }
    ]
    for name in ("baseline", "fitted", "observed"):
        line: dict[str, Any] = {"type": "line", "strokeWidth": 2}
        dots: dict[str, Any] = {"type": "point", "filled": True, "size": 26, "opacity": 0.8}
        layers.append(
            {
                "transform": [{"calculate": f"'{names[name]}'", "as": "series"}],
                "mark": dots if name == "observed" else line,
                "encoding": {
                    "x": x,
                    "y": {**y, "field": name},
                    "color": {"field": "series", "type": "nominal", "title": None, "scale": scale},
                },
            }
        )
    chart = {"data": {"values": rows}, "layer": layers, "height": 260, "width": "container"}
    return in_our_theme(chart, look)


def _within(observed: pd.DataFrame | None, top: float) -> pd.DataFrame:
    """The observations that lie on the chart; none of given curves."""
    if observed is None:
        return empty_frame(OBSERVED_POINTS)
    return observed[observed["adstock"] <= top]


# --- parts ---------------------------------------------------------------------------------------------


def _lines(rows: list[dict[str, Any]], x: Row, y: Row, colour: str) -> list[dict[str, Any]]:
    """The curve, solid as far as spend was observed, dashed beyond."""
    seen = [row for row in rows if row["is_observed"]]
    beyond = [*seen[-1:], *(row for row in rows if not row["is_observed"])]
    line = {"type": "line", "color": colour, "strokeWidth": 3, "clip": True}
    return [
        {"data": {"values": part}, "mark": {**line, **look}, "encoding": {"x": x, "y": y}}
        for part, look in ((seen, {}), (beyond, {"strokeDash": DASHES}))
        if len(part) > 1
    ]


def _spend_marks(marks: Sequence[SpendMark], x: Row, look: Look, top: float) -> list[dict[str, Any]]:
    """A rule and its word at each amount that lies on the chart."""
    rows: list[dict[str, Any]] = [
        {
            "spend": one.spend,
            "label": look.texts(f"curve_charts.mark_{one.word}", amount=look.money(one.spend)),
            "place": place,
        }
        for place, one in enumerate(marks)
        if one.spend <= top
    ]
    rules: list[dict[str, Any]] = [
        {
            "data": {"values": [row]},
            "mark": {"type": "rule", "color": look.ink.text, "strokeWidth": 1.5, "strokeDash": [3, 3]},
            "encoding": {"x": {**x, "field": "spend"}},
        }
        for row in rows
    ]
    sides = _sides([row["spend"] for row in rows], top)
    words = [_mark_words(row, is_left, x, look) for row, is_left in zip(rows, sides, strict=True)]
    # First in the ground's colour and wider: where there is no room beside a rule, it does not run through the words.
    halo = {"color": look.ink.ground, "stroke": look.ink.ground, "strokeWidth": 5}
    return [*rules, *({**one, "mark": {**one["mark"], **halo}} for one in words), *words]


def _sides(spends: Sequence[float], top: float) -> list[bool]:
    """Whether each mark's words stand to the left of its rule: none is cut off, and none crosses another's rule.

    Words point away from a mark nearby, where there is room for them; else to the wider side.
    """
    sides = []
    for place, spend in enumerate(spends):
        near = [other for number, other in enumerate(spends) if number != place and abs(other - spend) < _WORDS * top]
        is_left = spend > top / 2
        if near and _WORDS * top <= spend <= (1 - _WORDS) * top:
            is_left = spend < near[0]
        sides.append(is_left)
    return sides


def _mark_words(row: Row, is_left: bool, x: Row, look: Look) -> dict[str, Any]:
    words = {"type": "text", "align": "right" if is_left else "left", "dx": -6 if is_left else 6, "dy": 10,
             "baseline": "top", "fontWeight": 600, "color": look.ink.text}  # fmt: skip
    return {
        "data": {"values": [row]},
        "mark": words,
        "encoding": {
            "x": {**x, "field": "spend"},
            "y": {"value": 20 * row["place"]},
            "text": {"field": "label", "type": "nominal"},
        },
    }


def _x_axis(look: Look, top: float, length: PeriodLength) -> dict[str, Any]:
    return {
        "field": "spend",
        "type": "quantitative",
        "title": look.texts(f"curve_charts.spend_a.{length}"),
        "axis": money_axis(look, top, grid=False).to_dict(),
        "scale": {"domain": [0, top], "nice": False},
    }


def _y_axis(look: Look, top: float, outcome: ResponseOutcome, *, bottom: float = 0.0) -> dict[str, Any]:
    axis = money_axis(look, top, tickCount=5) if outcome in MONEY_OUTCOMES else count_axis(tickCount=5)
    return {
        "field": "outcome",
        "type": "quantitative",
        "title": look.texts(f"curve_charts.outcome_of.{outcome}"),
        "axis": axis.to_dict(),
        "scale": {"domain": [bottom * 1.08, top * 1.08 or 1.0], "nice": False},
    }


def _curve_row(one: Row, look: Look, outcome: ResponseOutcome) -> dict[str, Any]:
    return {
        "spend": one["spend"],
        "outcome": one["outcome"],
        "low": one["outcome_low"],
        "high": one["outcome_high"],
        "is_observed": bool(one["is_observed"]),
        "spend_text": look.money(one["spend"]),
        "outcome_text": _amount(one["outcome"], look, outcome),
        "range": f"{_amount(one['outcome_low'], look, outcome)} – {_amount(one['outcome_high'], look, outcome)}",
        "next": return_text(finite(one["marginal_return"]) * return_scale(outcome), look, outcome),
    }


def _dot(one: Row, look: Look, outcome: ResponseOutcome) -> dict[str, Any]:
    return {
        "adstock": one["adstock"],
        "outcome": one["outcome"],
        "day": formats.day(pd.Timestamp(one["starts_on"]), look.language),
        "spend_text": look.money(one["spend"]),
        "outcome_text": _amount(one["outcome"], look, outcome),
    }


def _amount(value: float, look: Look, outcome: ResponseOutcome) -> str:
    return look.money(value) if outcome in MONEY_OUTCOMES else look.number(value, decimals=1)
