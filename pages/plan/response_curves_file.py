"""A weekly or monthly table of one's own: dropped, its columns confirmed, and everything wrong in it at once."""

from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
import streamlit as st

from clm_core.errors import ClmError
from clm_core.response_curves import ResponseOutcome
from clm_core.services.response_curves import ObservedSeries
from clm_core.services.series_file import (
    ColumnRole,
    ImportOptions,
    SeriesFile,
    SeriesReading,
    opened_series_file,
    read_series,
    series_file_example,
)
from pages.data import row_problems
from pages.plan import response_curves_words as words
from pages.shared import messages, session

FILE_TYPES = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "xlsb", "ods"]
_KEPT = "curves_file"
_FIND_OUT = ""
_SHOWN_VALUES = 3
_OPTIONS = {"delimiter": (";", ",", "\t", "|"), "decimal": (",", "."), "date_order": ("dmy", "mdy", "ymd")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """The file, the reader's words about it, and what came of it, or why nothing could."""

    name: str
    content: bytes
    number: int
    options: ImportOptions = field(default_factory=ImportOptions)
    roles: tuple[tuple[str, ColumnRole], ...] = ()
    outcome_of: ResponseOutcome | None = None
    file: SeriesFile | None = None
    reading: SeriesReading | None = None
    observed: ObservedSeries | None = None
    refusal: ClmError | None = None


def observed() -> ObservedSeries | None:
    """The series of the dropped file; None with the reason on the page, or with the field to drop one."""
    if session.kept(_KEPT) is None:
        _drop()
    found: Dropped | None = session.kept(_KEPT)
    if found is None:
        words.use_currency("")
        return None
    words.use_currency((found.reading.currency if found.reading else None) or "")
    if found.refusal is not None:
        messages.error(found.refusal)
    elif found.observed is None and found.reading is not None:
        _show_wrong(found.reading)
    return found.observed


def _drop() -> None:
    texts = session.texts()
    messages.note("response_curves_page.intro_file")
    number = 1 + (session.kept("curves_file_number") or 0)
    uploaded = st.file_uploader(
        texts("response_curves_page.upload"),
        type=FILE_TYPES,
        help=texts("response_curves_page.upload_help"),
        key=f"curves_upload_{number}",  # after a file was let go, a new field that does not hold it
    )
    if uploaded is not None:
        session.keep("curves_file_number", number)
        with st.spinner(texts("response_curves_page.reading", file=uploaded.name)):
            _keep(Dropped(name=uploaded.name, content=uploaded.getvalue(), number=number), is_new=True)
        st.rerun()
    st.download_button(
        texts("response_curves_page.example"),
        lambda: series_file_example(texts),
        file_name=f"{texts('response_curves_page.example_name')}.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key="curves_example",
    )


def _keep(present: Dropped, *, is_new: bool = False) -> None:
    """Reads the file under the words said about it, and keeps both."""
    present = replace(present, file=None if is_new else present.file, reading=None, observed=None, refusal=None)
    try:
        if present.file is None:
            file = opened_series_file(present.name, present.content, present.options)
            present = replace(present, file=file, roles=(), outcome_of=None)
        assert present.file is not None
        reading, series = read_series(present.file, dict(present.roles) or None, present.outcome_of)
        present = replace(present, reading=reading, observed=series)
    except ClmError as refusal:
        present = replace(present, refusal=refusal)
    session.keep(_KEPT, present)


def _show_wrong(reading: SeriesReading) -> None:
    """Everything that has to be put right first; or what the file alone does not settle."""
    if reading.question is not None:
        messages.warning(reading.question.key, column=reading.question.column)
    if reading.problems:
        st.subheader(messages.sentence("response_curves_page.problems"), anchor=False)
        row_problems.show(reading.problems, key="curves_file", title=session.texts()("response_curves_page.problems"))


def show_choices() -> None:
    """What the columns are, how the file is to be read, and another file."""
    present: Dropped | None = session.kept(_KEPT)
    if present is None:
        return
    if present.file is not None:
        is_open = present.observed is None
        with st.expander(
            session.texts()("response_curves_page.roles"), expanded=is_open, icon=":material/view_column:"
        ):
            _roles(present)
        if present.reading is not None:
            _remarks(present.reading)
    _options(present)


def _roles(present: Dropped) -> None:
    texts = session.texts()
    assert present.file is not None
    table, proposed = present.file.found.table, present.file.found
    messages.note("response_curves_page.roles_note", currency=words.currency())
    roles = dict(present.roles) or dict(proposed.roles)
    names = {role: texts(f"series_file.role.{role}") for role in ColumnRole}
    rows = pd.DataFrame(
        {
            "column": list(roles),
            "values": [" · ".join(_shown(table.cells[heading])) for heading in roles],
            "role": [names[role] for role in roles.values()],
        }
    )
    labels = {"column": "column", "values": "first_values"}
    config: dict[str, Any] = {
        name: st.column_config.TextColumn(texts(f"response_curves_page.{label}")) for name, label in labels.items()
    }
    config["role"] = st.column_config.SelectboxColumn(
        texts("response_curves_page.role"), options=list(names.values()), required=True, width="large"
    )
    with st.form("curves_roles", border=False):
        edited = st.data_editor(
            rows,
            column_config=config,
            hide_index=True,
            disabled=["column", "values"],
            key=f"curves_roles_{present.number}_{session.language()}",
        )
        kinds = {kind: words.outcome_word(kind) for kind in ResponseOutcome}
        outcome = st.selectbox(
            texts("response_curves_page.outcome"),
            list(kinds),
            index=list(kinds).index(present.outcome_of or proposed.outcome_of),
            format_func=kinds.__getitem__,
            key=f"curves_file_outcome_{present.number}",
            width=260,
        )
        if st.form_submit_button(texts("response_curves_page.take_roles"), type="primary"):
            by_name = {name: role for role, name in names.items()}
            chosen = tuple((heading, by_name[name]) for heading, name in zip(roles, edited["role"], strict=True))
            _keep(replace(present, roles=chosen, outcome_of=outcome))
            st.rerun()


def _shown(cells: pd.Series) -> list[str]:
    return [str(cell)[:20] for cell in cells.dropna().head(_SHOWN_VALUES)]


def _remarks(reading: SeriesReading) -> None:
    texts = session.texts()
    said = [one for one in reading.findings if one.key.startswith("series_file.")]
    if said:
        with st.expander(texts("response_curves_page.remarks"), icon=":material/info:"):
            st.markdown("\n".join(f"- {messages.sentence(one.key, **one.values)}" for one in said))


def _options(present: Dropped) -> None:
    texts, is_text = session.texts(), present.name.lower().endswith(("csv", "tsv", "txt"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for name, offered in _OPTIONS.items():
            if is_text or name == "date_order":
                _choose(present, name, offered)
        st.button(texts("response_curves_page.close"), icon=":material/close:", on_click=_close, key="curves_close")


def _close() -> None:
    session.forget(_KEPT)
    words.use_currency("")


def _choose(present: Dropped, name: str, offered: tuple[str, ...]) -> None:
    texts, chosen = session.texts(), getattr(present.options, name)
    key = f"curves_{name}_{present.number}_{session.language()}"
    shown = {_FIND_OUT: texts("response_curves_page.find_out"), "\t": texts("response_curves_page.tab")}
    shown |= {order: texts(f"response_curves_page.order.{order}") for order in _OPTIONS["date_order"]}

    def save() -> None:
        said: dict[str, Any] = {name: st.session_state[key] or None}
        _keep(replace(present, options=replace(present.options, **said)), is_new=True)

    options = [_FIND_OUT, *offered]
    st.selectbox(
        texts(f"response_curves_page.{name}"),
        options,
        index=options.index(chosen or _FIND_OUT),
        format_func=lambda one: shown.get(one, one),
        key=key,
        on_change=save,
        width=210,
    )
