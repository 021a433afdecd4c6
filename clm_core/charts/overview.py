"""Spend and revenue over time, one above the other on the same time axis."""

from datetime import date
from typing import Any

import altair as alt
import pandas as pd

from clm_core.charts.theme import Look, finished, money_axis, tooltips
from clm_core.texts import formats

PANEL_HEIGHT = 170


def spend_revenue(rows: pd.DataFrame, look: Look, *, bucket: str) -> dict[str, Any]:
    """Revenue and spend as two panels with a scale each (result_columns.SPEND_REVENUE).

    Two panels instead of two axes in one: where lines cross on two axes means nothing.
    ``bucket`` is day, week or month. Buckets that are not over are drawn paler.
    """
    rows = rows.assign(
        when=bucket_labels(rows["bucket_on"], look, bucket=bucket),
        spend_text=[look.money(value) for value in rows["spend"]],
        revenue_text=[look.money(value) for value in rows["revenue"]],
        deals=[look.number(value) for value in rows["won_deals"]],
        state=[look.word("partial" if is_partial else "complete") for is_partial in rows["is_partial"]],
    )
    lines = {"when": "period", "spend_text": "spend", "revenue_text": "revenue", "deals": "won_deals", "state": "state"}
    base = alt.Chart(rows[["spend", "revenue", "is_partial", *lines]])
    hints = tooltips(look, **lines)
    pale = alt.condition("datum.is_partial", alt.value(0.45), alt.value(1))

    def panel(measure: str, colour: str, *, has_time_axis: bool) -> alt.Chart:
        axis = alt.Axis(labelAngle=0, labelOverlap="parity", labelSeparation=12) if has_time_axis else None
        bars: alt.Chart = base.mark_bar(color=colour, cornerRadiusEnd=2).encode(
            x=alt.X("when:O", sort=list(rows["when"]), title=None, axis=axis, scale=alt.Scale(paddingInner=0.25)),
            y=alt.Y(f"{measure}:Q", title=None, axis=money_axis(look, float(rows[measure].max()), tickCount=4)),
            opacity=pale,
            tooltip=hints,
        )
        title = alt.Title(look.word(measure), color=colour)
        sized_bars: alt.Chart = bars.properties(height=PANEL_HEIGHT, width="container", title=title)
        return sized_bars

    chart = alt.vconcat(
        panel("revenue", look.ink.earned, has_time_axis=False),
        panel("spend", look.ink.spent, has_time_axis=True),
        spacing=18,
    )
    return finished(chart, look)


def bucket_labels(days: pd.Series, look: Look, *, bucket: str) -> list[str]:
    """How a bucket is called: Dez. 2025, KW 51 2025 or 31.12.2025."""
    name = {"month": formats.month, "week": formats.week, "day": formats.day}[bucket]
    return [name(date(day.year, day.month, day.day), look.language) for day in days]
