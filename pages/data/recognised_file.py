"""One dropped file: what it was recognised as and why, open questions, columns, preview, problems."""

from dataclasses import replace

import streamlit as st

from clm_core.services.importing import ImportOptions, Question, RecognisedFile, RecognisedTable
from pages.data import column_mapping, fact_preview, row_problems
from pages.shared import messages, session


def options_of(file_name: str) -> ImportOptions:
    """What the user has said about this file so far."""
    known: dict[str, ImportOptions] = session.kept("import_options") or {}
    return known.get(file_name, ImportOptions())


def change_options(file_name: str, **changes: object) -> None:
    """Adds to what the user has said about this file."""
    known: dict[str, ImportOptions] = session.kept("import_options") or {}
    session.keep("import_options", {**known, file_name: replace(options_of(file_name), **changes)})


def is_wanted(file: RecognisedFile) -> bool:
    """Whether the user left this file's box ticked."""
    return bool(st.session_state.get(f"wanted_{file.content_hash}", True))


def show(file: RecognisedFile) -> None:
    """The file as a card: state and what it is first, details below."""
    texts = session.texts()
    with st.container(border=True, key=f"file_{file.content_hash}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{messages.escaped(file.file_name)}**", width="stretch")
            state, colour, icon = _state(file)
            st.badge(texts(f"import_files.file_state.{state}"), color=colour, icon=f":material/{icon}:")
        if file.refusal is not None:
            messages.error(file.refusal)
            return
        for position, table in enumerate(file.tables):
            _show_table(file, table, position)
        if file.is_ready:
            st.checkbox(texts("import_files.wanted"), value=True, key=f"wanted_{file.content_hash}")


def _state(file: RecognisedFile) -> tuple[str, str, str]:
    if file.refusal is not None:
        return "refused", "red", "block"
    if not file.is_ready:
        return "open", "orange", "help"
    if any(table.has_refused_rows for table in file.tables):
        return "with_problems", "orange", "report"
    return "ready", "green", "check"


def _show_table(file: RecognisedFile, table: RecognisedTable, position: int) -> None:
    texts, key = session.texts(), f"{file.content_hash}_{position}"
    st.markdown(_headline(table))
    why = [messages.sentence(finding.key, **finding.values) for finding in table.findings]
    if why:
        st.markdown("  \n".join(f":gray[{one}]" for one in why))
    for question in table.questions:
        _ask(file.file_name, question, key)
    labels = [texts("import_files.preview"), texts("import_files.columns", count=len(table.mapping))]
    if table.problems:
        labels.append(texts("import_files.problems", count=len(table.problems)))
    opened = labels[0] if table.is_ready else labels[1]
    tabs = st.tabs(labels, default=opened, key=f"tabs_{key}")
    with tabs[0]:
        fact_preview.show(table, key=key)
    with tabs[1]:
        column_mapping.show(file.file_name, table, key=key)
    if table.problems:
        with tabs[2]:
            row_problems.show(table.problems, key=key, title=file.file_name)


def _headline(table: RecognisedTable) -> str:
    texts = session.texts()
    if table.record_type is None:
        return messages.sentence("import_files.not_recognised", count=table.row_count)
    counts = [
        texts("import_files.fact_count", count=len(rows), what=texts(f"fields.{record_type}.label"))
        for record_type, rows in table.rows.items()
        if len(rows)
    ]
    what = ", ".join(counts) or texts("import_files.no_facts_yet", count=table.row_count)
    sheet = f"{messages.escaped(table.sheet)} · " if table.sheet else ""
    return f"{sheet}{what}"


def _ask(file_name: str, question: Question, key: str) -> None:
    """The open question with the readings of the user's own values; the answer is taken at once."""
    texts = session.texts()
    values = {"column": question.column}
    answers = [answer for answer, _ in question.choices[0].readings] if question.choices else []
    with st.container(border=True, key=f"question_{question.option}_{key}"):
        st.markdown(f"**{messages.sentence(question.key, **values)}**")
        if question.option == "record_type" or not answers:
            return  # answered in the columns tab
        readings = {
            answer: [
                f"{messages.escaped(choice.value)} → {messages.escaped(dict(choice.readings)[answer])}"
                for choice in question.choices[:3]
                if answer in dict(choice.readings)
            ]
            for answer in answers
        }
        name = f"answer_{question.option}_{key}"

        def save() -> None:
            change_options(file_name, **{question.option: st.session_state[name]})

        st.radio(
            texts("import_files.your_answer"),
            answers,
            index=None,
            format_func=lambda answer: _answer_label(question.option, answer),
            captions=["; ".join(readings[answer]) for answer in answers],
            key=name,
            on_change=save,
        )


def _answer_label(option: str, answer: str) -> str:
    texts, key = session.texts(), f"import_files.answer.{option}.{_ANSWER_NAMES.get(answer, answer)}"
    return texts(key) if texts.has(key) else answer


_ANSWER_NAMES = {",": "comma", ".": "point"}
