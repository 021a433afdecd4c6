"""Where to cut, as pictures: profit and load over the threshold, the grid of fit and engagement."""

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from clm_core.charts.theme import Look, caption, count_axis, finished, money_axis, tooltips
from clm_core.scoring_model import GRADES
from clm_core.scoring_terms import CutRecommendation, ThresholdTerms
from clm_core.texts import formats

MAX_SHOWN_CUTS = 120
PANEL_HEIGHT = 300
_RARE_SHARE = 0.005
_DASH = [6, 4]
_AXIS_PIXELS = 84
"""Room for the labels of both charts, so that a score stands below itself."""


def threshold_profit(cuts: pd.DataFrame, recommendation: CutRecommendation, look: Look) -> dict[str, Any]:
    """Profit a week over the threshold: the feasible band shaded, today's and the recommended cut as rules.

    ``cuts`` is scoring_columns.THRESHOLD_CUTS; of many cuts some are drawn, always these two. Stands above
    ``threshold_load``, with the same axis of scores.
    """
    rows, scale = _drawn(cuts, recommendation, look)
    return finished(_profit_panel(rows, _marks(recommendation, look), recommendation, look, scale), look)


def threshold_load(cuts: pd.DataFrame, recommendation: CutRecommendation, look: Look) -> dict[str, Any]:
    """Leads a week over the threshold, with what single weeks bring and what sales can work."""
    rows, scale = _drawn(cuts, recommendation, look)
    capacity = recommendation.terms.leads_per_week
    return finished(_load_panel(rows, _marks(recommendation, look), capacity, look, scale), look)


def _drawn(cuts: pd.DataFrame, recommendation: CutRecommendation, look: Look) -> tuple[pd.DataFrame, alt.Scale]:
    rows = _cut_texts(_shown(cuts, recommendation), look)
    return rows, alt.Scale(domain=[float(rows["score"].min()), float(rows["score"].max())], nice=False, zero=False)


def _profit_panel(
    rows: pd.DataFrame, marks: pd.DataFrame, recommendation: CutRecommendation, look: Look, scale: alt.Scale
) -> alt.LayerChart | alt.FacetChart:
    lines = {"cut": "cut", "profit_text": _earnings("week", recommendation.terms), "wins_text": "wins_per_week"}
    lines |= {"missed_text": "missed_wins_per_week", "precision_text": "precision", "precision_range": "interval"}
    lines |= {"marginal_text": "marginal_rate"}
    base = alt.Chart(rows[["score", "profit_per_week", *lines]])
    x = alt.X("score:Q", scale=scale, title=None, axis=alt.Axis(labels=False, grid=False))
    reach = float(np.abs(rows["profit_per_week"]).max())
    y = alt.Y("profit_per_week:Q", title=None, axis=money_axis(look, reach, tickCount=4, minExtent=_AXIS_PIXELS))
    # Clipped like the chart below, so that both plots are equally wide to the pixel.
    path = base.mark_line(strokeWidth=3, color=look.ink.earned, clip=True).encode(x=x, y=y)
    layers = [path, *_rules(marks, scale), _hover(base, look, lines).encode(x=x, y=y)]
    if recommendation.band_from is not None:
        layers.insert(0, _band(recommendation, scale, look))
    title = alt.Title(
        look.word(_earnings("week", recommendation.terms)),
        subtitle=look.word("hint_threshold"),
        color=look.ink.earned,
        **_quiet(look),
    )
    panel: alt.LayerChart | alt.FacetChart = alt.layer(*layers).properties(
        height=PANEL_HEIGHT, width="container", title=title
    )
    return panel


