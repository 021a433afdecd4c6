"""What one lead's score consists of: a bar a criterion, with what is left and what has faded."""

from typing import Any

import altair as alt
import pandas as pd

from clm_core.charts.theme import Look, caption, finished, tooltips

MAX_REASONS = 10
_BAR_PIXELS = 26
_LABEL_PIXELS = 190


def score_reason_bars(rows: pd.DataFrame, look: Look) -> dict[str, Any]:
    """Points a criterion, the largest first; the pale end of a bar is what has faded since.

    Takes scoring_columns.SCORE_REASONS in its order; beyond MAX_REASONS the sentences beside the chart go on.
    """
    shown = rows.head(MAX_REASONS)
    bars = pd.DataFrame(
        {
            "label": _distinct(list(shown["label"])),
            "sentence": shown["sentence"],
            "points": shown["points"],
            "full_points": shown["full_points"],
            "colour": [look.ink.accent if points >= 0 else look.ink.bad for points in shown["full_points"]],
            "end": shown[["points", "full_points"]].max(axis=1).clip(lower=0),
            "points_text": [look.number(points, decimals=1) for points in shown["points"]],
        }
    )
    ends = shown[["points", "full_points"]].to_numpy(dtype="float64")
    top, bottom = max(float(ends.max()), 1.0), min(float(ends.min()), 0.0)
    scale = alt.Scale(domain=[bottom * 1.05, top * 1.2], nice=False)
    axis = alt.Axis(labelLimit=_LABEL_PIXELS, title=None)
    y = alt.Y("label:N", sort=list(bars["label"]), axis=axis)
    colour = alt.Color("colour:N", scale=None)
    hints = tooltips(look, sentence="score_reason")
    base = alt.Chart(bars)
    full = base.mark_bar(opacity=0.3).encode(
        x=alt.X("full_points:Q", scale=scale, title=look.word("score_points")), y=y, color=colour, tooltip=hints
    )
    left = base.mark_bar().encode(x=alt.X("points:Q", scale=scale), y=y, color=colour, tooltip=hints)
    words = base.mark_text(align="left", dx=6).encode(x=alt.X("end:Q", scale=scale), y=y, text="points_text:N")
    hint = caption(look, look.word("hint_score_reasons"))
    chart = alt.layer(full, left, words).properties(height=alt.Step(_BAR_PIXELS), width="container", title=hint)
    return finished(chart, look)


def _distinct(labels: list[str]) -> list[str]:
    """Two criteria may read the same, their bars must not become one: an invisible space tells them apart."""
    return [label + "\u200b" * labels[:place].count(label) for place, label in enumerate(labels)]
