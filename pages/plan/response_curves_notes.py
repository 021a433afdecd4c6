"""What is counted, what was left out, and where the method is limited."""

from datetime import date

import streamlit as st

from clm_core.charts.theme import Look
from clm_core.services.response_curves import CurvesView, SeriesNote
from clm_core.texts import formats
from pages.plan import response_curves_words as words
from pages.shared import messages, session


def show(view: CurvesView, look: Look) -> None:
    """The series' own notes after what the scope means."""
    st.subheader(messages.sentence("response_curves_page.notes"), anchor=False)
    is_credited = view.observed.series.is_credited
    lines = [
        messages.sentence("response_curves_page.note_credited" if is_credited else "response_curves_page.note_total")
    ]
    lines += [_sentence(note, look) for note in view.observed.notes]
    st.markdown("\n".join(f"- {line}" for line in lines))


def _sentence(note: SeriesNote, look: Look) -> str:
    return messages.sentence(note.key, **{name: _written(name, value, look) for name, value in note.values.items()})


def _written(name: str, value: object, look: Look) -> object:
    """Days, channels, shares and amounts as the reader writes them; counts as they are."""
    language = session.language()
    if name == "days" and isinstance(value, tuple):
        return ", ".join(formats.day(day, language) for day in value if isinstance(day, date))
    if isinstance(value, date):
        return formats.day(value, language)
    if name == "channels" and isinstance(value, tuple):
        return ", ".join(look.channel_label(channel) for channel in value)
    if name == "share" and isinstance(value, float):
        return formats.share(value, language, decimals=0)
    if name == "amount" and isinstance(value, float):
        return words.money(value)
    return value
