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

_CALL = ("place", "person", "company", "grade", "score", "win_chance", "expected_value", "waiting_days", "owner")
_JUDGED = ("person", "company", "grade", "score", "owner", "verdict_at", "reason")
_WORTH = ("win_chance", "expected_value")
_TEXTS = {"win_chance": "chance", "waiting_days": "waiting"}
_UNITS = {
    "place": Unit.COUNT,
    "score": Unit.COUNT,
    "win_chance": Unit.SHARE,
    "expected_value": Unit.MONEY,
    "waiting_days": Unit.COUNT,
}
_WIDTHS = {
    "place": 42,
    "person": 130,
    "company": 170,
    "grade": 86,
    "score": 58,
    "win_chance": 128,
    "expected_value": 86,
    "waiting_days": 84,
    "owner": 128,
    "verdict_at": 98,
    "reason": 150,
    "recycle_on": 98,
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
    if which in set(Verdict):
        return [*_JUDGED, "recycle_on"] if which == Verdict.RECYCLED else list(_JUDGED)
    is_known = rows["win_chance"].notna().any()
    return [name for name in _CALL if is_known or name not in _WORTH]


def _worded(rows: pd.DataFrame) -> pd.DataFrame:
    """Chances and moments as the reader knows them."""
    language, zone = session.language(), session.settings().reporting_zone
    chances = rows[["win_chance", "win_chance_low", "win_chance_high"]].itertuples(index=False)
    return rows.assign(
        chance=[formats.share_within(*chance, language) for chance in chances],
        waiting=[_waiting(days) for days in rows["waiting_days"]],
        verdict_at=rows["verdict_at"].dt.tz_convert(zone).dt.tz_localize(None).dt.floor("D"),
    )


def _waiting(days: float) -> str:
    if days != days:
        return ""
    words = session.texts()("lead_list.waiting_days", count=int(days))
    return f"≥ {words}" if days >= LOOK_BACK_DAYS else words


def _column(name: str) -> Column:
    texts = session.texts()
    helped = f"lead_list.help.{name}"
    return Column(
        label=texts(f"lead_list.column.{name}"),
        unit=_UNITS.get(name),
        text_of=_TEXTS.get(name),
        help_text=texts(helped, most=LOOK_BACK_DAYS) if texts.has(helped) else None,
        width=_WIDTHS.get(name),
    )
