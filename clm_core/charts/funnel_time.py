"""The funnel in time as pictures: curves of conversion, cohorts by age, trend, time in stage and what is open."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from clm_core.charts.funnel import stage_name
from clm_core.charts.overview import bucket_labels
from clm_core.charts.theme import BAR_STEP, Look, caption, count_axis, finished, share_axis, tooltips

_MOST_POINTS = 300
_BANDS = ("fresh", "late", "old", "unknown")


def conversion_curves(
    curve: pd.DataFrame, look: Look, *, last_day: float, marks: Sequence[tuple[float, str]]
) -> dict[str, Any]:
    """The share that has come on by each day with its interval (funnel_time_columns.CONVERSION_CURVE).

    ``last_day``: how far to show; ``marks`` are days to point out, each with its words.
    """
    rows = curve[curve["day"] <= max(last_day, 1)]
    rows = rows.iloc[np.unique(np.linspace(0, len(rows) - 1, min(len(rows), _MOST_POINTS)).astype(int))]
    rows = rows.assign(
        day_text=[look.number(value) for value in rows["day"]],
        rate_text=[look.share(value) for value in rows["rate"]],
        interval=[look.interval(*ends) for ends in rows[["low", "high"]].itertuples(index=False)],
        at_risk_text=[look.number(value) for value in rows["at_risk"]],
    )
    lines = {"day_text": "days_since", "rate_text": "came_on", "interval": "interval", "at_risk_text": "at_risk"}
    base = alt.Chart(rows[["day", "rate", "low", "high", *lines]])
    x = alt.X("day:Q", title=look.word("days_since"), axis=count_axis(), scale=alt.Scale(nice=False))
    top = float(rows["high"].max()) if len(rows) else 1.0
    scale = alt.Scale(domain=[0, min(max(top, 0.02) * 1.08, 1.0)], nice=False)
    y = alt.Y("rate:Q", title=None, axis=share_axis(look, tickCount=5), scale=scale)
    hints = tooltips(look, **lines)
    band = base.mark_area(interpolate="step-after", color=look.ink.accent_soft, opacity=0.45).encode(
        x=x, y=alt.Y("low:Q", scale=scale), y2="high:Q"
    )
    line = base.mark_line(interpolate="step-after", color=look.ink.accent, strokeWidth=3).encode(x=x, y=y)
    points = base.mark_point(size=90, opacity=0, filled=True).encode(x=x, y=y, tooltip=hints)
    layers = [band, line, points]
    known = [(day, words) for day, words in marks if day <= last_day]
    for place, (day, words) in enumerate(known):
        at = alt.Chart(pd.DataFrame({"day": [day], "words": [words]}))
        layers.append(at.mark_rule(strokeDash=[5, 4], strokeWidth=1.5, color=look.ink.muted).encode(x="day:Q"))
        # Each mark's words on a line of their own, above the axis: the days may lie close together.
        text = at.mark_text(align="left", dx=6, baseline="bottom", dy=-8 - 20 * place)
        layers.append(text.encode(x="day:Q", y=alt.value("height"), text="words:N"))
    title = caption(look, look.word("hint_band"))
    return finished(alt.layer(*layers).properties(height=330, width="container", title=title), look)


def cohort_table(cohorts: pd.DataFrame, look: Look) -> dict[str, Any]:
    """Months of entry against age: the share that has come on; hatched by a dot where it is still rising."""
    rows = cohorts[cohorts["month"].notna() & cohorts["rate"].notna()]
    rows = _named_months(rows, look)
    is_rising = rows["old_enough"] < rows["entered"]
    rows = rows.assign(
        age=[look.word("after_days", days=days) for days in rows["age_days"]],
        rate_text=[look.share(value) for value in rows["rate"]],
        interval=[look.interval(*ends) for ends in rows[["low", "high"]].itertuples(index=False)],
        n=[look.number(value) for value in rows["entered"]],
        old_text=[look.number(value) for value in rows["old_enough"]],
        label=[
            look.share(value, decimals=0) + ("\u00a0*" if rising else "")
            for value, rising in zip(rows["rate"], is_rising, strict=True)
        ],
        strength=_relative(rows),
    )
    lines = {
        "name": "entry_month", "age": "age", "rate_text": "came_on", "interval": "interval", "n": "n",
        "old_text": "old_enough",
    }  # fmt: skip
    order = [look.word("after_days", days=days) for days in sorted(rows["age_days"].unique())]
    base = alt.Chart(rows[["label", "strength", "rate", *lines]]).encode(
        x=alt.X("age:N", sort=order, title=None, axis=alt.Axis(orient="top", labelAngle=0)),
        y=alt.Y("name:N", sort=list(rows["name"].unique()), title=None),
        tooltip=tooltips(look, **lines),
    )
    colours = alt.Scale(domain=[0, 1], range=[look.ink.ground, look.ink.accent_soft], interpolate="rgb")
    cells = base.mark_rect(stroke=look.ink.grid).encode(color=alt.Color("strength:Q", scale=colours, legend=None))
    words = base.mark_text().encode(text="label:N")
    title = caption(look, look.word("hint_cohorts"))
    chart = alt.layer(cells, words).properties(height=alt.Step(30), width="container", title=title)
    return finished(chart, look)


def _relative(rows: pd.DataFrame) -> pd.Series:
    """Each rate between the lowest and highest month of the same age: what a column's shade says."""
    ends = rows.groupby("age_days")["rate"]
    low, high = ends.transform("min"), ends.transform("max")
    return ((rows["rate"] - low) / (high - low).where(high > low)).fillna(0.5)


