"""Channel ROI charts: return with its uncertainty, cost against volume, trend, and claims against the CRM."""

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from clm_core.charts.name_places import name_places
from clm_core.charts.overview import bucket_labels
from clm_core.charts.theme import BAR_STEP, Look, caption, count_axis, finished, money_axis, share_axis, tooltips

MAX_CHANNELS = 25
MAX_LINES = 6
_PALE = 0.4
_POINT_AREA = (90, 1_600)
_SCATTER_HEIGHT = 460
_SCATTER_PLOT = (860, 345)
"""Pixels inside its axes on a laptop, for which the names are placed; wider screens only have more room."""


def channel_roi_bars(channels: pd.DataFrame, look: Look) -> dict[str, Any]:
    """ROI a channel with its 95 % interval, best first; paler where the data carry no conclusion.

    Takes result_columns.ROI_ROWS; channels without spend have no ROI and are left to the table.
    """
    rows = channels[channels["roi"].notna()].sort_values(["roi", "channel"], ascending=[False, True])
    rows = _with_texts(rows.head(MAX_CHANNELS), look)
    low, high = _roi_domain(rows)
    rows["whisker_low"] = rows["roi_low"].clip(low, high)
    rows["whisker_high"] = rows["roi_high"].clip(low, high)
    rows["is_cut"] = rows["roi_high"] > high
    rows["bar"] = rows["roi"].clip(low, high)
    rows["end"] = rows[["whisker_high", "bar"]].max(axis=1).clip(lower=0)
    rows["opacity"] = np.where(rows["verdict"].isin(["too_little"]), _PALE, 1.0)
    rows["label"] = [f"{row.roi_text} (n = {row.deals})" for row in rows.itertuples()]
    lines = {"name": "channel", "roi_text": "roi", "interval": "interval", "deals": "won_deals"}
    lines |= {"spend_text": "spend", "revenue_text": "revenue", "sufficiency": "sufficiency"}
    fields = ["bar", "whisker_low", "whisker_high", "end", "is_cut", "opacity", "colour", "label", *lines]
    base = alt.Chart(rows[fields])
    hints = tooltips(look, **lines)
    y = alt.Y("name:N", sort=list(rows["name"]), title=None)
    scale = alt.Scale(domain=[low, high + (high - low) * 0.22], nice=False)
    x = alt.X("bar:Q", title=look.word("roi"), scale=scale, axis=share_axis(look))
    colour, opacity = alt.Color("colour:N", scale=None), alt.Opacity("opacity:Q", scale=None)
    bars = base.mark_bar(height={"band": 0.7}).encode(x=x, y=y, color=colour, opacity=opacity, tooltip=hints)
    from_low = alt.X("whisker_low:Q", scale=scale)
    whiskers = base.mark_rule(strokeWidth=2, color=look.ink.text).encode(
        x=from_low, x2="whisker_high:Q", y=y, opacity=opacity, tooltip=hints
    )
    # Under each whisker the ground shows, or it would vanish on a dark bar.
    ground = base.mark_rule(strokeWidth=6, color=look.ink.ground).encode(x=from_low, x2="whisker_high:Q", y=y)
    words = base.mark_text(align="left", dx=10).encode(x=alt.X("end:Q", scale=scale), y=y, text="label:N")
    # A whisker that does not fit ends in an arrow.
    arrows = base.mark_point(shape="triangle-right", filled=True, size=90, color=look.ink.text, opacity=1).encode(
        x=alt.X("whisker_high:Q", scale=scale), y=y, tooltip=hints
    )
    chart = alt.layer(
        _zero_line(look, scale), bars, ground, whiskers, arrows.transform_filter("datum.is_cut"), words
    ).properties(height=alt.Step(BAR_STEP - 4), width="container")
    sentences = ["hint_interval", *(["hint_pale"] if (rows["opacity"] < 1).any() else [])]
    return finished(chart.properties(title=caption(look, *map(look.word, sentences))), look)


def _roi_domain(rows: pd.DataFrame) -> tuple[float, float]:
    """Room for every bar and for whiskers up to twice the best: one wild interval must not flatten the rest."""
    best = max(float(rows["roi"].max()) if len(rows) else 0.0, 0.5)
    reach = float(rows["roi_high"].max()) if rows["roi_high"].notna().any() else best
    return min(-1.0, float(rows["roi"].min()) if len(rows) else -1.0), max(best, min(reach, 2 * best + 0.5))


def _zero_line(look: Look, scale: alt.Scale) -> alt.Chart:
    zero = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color=look.ink.muted, strokeWidth=1.5)
    line: alt.Chart = zero.encode(x=alt.X("zero:Q", scale=scale))
    return line


