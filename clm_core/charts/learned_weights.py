"""The team's points beside what the deals say: a dot, an interval and a mark for each criterion."""

from typing import Any

import altair as alt
import pandas as pd

from clm_core.charts.theme import Look, finished, tooltips

_ROW_PIXELS = 26
_REACH = 1.6
"""Intervals are drawn up to so many times the largest weight; beyond that nobody needs to read them off."""


def own_and_learned(rows: pd.DataFrame, look: Look) -> dict[str, Any]:
    """LEARNED_WEIGHTS with the name of each row, the heaviest first; rows without an answer are left out.

    So are candidates that surely are neither worth points nor a deduction.

    A bar is what the deals say, its line the 95 % interval, the mark the team's own points.
    """
    is_sure = (rows["points_low"] > 0) | (rows["points_high"] < 0)
    is_known = rows["points"].notna() & (rows["verdict"] != "too_little")
    known = rows[is_known & (is_sure | rows["own_points"].notna())]
    known = known.reindex(known["points"].sort_values(ascending=False, kind="stable").index)
    reach = float(pd.concat([known["points"].abs(), known["own_points"].abs()]).max()) * _REACH if len(known) else 1.0
    drawn = pd.DataFrame(
        {
            "name": known["name"],
            "learned": known["points"],
            "low": known["points_low"].clip(-reach, reach),
            "high": known["points_high"].clip(-reach, reach),
            "own": known["own_points"],
            "is_sure": (known["points_low"] > 0) | (known["points_high"] < 0),
            "learned_text": [look.number(one) for one in known["points"]],
            "interval": [
                f"{look.number(low)} … {look.number(high)}"
                for low, high in zip(known["points_low"], known["points_high"], strict=True)
            ],
            "own_text": ["–" if one != one else look.number(one) for one in known["own_points"]],
            "leads": [look.number(one) for one in known["leads"]],
        }
    )
    ink = look.ink
    base = alt.Chart(drawn)
    scale = alt.Scale(domain=[-reach, reach], nice=False)
    x = alt.X("learned:Q", title=look.word("points"), scale=scale, axis=alt.Axis(format=",.0f"))
    y = alt.Y("name:N", sort=list(drawn["name"]), title=None, axis=alt.Axis(labelLimit=360))
    lines = {"name": "criterion", "learned_text": "learned_points", "interval": "interval"}
    lines |= {"own_text": "own_points", "leads": "lead_count"}
    colour = alt.condition("datum.is_sure", alt.value(ink.accent), alt.value(ink.accent_soft))
    bars = base.mark_bar(height={"band": 0.55}).encode(x=x, y=y, color=colour, tooltip=tooltips(look, **lines))
    spans = base.mark_rule(strokeWidth=1.5, color=ink.text).encode(x=alt.X("low:Q", scale=scale), x2="high:Q", y=y)
    own = (
        base.transform_filter("isValid(datum.own)")
        .mark_tick(thickness=4, size=18, color=ink.spent)
        .encode(x=alt.X("own:Q", scale=scale), y=y, tooltip=tooltips(look, **lines))
    )
    zero = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color=ink.muted).encode(x=alt.X("zero:Q", scale=scale))
    chart = alt.layer(bars, spans, zero, own).properties(height=alt.Step(_ROW_PIXELS), width="container")
    return finished(chart, look)
