"""Pictures of the forecast: the fan of coming months, where they come from, and how good forecasts have been."""

from typing import Any

import altair as alt
import pandas as pd

from clm_core.charts.overview import bucket_labels
from clm_core.charts.theme import Look, count_axis, finished, money_axis

HEIGHT = 340
_MEASURES_OF_MONEY = frozenset({"revenue"})
_SOURCES = ("so_far", "open_pipeline", "in_funnel", "new_business")


def forecast_fan(history: pd.DataFrame, periods: pd.DataFrame, look: Look, *, size: str = "month") -> dict[str, Any]:
    """Actuals, then what is expected with the 50 % and 90 % range, of one measure.

    ``history`` is forecast_columns.FORECAST_HISTORY, ``periods`` FORECAST_PERIODS, both of one measure.
    """
    measure = str(periods["measure"].iloc[0])
    past = _worded(history.rename(columns={"value": "expected"}), look, measure, "actual", "month")
    coming = _worded(periods, look, measure, "expected", size)
    order = [*past["when"], *coming["when"]]
    x = alt.X("when:O", sort=order, title=None, axis=_time_axis(), scale=alt.Scale(domain=order))
    top = max([*past["expected"], *coming["high_90"], 1.0])
    axis = _axis(look, measure, top)
    lines = {"when": "period", "kind": "kind", "text": "value", "range_90": "range_90", "range_50": "range_50"}
    hints = [alt.Tooltip(f"{field}:N", title=look.texts(f"forecast.chart.{word}")) for field, word in lines.items()]
    band = alt.Chart(coming[["when", "low_50", "high_50", "low_90", "high_90", *list(lines)[1:]]])
    layers = [
        band.mark_area(color=look.ink.accent, opacity=0.16, interpolate="monotone").encode(
            x=x, y=alt.Y("low_90:Q", title=None, axis=axis), y2="high_90:Q", tooltip=hints
        ),
        band.mark_area(color=look.ink.accent, opacity=0.3, interpolate="monotone").encode(
            x=x, y="low_50:Q", y2="high_50:Q", tooltip=hints
        ),
    ]
    lines_of = pd.concat([past, coming])[["when", "expected", *list(lines)[1:]]]
    colour = alt.Color(
        "kind:N",
        title=None,
        scale=alt.Scale(
            domain=[_kind(look, "actual"), _kind(look, "expected")], range=[look.ink.earned, look.ink.accent]
        ),
    )
    layers.append(
        alt.Chart(lines_of)
        .mark_line(strokeWidth=3, point=alt.OverlayMarkDef(filled=True, size=70), interpolate="monotone")
        .encode(x=x, y="expected:Q", color=colour, tooltip=hints)
    )
    return finished(alt.layer(*layers).properties(height=HEIGHT, width="container"), look)


def forecast_sources(sources: pd.DataFrame, look: Look, *, size: str = "month") -> dict[str, Any]:
    """Each coming period's number, stacked by where it comes from (FORECAST_SOURCES of one measure)."""
    measure = str(sources["measure"].iloc[0])
    has = sources.groupby("source")["expected"].sum()
    shown = [one for one in _SOURCES if has.get(one, 0.0) > 0]
    rows = sources[sources["source"].isin(shown)]
    words = {one: look.texts(f"forecast.source.{one}") for one in shown}
    table = pd.DataFrame(
        {
            "when": bucket_labels(rows["start_on"], look, bucket=size),
            "source": rows["source"].map(words),
            "order": [shown.index(one) for one in rows["source"]],
            "expected": rows["expected"],
            "text": [value_text(value, measure, look) for value in rows["expected"]],
        }
    )
    ink = look.ink
    colours = dict(zip(_SOURCES, (ink.earned, ink.accent, ink.accent_soft, ink.open), strict=True))
    order = list(dict.fromkeys(table["when"]))
    hints = [
        alt.Tooltip("when:N", title=look.texts("forecast.chart.period")),
        alt.Tooltip("source:N", title=look.texts("forecast.chart.source")),
        alt.Tooltip("text:N", title=look.texts("forecast.chart.expected")),
    ]
    top = float(table.groupby("when")["expected"].sum().max())
    chart = (
        alt.Chart(table)
        .mark_bar(cornerRadiusEnd=0)
        .encode(
            x=alt.X("when:O", sort=order, title=None, axis=_time_axis(), scale=alt.Scale(paddingInner=0.3)),
            y=alt.Y("expected:Q", title=None, axis=_axis(look, measure, top)),
            color=alt.Color(
                "source:N",
                title=None,
                scale=alt.Scale(domain=list(words.values()), range=[colours[one] for one in shown]),
            ),
            order="order:Q",
            tooltip=hints,
        )
        .properties(height=HEIGHT - 60, width="container")
    )
    return finished(chart, look)


