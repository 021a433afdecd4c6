"""A score on history: how bands of it converted, how much it finds among few calls, how right its chances are."""

from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from clm_core.charts.theme import BAR_STEP, Look, caption, finished, share_axis, tooltips
from clm_core.texts import formats

CURVE_HEIGHT = 340
_DASH = [6, 4]
_TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1]
_BAND_STEP = BAR_STEP - 10
_MIDDLE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdPoint:
    """A threshold on a gain curve: which share of the leads is called from these points on, and what they find."""

    points: float
    called_share: float
    found_share: float


def score_band_bars(bands: pd.DataFrame, look: Look, *, mql_points: float | None = None) -> dict[str, Any]:
    """The conversion rate of each band of scores with interval and n, what the score expected, and the MQL threshold.

    Takes scoring_columns.SCORE_BANDS, highest scores first; ``mql_points`` is None where cells of the grid decide.
    """
    rows = _band_texts(bands, look)
    rows["label"] = [f"{rate} · n = {n}" for rate, n in zip(rows["rate_text"], rows["n"], strict=True)]
    lines = {"range": "score_range", "rate_text": "lead_rate", "interval": "interval", "expected_text": "expected_rate"}
    lines |= {"n": "lead_count", "won": "converted_leads", "lift_text": "lift", "captured": "captured_share"}
    lines |= {"money": "revenue"}
    base = alt.Chart(rows[["rate", "rate_low", "rate_high", "expected_rate", "end", "label", *lines]])
    y = alt.Y("range:N", sort=list(rows["range"]), title=look.word("score"))
    scale = alt.Scale(domain=[0, max(float(rows["end"].max()), 0.02) * 1.3], nice=False)
    hints = tooltips(look, **lines)
    bars = base.mark_bar(color=look.ink.accent_soft, height={"band": 0.7}).encode(
        x=alt.X("rate:Q", scale=scale, title=look.word("lead_rate"), axis=share_axis(look)), y=y, tooltip=hints
    )
    whiskers = base.mark_rule(strokeWidth=3, color=look.ink.accent, strokeCap="round").encode(
        x=alt.X("rate_low:Q", scale=scale), x2="rate_high:Q", y=y, tooltip=hints
    )
    expected = base.mark_tick(thickness=3, size=BAR_STEP - 18, color=look.ink.text).encode(
        x=alt.X("expected_rate:Q", scale=scale), y=y, tooltip=hints
    )
    words = base.mark_text(align="left", dx=10).encode(x=alt.X("end:Q", scale=scale), y=y, text="label:N")
    title = caption(look, look.word("hint_score_bands"))
    threshold = [] if mql_points is None else _threshold_line(bands, mql_points, look)
    chart = alt.layer(bars, whiskers, expected, words, *threshold)
    return finished(chart.properties(height=alt.Step(_BAND_STEP), width="container", title=title), look)


def _threshold_line(bands: pd.DataFrame, points: float, look: Look) -> list[alt.Chart]:
    """A line where the threshold lies: between two bands, or as far within one as it lies between its ends."""
    line = alt.Chart(pd.DataFrame({"threshold": [look.word("mql_from", score=formats.points(points, look.language))]}))
    y = alt.value(_BAND_STEP * _place(bands, points))
    return [
        line.mark_rule(strokeDash=_DASH, strokeWidth=2, color=look.ink.text).encode(y=y),
        line.mark_text(align="right", dy=-8, fontWeight=600).encode(x=alt.value("width"), y=y, text="threshold:N"),
    ]


def _place(bands: pd.DataFrame, points: float) -> float:
    """How many bands lie above these points."""
    starts = [float(start) for start in bands["score_from"]]
    ceiling = max(float(bands["score_to"].iloc[0]) + 1, points)
    for place, start in enumerate(starts):
        if points >= start:
            return place + (ceiling - points) / (ceiling - start)
        ceiling = start
    return float(len(starts))


