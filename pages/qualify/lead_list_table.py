"""The call list: filters, search, and the leads in the order in which to call them."""

import pandas as pd
import streamlit as st

from clm_core.handover import Verdict
from clm_core.kpis import Unit
from clm_core.scoring_model import GRADE_CELLS
from clm_core.services.handover import LOOK_BACK_DAYS
from clm_core.texts import formats
from pages.qualify import lead_list_state
from pages.shared import inputs, looks, messages, session
from pages.shared.tables import Column, show_table

_CALL = ("place", "person", "company", "grade", "score", "win_chance", "chance_range", "expected_value", "waiting")
_JUDGED = ("person", "company", "grade", "score", "verdict_at", "reason")
_UNITS = {
    "place": Unit.COUNT,
    "score": Unit.COUNT,
    "win_chance": Unit.SHARE,
    "expected_value": Unit.MONEY,
}
_WIDTHS = {
    "place": 40,
    "person": 115,
    "company": 165,
    "grade": 80,
    "score": 60,
    "win_chance": 72,
    "chance_range": 80,
    "expected_value": 85,
    "waiting": 70,
    "owner": 120,
}
_ROWS_PIXELS = 318


def show() -> None:
    """Filters above, the table below; a clicked row opens the lead's profile."""
    _filters()
    rows = lead_list_state.shown()
    if rows.empty:
        messages.note("lead_list.filter.nothing")
        return
    columns = {name: _column(name) for name in _names(rows)}
    selected = show_table(
        _worded(rows),
        columns,
        key=f"lead_list_{lead_list_state.which()}",
        title=session.texts()("shell.pages.lead_list"),
        is_selectable=True,
        height=_ROWS_PIXELS if len(rows) > 8 else "auto",
        has_downloads=False,
    )
    for position in selected:
        lead_list_state.choose(int(rows["contact_key"].iloc[position]))


def _filters() -> None:
    texts, rows = session.texts(), lead_list_state.every_lead()
    counts = rows["which"].value_counts()
    inputs.switch(
        texts("lead_list.which.label"),
        lead_list_state.WHICH,
        words=lambda one: texts(f"lead_list.which_of.{one}", count=int(counts.get(one, 0))),
        name="which",
    )
    owner, grade, channel, search = st.columns([2, 2, 2, 3])
    look, everybody = looks.chart_look(), texts("lead_list.filter.all")
    owner.selectbox(
        texts("lead_list.filter.owner"),
        ["", *sorted(name for name in rows["owner"].dropna().unique() if name)],
        format_func=lambda name: name or everybody,
        key=lead_list_state.own_key("owner"),
        persist_state="session",
    )
    options = {"grade": [one for one in GRADE_CELLS if (rows["grade"] == one).any()]}
    options["channel"] = list(rows["channel"].value_counts().index)
    for place, name in ((grade, "grade"), (channel, "channel")):
        place.multiselect(
            texts(f"lead_list.filter.{name}"),
            options[name],
            format_func=look.channel_label if name == "channel" else str,
            placeholder=everybody,
            key=lead_list_state.own_key(name),
            persist_state="session",
        )
    search.text_input(
        texts("lead_list.filter.search"),
        placeholder=texts("lead_list.filter.search_example"),
        key=lead_list_state.own_key("search"),
        persist_state="session",
    )


def _names(rows: pd.DataFrame) -> list[str]:
    which = lead_list_state.which()
    if which == Verdict.RECYCLED:
        return [*_JUDGED, "recycle_on", "owner", "channel"]
    if which in set(Verdict):
        return [*_JUDGED, "owner", "channel"]
    known = rows["win_chance"].notna().any()
    call = [name for name in _CALL if known or name not in ("win_chance", "chance_range", "expected_value")]
    return [*call, "owner", "channel"]


def _worded(rows: pd.DataFrame) -> pd.DataFrame:
    """Names, ranges and moments as the reader knows them."""
    look, language, zone = looks.chart_look(), session.language(), session.settings().reporting_zone
    texts = session.texts()
    ranges = zip(rows["win_chance_low"], rows["win_chance_high"], strict=True)
    return rows.assign(
        chance_range=[formats.interval(low, high, language, decimals=0) if low == low else "" for low, high in ranges],
        # As text: whoever waits longest has a sign before the number.
        waiting=[_waiting(days, texts.language) for days in rows["waiting_days"]],
        channel=[look.channel_label(key) for key in rows["channel"].fillna("")],
        verdict_at=rows["verdict_at"].dt.tz_convert(zone).dt.tz_localize(None).dt.floor("D"),
    )


def _waiting(days: float, language: str) -> str:
    if days != days:
        return ""
    return f"{'≥ ' if days >= LOOK_BACK_DAYS else ''}{formats.number(days, language)}"


def _column(name: str) -> Column:
    texts = session.texts()
    helped = f"lead_list.help.{name}"
    return Column(
        label=texts(f"lead_list.column.{name}"),
        unit=_UNITS.get(name),
        decimals=1 if name == "win_chance" else None,
        help_text=texts(helped, most=LOOK_BACK_DAYS) if texts.has(helped) else None,
        width=_WIDTHS.get(name),
    )
