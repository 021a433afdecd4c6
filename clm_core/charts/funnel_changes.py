"""Why a number of the funnel moved, as steps from before to now; and win rates with their intervals."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from clm_core.charts.theme import BAR_STEP, Look, caption, finished, money_axis, share_axis, tooltips

MAX_GROUPS = 15
_NOISE = "within_noise"


def velocity_steps(levers: pd.DataFrame, look: Look) -> dict[str, Any]:
    """From the velocity before to that of now, lever by lever (funnel_time_columns.VELOCITY with a comparison)."""
    parts, whole = levers.iloc[:-1], levers.iloc[-1]
    names = [look.word(f"lever.{lever}") for lever in parts["lever"]]
    top = max(float(whole["value"]), float(whole["value_before"]))
    frame = _steps(names, list(parts["effect"]), float(whole["value_before"]), float(whole["value"]), look)
    frame["kind"] = ["whole", *(_kind(*one) for one in zip(parts["effect"], parts["verdict"], strict=True)), "whole"]
    written = [_signed_money(value, look) for value in parts["effect"]]
    frame["words"] = [look.money(frame["end"].iloc[0]), *written, look.money(frame["end"].iloc[-1])]
    frame["interval"] = ["", *_money_ends(parts, look), ""]
    axis = money_axis(look, top * 1.2, tickCount=5)
    return _waterfall(frame, look, axis, look.word("per_day"))


def _money_ends(parts: pd.DataFrame, look: Look) -> list[str]:
    ends = zip(parts["effect_low"], parts["effect_high"], strict=True)
    return [
        look.word("no_interval") if low != low else f"{_signed_money(low, look)} … {_signed_money(high, look)}"
        for low, high in ends
    ]


def _signed_money(value: float, look: Look) -> str:
    return ("+" if value > 0 else "") + look.money(value)


def bridge_steps(
    rate_before: float, rate: float, parts: Sequence[tuple[str, float, float, float, str]], look: Look
) -> dict[str, Any]:
    """From the rate before to that of now; ``parts`` are name (mix, own_rate), value, its ends and verdict."""
    names = [look.word(f"bridge_part.{name}") for name, *_ in parts]
    frame = _steps(names, [value for _, value, *_ in parts], rate_before, rate, look)
    frame["kind"] = ["whole", *(_kind(value, verdict) for _, value, _, _, verdict in parts), "whole"]
    points = [_points(value, look) for _, value, *_ in parts]
    frame["words"] = [look.share(rate_before), *points, look.share(rate)]
    frame["interval"] = ["", *(f"{_points(low, look)} … {_points(high, look)}" for _, _, low, high, _ in parts), ""]
    return _waterfall(frame, look, share_axis(look, tickCount=5), look.word("rate_of_all"))


def _points(value: float, look: Look) -> str:
    sign = "+" if value > 0 else ""
    return look.word("points_short", points=sign + look.number(value * 100, decimals=2))


def _kind(effect: float, verdict: str) -> str:
    if verdict not in ("better", "worse"):
        return _NOISE
    return "better" if effect > 0 else "worse"


def _steps(names: list[str], effects: list[float], before: float, now: float, look: Look) -> pd.DataFrame:
    ends = [before]
    for effect in effects:
        ends.append(ends[-1] + effect)
    return pd.DataFrame(
        {
            "name": [look.word("before"), *names, look.word("this_period")],
            "start": [0.0, *ends[:-1], 0.0],
            "end": [*ends, now],
        }
    )


def _waterfall(frame: pd.DataFrame, look: Look, axis: alt.Axis, title: str) -> dict[str, Any]:
    frame = frame.assign(top=frame[["start", "end"]].max(axis=1))
    ink = look.ink
    kinds = {"whole": ink.accent, "better": ink.earned, "worse": ink.bad, _NOISE: ink.open}
    rows = frame[["name", "start", "end", "top", "kind", "words", "interval"]]
    base = alt.Chart(rows)
    order = list(frame["name"])
    y = alt.Y("name:N", sort=order, title=None, axis=alt.Axis(labelFontWeight=600))
    scale = alt.Scale(domain=[0, max(float(frame["top"].max()), 1e-9) * 1.18], nice=False)
    colour = alt.Color("kind:N", scale=alt.Scale(domain=list(kinds), range=list(kinds.values())), legend=None)
    bars = base.mark_bar(cornerRadiusEnd=0, height={"band": 0.66}).encode(
        x=alt.X("start:Q", scale=scale, title=title, axis=axis), x2="end:Q", y=y, color=colour,
        tooltip=tooltips(look, name="part_of_change", words="change", interval="interval"),
    )  # fmt: skip
    words = base.mark_text(align="left", dx=8).encode(x=alt.X("top:Q", scale=scale), y=y, text="words:N")
    hint = caption(look, look.word("hint_waterfall"))
    chart = alt.layer(bars, words).properties(height=alt.Step(BAR_STEP), width="container", title=hint)
    return finished(chart, look)


def bridge_groups(groups: pd.DataFrame, look: Look, *, names: Sequence[str]) -> dict[str, Any]:
    """What each group's mix and rate did, in points (funnel_time_columns.RATE_BRIDGE); noise is pale."""
    rows = groups.assign(name=list(names)).head(MAX_GROUPS)
    order = list(rows["name"])
    parts = pd.concat([_effects_of(rows, part, look) for part in ("mix", "rate")], ignore_index=True)
    domain = [look.word("bridge_part.mix"), look.word("bridge_part.own_rate")]
    lines = {
        "name": "group",
        "part": "part_of_change",
        "points": "change",
        "interval": "interval",
        "reading": "reading",
    }
    base = alt.Chart(parts[["effect", "opacity", *lines]])
    unit = look.word("change_in_points")
    bars = base.mark_bar(cornerRadiusEnd=2).encode(
        x=alt.X("effect:Q", title=unit, axis=alt.Axis(format="+,.2~f")),
        y=alt.Y("name:N", sort=order, title=None, scale=alt.Scale(paddingInner=0.25)),
        yOffset=alt.YOffset("part:N", sort=domain),
        color=alt.Color(
            "part:N", title=None, sort=domain, scale=alt.Scale(domain=domain, range=[look.ink.spent, look.ink.accent])
        ),
        opacity=alt.Opacity("opacity:Q", scale=None),
        tooltip=tooltips(look, **lines),
    )
    zero = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color=look.ink.muted).encode(x="zero:Q")
    hint = caption(look, look.word("hint_noise_pale"))
    chart = alt.layer(bars, zero).properties(height=alt.Step(44, **{"for": "position"}), width="container", title=hint)
    return finished(chart, look)