def calibration_points(bands: pd.DataFrame, look: Look) -> dict[str, Any]:
    """The rate of each band against the rate that the score expected; on the diagonal both agree (SCORE_BANDS)."""
    rows = _band_texts(bands, look)
    lines = {"range": "score_range", "expected_text": "expected_rate", "rate_text": "lead_rate"}
    lines |= {"interval": "interval", "n": "lead_count"}
    top = max(float(rows["end"].max()), 0.02) * 1.05
    scale = alt.Scale(domain=[0, top], nice=False)
    x = alt.X("expected_rate:Q", scale=scale, title=look.word("expected_rate"), axis=share_axis(look))
    base = alt.Chart(rows[["rate", "rate_low", "rate_high", "expected_rate", "leads", *lines]])
    hints = tooltips(look, **lines)
    whiskers = base.mark_rule(strokeWidth=3, color=look.ink.accent_soft, strokeCap="round").encode(
        x=x, y=alt.Y("rate_low:Q", scale=scale), y2="rate_high:Q", tooltip=hints
    )
    points = base.mark_point(filled=True, opacity=1, color=look.ink.accent).encode(
        x=x,
        y=alt.Y("rate:Q", scale=scale, title=look.word("lead_rate"), axis=share_axis(look)),
        size=alt.Size("leads:Q", legend=None, scale=alt.Scale(range=[60, 260])),
        tooltip=hints,
    )
    diagonal = _straight(look, [(0.0, 0.0), (top, top)], x_scale=scale, y_scale=scale)
    chart = alt.layer(diagonal, whiskers, points)
    return finished(chart.properties(height=CURVE_HEIGHT, width="container"), look)


def gain_curve(
    curve: pd.DataFrame,
    look: Look,
    *,
    name: str = "",
    other: pd.DataFrame | None = None,
    other_name: str = "",
    is_roc: bool = False,
    mql: ThresholdPoint | None = None,
) -> dict[str, Any]:
    """The share of conversions found over the share of leads called, best scores first (scoring_columns.CURVE_POINTS).

    ``other`` is a second score's curve, named as given. With ``is_roc`` the x axis is the share of those who did not
    convert: the ROC curve, whose area is the AUC. ``mql`` marks where the threshold lies.
    """
    across = "false_positive_rate" if is_roc else "passed_share"
    curves = [(name, curve)] if other is None else [(name, curve), (other_name, other)]
    rows = pd.concat([_from_nothing(one, across).assign(name=own) for own, one in curves], ignore_index=True)
    rows["found"] = [look.share(value) for value in rows["recall"]]
    rows["called"] = [look.share(value) for value in rows["across"]]
    rows["from_score"] = [formats.points(value, look.language) for value in rows["score"]]
    lines = {"from_score": "score_from", "called": across, "found": "recall"}
    fields = ["across", "recall", *lines]
    encoding: dict[str, Any] = {}
    if other is not None:
        lines = {"name": "name", **lines}
        fields.append("name")
        colours = alt.Scale(domain=[name, other_name], range=[look.ink.accent, look.ink.spent])
        encoding["color"] = alt.Color("name:N", title=None, scale=colours)
    scale = alt.Scale(domain=[0, 1], nice=False)
    x = alt.X("across:Q", scale=scale, title=look.word(across), axis=share_axis(look, values=_TICKS))
    y = alt.Y("recall:Q", scale=scale, title=look.word("recall"), axis=share_axis(look, values=_TICKS))
    base = alt.Chart(rows[fields])
    path = base.mark_line(strokeWidth=3, color=look.ink.accent, clip=True).encode(x=x, y=y, **encoding)
    chance = _straight(look, [(0.0, 0.0), (1.0, 1.0)], x_scale=scale, y_scale=scale)
    marks = [] if mql is None else _threshold_point(mql, look, scale)
    chart = alt.layer(chance, path, *marks, _hover(base, look, lines).encode(x=x, y=y))
    title = caption(look, look.word("hint_gain"))
    return finished(chart.properties(height=CURVE_HEIGHT, width="container", title=title), look)


def _threshold_point(mql: ThresholdPoint, look: Look, scale: alt.Scale) -> list[alt.Chart]:
    """A dot on the curve with its word below it, on the side that has room."""
    row = pd.DataFrame({"called_share": [mql.called_share], "found_share": [mql.found_share]})
    row["threshold"] = look.word("mql_from", score=formats.points(mql.points, look.language))
    x, y = alt.X("called_share:Q", scale=scale), alt.Y("found_share:Q", scale=scale)
    is_left = mql.called_share < _MIDDLE
    dot = alt.Chart(row).mark_point(filled=True, opacity=1, size=130, color=look.ink.text)
    word = alt.Chart(row).mark_text(
        align="left" if is_left else "right", dx=10 if is_left else -10, dy=12, fontWeight=600
    )
    return [dot.encode(x=x, y=y), word.encode(x=x, y=y, text="threshold:N")]


