"""The first steps of journeys as a stream: where journeys are after each touch, and where they go from there."""

from typing import Any

import altair as alt
import pandas as pd

from clm_core.charts.theme import NO_CHANNEL_COLOUR, Look, caption, finished, tooltips
from clm_core.journey_columns import CONVERTED, OTHER_CHANNELS

_HEIGHT = 460
_GAP = 0.012
_NODE_WIDTH = 0.035
_LABELLED_FROM_SHARE = 0.025
_ROOM_FOR_LABELS = 0.55
_NARROWEST = 860
"""Pixels of the chart in a small window: names of a step must end before the next."""


def step_stream(
    nodes: pd.DataFrame, links: pd.DataFrame, channels: tuple[str, ...], look: Look, *, converted: str
) -> dict[str, Any]:
    """Nodes and links of journey_columns.STEP_NODES and STEP_LINKS; heights are shares of the journeys.

    ``channels`` is the order from the top, ``converted`` what those are called that came to their conversion.
    """
    order = [*channels, CONVERTED]
    placed = _placed(nodes, order)
    placed["name"] = [_name(channel, look, converted) for channel in placed["channel"]]
    placed["colour"] = [_colour(channel, look) for channel in placed["channel"]]
    placed["share_text"] = [look.share(value) for value in placed["share"]]
    placed["count"] = [look.number(value) for value in placed["journeys"]]
    shares = pd.Series([look.share(value, decimals=0) for value in placed["share"]], index=placed.index)
    # The share first: where there is little room, the end of a long name is cut.
    placed["label"] = (shares + " " + placed["name"]).where(placed["share"] >= _LABELLED_FROM_SHARE, "")
    placed["middle"] = (placed["top"] + placed["bottom"]) / 2
    last = int(placed["step"].max()) if len(placed) else 1
    scale = alt.Scale(domain=[1, last + _ROOM_FOR_LABELS], nice=False)
    upside_down = alt.Scale(domain=[1 + _GAP * len(order), -0.06], nice=False)
    ribbons = _ribbons(placed, links, order, look, converted)
    hints = tooltips(look, from_to="from_to", count="journeys", share_text="share")
    stream = (
        alt.Chart(ribbons)
        .mark_area(opacity=0.32, interpolate="monotone")
        .encode(
            x=alt.X("x:Q", axis=None, scale=scale),
            y=alt.Y("top:Q", axis=None, scale=upside_down),
            y2="bottom:Q",
            detail="from_to_step:N",
            color=alt.Color("colour:N", scale=None),
            tooltip=hints,
        )
    )
    layers = [stream, *_nodes(placed, last, look), _headings(last, look)]
    hint = caption(look, look.word("hint_steps"))
    return finished(alt.layer(*layers).properties(height=_HEIGHT, width="container", title=hint), look)


def _name(channel: str, look: Look, converted: str) -> str:
    if channel == CONVERTED:
        return converted
    return look.word("other_channels") if channel == OTHER_CHANNELS else look.channel_label(channel)


def _colour(channel: str, look: Look) -> str:
    if channel == CONVERTED:
        return look.ink.earned
    return NO_CHANNEL_COLOUR if channel == OTHER_CHANNELS else look.channel_colour(channel)


def _placed(nodes: pd.DataFrame, order: list[str]) -> pd.DataFrame:
    """The nodes from top to bottom, each with where it begins and ends."""
    rank = {channel: place for place, channel in enumerate(order)}
    rows = nodes.assign(rank=nodes["channel"].map(rank)).sort_values(["step", "rank"], ignore_index=True)
    above = rows.groupby("step")["share"].cumsum() - rows["share"] + rows.groupby("step").cumcount() * _GAP
    return rows.assign(top=above, bottom=above + rows["share"], right=rows["step"] + _NODE_WIDTH)


def _ribbons(placed: pd.DataFrame, links: pd.DataFrame, order: list[str], look: Look, converted: str) -> pd.DataFrame:
    """Four points a link: flat at both ends, so that the curve between them is smooth."""
    count = float(placed.loc[placed["step"] == 1, "journeys"].sum()) if len(placed) else 1.0
    keys = zip(placed["step"], placed["channel"], strict=True)
    leaving: dict[tuple[int, str], float] = dict(zip(keys, placed["top"], strict=True))
    arriving = dict(leaving)
    rank = {channel: place for place, channel in enumerate(order)}
    rows: list[tuple[object, ...]] = []
    ordered = links.assign(origin=links["channel"].map(rank), target=links["next_channel"].map(rank))
    for link in ordered.sort_values(["step", "origin", "target"]).to_dict("records"):
        step, share = link["step"], link["journeys"] / count
        origin, target = (step, link["channel"]), (step + 1, link["next_channel"])
        left, right = leaving[origin], arriving[target]
        leaving[origin] += share
        arriving[target] += share
        names = f"{_name(origin[1], look, converted)} → {_name(target[1], look, converted)}"
        words = (names, f"{step} {names}", _colour(origin[1], look), look.number(link["journeys"]), look.share(share))
        begin, end = step + _NODE_WIDTH, step + 1.0
        for x, top in ((begin, left), (begin + 0.2, left), (end - 0.2, right), (end, right)):
            rows.append((x, top, top + share, *words))
    columns = ["x", "top", "bottom", "from_to", "from_to_step", "colour", "count", "share_text"]
    return pd.DataFrame(rows, columns=columns)


def _nodes(placed: pd.DataFrame, last: int, look: Look) -> list[alt.Chart]:
    fields = ["step", "right", "top", "bottom", "middle", "name", "colour", "label", "count", "share_text"]
    base = alt.Chart(placed[fields])
    hints = tooltips(look, name="channel", count="journeys", share_text="share")
    bars = base.mark_rect().encode(
        x="step:Q", x2="right:Q", y="top:Q", y2="bottom:Q", color=alt.Color("colour:N", scale=None), tooltip=hints
    )
    room = _NARROWEST / (last - 1 + _ROOM_FOR_LABELS)
    words = base.mark_text(align="left", dx=6, limit=min(room * 0.85, room * _ROOM_FOR_LABELS * 1.5)).encode(
        x="right:Q", y="middle:Q", text="label:N"
    )
    return [bars, words]


def _headings(last: int, look: Look) -> alt.Chart:
    rows = pd.DataFrame({"step": range(1, last + 1)})
    rows["label"] = [look.word("step_number", number=number) for number in rows["step"]]
    words = alt.Chart(rows).mark_text(align="left", fontWeight=600, color=look.ink.muted)
    headings: alt.Chart = words.encode(x="step:Q", y=alt.datum(-0.035), text="label:N")
    return headings