def _load_panel(
    rows: pd.DataFrame, marks: pd.DataFrame, capacity: float, look: Look, scale: alt.Scale
) -> alt.LayerChart | alt.FacetChart:
    lines = {"cut": "cut", "leads_text": "leads_per_week", "week_range": "week_range", "load_text": "load_share"}
    lines |= {"wasted_text": "wasted_leads_per_week"}
    counts = ["leads_per_week", "leads_per_week_low", "leads_per_week_high"]
    base = alt.Chart(rows[["score", *counts, *lines]])
    x = alt.X("score:Q", scale=scale, title=look.word("cut"), axis=alt.Axis(format=",.0f", grid=False))
    # Far beyond capacity nobody needs to read anything off.
    top = max(min(float(rows["leads_per_week_high"].max()), 4 * capacity), 1.0)
    height = alt.Scale(domain=[0, top], nice=False)
    y = alt.Y("leads_per_week:Q", title=None, scale=height, axis=count_axis(tickCount=4, minExtent=_AXIS_PIXELS))
    band = base.mark_area(opacity=0.2, color=look.ink.accent, clip=True).encode(
        x=x, y=alt.Y("leads_per_week_low:Q", scale=height), y2="leads_per_week_high:Q"
    )
    path = base.mark_line(strokeWidth=3, color=look.ink.accent, clip=True).encode(x=x, y=y)
    limit_row = pd.DataFrame(
        {"capacity": [capacity], "capacity_text": [look.word("capacity", leads=formats.few(capacity, look.language))]}
    )
    limit = alt.Chart(limit_row)
    rule = limit.mark_rule(color=look.ink.bad, strokeWidth=2).encode(y=alt.Y("capacity:Q", scale=height))
    # On its line, with the ground behind it: whatever the curves do there, it can be read.
    ground = {"stroke": look.ink.ground, "strokeWidth": 6, "strokeJoin": "round"}
    words = [
        limit.mark_text(align="right", dx=-4, fontWeight=600, **style).encode(
            x=alt.value("width"), y=alt.Y("capacity:Q", scale=height), text="capacity_text:N"
        )
        for style in ({"color": look.ink.ground, **ground}, {"color": look.ink.bad})
    ]
    rules = _rules(marks[["at", "colour"]], scale)[:1]
    title = alt.Title(
        look.word("leads_per_week"), subtitle=look.word("hint_week_range"), color=look.ink.accent, **_quiet(look)
    )
    layers = [band, path, rule, *words, *rules, _hover(base, look, lines).encode(x=x, y=y)]
    panel: alt.LayerChart | alt.FacetChart = alt.layer(*layers).properties(
        height=PANEL_HEIGHT, width="container", title=title
    )
    return panel


def _earnings(per: str, terms: ThresholdTerms) -> str:
    """The word for what is earned: a profit only where a margin is known."""
    return f"{'profit' if terms.is_margin_known else 'revenue_less_calls'}_per_{per}"


def _quiet(look: Look) -> dict[str, Any]:
    return {
        "frame": "group",
        "subtitleColor": look.ink.muted,
        "subtitleFontSize": 13,
        "subtitlePadding": 4,
        "offset": 22,
    }


def _shown(cuts: pd.DataFrame, recommendation: CutRecommendation) -> pd.DataFrame:
    """Few enough cuts for a chart, evenly chosen, today's and the recommended one always among them.

    Scores that hardly any lead has, at either end, are left out: one lead with 900 points would squeeze all others.
    """
    chosen = [cut.score for cut in (recommendation.recommended, recommendation.present) if cut is not None]
    rows = cuts[cuts["leads_per_week"] > 0].reset_index(drop=True)
    leads = rows["leads_per_week"]
    is_usual = leads.between(leads.max() * _RARE_SHARE, leads.max() * (1 - _RARE_SHARE))
    usual = np.flatnonzero(is_usual | rows["score"].isin(chosen))
    if len(usual):
        # With the cut before, at which nearly all pass.
        rows = rows.iloc[max(usual[0] - 1, 0) : usual[-1] + 1].reset_index(drop=True)
    if len(rows) <= MAX_SHOWN_CUTS:
        return rows
    kept = set(np.linspace(0, len(rows) - 1, MAX_SHOWN_CUTS - 2).round().astype(int).tolist())
    return rows.loc[sorted(kept | set(rows.index[rows["score"].isin(chosen)]))]