def _named_months(rows: pd.DataFrame, look: Look) -> pd.DataFrame:
    return rows.assign(name=bucket_labels(rows["month"], look, bucket="month"))


def rate_trend(cohorts: pd.DataFrame, look: Look, *, age_days: int) -> dict[str, Any]:
    """The share that has come on within so many days, by month of entry, with interval; young months hollow."""
    rows = cohorts[cohorts["month"].notna() & (cohorts["age_days"] == age_days) & (cohorts["entered"] > 0)]
    rows = _named_months(rows.sort_values("month"), look)
    order = list(rows["name"])
    whole = cohorts[cohorts["month"].isna() & (cohorts["age_days"] == age_days)]
    known = rows[rows["rate"].notna()]
    known = known.assign(
        rate_text=[look.share(value) for value in known["rate"]],
        interval=[look.interval(*ends) for ends in known[["low", "high"]].itertuples(index=False)],
        n=[look.number(value) for value in known["entered"]],
        old_text=[look.number(value) for value in known["old_enough"]],
        is_rising=(known["old_enough"] < known["entered"]) | known["is_young"].fillna(False).astype(bool),
    )
    lines = {"name": "entry_month", "rate_text": "came_on", "interval": "interval", "n": "n", "old_text": "old_enough"}
    base = alt.Chart(known[["rate", "low", "high", "is_rising", *lines]])
    axis = alt.Axis(labelAngle=0, labelOverlap="parity", labelSeparation=12, labelPadding=14)
    x = alt.X("name:O", sort=order, title=None, axis=axis, scale=alt.Scale(domain=order))
    top = max([*known["high"], *whole["rate"].fillna(0.0), 0.02])
    y_scale = alt.Scale(domain=[0, min(top * 1.1, 1.0)], nice=False)
    y = alt.Y("rate:Q", title=None, axis=share_axis(look, tickCount=5), scale=y_scale)
    hints = tooltips(look, **lines)
    rules = base.mark_rule(strokeWidth=4, color=look.ink.accent_soft, strokeCap="round").encode(
        x=x, y=alt.Y("low:Q", scale=y_scale), y2="high:Q", tooltip=hints
    )
    sure = base.transform_filter("!datum.is_rising").mark_point(filled=True, size=150, opacity=1, color=look.ink.accent)
    young = base.transform_filter("datum.is_rising").mark_point(
        filled=True, fill=look.ink.ground, stroke=look.ink.accent, strokeWidth=2, size=150, opacity=1
    )
    layers = [rules, sure.encode(x=x, y=y, tooltip=hints), young.encode(x=x, y=y, tooltip=hints)]
    if whole["rate"].notna().any():
        mean = alt.Chart(whole[["rate"]]).mark_rule(strokeDash=[5, 4], strokeWidth=1.5, color=look.ink.muted)
        layers.insert(0, mean.encode(y=alt.Y("rate:Q", scale=y_scale)))
    title = caption(look, look.word("hint_trend"))
    return finished(alt.layer(*layers).properties(height=330, width="container", title=title), look)


