"""What happened around the period, the newest first."""

import streamlit as st

from clm_core.services.progress import Progress
from clm_core.services.progress_timeline import progress_timeline
from clm_core.texts import formats
from pages.plan import progress_state
from pages.plan import progress_timeline_words as words
from pages.shared import charts, messages, session

_SHOWN = 12


def show(view: Progress) -> None:
    """A line an event: day, icon, sentence."""
    events = session.computed(progress_timeline, view.plan.target.period, progress_state.record_state())
    charts.heading("progress_page.timeline", "progress_page.timeline_note")
    if not events:
        messages.note("progress_page.timeline_empty")
    for one in events[:_SHOWN]:
        day = formats.day(one.on, session.language())
        st.markdown(f"{words.ICONS[one.kind]} **{messages.escaped(day)}** {words.sentence(one)}")
    if len(events) > _SHOWN:
        messages.note("progress_page.timeline_more", count=len(events) - _SHOWN)