def _effects_of(rows: pd.DataFrame, part: str, look: Look) -> pd.DataFrame:
    ends = zip(rows[f"{part}_low"], rows[f"{part}_high"], strict=True)
    return pd.DataFrame(
        {
            "name": rows["name"],
            "part": look.word("bridge_part.mix" if part == "mix" else "bridge_part.own_rate"),
            "effect": rows[f"{part}_effect"] * 100,
            "points": [_points(value, look) for value in rows[f"{part}_effect"]],
            "interval": ["" if low != low else f"{_points(low, look)} … {_points(high, look)}" for low, high in ends],
            "reading": [look.texts(f"funnel.verdict.{verdict}") for verdict in rows[f"{part}_verdict"]],
            "opacity": [1.0 if verdict in ("better", "worse") else 0.35 for verdict in rows[f"{part}_verdict"]],
        }
    )


def win_rate_points(groups: pd.DataFrame, look: Look, *, names: Sequence[str], whole: float) -> dict[str, Any]:
    """The win rate of each group with interval and n (funnel_time_columns.WIN_RATES); the rate of all dashed."""
    rows = groups.assign(name=list(names))
    rows = rows[rows["decided"] > 0].head(MAX_GROUPS)
    rows = rows.assign(
        rate=[look.share(value) for value in rows["win_rate"]],
        interval=[look.interval(*ends) for ends in rows[["win_rate_low", "win_rate_high"]].itertuples(index=False)],
        n=[look.number(value) for value in rows["decided"]],
        won_text=[look.number(value) for value in rows["won"]],
        open_text=[look.number(value) for value in rows["still_open"]],
        is_noise=~rows["verdict"].isin(["better", "worse"]),
    )
    rows["label"] = [f"{row.rate}   ({row.won_text} / {row.n})" for row in rows.itertuples()]
    lines = {"name": "group", "rate": "win_rate", "interval": "interval", "n": "decided", "open_text": "still_open"}
    base = alt.Chart(rows[["win_rate", "win_rate_low", "win_rate_high", "is_noise", "label", *lines]])
    y = alt.Y("name:N", sort=list(rows["name"]), title=None)
    top = float(rows["win_rate_high"].max()) if len(rows) else 1.0
    scale = alt.Scale(domain=[0, max(top, 0.02) * 1.35], nice=False)
    colour = alt.condition("datum.is_noise", alt.value(look.ink.accent_soft), alt.value(look.ink.accent))
    hints = tooltips(look, **lines)
    whiskers = base.mark_rule(strokeWidth=4, opacity=0.6, strokeCap="round").encode(
        x=alt.X("win_rate_low:Q", scale=scale), x2="win_rate_high:Q", y=y, color=colour, tooltip=hints
    )
    ticks = [tick / 10 for tick in range(11)]
    points = base.mark_point(filled=True, size=150, opacity=1).encode(
        x=alt.X("win_rate:Q", scale=scale, title=look.word("win_rate"), axis=share_axis(look, values=ticks)), y=y,
        color=colour, tooltip=hints,
    )  # fmt: skip
    words = base.mark_text(align="left", dx=12).encode(x=alt.X("win_rate_high:Q", scale=scale), y=y, text="label:N")
    mean = alt.Chart(pd.DataFrame({"whole": [whole]})).mark_rule(
        strokeDash=[5, 4], strokeWidth=1.5, color=look.ink.muted
    )
    hint = caption(look, look.word("hint_win_rates", rate=look.share(whole)))
    layers = alt.layer(mean.encode(x=alt.X("whole:Q", scale=scale)), whiskers, points, words)
    return finished(layers.properties(height=alt.Step(38), width="container", title=hint), look)