def precision_recall(curve: pd.DataFrame, look: Look, *, rate: float) -> dict[str, Any]:
    """How right each choice is over how much it finds, with interval; ``rate`` is the conversion rate of all leads.

    Takes scoring_columns.CURVE_POINTS.
    """
    rows = curve.assign(
        from_score=[formats.points(value, look.language) for value in curve["score"]],
        found=[look.share(value) for value in curve["recall"]],
        right=[look.share(value) for value in curve["precision"]],
        interval=[look.interval(*ends) for ends in curve[["precision_low", "precision_high"]].itertuples(index=False)],
    )
    lines = {"from_score": "score_from", "found": "recall", "right": "precision", "interval": "interval"}
    base = alt.Chart(rows[["recall", "precision", "precision_low", "precision_high", *lines]])
    # The first few leads say nothing: their interval would squeeze the rest together.
    top = min(1.0, 1.4 * max(float(rows["precision_low"].max()), float(rows["precision"].iloc[-1]), rate))
    scale = alt.Scale(domain=[0, max(top, 0.02)], nice=False)
    x_scale = alt.Scale(domain=[0, 1], nice=False)
    x = alt.X("recall:Q", scale=x_scale, title=look.word("recall"), axis=share_axis(look, values=_TICKS))
    y = alt.Y("precision:Q", scale=scale, title=look.word("precision"), axis=share_axis(look))
    band = base.mark_area(opacity=0.18, color=look.ink.accent, clip=True).encode(
        x=x, y=alt.Y("precision_low:Q", scale=scale), y2="precision_high:Q"
    )
    path = base.mark_line(strokeWidth=3, color=look.ink.accent, clip=True).encode(x=x, y=y)
    everybody = _straight(look, [(0.0, rate), (1.0, rate)], x_scale=x_scale, y_scale=scale)
    title = caption(look, look.word("hint_precision", rate=look.share(rate)))
    chart = alt.layer(band, everybody, path, _hover(base, look, lines).encode(x=x, y=y))
    return finished(chart.properties(height=CURVE_HEIGHT, width="container", title=title), look)


def _band_texts(bands: pd.DataFrame, look: Look) -> pd.DataFrame:
    """The bands with every number as text, and where bar, whisker or mark end."""
    return bands.assign(
        range=band_names(bands, look),
        rate_text=[look.share(value) for value in bands["rate"]],
        interval=[look.interval(*ends) for ends in bands[["rate_low", "rate_high"]].itertuples(index=False)],
        expected_text=[look.share(value) for value in bands["expected_rate"]],
        n=[look.number(value) for value in bands["leads"]],
        won=[look.number(value) for value in bands["converted"]],
        lift_text=[look.number(value, decimals=1) for value in bands["lift"]],
        captured=[look.share(value, decimals=0) for value in bands["captured_share"]],
        money=[look.money(value) for value in bands["revenue"]],
        end=bands[["rate_high", "expected_rate"]].max(axis=1),
    )


def band_names(bands: pd.DataFrame, look: Look) -> list[str]:
    """The bands in whole points, without gaps: ab 59, 46 bis 58, …, unter 0. Takes SCORE_BANDS, highest first."""
    starts = [round(start) for start in bands["score_from"]]
    names = []
    for place, start in enumerate(starts):
        if place == 0:
            names.append(look.word("band_from", low=look.number(start)))
        elif place == len(starts) - 1:
            names.append(look.word("band_below", high=look.number(starts[place - 1])))
        elif starts[place - 1] - 1 == start:
            names.append(look.number(start))
        else:
            names.append(look.word("band_between", low=look.number(start), high=look.number(starts[place - 1] - 1)))
    return names


def _from_nothing(curve: pd.DataFrame, across: str) -> pd.DataFrame:
    """The curve with its beginning: nobody called, nothing found."""
    rows = curve[["score", across, "recall"]].rename(columns={across: "across"})
    start = pd.DataFrame({"score": [float(rows["score"].iloc[0])], "across": [0.0], "recall": [0.0]})
    return pd.concat([start, rows], ignore_index=True)


def _straight(look: Look, ends: list[tuple[float, float]], *, x_scale: alt.Scale, y_scale: alt.Scale) -> alt.Chart:
    rows = pd.DataFrame(ends, columns=["line_x", "line_y"])
    line: alt.Chart = (
        alt.Chart(rows)
        .mark_line(strokeDash=_DASH, strokeWidth=1.5, color=look.ink.muted)
        .encode(x=alt.X("line_x:Q", scale=x_scale), y=alt.Y("line_y:Q", scale=y_scale))
    )
    return line


def _hover(base: alt.Chart, look: Look, lines: dict[str, str]) -> alt.Chart:
    """Points that nobody sees, for the tooltips."""
    points: alt.Chart = base.mark_point(filled=True, size=160, opacity=0, clip=True).encode(
        tooltip=tooltips(look, **lines)
    )
    return points
