"""One history on a time line: marketing's touches, sales' touches, stages and deals, each on its lane."""

from typing import Any

import altair as alt
import pandas as pd

from clm_core.charts.theme import NO_CHANNEL_COLOUR, Look, caption, finished, tooltips
from clm_core.texts import formats

TOUCHES_SHOWN = 600
"""The latest; older ones are in the table."""
_LANES = ("marketing", "sales", "both")
_LANE_PIXELS = 140
_PLACES = (2, 1, 3, 0, 4)
"""Where touches of one week stand, from the middle of the lane outwards."""
_MARKS_WITH_NAMES = 14
_LABEL_FIELDS = ["at", "lane", "label"]
_LABEL_HEIGHTS = (18, 34, -18)
"""Words stand in turn at one of three heights at their mark: neighbours would cover each other."""
DEAL_MARKS = ("deal_created", "deal_won", "deal_lost")


def history_lanes(touches: pd.DataFrame, marks: pd.DataFrame, look: Look) -> dict[str, Any]:
    """A point a touch in its channel's colour; stages and deals below, deals also as lines across all lanes.

    ``touches`` and ``marks`` are journey_columns.HISTORY_TOUCHES and HISTORY_MARKS in the reporting zone,
    touches with the columns person and kind_name, marks with mark_name.
    """
    shown = touches.tail(TOUCHES_SHOWN)
    teams = [team for team in _LANES if (shown["team"] == team).any()]
    if shown["team"].isna().any():
        teams.append("")
    lanes = {team: look.word(f"lane_{team}" if team else "lane_unknown") for team in teams}
    order = [*lanes.values(), look.word("lane_marks")]
    y = alt.Y("lane:N", sort=order, title=None, scale=alt.Scale(domain=order), axis=alt.Axis(labelFontWeight=600))
    x = _time_axis(shown, marks)
    layers = [*_deal_lines(marks, x, look), *_mark_points(marks, x, y, look)]
    if len(shown):
        layers.insert(len(layers) - 2 if len(layers) > 1 else 0, _touch_points(shown, lanes, x, y, look))
    hint = caption(look, look.word("hint_history"))
    chart = alt.layer(*layers).properties(height=_LANE_PIXELS * len(order), width="container", title=hint)
    # Dragging and the wheel move and widen the time line.
    return finished(chart.add_params(alt.selection_interval(name="zoom", bind="scales", encodings=["x"])), look)


def _time_axis(touches: pd.DataFrame, marks: pd.DataFrame) -> alt.X:
    """From before the first to after the last event: words at the ends need room."""
    at = pd.concat([_clock(frame["at"]) for frame in (touches, marks) if len(frame)])
    room = max((at.max() - at.min()) * 0.07, pd.Timedelta(days=2))
    ends = [alt.DateTime(year=one.year, month=one.month, date=one.day) for one in (at.min() - room, at.max() + room)]
    axis = alt.Axis(labelOverlap=True, tickCount=8, grid=True)
    return alt.X("at:T", title=None, axis=axis, scale=alt.Scale(domain=ends))


def _clock(moments: pd.Series) -> pd.Series:
    """What the clock in the reporting zone showed: browsers would write moments in their own zone."""
    shown: pd.Series = moments.dt.tz_localize(None)
    return shown


