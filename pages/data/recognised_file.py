"""One dropped file: what it is and whether it can go in; questions; on demand rows, columns, reasons, problems."""

from dataclasses import replace

import streamlit as st

from clm_core.services.importing import RecognisedFile, RecognisedTable
from pages.data import (
    column_mapping,
    dropped_files,
    fact_preview,
    file_summary,
    questions,
    read_differently,
    row_problems,
)
from pages.data.dropped_files import DroppedFile
from pages.data.file_state import LOOKS, FileState, file_state, is_guessed, refused_row_count
from pages.shared import messages, session

_ROWS_NAMED = 8


def show(file: DroppedFile, recognised: RecognisedFile) -> None:
    """The file as a card: its name and state, what is in it, and what it still needs."""
    state = file_state(file, recognised)
    with st.container(border=True, gap="small", key=f"file_{file.key}"):
        _show_head(file, recognised, state)
        if recognised.refusal is not None:
            messages.error(recognised.refusal)
            read_differently.show(file, recognised)
            return
        for position, table in enumerate(recognised.tables):
            _show_table(file, recognised, table, position)
        read_differently.show(file, recognised)
        if refused_row_count(recognised) and recognised.is_ready:
            _ask_for_good_rows(file, recognised)


def _show_head(file: DroppedFile, recognised: RecognisedFile, state: FileState) -> None:
    texts = session.texts()
    name = f"**{messages.escaped(file.name)}**"
    if len(recognised.tables) == 1:
        is_named = recognised.reading is not None and recognised.reading.sheet is not None
        name += f"  \n{file_summary.in_a_line(recognised.tables[0], with_sheet=is_named)}"
    left, right = st.columns([5, 2], vertical_alignment="center")
    left.markdown(name)
    with right.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        colour, icon = LOOKS[state]
        st.badge(texts(f"import_files.file_state.{state}"), color=colour, icon=f":material/{icon}:")
        st.button(
            texts("import_files.remove"),
            icon=":material/close:",
            type="tertiary",
            help=texts("import_files.remove"),
            key=f"remove_file_{file.key}",
            on_click=dropped_files.remove,
            args=((file.content_hash,),),
        )


def _show_table(file: DroppedFile, recognised: RecognisedFile, table: RecognisedTable, position: int) -> None:
    texts, key = session.texts(), f"{file.key}_{position}"
    # Answers about the only table are answers about the file, as the command line gives them.
    about = table if _is_one_of_several(file, recognised, table) else None
    if len(recognised.tables) > 1:
        with st.container(horizontal=True, vertical_alignment="center", key=f"table_{key}"):
            st.markdown(file_summary.in_a_line(table, with_sheet=True), width="stretch")
            if len({one.sheet for one in recognised.tables}) > 1:
                label = texts("import_files.leave_out")
                st.button(label, type="tertiary", key=f"leave_{key}", on_click=_leave_out, args=(file, table.sheet))
    for question in table.questions:
        questions.ask(file, about, question, key)
    needs_look = is_guessed(table) or (table.record_type is not None and not table.is_ready)
    # Another state is another expander, so that a confirmed one closes by itself.
    details = st.expander(
        texts("import_files.check_columns" if is_guessed(table) else "import_files.details"),
        expanded=needs_look,
        icon=":material/table_view:",
        type="default" if needs_look else "compact",
        key=f"details_{key}_{needs_look}",
        on_change="rerun",
    )
    if details.open:
        with details:
            _show_details(file, about, table, key)


def _is_one_of_several(file: DroppedFile, recognised: RecognisedFile, table: RecognisedTable) -> bool:
    """Whether there are or were other tables, for which the answers about this one do not hold."""
    has_sheets = recognised.reading is not None and len(recognised.reading.all_sheets) > 1
    return has_sheets or len(recognised.tables) > 1 or table.sheet in file.options.by_sheet


def _show_details(file: DroppedFile, about: RecognisedTable | None, table: RecognisedTable, key: str) -> None:
    texts = session.texts()
    labels = {
        "columns": texts("import_files.columns", count=len(table.mapping)),
        "rows": texts("import_files.preview"),
        "problems": row_problems.count_label(table.problems),
        "why": texts("import_files.why"),
    }
    if not table.problems:
        del labels["problems"]
    opened = "columns" if is_guessed(table) or not table.is_ready else "problems" if table.has_refused_rows else "rows"
    tabs = dict(zip(labels, st.tabs(list(labels.values()), default=labels[opened], key=f"tabs_{key}"), strict=True))
    with tabs["columns"]:
        column_mapping.show(file, about, table, key=key)
    with tabs["rows"]:
        fact_preview.show(table, key=key)
    if "problems" in tabs:
        with tabs["problems"]:
            row_problems.show(table.problems, key=key, title=file.name)
    with tabs["why"]:
        sentences = [messages.sentence(finding.key, **finding.values) for finding in table.findings]
        st.markdown("\n".join(f"- {one}" for one in dict.fromkeys([*sentences, *_skipped(table)])))


def _skipped(table: RecognisedTable) -> list[str]:
    """Which rows are no data, by kind: total rows above all."""
    texts, rows_of = session.texts(), dict[str, list[str]]()
    for skipped in table.skipped:
        rows_of.setdefault(skipped.kind, []).append(str(skipped.row))
    return [
        texts("import_files.skipped", what=texts(f"reading.skipped.{kind}"), rows=_shortened(rows), count=len(rows))
        for kind, rows in rows_of.items()
    ]


def _shortened(rows: list[str]) -> str:
    return ", ".join(rows) if len(rows) <= _ROWS_NAMED else ", ".join(rows[:_ROWS_NAMED]) + " …"


def _leave_out(file: DroppedFile, sheet: str) -> None:
    left_out = (*file.options.sheets_left_out, sheet)
    by_sheet = {name: options for name, options in file.options.by_sheet.items() if name != sheet}
    dropped_files.change(file, options=replace(file.options, sheets_left_out=left_out, by_sheet=by_sheet))


def _ask_for_good_rows(file: DroppedFile, recognised: RecognisedFile) -> None:
    name = f"good_rows_{file.key}"
    st.checkbox(
        session.texts()("import_files.good_rows_only", count=refused_row_count(recognised)),
        value=file.accepts_good_rows,
        key=name,
        on_change=lambda: dropped_files.change(file, accepts_good_rows=bool(st.session_state[name])),
    )
