"""Sales' verdict on one lead, given on the page."""

from datetime import date, timedelta
from typing import Any

import streamlit as st

from clm_core.handover import Verdict
from clm_core.services.lead_verdicts import give_verdict
from clm_core.services.returned_sheet import agreed_reasons
from clm_core.services.workspaces import LOCAL_USER
from clm_core.texts import formats
from pages.qualify import lead_list_state
from pages.shared import messages, session

_USUAL_PAUSE_DAYS = 30
_SAID = "lead_list_said"


def show(lead: Any) -> None:
    """What was said until now, and a new verdict: accepted, rejected with a reason or recycled with a date."""
    texts, key = session.texts(), int(lead["contact_key"])
    st.markdown(f"**{texts('lead_list.verdict.heading')}**")
    _say_latest(lead)
    chosen = st.segmented_control(
        texts("lead_list.verdict.label"),
        [str(one) for one in Verdict],
        format_func=lambda one: texts(f"lead_list.verdict.{one}"),
        key=f"verdict_{key}",
        label_visibility="collapsed",
    )
    if chosen is None:
        return
    reason, recycle_on = _details(Verdict(chosen), key)
    note = st.text_input(texts("lead_list.verdict.note"), key=f"verdict_note_{key}")
    by = st.text_input(texts("lead_list.verdict.given_by"), key="verdict_by", persist_state="session")
    if st.button(texts("lead_list.verdict.save"), type="primary", key=f"verdict_save_{key}"):
        with messages.explained_errors():
            saved = give_verdict(
                session.store(),
                key,
                Verdict(chosen),
                reason=reason,
                recycle_on=recycle_on,
                note=note,
                given_by=by.strip() or LOCAL_USER,
            )
            session.keep(_SAID, (str(lead["person"]), chosen, saved.added_count))
            st.rerun()


def say_saved() -> None:
    """After a verdict was saved: says so once."""
    said = session.kept(_SAID)
    if said is None:
        return
    session.forget(_SAID)
    name, verdict, added = said
    if added:
        messages.done("lead_list.verdict.saved", name=name, verdict=session.texts()(f"lead_sheet.verdict.{verdict}"))
    else:
        messages.note("lead_list.verdict.unchanged")


def _say_latest(lead: Any) -> None:
    if not lead["verdict"]:
        return
    language = session.language()
    until = lead["recycle_on"]
    messages.note(
        f"lead_list.profile.said.{lead['verdict']}",
        day=formats.day(lead["verdict_at"].tz_convert(session.settings().reporting_zone), language),
        reason=str(lead["reason"]),
        until=formats.day(None if until is None or until != until else until, language),
    )


def _details(verdict: Verdict, key: int) -> tuple[str, date | None]:
    """Reason and recycle date, each where the verdict needs one."""
    texts = session.texts()
    if verdict is Verdict.REJECTED:
        reasons = agreed_reasons(session.store(), texts.language)
        chosen = st.selectbox(texts("lead_list.verdict.reason"), reasons, index=None, key=f"verdict_reason_{key}")
        return chosen or "", None
    if verdict is Verdict.RECYCLED:
        first = lead_list_state.found().as_of + timedelta(days=1)
        usual = first + timedelta(days=_USUAL_PAUSE_DAYS - 1)
        day = st.date_input(
            texts("lead_list.verdict.recycle_on"), value=usual, min_value=first, key=f"verdict_on_{key}",
            format="DD.MM.YYYY" if texts.language == "de" else "DD/MM/YYYY",
        )  # fmt: skip
        return "", day if isinstance(day, date) else None
    return "", None