def _touch_points(shown: pd.DataFrame, lanes: dict[str, str], x: alt.X, y: alt.Y, look: Look) -> alt.Chart:
    lane = shown["team"].fillna("").map(lanes)
    at = _clock(shown["at"])
    # Touches of one week stand one below the other, so that none hides another.
    week = at.dt.to_period("W").astype("str")
    number = shown.groupby([lane.to_numpy(), week.to_numpy()]).cumcount() % len(_PLACES)
    rows = pd.DataFrame(
        {
            "at": at,
            "when": [formats.moment(moment, look.language) for moment in shown["at"]],
            "lane": lane,
            "place": [_PLACES[one] for one in number],
            "kind_name": shown["kind_name"],
            "channel": [look.channel_label(key) if isinstance(key, str) else "–" for key in shown["channel"]],
            "campaign": shown["campaign"].fillna("–"),
            "content": shown["content"].fillna("–"),
            "person": shown["person"],
        }
    )
    keys = list(dict.fromkeys(key for key in shown["channel"] if isinstance(key, str)))
    domain = [look.channel_label(key) for key in keys] + (["–"] if shown["channel"].isna().any() else [])
    colours = [look.channel_colour(key) for key in keys] + [NO_CHANNEL_COLOUR]
    colour = alt.Color(
        "channel:N",
        title=None,
        sort=domain,
        scale=alt.Scale(domain=domain, range=colours[: len(domain)]),
        legend=alt.Legend(columns=4),
    )
    lines = {"when": "when", "kind_name": "kind", "channel": "channel", "campaign": "campaign"}
    hints = tooltips(look, **lines, content="content", person="person")
    offset = alt.YOffset("place:O", scale=alt.Scale(domain=sorted(_PLACES)))
    points = alt.Chart(rows).mark_point(filled=True, size=110, opacity=0.9)
    drawn: alt.Chart = points.encode(x=x, y=y, yOffset=offset, color=colour, tooltip=hints)
    return drawn


def _mark_rows(marks: pd.DataFrame, look: Look) -> pd.DataFrame:
    amounts = ["" if value != value else look.money(value) for value in marks["amount"]]
    rows = pd.DataFrame(
        {
            "at": _clock(marks["at"]),
            "when": [formats.moment(moment, look.language) for moment in marks["at"]],
            "lane": look.word("lane_marks"),
            "mark_name": marks["mark_name"],
            "name": marks["name"].fillna("–"),
            "amount": amounts,
            "colour": [_mark_colour(mark, look) for mark in marks["mark"]],
            "is_deal": marks["mark"].isin(DEAL_MARKS),
        }
    )
    has_names = len(marks) <= _MARKS_WITH_NAMES
    rows["label"] = [
        f"{row.mark_name} {row.amount}".strip() if row.is_deal or has_names else "" for row in rows.itertuples()
    ]
    rows["height"] = [_LABEL_HEIGHTS[place % len(_LABEL_HEIGHTS)] for place in range(len(rows))]
    return rows


def _mark_colour(mark: str, look: Look) -> str:
    if mark in ("deal_won", "customer"):
        return look.ink.earned
    return look.ink.bad if mark in ("deal_lost", "lost", "rejected") else look.ink.accent


def _deal_lines(marks: pd.DataFrame, x: alt.X, look: Look) -> list[alt.Chart]:
    rows = _mark_rows(marks, look)
    rows = rows.loc[rows["is_deal"], ["at", "colour"]]
    if rows.empty:
        return []
    lines = alt.Chart(rows).mark_rule(strokeWidth=1.5, strokeDash=[5, 4], opacity=0.8)
    return [lines.encode(x=x, color=alt.Color("colour:N", scale=None))]


def _mark_points(marks: pd.DataFrame, x: alt.X, y: alt.Y, look: Look) -> list[alt.Chart]:
    rows = _mark_rows(marks, look)
    if rows.empty:
        return []
    fields = ["at", "when", "lane", "mark_name", "name", "amount", "colour", "label"]
    hints = tooltips(look, when="when", mark_name="mark", name="name", amount="amount")
    colour = alt.Color("colour:N", scale=None)
    points = alt.Chart(rows[fields]).mark_point(filled=True, size=150, shape="diamond", opacity=1)
    layers = [points.encode(x=x, y=y, color=colour, tooltip=hints)]
    labelled = rows[rows["label"] != ""]
    middle = rows["at"].min() + (rows["at"].max() - rows["at"].min()) / 2
    for height in _LABEL_HEIGHTS:
        # Words run towards the middle, where there is room for them.
        of_height = labelled["height"] == height
        is_early = labelled["at"] <= middle
        parts = (labelled[of_height & is_early], labelled[of_height & ~is_early])
        marks_of = (
            alt.Chart(parts[0][_LABEL_FIELDS]).mark_text(dy=height, align="left", dx=5, fontSize=13, limit=220),
            alt.Chart(parts[1][_LABEL_FIELDS]).mark_text(dy=height, align="right", dx=-5, fontSize=13, limit=220),
        )
        pairs = zip(parts, marks_of, strict=True)
        layers += [words.encode(x=x, y=y, text="label:N") for part, words in pairs if len(part)]
    return layers
