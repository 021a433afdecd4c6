"""Loop closure charts: what of the won revenue is traceable, and marketing's part of it month by month."""

from typing import Any

import altair as alt
import pandas as pd

from clm_core.charts.overview import bucket_labels
from clm_core.charts.theme import BAR_STEP, Look, caption, finished, money_axis, share_axis, tooltips

CHOSEN_REASON = "chosen_reason"
"""Selection of traceable_shares: the reason whose part of a bar was clicked, as {"reason": …}."""
_LABELLED_FROM_SHARE = 0.05
_PANEL_HEIGHT = 230
_AXIS_PIXELS = 76
"""Room for the labels of both month charts, so that a month stands below itself."""


def traceable_shares(reasons: pd.DataFrame, look: Look) -> dict[str, Any]:
    """Two bars of 100 %, won revenue and won deals, each split by reason; takes loop_columns.LOOP_CLOSURE."""
    ink = look.ink
    colours = {
        "traceable": ink.earned,
        "no_contact": ink.bad,
        "contact_later": ink.worse,
        "company_only": ink.accent,
        "no_touches": ink.accent_soft,
        "only_after": ink.muted,
        "no_source": ink.open,
    }
    found = reasons[reasons["won_deals"] > 0]
    rows = pd.concat([_bar(found, look, "revenue"), _bar(found, look, "deal")], ignore_index=True)
    soft = [ink.worse, ink.accent_soft, ink.open]
    rows["ink"] = [ink.text if colours[reason] in soft else ink.ground for reason in rows["reason"]]
    names = {reason: look.texts(f"loop_closure.reason.{reason}") for reason in found["reason"]}
    rows["name"] = rows["reason"].map(names)
    lines = {"name": "reason", "share_text": "share", "interval": "interval", "deals": "won_deals"}
    lines |= {"revenue_text": "revenue"}
    base = alt.Chart(rows[["bar", "reason", "begin", "end", "middle", "label", "ink", *lines]])
    y = alt.Y("bar:N", sort=list(rows["bar"].unique()), title=None, axis=alt.Axis(labelFontWeight=600))
    scale = alt.Scale(domain=[0, 1], nice=False)
    legend = alt.Legend(columns=3, labelLimit=420)
    colour = alt.Color(
        "name:N",
        title=None,
        legend=legend,
        scale=alt.Scale(domain=list(names.values()), range=[colours[reason] for reason in names]),
    )
    chosen = alt.selection_point(name=CHOSEN_REASON, fields=["reason"], on="click")
    bars = (
        base.mark_bar(height={"band": 0.78}, cursor="pointer", cornerRadius=0, stroke=ink.ground, strokeWidth=1)
        .encode(
            x=alt.X("begin:Q", title=None, scale=scale, axis=share_axis(look)),
            x2="end:Q",
            y=y,
            color=colour,
            tooltip=tooltips(look, **lines),
        )
        .add_params(chosen)
    )
    words = base.mark_text(fontWeight=600).encode(
        x=alt.X("middle:Q", scale=scale), y=y, text="label:N", color=alt.Color("ink:N", scale=None)
    )
    return finished(alt.layer(bars, words).properties(height=alt.Step(BAR_STEP), width="container"), look)


def _bar(found: pd.DataFrame, look: Look, measure: str) -> pd.DataFrame:
    """The parts of one bar, from where to where each reaches; ``measure`` is revenue or deal."""
    share, end = found[f"{measure}_share"].fillna(0.0), found[f"{measure}_share"].fillna(0.0).cumsum()
    ends = found[[f"{measure}_share_low", f"{measure}_share_high"]].itertuples(index=False)
    texts = [look.share(value) for value in share]
    return pd.DataFrame(
        {
            "bar": look.word("revenue" if measure == "revenue" else "won_deals"),
            "reason": found["reason"],
            "begin": end - share,
            "end": end,
            "middle": end - share / 2,
            "share_text": texts,
            "interval": [look.interval(*pair) for pair in ends],
            "deals": [look.number(value) for value in found["won_deals"]],
            "revenue_text": [look.money(value) for value in found["revenue"]],
            "label": [text if value >= _LABELLED_FROM_SHARE else "" for text, value in zip(texts, share, strict=True)],
        }
    )


