"""What content, which trade fairs and campaigns appear in journeys that converted and not in others."""

from typing import Any

import pandas as pd
import streamlit as st

from clm_core.charts.journeys import content_points
from clm_core.kpis import Unit
from clm_core.services.journeys import (
    MIN_BASE,
    MIN_JOURNEYS,
    ConversionKind,
    JourneyEnding,
    JourneysView,
    contents_view,
    expected_by_chance,
    is_more_than_chance,
)
from clm_core.texts import formats
from pages.shared import charts, inputs, looks, messages, session
from pages.shared.tables import Column, show_table

_KINDS = ("content", "events", "campaign")
_TRADE_FAIRS = "events"
_NAMED = 3
_TABLE_PIXELS = 420


def show(view: JourneysView) -> None:
    """What to look at and what to compare with; what stands out, the chart, the table."""
    texts = session.texts()
    charts.heading("journeys.contents", "journeys.contents_note")
    with st.container(horizontal=True, gap="large"):
        kind = _choose("kind", list(_KINDS))
        other = JourneyEnding.NONE
        if view.options.conversion is ConversionKind.WON_DEAL:
            endings = [str(JourneyEnding.LOST_DEAL), str(JourneyEnding.NONE)]
            other = JourneyEnding(_choose("against", endings))
    with st.spinner(texts("attribution_page.computing")):
        every = session.computed(contents_view, session.selection(), view.options, other)
    rows = session.drawn(_of_kind, every, kind)
    if rows.empty:
        messages.note(f"journeys.nothing_of.{kind}")
        return
    _say(rows, other)
    if (rows["verdict"] != "no_data").any():
        charts.show_chart(
            session.drawn(content_points, rows, looks.chart_look()),
            alt=texts("journeys.contents_alt"),
            key="journeys_contents",
        )
    _table(rows, kind)


def _choose(name: str, options: list[str]) -> str:
    texts = session.texts()
    return inputs.switch(
        texts(f"journeys.{name}"), options, words=lambda one: texts(f"journeys.{name}_of.{one}"), name=name
    )


def _of_kind(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Contents, campaigns of trade fairs, or all campaigns."""
    if kind == "content":
        return rows[rows["what"] == "content"]
    campaigns = rows[rows["what"] == "campaign"]
    return campaigns[campaigns["channel"] == _TRADE_FAIRS] if kind == _TRADE_FAIRS else campaigns


def _say(rows: pd.DataFrame, other: JourneyEnding) -> None:
    """What stands out, how much of that chance alone would bring, and that it is no proof."""
    compared = rows[rows["verdict"] != "no_data"]
    first = rows.iloc[0]
    bases = {
        "won": formats.number(first["won_base"], session.language()),
        "lost": formats.number(first["lost_base"], session.language()),
    }
    if compared.empty:
        messages.hint("journeys.contents_too_few", least=MIN_JOURNEYS, base=MIN_BASE, **bases)
        return
    more, less = (compared[compared["verdict"] == verdict] for verdict in ("better", "worse"))
    found = len(more) + len(less)
    expected = expected_by_chance(len(compared))
    counts = {
        "found": found,
        "compared": len(compared),
        "expected": formats.number(expected, session.language(), decimals=0 if expected >= 1 else 1),
    }
    if not found:
        st.markdown(messages.sentence("journeys.contents_none", count=len(compared)))
    elif not is_more_than_chance(found, len(compared)):
        st.markdown(messages.sentence("journeys.contents_like_chance", **counts))
    else:
        for key, part in (("more", more), ("less", less.iloc[::-1])):
            if len(part):
                st.markdown(messages.sentence(f"journeys.contents_{key}.{other}", items=_items(part)))
    messages.note("journeys.contents_chance", **counts, **bases)
    messages.hint(f"journeys.contents_caution.{other}")


def _items(rows: pd.DataFrame) -> str:
    """The first few with their shares."""
    texts, language = session.texts(), session.language()
    words: list[str] = []
    for row in rows.head(_NAMED).to_dict("records"):
        values: dict[str, Any] = {"item": str(row["item"])}
        for side in ("won", "lost"):
            values[side] = formats.share(row[f"{side}_share"], language)
        words.append(texts("journeys.item_beside", **values))
    return ", ".join(words)


def _table(rows: pd.DataFrame, kind: str) -> None:
    texts, look = session.texts(), looks.chart_look()
    frame = rows.assign(
        channel_name=[look.channel_label(channel) if channel else "" for channel in rows["channel"]],
        points=(rows["difference"] * 100).round(1) + 0.0,  # no −0,0
        interval=[
            f"{_signed(low)} … {_signed(high)}" if low == low else formats.MISSING
            for low, high in zip(rows["difference_low"], rows["difference_high"], strict=True)
        ],
        word=[texts(f"journeys.verdict.{verdict}") for verdict in rows["verdict"]],
    )

    def column(name: str, unit: Unit | None = None, decimals: int | None = None) -> Column:
        return Column(label=texts(f"journeys.column.{name}"), unit=unit, decimals=decimals)

    columns = {"item": Column(label=texts(f"journeys.kind_of.{kind}"), is_pinned=True)}
    if kind == "campaign":
        columns["channel_name"] = Column(label=texts("charts.channel"))
    columns |= {
        "word": column("verdict"),
        "won_share": column("won_share", Unit.SHARE),
        "lost_share": column("lost_share", Unit.SHARE),
        "points": column("points", Unit.COUNT, 1),
        "interval": column("interval"),
        "won": column("won", Unit.COUNT),
        "won_base": column("won_base", Unit.COUNT),
        "lost": column("lost", Unit.COUNT),
        "lost_base": column("lost_base", Unit.COUNT),
    }
    title = texts("journeys.contents")
    show_table(frame, columns, key=f"journeys_contents_{kind}", title=title, height=_TABLE_PIXELS)


def _signed(share: float) -> str:
    text = formats.number(share * 100, session.language(), decimals=1)
    return f"+{text}" if share > 0 else text
