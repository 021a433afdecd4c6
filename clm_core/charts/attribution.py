"""Attribution charts: the range of credit over all models, and what one model credits beyond another."""

from typing import Any

import altair as alt
import pandas as pd

from clm_core.charts.theme import Look, caption, count_axis, finished, money_axis, tooltips

MAX_CHANNELS = 20
_STEP = 27
_VALUE = "conversion_value"


def credit_range_dots(
    credit: pd.DataFrame,
    ranges: pd.DataFrame,
    look: Look,
    *,
    amount: str,
    model: str,
    intervals: pd.DataFrame | None = None,
) -> dict[str, Any]:
    """Per channel a bar from the least to the most that any model credits, a dot a model, the chosen one large.

    Takes CREDIT by channel, CREDIT_RANGES of the same ``amount`` and, where the chosen model's uncertainty is to
    be shown, CREDIT_INTERVALS.
    """
    shown = ranges.head(MAX_CHANNELS)
    rows = _dots(credit, shown, look, amount)
    chosen = rows[rows["model"] == model]
    top = float(shown["most"].max()) if len(shown) else 1.0
    hints = {"name": "channel", "model_name": "model", "amount_text": _word(amount), "share_text": "share"}
    hints |= {"range_text": "range_of_models"}
    sentences = [look.word("hint_models", model=look.texts(f"attribution.models.{model}.name"))]
    if intervals is not None:
        chosen = chosen.merge(_whiskers(intervals, look, amount), on=["channel", "model"])
        top = max(top, float(chosen["high"].max())) if len(chosen) else top
        sentences.append(look.word("hint_interval"))
    axis = money_axis(look, top) if amount == _VALUE else count_axis()
    scale = alt.Scale(domain=[0, top * 1.04 or 1], nice=False)
    x: dict[str, Any] = {"title": look.word(_word(amount)), "scale": scale, "axis": axis}
    y = alt.Y("name:N", sort=[look.channel_label(key) for key in shown["channel"]], title=None)
    layers = [_range_bars(shown, look, amount, x, y), _model_dots(rows[rows["model"] != model], look, hints, x, y)]
    if intervals is not None:
        hints |= {"interval_text": "interval"}
        whiskers = alt.Chart(chosen[["name", "low", "high", "colour"]]).mark_rule(strokeWidth=3)
        layers.append(whiskers.encode(x=alt.X("low:Q", **x), x2="high:Q", y=y, color=alt.Color("colour:N", scale=None)))
    large = alt.Chart(chosen[["amount", "colour", *hints]]).mark_point(
        filled=True, size=190, opacity=1, stroke=look.ink.ground, strokeWidth=1.5
    )
    colour = alt.Color("colour:N", scale=None)
    layers.append(large.encode(x=alt.X("amount:Q", **x), y=y, color=colour, tooltip=tooltips(look, **hints)))
    title = caption(look, " ".join(sentences))
    return finished(alt.layer(*layers).properties(height=alt.Step(_STEP), width="container", title=title), look)


def _range_bars(ranges: pd.DataFrame, look: Look, amount: str, x: dict[str, Any], y: alt.Y) -> alt.Chart:
    hints = tooltips(look, name="channel", range_text="range_of_models", first_text="models_first")
    bars = alt.Chart(_bars(ranges, look, amount)).mark_bar(height=9, cornerRadius=4.5, color=look.ink.grid)
    drawn: alt.Chart = bars.encode(x=alt.X("least:Q", **x), x2="most:Q", y=y, tooltip=hints)
    return drawn


def _model_dots(rows: pd.DataFrame, look: Look, hints: dict[str, str], x: dict[str, Any], y: alt.Y) -> alt.Chart:
    dots = alt.Chart(rows[["amount", *hints]]).mark_point(filled=True, size=42, opacity=0.75, color=look.ink.muted)
    drawn: alt.Chart = dots.encode(x=alt.X("amount:Q", **x), y=y, tooltip=tooltips(look, **hints))
    return drawn


def _word(amount: str) -> str:
    return f"credited_{'value' if amount == _VALUE else 'conversions'}"


def _written(value: float, look: Look, amount: str) -> str:
    return look.money(value) if amount == _VALUE else look.number(value, decimals=1)