def sourced_revenue(months: pd.DataFrame, look: Look) -> dict[str, Any]:
    """Won revenue a month by marketing's part in it; takes loop_columns.SOURCED_MONTHS.

    Months that are not over are paler. Stands above sourced_shares, with the same axis of months.
    """
    frame = _with_texts(months, look)
    parts = {
        "part_sourced": frame["sourced_revenue"],
        "part_influenced": (frame["influenced_revenue"] - frame["sourced_revenue"]).clip(lower=0.0),
        "part_without": (frame["revenue"] - frame["influenced_revenue"]).clip(lower=0.0),
    }
    keys = frame[["when", "state", "deals", "is_partial"]]
    tables = [
        keys.assign(part=look.word(part), amount=amount, place=place)
        for place, (part, amount) in enumerate(parts.items())
    ]
    rows = pd.concat(tables)
    rows["amount_text"] = [look.money(value) for value in rows["amount"]]
    lines = {"when": "month", "part": "part", "amount_text": "revenue", "deals": "won_deals", "state": "state"}
    ink = look.ink
    colours = alt.Scale(domain=[look.word(part) for part in parts], range=[ink.accent, ink.earned, ink.open])
    top = float(frame["revenue"].max()) if len(frame) else 1.0
    axis = money_axis(look, top, tickCount=4, minExtent=_AXIS_PIXELS)
    bars = (
        alt.Chart(rows[["amount", "place", "is_partial", *lines]])
        .mark_bar(cornerRadiusEnd=0)
        .encode(
            x=_months_axis(frame),
            y=alt.Y("amount:Q", title=None, axis=axis),
            color=alt.Color("part:N", title=None, scale=colours, legend=alt.Legend(labelLimit=420)),
            order="place:Q",
            opacity=alt.condition("datum.is_partial", alt.value(0.45), alt.value(1)),
            tooltip=tooltips(look, **lines),
        )
    )
    return finished(alt.layer(bars).properties(height=_PANEL_HEIGHT, width="container"), look)


def sourced_shares(months: pd.DataFrame, look: Look) -> dict[str, Any]:
    """The shares of a month's revenue that marketing sourced and influenced, with their 95 % bands."""
    frame = _with_texts(months, look)
    parts = ("sourced", "influenced")
    rows = pd.concat([_shares(frame, look, part) for part in parts], ignore_index=True)
    lines = {"when": "month", "part": "part", "share_text": "share_of_revenue", "interval": "interval"}
    lines |= {"deals": "won_deals", "state": "state"}
    base = alt.Chart(rows[["share", "low", "high", *lines]])
    x, scale = _months_axis(frame), alt.Scale(domain=[0, 1], nice=False)
    y = alt.Y("share:Q", title=None, scale=scale, axis=share_axis(look, tickCount=4, minExtent=_AXIS_PIXELS))
    colours = alt.Scale(domain=[look.word(f"share_{part}") for part in parts], range=[look.ink.accent, look.ink.earned])
    colour = alt.Color("part:N", title=None, scale=colours, legend=alt.Legend(labelLimit=420, symbolOpacity=1))
    band = base.mark_area(opacity=0.16).encode(x=x, y=alt.Y("low:Q", scale=scale), y2="high:Q", color=colour)
    path = base.mark_line(strokeWidth=3).encode(x=x, y=y, color=colour)
    points = base.mark_point(filled=True, size=70, opacity=1).encode(
        x=x, y=y, color=colour, tooltip=tooltips(look, **lines)
    )
    chart = alt.layer(band, path, points).properties(height=_PANEL_HEIGHT, width="container")
    return finished(chart.properties(title=caption(look, look.word("hint_band"))), look)


def _with_texts(months: pd.DataFrame, look: Look) -> pd.DataFrame:
    return months.assign(
        when=bucket_labels(months["month"], look, bucket="month"),
        state=[look.word("partial" if is_partial else "complete") for is_partial in months["is_partial"]],
        deals=[look.number(value) for value in months["won_deals"]],
    )


def _shares(frame: pd.DataFrame, look: Look, part: str) -> pd.DataFrame:
    ends = frame[[f"{part}_share_low", f"{part}_share_high"]]
    return frame[["when", "state", "deals"]].assign(
        part=look.word(f"share_{part}"),
        share=frame[f"{part}_share"],
        low=ends.iloc[:, 0],
        high=ends.iloc[:, 1],
        share_text=[look.share(value) for value in frame[f"{part}_share"]],
        interval=[look.interval(low, high) for low, high in ends.itertuples(index=False)],
    )


def _months_axis(frame: pd.DataFrame) -> alt.X:
    axis = alt.Axis(labelAngle=0, labelOverlap="parity", labelSeparation=12)
    order = list(frame["when"])
    return alt.X("when:O", sort=order, title=None, axis=axis, scale=alt.Scale(domain=order, paddingInner=0.25))
