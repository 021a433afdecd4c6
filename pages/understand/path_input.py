"""The path file that was dropped, kept for the session, and what the reader says about how it is meant."""

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from clm_core.errors import ClmError
from clm_core.services.path_file import SEPARATORS, ImportOptions, PathFile, opened_path_file, path_file_example
from pages.data import row_problems
from pages.shared import session

FILE_TYPES = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "xlsb", "ods", "parquet", "pq"]
_KEPT = "path_file"
_FIND_OUT = ""
_DELIMITERS = (";", ",", "\t", "|")
_DECIMALS = (",", ".")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """The file, the reader's words about it, and the rows as read under these words, or why they cannot be."""

    name: str
    content: bytes
    number: int
    separator: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    accepts_good_rows: bool = False
    file: PathFile | None = None
    refusal: ClmError | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """What decides the answer."""
        return self.number, self.separator, self.delimiter, self.decimal, self.accepts_good_rows


def dropped() -> Dropped | None:
    """The file that waits or has been credited; without one the field to drop it and an example."""
    texts = session.texts()
    if session.kept(_KEPT) is None:
        uploaded = st.file_uploader(
            texts("path_file.upload"), type=FILE_TYPES, help=texts("path_file.upload_help"), key="path_upload"
        )
        if uploaded is not None:
            number = 1 + (session.kept("path_file_number") or 0)
            session.keep("path_file_number", number)
            _keep(Dropped(name=uploaded.name, content=uploaded.getvalue(), number=number))
            st.rerun()
        _example_button()
    found: Dropped | None = session.kept(_KEPT)
    return found


def _example_button() -> None:
    texts = session.texts()
    st.download_button(
        texts("path_file.example"),
        lambda: path_file_example(texts),
        file_name=f"{texts('path_file.example_name')}.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key="path_example",
    )


def _keep(present: Dropped) -> None:
    """Reads the file under the words said about it, and keeps both."""
    options = ImportOptions(delimiter=present.delimiter, decimal=present.decimal)
    try:
        with st.spinner(session.texts()("import_files.reading", file=present.name)):
            present = replace(present, file=opened_path_file(present.name, present.content, options), refusal=None)
    except ClmError as refusal:
        present = replace(present, file=None, refusal=refusal)
    session.keep(_KEPT, present)


def close() -> None:
    """Lets the file go, so that another can be dropped."""
    session.forget(_KEPT)
    session.forget("path_view")
    session.forget("path_intervals")


def show_choices(present: Dropped) -> None:
    """How the file is meant: what joins steps, divides columns and stands before decimals."""
    texts, is_text = session.texts(), not present.name.lower().endswith(("xlsx", "xlsm", "xls", "xlsb", "ods"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _choose(present, "separator", SEPARATORS)
        if is_text and not present.content.startswith(b"PAR1"):
            _choose(present, "delimiter", _DELIMITERS)
            _choose(present, "decimal", _DECIMALS)
        st.button(texts("path_file.close"), icon=":material/close:", on_click=close, key="path_close")


def _choose(present: Dropped, name: str, offered: tuple[str, ...]) -> None:
    texts = session.texts()
    options: dict[Any, str] = {_FIND_OUT: texts("path_file.find_out")}
    options |= {sign: texts("path_file.tab") if sign == "\t" else sign for sign in offered}
    chosen = getattr(present, name)
    if chosen is not None and chosen not in options:
        options[chosen] = chosen
    key = f"path_{name}_{present.number}_{session.language()}"

    def save() -> None:
        said: dict[str, Any] = {name: st.session_state[key] or None}
        changed = replace(present, **said)
        if name == "separator":  # the rows are the same, only their paths are cut otherwise
            session.keep(_KEPT, changed)
        else:
            _keep(changed)

    st.selectbox(
        texts(f"path_file.{name}"),
        list(options),
        index=list(options).index(chosen or _FIND_OUT),
        format_func=lambda one: options.get(one, str(one)),
        accept_new_options=name == "separator",
        key=key,
        on_change=save,
        width=230,
    )


def show_problems(present: Dropped) -> None:
    """Everything that is wrong in the rows; with refused ones the way to leave them out."""
    if present.file is None or not present.file.table.problems:
        return
    texts, refused = session.texts(), present.file.refused_rows
    title = texts("path_file.problems" if refused else "path_file.remarks")
    with st.expander(title, expanded=bool(refused) and not present.accepts_good_rows, icon=":material/rule:"):
        row_problems.show(present.file.table.problems, key="path_file", title=present.name)
    if refused:
        key = f"path_accept_{present.number}"
        st.session_state[key] = present.accepts_good_rows
        st.checkbox(
            texts("path_file.accept"),
            key=key,
            on_change=lambda: session.keep(_KEPT, replace(present, accepts_good_rows=st.session_state[key])),
        )