def _range_texts(lows: "pd.Series[float]", highs: "pd.Series[float]", look: Look, amount: str) -> list[str]:
    ends = zip(lows, highs, strict=True)
    return [f"{_written(low, look, amount)} – {_written(high, look, amount)}" for low, high in ends]


def _dots(credit: pd.DataFrame, ranges: pd.DataFrame, look: Look, amount: str) -> pd.DataFrame:
    """A row a channel and model, with everything that is written about it."""
    credited = credit[["model", "channel"]].assign(
        amount=credit[amount], share=credit[amount] / credit.groupby("model")[amount].transform("sum")
    )
    rows = credited.merge(ranges, on="channel")
    return rows.assign(
        name=[look.channel_label(key) for key in rows["channel"]],
        colour=[look.channel_colour(key) for key in rows["channel"]],
        model_name=[look.texts(f"attribution.models.{one}.name") for one in rows["model"]],
        amount_text=[_written(value, look, amount) for value in rows["amount"]],
        share_text=[look.share(value) for value in rows["share"]],
        range_text=_range_texts(rows["least"], rows["most"], look, amount),
    )


def _bars(ranges: pd.DataFrame, look: Look, amount: str) -> pd.DataFrame:
    return ranges[["least", "most"]].assign(
        name=[look.channel_label(key) for key in ranges["channel"]],
        range_text=_range_texts(ranges["least"], ranges["most"], look, amount),
        first_text=[look.word("models_of", count=row.models_first, of=row.model_count) for row in ranges.itertuples()],
    )


def _whiskers(intervals: pd.DataFrame, look: Look, amount: str) -> pd.DataFrame:
    rows = intervals.loc[intervals["campaign"] == "", ["channel", "model", f"{amount}_low", f"{amount}_high"]]
    rows = rows.rename(columns={f"{amount}_low": "low", f"{amount}_high": "high"})
    return rows.assign(interval_text=_range_texts(rows["low"], rows["high"], look, amount))


def model_difference_bars(difference: pd.DataFrame, look: Look, *, amount: str) -> dict[str, Any]:
    """What one model credits each channel beyond another: to the right more, to the left less.

    Takes the rows of ``attribution_ranges.model_difference``.
    """
    largest = difference.loc[difference["difference"].abs().nlargest(MAX_CHANNELS).index]
    rows = largest.sort_values(["difference", "channel"], ascending=[False, True])
    rows = rows.assign(
        name=[look.channel_label(key) for key in rows["channel"]],
        colour=[look.ink.earned if value > 0 else look.ink.spent for value in rows["difference"]],
        first=[_written(value, look, amount) for value in rows["amount"]],
        second=[_written(value, look, amount) for value in rows["other_amount"]],
        label=[_signed(value, look, amount) for value in rows["difference"]],
    )
    reach = 1.25 * float(rows["difference"].abs().max()) if len(rows) else 1.0
    scale = alt.Scale(domain=[-(reach or 1), reach or 1], nice=False)
    axis = money_axis(look, reach) if amount == _VALUE else alt.Axis(format=",.0f")
    lines = {"name": "channel", "first": "first_model", "second": "second_model", "label": "difference"}
    base = alt.Chart(rows[["difference", "colour", *lines]])
    x = alt.X("difference:Q", title=look.word("difference"), scale=scale, axis=axis)
    y = alt.Y("name:N", sort=list(rows["name"]), title=None)
    bars = base.mark_bar(height={"band": 0.65}).encode(
        x=x, y=y, color=alt.Color("colour:N", scale=None), tooltip=tooltips(look, **lines)
    )
    more = base.transform_filter("datum.difference >= 0").mark_text(align="left", dx=6)
    less = base.transform_filter("datum.difference < 0").mark_text(align="right", dx=-6)
    words = [one.encode(x=x, y=y, text="label:N") for one in (more, less)]
    zero = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color=look.ink.muted, strokeWidth=1.5)
    chart = alt.layer(bars, *words, zero.encode(x=alt.X("zero:Q", scale=scale)))
    return finished(chart.properties(height=alt.Step(_STEP), width="container"), look)


def _signed(value: float, look: Look, amount: str) -> str:
    text = _written(value, look, amount)
    return f"+{text}" if value > 0 else text
