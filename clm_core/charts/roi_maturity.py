"""ROI by maturity: what the spend of a month or channel has brought, and what it is still expected to bring."""

from typing import Any

import altair as alt
import pandas as pd

from clm_core.charts.overview import bucket_labels
from clm_core.charts.theme import BAR_STEP, Look, caption, finished, money_axis, tooltips

MAX_CHANNELS = 25
_PARTS = ("realised", "expected_open", "expected_to_come")
_LINES = {
    "return_text": "mature_return",
    "range_text": "interval",
    "spend_text": "spend",
    "roi_text": "roi_so_far",
    "mature_text": "mature_roi",
    "closed_text": "closed_share",
}


def maturity_bars(channels: pd.DataFrame, look: Look) -> dict[str, Any]:
    """Return a channel in three parts with its spend as a mark (loop_columns.ROI_MATURITY), highest spend first."""
    rows = channels[channels["spend"] > 0].head(MAX_CHANNELS)
    rows = rows.assign(name=[look.channel_label(key) for key in rows["channel"]])
    order = list(rows["name"])
    y = alt.Y("name:N", sort=order, title=None, scale=alt.Scale(paddingInner=0.3))
    table = _parts(rows, look)
    top = max([*rows["mature_return"], *rows["spend"].fillna(0.0), 1.0])
    x = alt.X("amount:Q", title=None, axis=money_axis(look, top), scale=alt.Scale(domain=[0, top * 1.25], nice=False))
    bars = _stacked(table, look, {"name": "channel"}).encode(x=x, y=y)
    base = alt.Chart(_worded(rows, look)[["name", "spend", "mature_return", "label", *_LINES]])
    marks = base.mark_tick(thickness=4, size=BAR_STEP - 14, color=look.ink.text).encode(
        x="spend:Q", y=y, tooltip=tooltips(look, name="channel", **_LINES)
    )
    words = base.mark_text(align="left", dx=10).encode(x="mature_return:Q", y=y, text="label:N")
    title = caption(look, look.word("hint_spend_mark"))
    return finished(
        alt.layer(bars, marks, words).properties(height=alt.Step(BAR_STEP), width="container", title=title), look
    )


def maturity_months(cohorts: pd.DataFrame, look: Look) -> dict[str, Any]:
    """The same a month of spend, for everything together; months that are not mature are the ones with pale parts."""
    rows = cohorts[cohorts["channel"] == ""].sort_values("month")
    rows = rows.assign(name=bucket_labels(rows["month"], look, bucket="month"))
    order = list(rows["name"])
    axis = alt.Axis(labelAngle=0, labelOverlap="parity", labelSeparation=12)
    x = alt.X("name:O", sort=order, title=None, axis=axis, scale=alt.Scale(domain=order, paddingInner=0.25))
    top = max([*rows["mature_return"], *rows["spend"].fillna(0.0), 1.0])
    y = alt.Y("amount:Q", title=None, axis=money_axis(look, top, tickCount=5))
    bars = _stacked(_parts(rows, look), look, {"name": "month"}).encode(x=x, y=y)
    base = alt.Chart(_worded(rows, look)[["name", "spend", *_LINES]])
    marks = base.mark_tick(thickness=4, color=look.ink.text).encode(
        x=x, y="spend:Q", tooltip=tooltips(look, name="month", **_LINES)
    )
    title = caption(look, look.word("hint_spend_mark"))
    return finished(alt.layer(bars, marks).properties(height=340, width="container", title=title), look)


def _parts(rows: pd.DataFrame, look: Look) -> pd.DataFrame:
    table = rows.melt(id_vars="name", value_vars=list(_PARTS), var_name="part", value_name="amount")
    table["order"] = table["part"].map({part: place for place, part in enumerate(_PARTS)})
    table["part"] = [look.word(part) for part in table["part"]]
    table["amount_text"] = [look.money(value) for value in table["amount"]]
    return table


def _stacked(table: pd.DataFrame, look: Look, key: dict[str, str]) -> alt.Chart:
    """Bars whose parts get paler the less sure they are."""
    domain = [look.word(part) for part in _PARTS]
    part = alt.Color(
        "part:N",
        title=None,
        scale=alt.Scale(domain=domain, range=[look.ink.earned, look.ink.accent, look.ink.open]),
    )
    lines = {**key, "part": "part_of_return", "amount_text": "amount"}
    bars: alt.Chart = (
        alt.Chart(table[["amount", "order", *lines]])
        .mark_bar(cornerRadiusEnd=0)
        .encode(color=part, order="order:Q", tooltip=tooltips(look, **lines))
    )
    return bars


def _worded(rows: pd.DataFrame, look: Look) -> pd.DataFrame:
    roi_text = [look.share(value, decimals=0) for value in rows["realised_roi"]]
    mature_text = [look.share(value, decimals=0) for value in rows["mature_roi"]]
    ends = rows[["mature_return_low", "mature_return_high"]].itertuples(index=False)
    return rows.assign(
        return_text=[look.money(value) for value in rows["mature_return"]],
        range_text=[
            f"{look.money(low)} – {look.money(high)}" if low == low else look.word("no_interval") for low, high in ends
        ],
        spend_text=[look.money(value) for value in rows["spend"]],
        roi_text=roi_text,
        mature_text=mature_text,
        closed_text=[look.share(value, decimals=0) for value in rows["closed_share"]],
        label=[f"ROI {now} → {mature}" for now, mature in zip(roi_text, mature_text, strict=True)],
    )
