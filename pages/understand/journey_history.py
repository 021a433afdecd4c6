"""The whole history of one deal, contact or company: found by a word, shown on a time line and as a table."""

import pandas as pd
import streamlit as st

from clm_core.charts.journey_history import DEAL_MARKS, TOUCHES_SHOWN, history_lanes
from clm_core.errors import ClmError
from clm_core.kpis import Unit
from clm_core.services.journey_history import History, Subject, find_histories, history_of
from clm_core.texts import Texts
from pages.shared import charts, looks, messages, session
from pages.shared.tables import Column, show_table

_PARAMETER = "history"
_KEY_DIGITS = 19
_ROWS_SHOWN = 10
_TABLE_PIXELS = 420


def show() -> None:
    """The search, and the history that was chosen here or by a link."""
    texts = session.texts()
    charts.heading("journeys.history", "journeys.history_note")
    left, right = st.columns(2)
    words = left.text_input(
        texts("journeys.search"),
        placeholder=texts("journeys.search_example"),
        key="journeys_search",
        persist_state="session",
    )
    if words.strip():
        found = session.computed(find_histories, " ".join(words.split()))
        with right:
            _choose(found)
    asked = str(st.query_params.get(_PARAMETER) or session.kept(_PARAMETER) or "")
    subject, _, key = asked.partition("-")
    if subject in set(Subject) and key.isdecimal() and len(key) < _KEY_DIGITS:
        show_one(Subject(subject), int(key))


def _choose(found: pd.DataFrame) -> None:
    """What was found; a choice goes into the address."""
    texts = session.texts()
    if found.empty:
        messages.note("journeys.search_nothing")
        return
    words = {
        f"{row['subject']}-{row['key']}": " · ".join(
            [texts(f"journeys.subject_of.{row['subject']}"), *_parts(row["name"], row["company"], row["detail"])]
        )
        for row in found.to_dict("records")
    }

    def save() -> None:
        chosen = st.session_state["journeys_found"]
        if chosen:
            session.keep(_PARAMETER, chosen)
            st.query_params[_PARAMETER] = chosen

    st.selectbox(
        texts("journeys.found", count=len(words)),
        list(words),
        index=None,
        format_func=words.__getitem__,
        placeholder=texts("journeys.choose_one"),
        key="journeys_found",
        on_change=save,
    )


def _parts(*texts: object) -> list[str]:
    """What is given, each once."""
    return list(dict.fromkeys(text for text in texts if isinstance(text, str) and text))


def show_one(subject: Subject, key: int, *, has_title: bool = True) -> None:
    """Title (where nothing above names the subject), what happened in numbers, the time line, the table of touches."""
    try:
        history = session.computed(history_of, subject, key)
    except ClmError as problem:
        # A link may name what an undone import has taken away.
        messages.error(problem)
        return
    with st.container(border=True, key="journeys_history"):
        title = " · ".join(_parts(history.name, history.company))
        if has_title:
            st.subheader(messages.escaped(title), anchor=False)
        messages.note(
            f"journeys.history_of.{subject}",
            people=history.people_count,
            marketing=history.marketing_count,
            sales=history.sales_count,
        )
        if history.touches.empty and history.marks.empty:
            messages.note("journeys.history_empty")
            return
        texts = session.texts()
        touches, marks = (session.drawn(worded, history, texts) for worded in (_worded_touches, _worded_marks))
        charts.show_chart(
            session.drawn(history_lanes, touches, marks, looks.chart_look()),
            alt=texts("journeys.history_alt", name=title),
            key="journeys_history_chart",
        )
        if len(touches) > TOUCHES_SHOWN:
            messages.note("journeys.history_latest", shown=TOUCHES_SHOWN)
        _tables(touches, marks, title)


def _worded_touches(history: History, texts: Texts) -> pd.DataFrame:
    """Touches with the names of kinds, teams and channels in the reader's language."""
    touches, look = history.touches, looks.chart_look()
    return touches.assign(
        kind_name=[texts(f"fields.choice.kind_{kind}") if isinstance(kind, str) else "" for kind in touches["kind"]],
        team_name=[texts(f"fields.choice.team_{team}") if isinstance(team, str) else "" for team in touches["team"]],
        channel_name=[look.channel_label(key) if isinstance(key, str) else "" for key in touches["channel"]],
    )


def _worded_marks(history: History, texts: Texts) -> pd.DataFrame:
    """Stages and deals with their names in the reader's language."""
    names = [
        texts(f"journeys.mark.{mark}") if mark in DEAL_MARKS else texts(f"stages.{mark}")
        for mark in history.marks["mark"]
    ]
    return history.marks.assign(mark_name=names)


def _tables(touches: pd.DataFrame, marks: pd.DataFrame, title: str) -> None:
    texts = session.texts()
    of_touches, of_marks = st.tabs([texts("journeys.touches", count=len(touches)), texts("journeys.marks")])

    def columns(*names: str) -> dict[str, Column]:
        return {name: Column(label=texts(f"journeys.touch.{name}")) for name in names}

    with of_touches:
        show_table(
            touches.iloc[::-1],
            columns("at", "team_name", "kind_name", "channel_name", "campaign", "content", "person"),
            key="journeys_touches",
            title=title,
            height=_TABLE_PIXELS if len(touches) > _ROWS_SHOWN else "content",
        )
    with of_marks:
        amount = {"amount": Column(label=texts("journeys.touch.amount"), unit=Unit.MONEY)}
        show_table(marks.iloc[::-1], columns("at", "mark_name", "name") | amount, key="journeys_marks", title=title)