def past_ranges(past: pd.DataFrame, look: Look) -> dict[str, Any]:
    """What past forecasts said for each month as ranges, and what came as points.

    ``past`` is FORECAST_BACKTEST of one measure and one number of months ahead.
    """
    measure = str(past["measure"].iloc[0])
    inside = past["actual"].between(past["low_90"], past["high_90"])
    words = {True: look.texts("forecast.chart.inside"), False: look.texts("forecast.chart.outside")}
    rows = _worded(past, look, measure, "expected", "month").assign(
        actual_text=[value_text(value, measure, look) for value in past["actual"]],
        state=[words[bool(one)] for one in inside],
    )
    order = list(rows["when"])
    x = alt.X("when:O", sort=order, title=None, axis=_time_axis(), scale=alt.Scale(domain=order))
    axis = _axis(look, measure, float(rows[["high_90", "actual"]].to_numpy().max()))
    lines = [("when", "period"), ("actual_text", "actual"), ("text", "expected"), ("range_90", "range_90")]
    hints = [alt.Tooltip(f"{field}:N", title=look.texts(f"forecast.chart.{word}")) for field, word in lines]
    base = alt.Chart(
        rows[["when", "low_50", "high_50", "low_90", "high_90", "actual", "state", "actual_text", "text", "range_90"]]
    )
    layers = [
        base.mark_bar(size=18, color=look.ink.accent, opacity=0.2, cornerRadius=3).encode(
            x=x, y=alt.Y("low_90:Q", title=None, axis=axis), y2="high_90:Q", tooltip=hints
        ),
        base.mark_bar(size=18, color=look.ink.accent, opacity=0.35, cornerRadius=0).encode(
            x=x, y="low_50:Q", y2="high_50:Q", tooltip=hints
        ),
        base.mark_point(filled=True, size=110, opacity=1).encode(
            x=x,
            y="actual:Q",
            color=alt.Color(
                "state:N",
                title=None,
                scale=alt.Scale(domain=list(words.values()), range=[look.ink.earned, look.ink.bad]),
            ),
            shape=alt.Shape(
                "state:N", title=None, scale=alt.Scale(domain=list(words.values()), range=["circle", "diamond"])
            ),
            tooltip=hints,
        ),
    ]
    return finished(alt.layer(*layers).properties(height=HEIGHT - 60, width="container"), look)


def value_text(value: float, measure: str, look: Look) -> str:
    """Money short, counts whole."""
    return look.money(value) if measure in _MEASURES_OF_MONEY else look.number(value)


def _kind(look: Look, kind: str) -> str:
    return look.texts(f"forecast.chart.{kind}")


def _worded(rows: pd.DataFrame, look: Look, measure: str, kind: str, size: str) -> pd.DataFrame:
    ranges = {}
    for level in (50, 90):
        if f"low_{level}" in rows:
            ends = rows[[f"low_{level}", f"high_{level}"]].itertuples(index=False)
            ranges[f"range_{level}"] = [
                f"{value_text(low, measure, look)} – {value_text(high, measure, look)}" for low, high in ends
            ]
        else:
            ranges[f"range_{level}"] = ["–"] * len(rows)
    return rows.assign(
        when=bucket_labels(rows["start_on"], look, bucket=size),
        kind=_kind(look, kind),
        text=[value_text(value, measure, look) for value in rows["expected"]],
        **ranges,
    )


def _time_axis() -> alt.Axis:
    return alt.Axis(labelAngle=0, labelOverlap="parity", labelSeparation=12)


def _axis(look: Look, measure: str, top: float) -> alt.Axis:
    return money_axis(look, top, tickCount=5) if measure in _MEASURES_OF_MONEY else count_axis(tickCount=5)