def _marks(recommendation: CutRecommendation, look: Look) -> pd.DataFrame:
    """One row a rule: its score, its words, and how it is drawn."""
    found, today = recommendation.recommended, recommendation.present
    rows = []
    if found is not None:
        is_today = today is not None and today.score == found.score
        word = "cut_is_recommended" if is_today else "cut_recommended"
        words = look.word(word, score=formats.points(found.score, look.language))
        rows.append((found.score, words, look.ink.earned))
    if today is not None and (found is None or today.score != found.score):
        words = look.word("cut_today", score=formats.points(today.score, look.language))
        rows.append((today.score, words, look.ink.muted))
    marks = pd.DataFrame(rows, columns=["at", "label", "colour"])
    # The words stand outside of the two rules, so that they do not meet.
    return marks.assign(is_right=(marks["at"] == marks["at"].max()))


def _rules(marks: pd.DataFrame, scale: alt.Scale) -> list[alt.Chart]:
    base = alt.Chart(marks)
    x = alt.X("at:Q", scale=scale)
    colour = alt.Color("colour:N", scale=None)
    return [
        base.mark_rule(strokeWidth=2.5).encode(x=x, color=colour),
        base.transform_filter("datum.is_right")
        .mark_text(align="left", dx=6, dy=-9, fontWeight=600)
        .encode(x=x, y=alt.value(0), text="label:N", color=colour),
        base.transform_filter("!datum.is_right")
        .mark_text(align="right", dx=-6, dy=-9, fontWeight=600)
        .encode(x=x, y=alt.value(0), text="label:N", color=colour),
    ]


def _band(recommendation: CutRecommendation, scale: alt.Scale, look: Look) -> alt.Chart:
    ends = pd.DataFrame({"band_from": [recommendation.band_from], "band_to": [recommendation.band_to]})
    band: alt.Chart = (
        alt.Chart(ends)
        .mark_rect(color=look.ink.earned, opacity=0.16)
        .encode(x=alt.X("band_from:Q", scale=scale), x2="band_to:Q")
    )
    return band


def _hover(base: alt.Chart, look: Look, lines: dict[str, str]) -> alt.Chart:
    """Points that nobody sees, for the tooltips."""
    hidden: alt.Chart = base.mark_point(filled=True, size=200, opacity=0, clip=True).encode(
        tooltip=tooltips(look, **lines)
    )
    return hidden


def _cut_texts(cuts: pd.DataFrame, look: Look) -> pd.DataFrame:
    ends = cuts[["leads_per_week_low", "leads_per_week_high"]].itertuples(index=False)
    texts = pd.DataFrame(
        {
            "cut": [formats.points(value, look.language) for value in cuts["score"]],
            "profit_text": [look.money(value) for value in cuts["profit_per_week"]],
            "wins_text": [look.number(value, decimals=2) for value in cuts["wins_per_week"]],
            "missed_text": [look.number(value, decimals=2) for value in cuts["missed_wins_per_week"]],
            "precision_text": [look.share(value) for value in cuts["precision"]],
            "precision_range": [
                look.interval(*both) for both in cuts[["precision_low", "precision_high"]].itertuples(index=False)
            ],
            "marginal_text": [look.share(value) for value in cuts["marginal_rate"]],
            "leads_text": [formats.few(value, look.language) for value in cuts["leads_per_week"]],
            "week_range": [f"{look.number(low)} – {look.number(high)}" for low, high in ends],
            "load_text": [look.share(value, decimals=0) if np.isfinite(value) else "–" for value in cuts["load_share"]],
            "wasted_text": [formats.few(value, look.language) for value in cuts["wasted_leads_per_week"]],
        }
    )
    numbers = ["score", "profit_per_week", "leads_per_week", "leads_per_week_low", "leads_per_week_high"]
    return pd.concat([cuts[numbers].reset_index(drop=True), texts], axis=1)


