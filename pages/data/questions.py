"""Open questions about a file, each with its possible readings of the user's own values; an answer counts at once."""

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from clm_core.records import RecordType
from clm_core.services import data, importing
from clm_core.services.importing import Question, RecognisedTable
from clm_core.texts import formats
from pages.data import dropped_files
from pages.data.dropped_files import DroppedFile
from pages.shared import messages, session

_ANSWER_NAMES = {",": "comma", ".": "point"}


def ask(file: DroppedFile, about: RecognisedTable | None, question: Question, key: str) -> None:
    """The question with a way to answer it; what only the columns can answer is answered there."""
    # A field of another language is another field: its choices read differently.
    name = f"answer_{question.option}_{key}_{session.language()}"

    def save() -> None:
        answer = st.session_state[name]
        if answer is not None:
            known = RecordType(str(answer)) if question.option == "record_type" else answer
            dropped_files.change_options(file, about, **{question.option: known})

    asked = messages.sentence(question.key, column=question.column)
    if question.option == "record_type":
        _choose_kind(asked, name, save)
    elif question.option == "currency":
        _choose_currency(asked, question, name, save)
    elif question.option in ("date_order", "decimal"):
        _choose_reading(asked, question, name, save)
    else:
        st.markdown(f":orange[:material/help:] **{asked}**")


def _choose_kind(asked: str, name: str, save: Callable[[], None]) -> None:
    texts = session.texts()
    st.selectbox(
        asked,
        importing.IMPORTABLE_TYPES,
        index=None,
        format_func=kind_labels().__getitem__,
        placeholder=texts("import_files.choose_kind"),
        key=name,
        on_change=save,
        width=600,
    )


def kind_labels() -> dict[RecordType, str]:
    """The kinds of rows and, after a dash, what such a row is."""
    texts = session.texts()
    return {
        one: f"{texts(f'fields.{one}.label')} – {texts(f'fields.{one}.help')}" for one in importing.IMPORTABLE_TYPES
    }


def _choose_currency(asked: str, question: Question, name: str, save: Callable[[], None]) -> None:
    texts, reporting = session.texts(), session.settings().reporting_currency
    offered = list(dict.fromkeys((reporting, *data.CURRENCIES)))
    values = ", ".join(messages.escaped(choice.value) for choice in question.choices[:3])
    st.markdown(f"**{asked}** :gray[({values})]" if values else f"**{asked}**")
    st.selectbox(
        asked,
        offered,
        index=None,
        placeholder=texts("import_files.choose_currency"),
        label_visibility="collapsed",
        key=name,
        on_change=save,
        width=320,
    )


def _choose_reading(asked: str, question: Question, name: str, save: Callable[[], None]) -> None:
    answers = [answer for answer, _ in question.choices[0].readings] if question.choices else []
    texts = session.texts()
    labels = {
        answer: texts(f"import_files.answer.{question.option}.{_ANSWER_NAMES.get(answer, answer)}")
        for answer in answers
    }
    st.radio(
        asked,
        answers,
        index=None,
        format_func=labels.__getitem__,
        captions=[_readings(question, answer) for answer in answers],
        key=name,
        on_change=save,
    )


def _readings(question: Question, answer: str) -> str:
    """The first three of the user's values as this answer reads them."""
    readings: Sequence[tuple[str, str]] = [
        (choice.value, dict(choice.readings)[answer]) for choice in question.choices if answer in dict(choice.readings)
    ][:3]
    return " · ".join(f"{messages.escaped(value)} → {messages.escaped(_written(read))}" for value, read in readings)


def _written(reading: str) -> str:
    """Days with the month as a word: 6 January 2026 is never misread; plain numbers as the language writes them."""
    language = session.language()
    try:
        return formats.long_day(date.fromisoformat(reading[:10]), language)
    except ValueError:
        pass
    try:
        number = float(reading)
    except ValueError:
        return reading
    return formats.number(number, language, decimals=len(reading.partition(".")[2]))