def _with_texts(rows: pd.DataFrame, look: Look) -> pd.DataFrame:
    return rows.assign(
        name=[look.channel_label(key) for key in rows["channel"]],
        colour=[look.channel_colour(key) for key in rows["channel"]],
        roi_text=[look.share(value, decimals=0) for value in rows["roi"]],
        interval=[look.interval(*ends, decimals=0) for ends in rows[["roi_low", "roi_high"]].itertuples(index=False)],
        deals=[look.number(value) for value in rows["won_deals"]],
        spend_text=[look.money(value) for value in rows["spend"]],
        revenue_text=[look.money(value) for value in rows["revenue"]],
        sufficiency=[look.word(f"data_{verdict}") for verdict in rows["verdict"]],
    )


def cac_scatter(channels: pd.DataFrame, total: pd.DataFrame, look: Look) -> dict[str, Any]:
    """Cost per new customer against new customers, a point a channel as large as its spend.

    Takes result_columns.ROI_ROWS of channels and of the total, whose CAC is the dashed line.
    """
    rows = _with_cac_texts(channels[channels["cac"].notna()], look)
    right = 1.08 * max(float(rows["customers"].max()), 1.0) if len(rows) else 1.0
    top = 1.18 * float(rows["cac"].max()) if len(rows) else 1.0
    rows = _with_name_places(rows, right, top)
    lines = {"name": "channel", "cac_text": "cac", "cac_range": "interval", "new_customers": "customers"}
    lines |= {"spend_text": "spend"}
    base = alt.Chart(rows[["customers", "cac", "area", "label_align", "label_x", "label_y", "colour", *lines]])
    x_scale, y_scale = (alt.Scale(domain=[0, end], nice=False) for end in (right, top))
    x = alt.X("customers:Q", title=look.word("customers"), scale=x_scale, axis=count_axis())
    y = alt.Y("cac:Q", title=look.word("cac"), scale=y_scale, axis=money_axis(look, top))
    points = base.mark_point(filled=True, opacity=0.85, stroke=look.ink.text, strokeWidth=0.5).encode(
        x=x,
        y=y,
        size=alt.Size("area:Q", scale=None),
        color=alt.Color("colour:N", scale=None),
        tooltip=tooltips(look, **lines),
    )
    beside: dict[str, Any] = {"baseline": "middle"}
    beside |= {
        name: alt.ExprRef(f"datum.label_{place}") for name, place in (("align", "align"), ("dx", "x"), ("dy", "y"))
    }
    words = base.mark_text(**beside).encode(x=x, y=y, text="name:N")
    # The names stand on a thin ground, so that lines do not cross them out.
    ground = base.mark_text(**beside, stroke=look.ink.ground, strokeWidth=3, strokeJoin="round").encode(
        x=x, y=y, text="name:N"
    )
    average = float(total["cac"].iloc[0])
    layers: list[alt.Chart] = [points, ground, words]
    sentences = [look.word("hint_size")]
    if not np.isnan(average):
        rule = alt.Chart(pd.DataFrame({"average": [average]})).mark_rule(
            strokeDash=[6, 4], color=look.ink.muted, strokeWidth=1.5
        )
        layers.insert(0, rule.encode(y=alt.Y("average:Q", scale=y_scale)))
        sentences.append(look.word("hint_average", cac=look.money(average)))
    hint = caption(look, *sentences)
    return finished(alt.layer(*layers).properties(height=_SCATTER_HEIGHT, width="container", title=hint), look)


def _with_cac_texts(rows: pd.DataFrame, look: Look) -> pd.DataFrame:
    return _with_texts(rows, look).assign(
        cac_text=[look.money(value) for value in rows["cac"]],
        cac_range=[
            f"{look.money(low)} – {look.money(high)}"
            for low, high in zip(rows["cac_low"], rows["cac_high"], strict=True)
        ],
        new_customers=[look.number(value) for value in rows["customers"]],
    )


def _with_name_places(rows: pd.DataFrame, right: float, top: float) -> pd.DataFrame:
    """Each point's area by its spend, and where its name stands; the axes end at ``right`` and ``top``."""
    width, height = _SCATTER_PLOT
    area = _POINT_AREA[0] + (_POINT_AREA[1] - _POINT_AREA[0]) * rows["spend"] / rows["spend"].max()
    places = name_places(
        (rows["customers"] / right * width).tolist(),
        ((1 - rows["cac"] / top) * height).tolist(),
        np.sqrt(area / np.pi).tolist(),
        rows["name"].tolist(),
        width,
    )
    return rows.assign(
        area=area,
        label_align=[place.align for place in places],
        label_x=[place.dx for place in places],
        label_y=[place.dy for place in places],
    )


