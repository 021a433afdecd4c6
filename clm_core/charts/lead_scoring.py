"""Lead scoring charts: how scores are spread and where the thresholds cut them, and what passes of each channel."""

from collections.abc import Mapping
from typing import Any, Literal

import altair as alt
import pandas as pd

from clm_core.charts.theme import BAR_STEP, Look, count_axis, finished, share_axis, tooltips
from clm_core.scoring_model import LeadOutcome

THRESHOLDS = ("mql", "sql")
"""Interval selections of score_distribution, a narrow one around each threshold: dragging it moves the threshold."""

_GRIP_SHARE = 0.006
"""How wide such a grip is, of the whole axis: a few pixels, enough for a finger."""
_WORD_PIXELS = 2
_ROOM_FOR_WORDS = 30
_NEVER_DRAWN = "[pointerdown[event.shiftKey && event.altKey], pointerup] > pointermove"
"""A grip is moved, never drawn anew: without this, a click beside it would make it jump."""

_PARTS = ("converted", "not_converted", "undecided")
_HEIGHT = 300


def score_distribution(
    bins: pd.DataFrame, look: Look, *, mql_points: float, sql_points: float, outcome: LeadOutcome
) -> dict[str, Any]:
    """Judged leads by score, stacked by what became of them; both thresholds can be dragged.

    Takes scoring_columns.SCORE_DISTRIBUTION.
    """
    ink = look.ink
    names = {part: look.word(f"score_{part}.{outcome}") for part in _PARTS}
    colours = {"converted": ink.earned, "not_converted": ink.open, "undecided": ink.accent_soft}
    rows = _stacked(bins, look, names)
    low, high = float(bins["score_from"].min()), float(bins["score_to"].max())
    reach = min(low, mql_points), max(high, sql_points)
    scale = alt.Scale(domain=list(reach), nice=False, zero=False)
    lines = {"range": "score", "part": "became", "leads": "lead_count", "rate": "score_rate"}
    bars = (
        alt.Chart(rows)
        .mark_bar(cornerRadiusEnd=0, stroke=ink.ground, strokeWidth=0.5)
        .encode(
            x=alt.X("score_from:Q", title=look.word("score"), scale=scale, axis=alt.Axis(grid=False, format=",.0f")),
            x2="score_to:Q",
            y=alt.Y("begin:Q", title=look.word("lead_count"), axis=count_axis()),
            y2="end:Q",
            color=alt.Color(
                "part:N",
                title=None,
                legend=alt.Legend(offset=_ROOM_FOR_WORDS),
                scale=alt.Scale(domain=list(names.values()), range=[colours[part] for part in _PARTS]),
            ),
            tooltip=tooltips(look, **lines),
        )
        .add_params(*_grips(look, (mql_points, sql_points), reach))
    )
    words = _threshold_words(look, mql_points, sql_points)
    return finished(alt.layer(bars, *words).properties(height=_HEIGHT, width="container"), look)


def _grips(look: Look, points: tuple[float, float], reach: tuple[float, float]) -> list[alt.Parameter]:
    half = (reach[1] - reach[0]) * _GRIP_SHARE / 2
    brush = alt.BrushConfig(
        fill=look.ink.accent, fillOpacity=1, stroke=look.ink.accent, strokeWidth=2, cursor="ew-resize"
    )
    return [
        alt.selection_interval(
            name=name, encodings=["x"], value={"x": [at - half, at + half]}, mark=brush, on=_NEVER_DRAWN, zoom=False
        )
        for name, at in zip(THRESHOLDS, points, strict=True)
    ]


