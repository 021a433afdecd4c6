"""Which channels open journeys, help on the way and close them."""

import streamlit as st

from clm_core.charts.journeys import CHANNELS_SHOWN, role_points
from clm_core.kpis import Unit
from clm_core.services.journeys import ROLES, JourneysView
from clm_core.texts import formats
from pages.shared import charts, looks, messages, session
from pages.shared.tables import Column, show_table

_LEAST_CLOSES = 5
_LEAST_TOUCHED = 20
"""Fewer journeys with a channel carry no sentence about it."""


def show(view: JourneysView) -> None:
    """Openers and closers as sentences, the chart, the table."""
    texts = session.texts()
    charts.heading("journeys.roles", "journeys.roles_note")
    _sentences(view)
    charts.show_chart(
        session.drawn(role_points, view.roles, looks.chart_look()),
        alt=texts("journeys.roles_alt"),
        key="journeys_roles",
    )
    if len(view.roles) > CHANNELS_SHOWN:
        messages.note("journeys.more_channels", shown=CHANNELS_SHOWN, count=len(view.roles))
    _table(view)


def _sentences(view: JourneysView) -> None:
    """Who helps most for each journey that it closes, and who closes most of those that it is in."""
    look, language = looks.chart_look(), session.language()
    known = view.roles[view.roles["touched"] >= _LEAST_TOUCHED]
    helpers = known[(known["closes"] >= _LEAST_CLOSES) & (known["assists_per_close"] > 1)].nlargest(
        1, "assists_per_close"
    )
    never = known[known["closes"] == 0]
    lines = [
        messages.sentence(
            "journeys.helper",
            channel=look.channel_label(str(row["channel"])),
            ratio=formats.number(row["assists_per_close"], language, decimals=1),
            assists=formats.number(row["assists"], language),
            closes=formats.number(row["closes"], language),
        )
        for row in helpers.to_dict("records")
    ]
    if len(never):
        names = ", ".join(look.channel_label(channel) for channel in never["channel"])
        lines.append(messages.sentence("journeys.never_closes", channels=names, count=len(never)))
    if lines:
        st.markdown("\n".join(f"- {line}" for line in lines))


def _table(view: JourneysView) -> None:
    texts, language = session.texts(), session.language()
    rows = view.roles
    frame = rows.assign(
        name=[looks.chart_look().channel_label(channel) for channel in rows["channel"]],
        **{
            f"{role}_interval": [
                formats.interval(low, high, language)
                for low, high in zip(rows[f"{role}_low"], rows[f"{role}_high"], strict=True)
            ]
            for role in ROLES
        },
    )
    columns = {
        "name": Column(label=texts("charts.channel"), is_pinned=True),
        "touched": Column(label=texts("journeys.column.touched"), unit=Unit.COUNT),
    }
    for role in ROLES:
        columns[role] = Column(label=texts(f"charts.{role}"), unit=Unit.COUNT)
        columns[f"{role}_share"] = Column(label=texts("charts.share"), unit=Unit.SHARE)
        columns[f"{role}_interval"] = Column(label=texts("charts.interval"))
    columns["assists"] = Column(label=texts("journeys.column.assists"), unit=Unit.COUNT)
    columns["assists_per_close"] = Column(
        label=texts("journeys.column.assists_per_close"),
        unit=Unit.RATIO,
        decimals=1,
        help_text=texts("journeys.assists_help"),
    )
    show_table(frame, columns, key="journeys_roles_table", title=texts("journeys.roles"))