def stay_boxes(rows: pd.DataFrame, look: Look) -> dict[str, Any]:
    """Days in each stage: the middle half as a box, the median as a line, the plain median as a diamond."""
    rows = rows[rows["entered"] > 0]
    rows = rows.assign(
        name=[stage_name(stage, look) for stage in rows["stage"]],
        end=rows["stay_q3_days"].fillna(rows["stay_median_days"]).fillna(rows["stay_q1_days"]),
        median=[look.number(value) for value in rows["stay_median_days"]],
        plain=[look.number(value) for value in rows["plain_median_days"]],
        n=[look.number(value) for value in rows["entered"]],
        open_text=[look.number(value) for value in rows["still_open"]],
    )
    is_known = rows["stay_median_days"].notna()
    rows["label"] = [
        look.word("median_stay", days=days, n=n) if known else look.word("median_not_yet", n=n)
        for days, n, known in zip(rows["median"], rows["n"], is_known, strict=True)
    ]
    top = float(rows[["end", "plain_median_days"]].max().max()) if len(rows) else 1.0
    scale = alt.Scale(domain=[0, max(top, 1.0) * 1.7], nice=False)
    rows["edge"] = rows[["end", "plain_median_days"]].max(axis=1).fillna(0.0)
    lines = {"name": "stage", "median": "median", "plain": "plain_median", "open_text": "still_open", "n": "n"}
    fields = ["stay_q1_days", "stay_median_days", "plain_median_days", "end", "edge", "label", *lines]
    base = alt.Chart(rows[fields])
    y = alt.Y("name:N", sort=list(rows["name"]), title=None, axis=alt.Axis(labelFontWeight=600))
    hints = tooltips(look, **lines)
    box = base.mark_bar(color=look.ink.accent_soft, height=22, cornerRadius=3, cornerRadiusEnd=3).encode(
        x=alt.X("stay_q1_days:Q", scale=scale, title=look.word("days_in_stage"), axis=count_axis()), x2="end:Q", y=y,
        tooltip=hints,
    )  # fmt: skip
    median = base.mark_tick(color=look.ink.accent, thickness=4, size=30).encode(
        x=alt.X("stay_median_days:Q", scale=scale), y=y, tooltip=hints
    )
    plain = base.mark_point(shape="diamond", size=110, filled=False, strokeWidth=2, color=look.ink.muted, opacity=1)
    words = base.mark_text(align="left", dx=12).encode(x=alt.X("edge:Q", scale=scale), y=y, text="label:N")
    layers = [box, median, plain.encode(x=alt.X("plain_median_days:Q", scale=scale), y=y, tooltip=hints), words]
    title = caption(look, look.word("hint_stay"))
    chart = alt.layer(*layers).properties(height=alt.Step(BAR_STEP), width="container", title=title)
    return finished(chart, look)


def age_bars(rows: pd.DataFrame, look: Look, *, names: Sequence[str]) -> dict[str, Any]:
    """What is open by stage, in parts by age (funnel_time_columns.AGEING); ``names`` are the stages' words by row."""
    rows = rows.assign(name=list(names), position=rows["band"].map({band: place for place, band in enumerate(_BANDS)}))
    totals = rows.groupby("name")["count"].transform("sum")
    rows = rows[totals > 0]
    rows = rows.assign(
        part=rows["count"] / totals[totals > 0],
        band_text=[look.texts(f"funnel_time.band.{band}") for band in rows["band"]],
        people=[look.number(value) for value in rows["count"]],
        expected_text=[look.number(value) for value in rows["expected"]],
    )
    rows = rows.sort_values(["name", "position"], kind="stable")
    rows["middle"] = rows.groupby("name")["part"].cumsum() - rows["part"] / 2
    rows["share"] = [look.share(value, decimals=0) for value in rows["part"]]
    rows["label"] = rows["people"].where(rows["part"] >= 0.06, "")
    lines = {
        "name": "stage",
        "band_text": "age",
        "people": "open_count",
        "share": "share",
        "expected_text": "expected_on",
    }
    base = alt.Chart(rows[["part", "position", "middle", "label", *lines]])
    y = alt.Y("name:N", sort=list(dict.fromkeys(names)), title=None, axis=alt.Axis(labelFontWeight=600))
    shown = [band for band in _BANDS if (rows["band"] == band).any()]
    colours = {"fresh": look.ink.accent, "late": look.ink.open, "old": look.ink.bad, "unknown": look.ink.grid}
    domain = [look.texts(f"funnel_time.band.{band}") for band in shown]
    colour = alt.Color(
        "band_text:N", title=None, sort=domain, scale=alt.Scale(domain=domain, range=[colours[band] for band in shown]),
        legend=alt.Legend(columns=1, labelLimit=600),
    )  # fmt: skip
    x_axis = share_axis(look, values=[0, 0.25, 0.5, 0.75, 1])
    bars = base.mark_bar(cornerRadiusEnd=0, height={"band": 0.74}).encode(
        x=alt.X("part:Q", stack="zero", title=look.word("share_of_open"), axis=x_axis, scale=alt.Scale(domain=[0, 1])),
        y=y, color=colour, order="position:Q", tooltip=tooltips(look, **lines),
    )  # fmt: skip
    on_bar = "#FFFFFF" if look.ink.ground == "#FFFFFF" else "#0B121A"
    words = base.mark_text(fontWeight=600).encode(
        x="middle:Q", y=y, text="label:N",
        color=alt.condition("datum.position == 0 || datum.position == 2", alt.value(on_bar), alt.value(look.ink.text)),
    )  # fmt: skip
    return finished(alt.layer(bars, words).properties(height=alt.Step(BAR_STEP), width="container"), look)
