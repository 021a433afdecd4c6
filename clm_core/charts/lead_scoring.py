"""Lead scoring charts: how scores are spread and where the thresholds cut them, and what passes of each channel.

Written as Vega-Lite by hand and not with Altair: they are drawn anew at every step of a slider.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from clm_core.charts.theme import Look, in_our_theme, share_axis
from clm_core.scoring_model import LeadOutcome

THRESHOLDS = ("mql", "sql")
"""Interval selections of score_distribution, a narrow one around each threshold: dragging it moves the threshold."""

_GRIP_SHARE = 0.006
"""How wide such a grip is, of the whole axis: a few pixels, enough for a finger."""
_WORD_PIXELS = 2
_LEAST_REACH, _ROOM_SHARE = 20.0, 0.25
_ROOM_FOR_WORDS = 30
_NEVER_DRAWN = "[pointerdown[event.shiftKey && event.altKey], pointerup] > pointermove"
"""A grip is moved, never drawn anew: without this, a click beside it would make it jump."""

_PARTS = ("converted", "not_converted", "undecided")
_HEIGHT = 300
_CHANNEL_STEP = 38
_ROOM_FOR_N, _WHOLE_WITH_ROOM = 1.18, 1.1
"""Beside the longest bar its n is written, also where all leads of a channel pass."""


def score_distribution(
    bins: pd.DataFrame, look: Look, *, mql_points: float, sql_points: float, outcome: LeadOutcome
) -> dict[str, Any]:
    """Judged leads by score, stacked by what became of them; both thresholds can be dragged.

    Takes scoring_columns.SCORE_DISTRIBUTION.
    """
    ink = look.ink
    names = {part: look.word(f"score_{part}.{outcome}") for part in _PARTS}
    colours = {"converted": ink.earned, "not_converted": ink.open, "undecided": ink.accent_soft}
    low, high = (bins["score_from"].min(), bins["score_to"].max()) if len(bins) else (mql_points, sql_points)
    reach = _reach(float(low), float(high), mql_points, sql_points)
    lines = {"range": "score", "part": "became", "leads": "lead_count", "rate": "score_rate"}
    bars = {
        "data": {"values": _stacked(bins, look, names)},
        "params": _grips(look, (mql_points, sql_points), reach),
        "mark": {"type": "bar", "cornerRadiusEnd": 0, "stroke": ink.ground, "strokeWidth": 0.5},
        "encoding": {
            "x": {
                "field": "score_from",
                "type": "quantitative",
                "title": look.word("score"),
                "scale": {"domain": reach, "nice": False, "zero": False},
                "axis": {"grid": False, "format": ",.0f", "tickMinStep": 1},
            },
            "x2": {"field": "score_to"},
            "y": {
                "field": "begin",
                "type": "quantitative",
                "title": look.word("lead_count"),
                "axis": {"format": ",.0f", "tickMinStep": 1},
            },
            "y2": {"field": "end"},
            "color": {
                "field": "part",
                "type": "nominal",
                "title": None,
                "legend": {"offset": _ROOM_FOR_WORDS},
                "scale": {"domain": list(names.values()), "range": [colours[part] for part in _PARTS]},
            },
            "tooltip": _tooltips(look, lines),
        },
    }
    words = _threshold_words(look, mql_points, sql_points)
    return in_our_theme({"layer": [bars, *words], "height": _HEIGHT, "width": "container"}, look)


def _reach(low: float, high: float, mql_points: float, sql_points: float) -> list[float]:
    """All scores and both thresholds, with room on either side to drag a threshold to."""
    room = max(high - low, sql_points - mql_points, _LEAST_REACH) * _ROOM_SHARE
    return [min(low, mql_points - room), max(high, sql_points + room)]


def _grips(look: Look, points: tuple[float, float], reach: Sequence[float]) -> list[dict[str, Any]]:
    half = (reach[1] - reach[0]) * _GRIP_SHARE / 2
    mark = {
        "fill": look.ink.accent,
        "fillOpacity": 1,
        "stroke": look.ink.accent,
        "strokeWidth": 2,
        "cursor": "ew-resize",
    }
    select = {"type": "interval", "encodings": ["x"], "mark": mark, "on": _NEVER_DRAWN, "zoom": False}
    return [
        {"name": name, "select": select, "value": {"x": [at - half, at + half]}}
        for name, at in zip(THRESHOLDS, points, strict=True)
    ]


def _stacked(bins: pd.DataFrame, look: Look, names: Mapping[str, str]) -> list[dict[str, Any]]:
    rows = []
    for one in bins.to_dict("records"):
        decided, base = one["converted"] + one["not_converted"], 0
        rate = look.share(one["converted"] / decided if decided else float("nan"))
        for part in _PARTS:
            count = int(one[part])
            if count:
                rows.append(
                    {
                        "score_from": one["score_from"],
                        "score_to": one["score_to"],
                        "begin": base,
                        "end": base + count,
                        "part": names[part],
                        "range": f"{look.number(one['score_from'])} – {look.number(one['score_to'])}",
                        "leads": look.number(count),
                        "rate": rate,
                    }
                )
            base += count
    return rows


def _threshold_words(look: Look, mql_points: float, sql_points: float) -> list[dict[str, Any]]:
    """A word at each threshold; one for both where they are the same. The lines are the grips."""
    if mql_points == sql_points:
        return [_word("MQL = SQL", mql_points, look, align="right")]
    return [_word("MQL", mql_points, look, align="right"), _word("SQL", sql_points, look, align="left")]


def _word(name: str, points: float, look: Look, align: str) -> dict[str, Any]:
    shift = _WORD_PIXELS if align == "left" else -_WORD_PIXELS
    return {
        "data": {"values": [{"points": points, "label": f"{name} {look.number(points)}"}]},
        "mark": {
            "type": "text",
            "align": align,
            "dx": shift,
            "dy": -6,
            "baseline": "bottom",
            "fontWeight": 600,
            "color": look.ink.accent,
        },
        "encoding": {
            "x": {"field": "points", "type": "quantitative"},
            "y": {"value": 0},
            "text": {"field": "label", "type": "nominal"},
        },
    }


def channel_funnel(channels: pd.DataFrame, look: Look) -> dict[str, Any]:
    """The share of each channel's leads that becomes MQL, and SQL, each with interval and n; channels in their places.

    Takes scoring_columns.CHANNEL_SCORES.
    """
    ink, rows = look.ink, _passing(channels, look)
    order = dict.fromkeys(row["channel"] for row in rows)
    names = [look.word(f"becomes_{step}") for step in THRESHOLDS]
    top = max((row["high"] for row in rows), default=1.0) * _ROOM_FOR_N
    lines = {"channel": "channel", "step": "became", "share_text": "share", "interval": "interval"}
    lines |= {"count": "count", "leads": "lead_count"}
    shared = {
        "y": {"field": "channel", "type": "nominal", "sort": list(order), "title": None},
        "yOffset": {"field": "step", "type": "nominal", "sort": names},
        "tooltip": _tooltips(look, lines),
    }
    x = {
        "field": "share",
        "type": "quantitative",
        "title": look.word("share_of_channel_leads"),
        "axis": share_axis(look, tickCount=5).to_dict(),
        "scale": {"domain": [0, min(top, _WHOLE_WITH_ROOM)], "nice": False},
    }
    colour = {
        "field": "step",
        "type": "nominal",
        "title": None,
        "scale": {"domain": names, "range": [ink.accent_soft, ink.accent]},
    }
    ends = {"x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}}
    words = {"x": {"field": "high", "type": "quantitative"}, "text": {"field": "n", "type": "nominal"}}
    layers = [
        {"mark": {"type": "bar", "height": {"band": 0.82}}, "encoding": {"x": x, "color": colour, **shared}},
        {"mark": {"type": "rule", "color": ink.text, "strokeWidth": 1.5}, "encoding": {**ends, **shared}},
        {"mark": {"type": "text", "align": "left", "dx": 6, "color": ink.muted}, "encoding": {**words, **shared}},
    ]
    chart = {"data": {"values": rows}, "layer": layers}
    return in_our_theme({**chart, "height": {"step": _CHANNEL_STEP, "for": "position"}, "width": "container"}, look)


def _passing(channels: pd.DataFrame, look: Look) -> list[dict[str, Any]]:
    """Two rows a channel, one for each threshold."""
    places = {channel: place for place, channel in enumerate(look.channel_labels)}
    ordered = sorted(channels.to_dict("records"), key=lambda one: places.get(one["channel"], len(places)))
    return [
        {
            "channel": look.channel_label(one["channel"]),
            "step": look.word(f"becomes_{step}"),
            "share": one[f"{step}_share"],
            "low": one[f"{step}_share_low"],
            "high": one[f"{step}_share_high"],
            "share_text": look.share(one[f"{step}_share"]),
            "interval": look.interval(one[f"{step}_share_low"], one[f"{step}_share_high"]),
            "count": look.number(one[f"{step}s"]),
            "leads": look.number(one["leads"]),
            # Both shares are of the same leads: n stands once.
            "n": f"n = {look.number(one['leads'])}" if step == THRESHOLDS[0] else "",
        }
        for one in ordered
        for step in THRESHOLDS
    ]


def _tooltips(look: Look, lines: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"field": field, "type": "nominal", "title": look.word(word)} for field, word in lines.items()]


def dragged_to(state: Mapping[str, Any] | None, threshold: str) -> float | None:
    """Where the grip of one of THRESHOLDS was dragged to, in whole points; None where it was not."""
    selected = (state or {}).get("selection", {}).get(threshold, {})
    ends = next(iter(selected.values()), None) if selected else None
    return None if not ends or len(ends) != 2 else float(round(sum(ends) / 2))
