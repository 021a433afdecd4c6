"""The leads behind a bar: who they are, what sales said and when it called."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from clm_core.kpis import Unit
from clm_core.services.journey_history import person_names
from clm_core.services.sales_feedback import NO_OWNER, SalesFeedback, feedback_leads
from pages.shared import charts, looks, messages, session
from pages.shared.tables import Column, show_table

_ALL, _OPEN = "", "open"
_VERDICTS = ("accepted", "recycled", "rejected", _OPEN)
_PARTS = {"group": "channel", "verdict": "verdict", "reason": "reason"}

_WIDTHS = {
    "person": 125,
    "company": 150,
    "handed_on": 100,
    "channel": 128,
    "seller": 122,
    "hours": 72,
    "verdict": 104,
    "reason": 150,
}
_MORE = ("verdict_on", "attempts", "score", "campaign", "job_title", "email")
"""Only in the downloads: a screen is not as wide."""
_ROWS_SHOWN, _ROWS_PIXELS = 10, 387


def choose(selected: Mapping[str, Any], name: str) -> None:
    """Takes over what was clicked in a chart; the lists below can change it afterwards."""
    marks = selected.get(name) or []
    clicked = {part: marks[0].get(field) for field, part in _PARTS.items()} if marks else None
    if clicked and clicked != session.kept(f"clicked_{name}"):
        for part, value in clicked.items():
            st.session_state[f"feedback_{part}"] = value or _ALL
    session.keep(f"clicked_{name}", clicked)


def show(view: SalesFeedback, state: tuple[int, ...]) -> None:
    """Channel, verdict, reason and seller chosen; the leads as a table, the newest first."""
    charts.heading("sales_feedback.leads")
    leads = session.computed(feedback_leads, session.selection(), state)
    shown = leads.assign(verdict=leads["verdict"].where(leads["verdict"].ne(""), _OPEN))
    texts, look = session.texts(), looks.chart_look()
    words = {
        "channel": look.channel_label,
        "verdict": lambda one: texts(f"sales_feedback.verdict.{one}"),
        "reason": str,
        "owner": _owner,
    }
    options = {
        "channel": list(view.channels["group"].iloc[1:]),
        "verdict": [one for one in _VERDICTS if one in set(shown["verdict"])],
        "reason": list(leads["reason"][leads["reason"].ne("")].value_counts().index),
        "owner": sorted(set(leads["owner"])),
    }
    for part, column in zip(options, st.columns(4), strict=True):
        wanted = _picked(column, part, options[part], words[part])
        shown = shown if wanted == _ALL else shown[shown[part] == wanted]
    messages.note("sales_feedback.lead_count", count=len(shown))
    if not shown.empty:
        _table(shown)


def _picked(column: Any, part: str, options: list[str], words: Callable[[str], str]) -> str:
    """The value chosen in a list of this part, or _ALL."""
    texts, key = session.texts(), f"feedback_{part}"
    if st.session_state.get(key) not in options:
        st.session_state[key] = _ALL
    label = texts(f"sales_feedback.column.{'seller' if part == 'owner' else part}")

    def worded(one: str) -> str:
        return texts("sales_feedback.everything") if one == _ALL else words(one)

    return str(column.selectbox(label, [_ALL, *options], format_func=worded, key=key))


def _owner(name: str) -> str:
    return session.texts()("sales_feedback.no_owner") if name == NO_OWNER else name


def _table(leads: pd.DataFrame) -> None:
    texts, look, zone = session.texts(), looks.chart_look(), session.settings().reporting_zone
    frame = leads.assign(
        person=person_names(leads),
        channel=[look.channel_label(channel) for channel in leads["channel"]],
        campaign=leads["first_touch_campaign"],
        seller=[_owner(owner) for owner in leads["owner"]],
        verdict=[texts(f"sales_feedback.verdict.{one}") for one in leads["verdict"]],
        handed_on=leads["handed_at"].dt.tz_convert(zone).dt.tz_localize(None).dt.floor("D"),
        verdict_on=leads["verdict_at"].dt.tz_convert(zone).dt.tz_localize(None).dt.floor("D"),
        hours=leads["hours_to_contact"],
    )
    units = {"hours": Unit.COUNT, "attempts": Unit.COUNT, "score": Unit.COUNT}
    columns = {
        name: Column(
            label=texts(f"sales_feedback.column.{name}"),
            unit=units.get(name),
            width=_WIDTHS.get(name),
            help_text=texts("sales_feedback.hours_help") if name == "hours" else None,
        )
        for name in (*_WIDTHS, *_MORE)
        if frame[name].notna().any()
    }
    show_table(
        frame,
        {name: column for name, column in columns.items() if name in _WIDTHS},
        key="feedback_leads",
        title=texts("sales_feedback.leads"),
        height=_ROWS_PIXELS if len(frame) > _ROWS_SHOWN else "content",
        downloaded=columns,
    )
