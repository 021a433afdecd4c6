"""What moved in an attribution: each channel's gains and losses by cause, and what is left of them."""

from typing import Any

import altair as alt
import pandas as pd

from clm_core.charts.theme import BAR_STEP, Look, caption, count_axis, finished, money_axis, tooltips
from clm_core.texts import Texts

MAX_CHANNELS = 15
CAUSES = (
    "new_conversion",
    "gone_conversion",
    "changed_value",
    "other_touches",
    "changed_rule",
    "other_weights",
    "changed_model",
)
"""In the order in which they are looked for and drawn."""


def cause_name(cause: str, texts: Texts) -> str:
    """What a cause is called."""
    return texts(f"attribution_change.cause.{cause}")


def credit_change_bars(channels: pd.DataFrame, look: Look, *, is_money: bool) -> dict[str, Any]:
    """Diverging bars a channel, stacked by cause, with the change that remains as a diamond and in words.

    Takes result_columns.CREDIT_CHANGES, biggest movement first; of many channels the first MAX_CHANNELS.
    """
    shown = moving(channels).head(MAX_CHANNELS)
    table = _parts(shown, look, is_money=is_money)
    nets = _nets(shown, look, is_money=is_money)
    order = list(nets["name"])
    reach = max(float(nets["end"].max()), -float(nets["start"].min())) if len(nets) else 1.0
    low, high = (float(nets["start"].min()), float(nets["end"].max())) if len(nets) else (-1.0, 1.0)
    scale = alt.Scale(domain=[low - 0.02 * (high - low), high + 0.22 * max(high - low, 1e-9)], nice=False)
    axis = money_axis(look, reach) if is_money else count_axis()
    causes = [cause for cause in CAUSES if cause in set(table["cause"])]
    colours = alt.Scale(
        domain=[cause_name(cause, look.texts) for cause in causes],
        range=[_colours(look)[cause] for cause in causes],
    )
    y = alt.Y("name:N", sort=order, title=None)
    lines = {"name": "channel", "cause_name": "cause", "amount_text": "change"}
    bars = (
        alt.Chart(table[["amount", "place", *lines]])
        .mark_bar(height={"band": 0.66}, cornerRadius=0, cornerRadiusEnd=0, stroke=look.ink.ground, strokeWidth=0.5)
        .encode(
            x=alt.X("amount:Q", title=None, scale=scale, axis=axis),
            y=y,
            color=alt.Color("cause_name:N", title=None, scale=colours, legend=alt.Legend(columns=3, labelLimit=420)),
            order="place:Q",
            tooltip=tooltips(look, **lines),
        )
    )
    sums = {"name": "channel", "before_text": "credit_before", "after_text": "credit_after", "net_text": "change"}
    base = alt.Chart(nets[["net", "end", *sums]])
    diamonds = base.mark_point(
        shape="diamond", filled=True, size=130, opacity=1, color=look.ink.text, stroke=look.ink.ground, strokeWidth=1.5
    ).encode(x=alt.X("net:Q", scale=scale), y=y, tooltip=tooltips(look, **sums))
    words = base.mark_text(align="left", dx=12, fontWeight=600).encode(
        x=alt.X("end:Q", scale=scale), y=y, text="net_text:N"
    )
    zero = base.mark_rule(color=look.ink.muted, strokeWidth=1.5).encode(x=alt.datum(0, type="quantitative"))
    chart = alt.layer(bars, zero, diamonds, words).properties(height=alt.Step(BAR_STEP - 6), width="container")
    return finished(chart.properties(title=caption(look, look.word("hint_net_change"))), look)


def moving(channels: pd.DataFrame) -> pd.DataFrame:
    """The channels that any cause moved."""
    return channels[(channels[list(CAUSES)] != 0).any(axis=1)].reset_index(drop=True)


def _parts(channels: pd.DataFrame, look: Look, *, is_money: bool) -> pd.DataFrame:
    """One row a channel and cause that moved anything."""
    table = channels.melt(id_vars="channel", value_vars=list(CAUSES), var_name="cause", value_name="amount")
    table = table[table["amount"] != 0].reset_index(drop=True)
    names = {cause: cause_name(cause, look.texts) for cause in CAUSES}
    return table.assign(
        name=[look.channel_label(key) for key in table["channel"]],
        cause_name=table["cause"].map(names),
        place=table["cause"].map({cause: place for place, cause in enumerate(CAUSES)}),
        amount_text=[signed(value, look, is_money=is_money) for value in table["amount"]],
    )


def _nets(channels: pd.DataFrame, look: Look, *, is_money: bool) -> pd.DataFrame:
    """One row a channel: what is left of its gains and losses, and how far they reach."""
    parts = channels[list(CAUSES)]
    net = channels["after"] - channels["before"]
    return channels.assign(
        name=[look.channel_label(key) for key in channels["channel"]],
        net=net,
        start=parts.clip(upper=0.0).sum(axis=1),
        end=parts.clip(lower=0.0).sum(axis=1),
        net_text=[signed(value, look, is_money=is_money) for value in net],
        before_text=[_written(value, look, is_money=is_money) for value in channels["before"]],
        after_text=[_written(value, look, is_money=is_money) for value in channels["after"]],
    )


def signed(value: float, look: Look, *, is_money: bool) -> str:
    """+12,3 Tsd. € or −4,5: a change always with its sign."""
    text = _written(value, look, is_money=is_money)
    return f"+{text}" if value > 0 else text


def _written(value: float, look: Look, *, is_money: bool) -> str:
    return look.money(value) if is_money else look.number(value, decimals=0 if abs(value - round(value)) < 0.05 else 1)


def _colours(look: Look) -> dict[str, str]:
    ink = look.ink
    return dict(
        zip(CAUSES, (ink.earned, ink.bad, ink.accent, ink.accent_soft, ink.worse, ink.open, ink.muted), strict=True)
    )