def _stacked(bins: pd.DataFrame, look: Look, names: dict[str, str]) -> pd.DataFrame:
    decided = bins["converted"] + bins["not_converted"]
    rates = (bins["converted"] / decided.where(decided > 0)).tolist()
    ranges = [
        f"{look.number(low)} – {look.number(high)}"
        for low, high in zip(bins["score_from"], bins["score_to"], strict=True)
    ]
    parts, base = [], pd.Series(0, index=bins.index)
    for part in _PARTS:
        end = base + bins[part]
        parts.append(
            pd.DataFrame(
                {
                    "score_from": bins["score_from"],
                    "score_to": bins["score_to"],
                    "begin": base,
                    "end": end,
                    "part": names[part],
                    "range": ranges,
                    "leads": [look.number(count) for count in bins[part]],
                    "rate": [look.share(rate) for rate in rates],
                }
            )
        )
        base = end
    rows = pd.concat(parts, ignore_index=True)
    return rows[rows["end"] > rows["begin"]]


def _threshold_words(look: Look, mql_points: float, sql_points: float) -> list[alt.Chart]:
    """A word at each threshold; one for both where they are the same. The lines are the grips."""
    is_one = mql_points == sql_points
    left = _word("MQL = SQL" if is_one else "MQL", mql_points, look, align="right")
    return [left] if is_one else [left, _word("SQL", sql_points, look, align="left")]


def _word(name: str, points: float, look: Look, align: Literal["left", "right"]) -> alt.Chart:
    rows = pd.DataFrame({"points": [points], "label": [f"{name} {look.number(points)}"]})
    shift = _WORD_PIXELS if align == "left" else -_WORD_PIXELS
    chart: alt.Chart = (
        alt.Chart(rows)
        .mark_text(align=align, dx=shift, dy=-6, baseline="bottom", fontWeight=600, color=look.ink.accent)
        .encode(x="points:Q", y=alt.value(0), text="label:N")
    )
    return chart


def channel_funnel(channels: pd.DataFrame, look: Look) -> dict[str, Any]:
    """The share of each channel's leads that becomes MQL, with its interval, and SQL within it.

    Takes scoring_columns.CHANNEL_SCORES.
    """
    ink = look.ink
    rows = pd.DataFrame(
        {
            "channel": [look.channel_label(key) for key in channels["channel"]],
            "mql_share": channels["mql_share"],
            "low": channels["mql_share_low"],
            "high": channels["mql_share_high"],
            "sql_share": channels["sql_share"],
            "leads": [look.number(count) for count in channels["leads"]],
            "mqls": [look.number(count) for count in channels["mqls"]],
            "sqls": [look.number(count) for count in channels["sqls"]],
            "share": [look.share(share) for share in channels["mql_share"]],
            "interval": [
                look.interval(*pair) for pair in zip(channels["mql_share_low"], channels["mql_share_high"], strict=True)
            ],
        }
    )
    base = alt.Chart(rows)
    y = alt.Y("channel:N", sort=list(rows["channel"]), title=None)
    lines = {
        "channel": "channel",
        "leads": "lead_count",
        "mqls": "mqls",
        "sqls": "sqls",
        "share": "share",
        "interval": "interval",
    }
    axis = share_axis(look, tickCount=5)
    x = alt.X("mql_share:Q", title=look.word("mql_share"), axis=axis)
    mqls = base.mark_bar(height={"band": 0.6}, color=ink.accent_soft).encode(x=x, y=y, tooltip=tooltips(look, **lines))
    sqls = base.mark_bar(height={"band": 0.6}, color=ink.accent).encode(
        x="sql_share:Q", y=y, tooltip=tooltips(look, **lines)
    )
    spans = base.mark_rule(color=ink.text, strokeWidth=1.5).encode(x="low:Q", x2="high:Q", y=y)
    return finished(alt.layer(mqls, sqls, spans).properties(height=alt.Step(BAR_STEP - 16), width="container"), look)


def dragged_to(state: Mapping[str, Any] | None, threshold: str) -> float | None:
    """Where the grip of one of THRESHOLDS was dragged to, in whole points; None where it was not."""
    selected = (state or {}).get("selection", {}).get(threshold, {})
    ends = next(iter(selected.values()), None) if selected else None
    return None if not ends or len(ends) != 2 else float(round(sum(ends) / 2))