def roi_trend(months: pd.DataFrame, look: Look, *, channels: tuple[str, ...] = ()) -> dict[str, Any]:
    """ROI of each trailing quarter: all channels with a 95 % band, or a line a channel for up to six of them.

    Takes result_columns.ROI_MONTHS. Single months hold too few deals to show more than chance.
    """
    wanted = channels[:MAX_LINES] or ("",)
    rows = months[months["channel"].isin(wanted) & months["roi"].notna()]
    rows = rows.assign(
        when=bucket_labels(rows["month"], look, bucket="month"),
        name=[look.channel_label(key) if key else look.word("all_channels") for key in rows["channel"]],
        colour=[look.channel_colour(key) if key else look.ink.accent for key in rows["channel"]],
        roi_text=[look.share(value, decimals=0) for value in rows["roi"]],
        interval=_intervals(rows, look),
        deals=[look.number(value) for value in rows["trailing_won_deals"]],
        state=[look.word("partial" if is_partial else "complete") for is_partial in rows["is_partial"]],
    )
    rows["end_label"] = rows["name"].where(~rows["channel"].duplicated(keep="last") & bool(channels), "")
    order = bucket_labels(months["month"].drop_duplicates().sort_values(), look, bucket="month")
    lines = {"name": "channel", "when": "quarter_to", "roi_text": "roi", "interval": "interval"}
    lines |= {"deals": "won_deals", "state": "state"}
    ends = [] if channels else ["roi_low", "roi_high"]
    base = alt.Chart(rows[["roi", *ends, "colour", "end_label", *lines]])
    axis = alt.Axis(labelAngle=0, labelOverlap="parity", labelSeparation=12)
    x = alt.X("when:O", sort=order, title=None, axis=axis, scale=alt.Scale(domain=order))
    y = alt.Y("roi:Q", title=look.word("roi"), axis=share_axis(look))
    colour = alt.Color("colour:N", scale=None)
    band = base.mark_area(opacity=0.18).encode(x=x, y="roi_low:Q", y2="roi_high:Q", color=colour)
    path = base.mark_line(strokeWidth=3).encode(x=x, y=y, color=colour, detail="name:N")
    points = base.mark_point(filled=True, size=80, opacity=1).encode(
        x=x, y=y, color=colour, tooltip=tooltips(look, **lines)
    )
    words = base.mark_text(align="left", dx=10, fontWeight=600).encode(x=x, y=y, text="end_label:N", color=colour)
    zero = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color=look.ink.muted, strokeWidth=1.5).encode(y="zero:Q")
    hint = caption(look, look.word("hint_trailing"), *([] if channels else [look.word("hint_band")]))
    layers = [zero, *([] if channels else [band]), path, points, words]
    return finished(alt.layer(*layers).properties(height=340, width="container", title=hint), look)


def _intervals(rows: pd.DataFrame, look: Look) -> list[str]:
    return [look.interval(*ends, decimals=0) for ends in rows[["roi_low", "roi_high"]].itertuples(index=False)]


def claimed_vs_confirmed(claims: pd.DataFrame, look: Look) -> dict[str, Any]:
    """What platforms claim beside the leads and customers that the CRM confirms (result_columns.CLAIMS)."""
    colours = {"claimed_conversions": look.ink.open, "leads": look.ink.accent, "customers": look.ink.earned}
    rows = claims.head(MAX_CHANNELS).assign(
        name=[look.channel_label(key) for key in claims["channel"].head(MAX_CHANNELS)]
    )
    rows["per_lead"] = [look.number(value, decimals=1) for value in rows["claimed_per_lead"]]
    rows["per_customer"] = [look.number(value, decimals=1) for value in rows["claimed_per_customer"]]
    table = rows.melt(
        id_vars=["name", "per_lead", "per_customer"], value_vars=list(colours), var_name="measure", value_name="count"
    )
    table["count_text"] = [look.number(value) for value in table["count"]]
    table["position"] = table["measure"].map({name: place for place, name in enumerate(colours)})
    table["label"] = table["count_text"].where(
        table["measure"] != "claimed_conversions",
        [look.word("claimed_label", count=row.count_text, factor=row.per_lead) for row in table.itertuples()],
    )
    table["measure"] = [look.word(name) for name in table["measure"]]
    lines = {"name": "channel", "measure": "measure", "count_text": "count"}
    lines |= {"per_lead": "claimed_per_lead", "per_customer": "claimed_per_customer"}
    domain = [look.word(name) for name in colours]
    base = alt.Chart(table[["count", "label", *lines]])
    top = float(table["count"].max()) if len(table) else 1.0
    x = alt.X("count:Q", title=None, axis=count_axis(), scale=alt.Scale(domain=[0, top * 1.35], nice=False))
    y = alt.Y("name:N", sort=list(rows["name"]), title=None, scale=alt.Scale(paddingInner=0.25))
    offset = alt.YOffset("measure:N", sort=domain, scale=alt.Scale(domain=domain))
    bars = base.mark_bar().encode(
        x=x,
        y=y,
        yOffset=offset,
        color=alt.Color("measure:N", title=None, scale=alt.Scale(domain=domain, range=list(colours.values()))),
        tooltip=tooltips(look, **lines),
    )
    words = base.mark_text(align="left", dx=8).encode(x=x, y=y, yOffset=offset, text="label:N")
    chart = alt.layer(bars, words).properties(height=alt.Step(28, **{"for": "offset"}), width="container")
    return finished(chart, look)
