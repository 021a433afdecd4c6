"""Charts of journeys: commonest paths, first steps, how long they take, who opens and closes, what won ones contain."""

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from clm_core.charts.theme import Look, caption, count_axis, finished, share_axis, tooltips
from clm_core.journey_options import PATH_SEPARATOR

PATHS_SHOWN = 10
CHANNELS_SHOWN = 8
CONTENTS_SHOWN = 12
_STEPS_SHOWN = 6
_ROW = 40
_CHIP_OPACITY = 0.2
_LETTERS_OF_ITEM = 44
ROLES = ("opens", "helps", "closes")


def path_tiles(paths: pd.DataFrame, look: Look) -> dict[str, Any]:
    """The commonest paths (journey_columns.JOURNEY_PATHS), channel by channel in their colours, and what they bring.

    A long path shows its first and last channels; the bar is the number of journeys with a conversion.
    """
    shown = paths[paths["converted"] > 0].head(PATHS_SHOWN).reset_index(drop=True)
    steps = [_shortened(path.split(PATH_SEPARATOR)) for path in shown["path"]]
    longest = max((len(one) for one in steps), default=1)
    zone = 0.44 if longest <= 2 else 0.62
    chips = _chips(steps, zone / max(longest, 2), look)
    top = max(int(shown["converted"].max()), 1) if len(shown) else 1
    rows = pd.DataFrame(
        {
            "row": shown.index.astype("int64"),
            "path": [" → ".join(_names(path.split(PATH_SEPARATOR), look)) for path in shown["path"]],
            "bar": zone + 0.01,
            "bar_end": zone + 0.01 + shown["converted"] / top * (0.7 - zone) * 0.9,
            "converted": [look.number(value) for value in shown["converted"]],
            "worth": [look.money(value) for value in shown["conversion_value"]],
            "rate": [look.share(value) for value in shown["rate"]],
            "interval": [look.interval(*ends) for ends in shown[["rate_low", "rate_high"]].itertuples(index=False)],
            "n": [look.number(value) for value in shown["converted"] + shown["non_conversions"]],
        }
    )
    rows["label"] = [
        look.word("path_label", converted=row.converted, rate=row.rate, interval=row.interval, n=row.n)
        for row in rows.itertuples()
    ]
    x = alt.X("bar:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False))
    y = alt.Y("row:O", axis=None)
    lines = {
        "path": "path",
        "converted": "converted",
        "worth": "value",
        "rate": "conversion_rate",
        "interval": "interval",
    }
    hints = tooltips(look, **lines, n="journeys_on_path")
    base = alt.Chart(rows)
    bars = base.mark_bar(color=look.ink.accent, height={"band": 0.5}).encode(x=x, x2="bar_end:Q", y=y, tooltip=hints)
    words = base.mark_text(align="left", dx=8).encode(x=alt.X("bar_end:Q", axis=None), y=y, text="label:N")
    hint = caption(look, look.word("hint_paths"))
    chart = alt.layer(*chips, bars, words).properties(height=alt.Step(_ROW), width="container", title=hint)
    return finished(chart, look)


def _shortened(steps: list[str]) -> list[str]:
    """At most six steps; what is left out in the middle is the empty text."""
    return steps if len(steps) <= _STEPS_SHOWN else [*steps[: _STEPS_SHOWN - 2], "", steps[-1]]


def _names(steps: list[str], look: Look) -> list[str]:
    return [look.channel_label(step) if step else "…" for step in steps]


def _chips(steps: list[list[str]], width: float, look: Look) -> list[alt.Chart]:
    """A pale tile with a strong edge for each step, its name on it."""
    tiles = pd.DataFrame(
        [
            (row, place * width, (place + 0.94) * width, place * width + 0.004, name, look.channel_colour(step))
            for row, path in enumerate(steps)
            for place, (step, name) in enumerate(zip(path, _names(path, look), strict=True))
        ],
        columns=["row", "left", "right", "edge", "name", "colour"],
    )
    base = alt.Chart(tiles)
    x, y = alt.X("left:Q", axis=None), alt.Y("row:O", axis=None)
    colour, height = alt.Color("colour:N", scale=None), {"band": 0.74}
    hints = tooltips(look, name="channel")
    pale = base.mark_bar(opacity=_CHIP_OPACITY, height=height, cornerRadius=4, cornerRadiusEnd=4)
    edge = base.mark_bar(height=height, cornerRadiusEnd=0)
    # The chart is as wide as its place; letters beyond the narrowest one's tile are cut.
    words = base.mark_text(align="left", dx=10, limit=max(width * 900 - 22, 40))
    return [
        pale.encode(x=x, x2="right:Q", y=y, color=colour, tooltip=hints),
        edge.encode(x=x, x2="edge:Q", y=y, color=colour),
        words.encode(x=x, y=y, text="name:N"),
    ]


def spread_bars(bins: pd.DataFrame, q1: float, median: float, q3: float, look: Look, *, unit: str) -> dict[str, Any]:
    """A distribution over journeys (journey_columns.SPREAD_BINS) with its median and middle half.

    ``unit`` names what is counted: days_to_convert or touches_to_convert.
    """
    is_whole = unit == "touches_to_convert"
    rows = bins.assign(
        span=[
            look.word("span", low=look.number(low), high=look.number(high - 1 if is_whole else high))
            for low, high in bins[["begin", "end"]].itertuples(index=False)
        ],
        count=[look.number(value) for value in bins["journeys"]],
    )
    scale = alt.Scale(nice=False, zero=False)
    x = alt.X("begin:Q", title=look.word(unit), axis=count_axis(), scale=scale)
    bars = (
        alt.Chart(rows)
        .mark_rect(color=look.ink.accent_soft, stroke=look.ink.ground, strokeWidth=1)
        .encode(
            x=x,
            x2="end:Q",
            y=alt.Y("journeys:Q", title=look.word("journeys"), axis=count_axis(tickCount=4)),
            y2=alt.datum(0),
            tooltip=tooltips(look, span=unit, count="journeys"),
        )
    )
    middle = pd.DataFrame({"q1": [q1], "q3": [q3], "middle": [median], "label": [_median_label(q1, median, q3, look)]})
    base = alt.Chart(middle)
    band = base.mark_rect(color=look.ink.accent, opacity=0.12).encode(x="q1:Q", x2="q3:Q")
    rule = base.mark_rule(color=look.ink.accent, strokeWidth=3).encode(x="middle:Q")
    on_left = len(bins) > 0 and median > (bins["begin"].min() + bins["end"].max()) / 2
    words = base.mark_text(align="right" if on_left else "left", dx=-8 if on_left else 8, dy=8, fontWeight=600)
    label = words.encode(x="middle:Q", y=alt.value(0), text="label:N")
    return finished(alt.layer(band, bars, rule, label).properties(height=230, width="container"), look)


def _median_label(q1: float, median: float, q3: float, look: Look) -> str:
    return look.word("median_and_half", median=look.number(median), low=look.number(q1), high=look.number(q3))


def role_points(roles: pd.DataFrame, look: Look) -> dict[str, Any]:
    """Share of journeys that each channel opens, helps and closes, with intervals.

    ``roles`` is journey_columns.CHANNEL_ROLES; the channels in most journeys are shown.
    """
    shown = roles.head(CHANNELS_SHOWN)
    names = [look.channel_label(key) for key in shown["channel"]]
    parts = [
        pd.DataFrame(
            {
                "name": names,
                "role": look.word(role),
                "share": shown[f"{role}_share"],
                "low": shown[f"{role}_low"],
                "high": shown[f"{role}_high"],
                "count": [look.number(value) for value in shown[role]],
                "share_text": [look.share(value) for value in shown[f"{role}_share"]],
                "interval": [
                    look.interval(*ends) for ends in shown[[f"{role}_low", f"{role}_high"]].itertuples(index=False)
                ],
            }
        )
        for role in ROLES
    ]
    rows = pd.concat(parts, ignore_index=True)
    words = [look.word(role) for role in ROLES]
    colours = [look.ink.spent, look.ink.open, look.ink.earned]
    colour = alt.Color("role:N", title=None, sort=words, scale=alt.Scale(domain=words, range=colours))
    lines = {"name": "channel", "role": "role", "count": "journeys", "share_text": "share", "interval": "interval"}
    hints = tooltips(look, **lines)
    y = alt.Y("name:N", sort=names, title=None, scale=alt.Scale(paddingInner=0.3))
    offset = alt.YOffset("role:N", sort=words, scale=alt.Scale(domain=words))
    top = float(rows["high"].max()) if len(rows) else 0.1
    scale = alt.Scale(domain=[0, min(top * 1.12, 1.1)], nice=False)
    x = alt.X("share:Q", title=look.word("share_of_won_journeys"), axis=share_axis(look), scale=scale)
    base = alt.Chart(rows)
    bars = base.mark_bar(cornerRadiusEnd=2).encode(x=x, y=y, yOffset=offset, color=colour, tooltip=hints)
    whiskers = base.mark_rule(strokeWidth=1.5, color=look.ink.text, opacity=0.65).encode(
        x=alt.X("low:Q", scale=scale), x2="high:Q", y=y, yOffset=offset, tooltip=hints
    )
    label = base.mark_text(align="left", dx=6).encode(
        x=alt.X("high:Q", scale=scale), y=y, yOffset=offset, text="share_text:N"
    )
    hint = caption(look, look.word("hint_interval"))
    chart = alt.layer(bars, whiskers, label)
    return finished(chart.properties(height=alt.Step(18, **{"for": "offset"}), width="container", title=hint), look)


def content_points(differences: pd.DataFrame, look: Look) -> dict[str, Any]:
    """What is more, and what less, frequent in journeys that converted (journey_columns.CONTENT_DIFFERENCES).

    Only compared items; where there are many, those with the largest differences either way.
    """
    compared = differences[differences["verdict"] != "no_data"]
    if len(compared) > CONTENTS_SHOWN:
        half = CONTENTS_SHOWN // 2
        compared = pd.concat([compared.head(half), compared.tail(half)])
    colours = {"better": look.ink.earned, "worse": look.ink.bad, "within_noise": look.ink.muted}
    rows = pd.DataFrame(
        {
            "name": [_short(item) for item in compared["item"]],
            "difference": compared["difference"].to_numpy(),
            "low": compared["difference_low"].to_numpy(),
            "high": compared["difference_high"].to_numpy(),
            "colour": [colours[verdict] for verdict in compared["verdict"]],
            "won_text": [look.share(value) for value in compared["won_share"]],
            "lost_text": [look.share(value) for value in compared["lost_share"]],
            "points": [
                _points(low, high, look)
                for low, high in zip(compared["difference_low"], compared["difference_high"], strict=True)
            ],
        }
    )
    rows["label"] = [look.word("won_beside_lost", won=row.won_text, lost=row.lost_text) for row in rows.itertuples()]
    # Words stand right of the line of no difference, never across it.
    rows["label_at"] = rows["high"].clip(lower=0)
    ends = rows[["low", "high"]].abs().to_numpy()
    reach = float(np.max(ends)) if len(rows) else 0.1
    scale = alt.Scale(domain=[-reach * 1.05, reach * 1.7], nice=False)
    order = list(rows["name"])
    y = alt.Y("name:N", sort=order, title=None)
    lines = {"name": "content", "won_text": "in_won", "lost_text": "in_others", "points": "interval"}
    hints, colour = tooltips(look, **lines), alt.Color("colour:N", scale=None)
    base = alt.Chart(rows)
    axis = share_axis(look, tickCount=5)
    layers = [
        alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color=look.ink.muted, strokeWidth=1.5).encode(x="zero:Q"),
        base.mark_rule(strokeWidth=4, opacity=0.4, strokeCap="round").encode(
            x=alt.X("low:Q", scale=scale, title=look.word("difference_of_shares"), axis=axis),
            x2="high:Q",
            y=y,
            color=colour,
            tooltip=hints,
        ),
        base.mark_point(filled=True, size=130, opacity=1).encode(
            x=alt.X("difference:Q", scale=scale), y=y, color=colour, tooltip=hints
        ),
        base.mark_text(align="left", dx=12).encode(x=alt.X("label_at:Q", scale=scale), y=y, text="label:N"),
    ]
    hint = caption(look, look.word("hint_contents"))
    return finished(alt.layer(*layers).properties(height=alt.Step(32), width="container", title=hint), look)


def _points(low: float, high: float, look: Look) -> str:
    """−2,1 … +5,4: a difference of shares in percentage points."""
    ends = [("+" if end > 0 else "") + look.number(end * 100, decimals=1) for end in (low, high)]
    return look.word("percentage_points", low=ends[0], high=ends[1])


def _short(item: str) -> str:
    return item if len(item) <= _LETTERS_OF_ITEM else item[: _LETTERS_OF_ITEM - 1] + "…"