def grade_heat_map(cells: pd.DataFrame, terms: ThresholdTerms, look: Look) -> dict[str, Any]:
    """The grid of fit (down) and engagement (across): rate and n of each cell, the recommended ones framed.

    Takes scoring_columns.GRADE_CELL_RESULTS. Colour is the expected rate; a cell without mature leads shows only that.
    """
    rows = _cell_texts(cells, look)
    lines = {"cell": "grade", "rate_text": "lead_rate", "interval": "interval", "n": "lead_count"}
    lines |= {"expected_text": "expected_rate", "week_text": "leads_per_week", "profit_text": _earnings("lead", terms)}
    lines |= {"advice": "advice"}
    fields = ["letter", "digit", "expected_rate", "is_recommended", "is_dark", "headline", "range_text", "n_text"]
    base = alt.Chart(rows[[*fields, *lines]])
    x = alt.X(
        "digit:O",
        title=look.word("engagement"),
        sort=["1", "2", "3", "4"],
        axis=alt.Axis(orient="top", labelAngle=0, labelFontWeight=600),
        scale=alt.Scale(paddingInner=0.08, paddingOuter=0.04),
    )
    y = alt.Y(
        "letter:O",
        title=look.word("fit"),
        sort=list(GRADES),
        axis=alt.Axis(labelFontWeight=600),
        scale=alt.Scale(paddingInner=0.08, paddingOuter=0.04),
    )
    ramp = [look.ink.grid, look.ink.accent_soft, look.ink.accent]
    colour = alt.Color("expected_rate:Q", legend=None, scale=alt.Scale(range=ramp, domainMin=0))
    squares = base.mark_rect(cornerRadius=4).encode(x=x, y=y, color=colour, tooltip=tooltips(look, **lines))
    frames = (
        base.transform_filter("datum.is_recommended")
        .mark_rect(cornerRadius=4, filled=False, stroke=look.ink.spent, strokeWidth=4)
        .encode(x=x, y=y)
    )
    # Letters on dark squares have the colour of the ground.
    ink = alt.condition("datum.is_dark", alt.value(look.ink.ground), alt.value(look.ink.text))
    rate = base.mark_text(fontWeight=600, fontSize=17, dy=-20).encode(x=x, y=y, text="headline:N", color=ink)
    within = base.mark_text(fontSize=13, dy=3).encode(x=x, y=y, text="range_text:N", color=ink)
    count = base.mark_text(fontSize=13, dy=22).encode(x=x, y=y, text="n_text:N", color=ink)
    chart = alt.layer(squares, frames, rate, within, count)
    title = caption(look, look.word("hint_grades"))
    return finished(chart.properties(height=alt.Step(86), width="container", title=title), look)


def _cell_texts(cells: pd.DataFrame, look: Look) -> pd.DataFrame:
    expected = cells["expected_rate"]
    rate_text = [look.share(value) for value in cells["rate"]]
    n = [look.number(value) for value in cells["leads"]]
    ranges = [look.interval(*ends) for ends in cells[["rate_low", "rate_high"]].itertuples(index=False)]
    return cells.assign(
        letter=[cell[0] for cell in cells["cell"]],
        digit=[cell[1] for cell in cells["cell"]],
        rate_text=rate_text,
        headline=[text if count else "–" for text, count in zip(rate_text, cells["leads"], strict=True)],
        interval=ranges,
        range_text=[text if count else "" for text, count in zip(ranges, cells["leads"], strict=True)],
        n=n,
        n_text=[f"n = {count}" for count in n],
        expected_text=[look.share(value) for value in expected],
        week_text=[formats.few(value, look.language) for value in cells["leads_per_week"]],
        profit_text=[look.money(value) for value in cells["profit_per_lead"]],
        advice=[look.word("hand_over" if chosen else "keep_back") for chosen in cells["is_recommended"]],
        is_dark=expected > 0.8 * float(expected.max()),
    )
