"""What each heading of a file means: a select field a heading, confirmed with one click and remembered."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath

import streamlit as st

from clm_core.records import RecordType
from clm_core.services import importing
from clm_core.services.importing import ColumnMapping, RecognisedTable
from pages.data import dropped_files, questions
from pages.data.dropped_files import DroppedFile
from pages.data.file_state import is_guessed
from pages.shared import messages, session

KEPT = "@attribute"
"""The choice that keeps a column as a fit field of the contact."""
_IN_A_ROW = 3
_SHOWN_AT_ONCE = 30
_EXAMPLE_LENGTH = 36
_ACTIVE_SIGNS = re.compile(r"([\\`*_\[\]<>~$#!|&]|:(?=\w))")


def show(file: DroppedFile, about: RecognisedTable | None, table: RecognisedTable, *, key: str) -> None:
    """The kind of rows, then for each heading with examples its meaning."""
    texts = session.texts()
    if table.record_type is None:
        messages.note("import_files.kind_first")
        return
    if table.preset is None:
        _choose_kind(file, about, table, key)
    messages.note("import_files.mapping_note", decided=_decided_by(table))
    offered = _offered(table.record_type)
    # A new form after each answer: a field must not show an old choice over a new meaning.
    reading = hash((session.language(), *((column.heading, column.field, column.how) for column in table.mapping)))
    with st.form(f"mapping_{key}_{reading}", border=False):
        chosen = _choices(table, offered, f"{key}_{table.record_type}_{reading}")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            profile_name = _profile_name(file, table, key)
            label = texts("import_files.confirm_mapping" if is_guessed(table) else "import_files.apply_mapping")
            confirmed = st.form_submit_button(label, type="primary" if is_guessed(table) else "secondary")
    if confirmed:
        dropped_files.change_options(
            file,
            about,
            record_type=None if table.preset else table.record_type,
            mapping={heading: "" if field == KEPT else field for heading, field in chosen.items()},
            attributes=tuple(heading for heading, field in chosen.items() if field == KEPT),
        )
        if profile_name is not None:
            known = next(one for one in dropped_files.waiting() if one.content_hash == file.content_hash)
            dropped_files.change(known, profile_name=profile_name)
        st.rerun()


def _decided_by(table: RecognisedTable) -> str:
    """Template: 10, not used: 2: who says what the columns mean."""
    texts, counts = session.texts(), Counter(column.how for column in table.mapping)
    return ", ".join(f"{texts(f'importing.how.{how}')}: {count}" for how, count in counts.items())


def _choose_kind(file: DroppedFile, about: RecognisedTable | None, table: RecognisedTable, key: str) -> None:
    name = f"kind_{key}_{table.record_type}_{session.language()}"

    def save() -> None:
        dropped_files.change_options(file, about, record_type=RecordType(str(st.session_state[name])), mapping=None)

    options = importing.IMPORTABLE_TYPES
    st.selectbox(
        session.texts()("import_files.rows_are"),
        options,
        index=options.index(RecordType(str(table.record_type))),
        format_func=questions.kind_labels().__getitem__,
        key=name,
        on_change=save,
        width=600,
    )


def _offered(record_type: RecordType) -> dict[str, str]:
    """What a heading can mean: field and label, required ones marked."""
    texts = session.texts()
    fields = importing.mapping_choices(record_type)
    labels = {
        name: texts(f"fields.{record_type}.{name}.label") + (" *" if is_required else "")
        for name, is_required in fields.items()
    }
    kept = {KEPT: texts("import_files.keep_as_attribute")} if record_type is RecordType.CONTACTS else {}
    return {"": texts("import_files.unused"), **kept, **labels}


def _choices(table: RecognisedTable, offered: dict[str, str], key: str) -> dict[str, str]:
    """The fields, mapped headings first; of very wide files the unused ones stand below, closed."""
    used = [column for column in table.mapping if column.how != "unused"]
    unused = [column for column in table.mapping if column.how == "unused"]
    if len(table.mapping) <= _SHOWN_AT_ONCE:
        return _fields([*used, *unused], offered, key)
    chosen = _fields(used, offered, key)
    with st.expander(session.texts()("import_files.unused_columns", count=len(unused))):
        return chosen | _fields(unused, offered, f"{key}_unused")


def _fields(mapping: Sequence[ColumnMapping], offered: dict[str, str], key: str) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for start in range(0, len(mapping), _IN_A_ROW):
        for offset, place in enumerate(st.columns(_IN_A_ROW)[: len(mapping) - start]):
            column = mapping[start + offset]
            present = KEPT if column.how == "attribute" else column.field
            field = place.container(gap="xsmall")
            chosen[column.heading] = field.selectbox(
                _read_aloud(column.heading),
                list(offered),
                index=list(offered).index(present) if present in offered else 0,
                format_func=offered.__getitem__,
                key=f"means_{key}_{start + offset}",
            )
            field.caption(_examples(column))
    return chosen


def _read_aloud(heading: str) -> str:
    """The heading as label: screen readers read its escapes, so only what markdown would act on is escaped."""
    return _ACTIVE_SIGNS.sub(r"\\\1", " ".join(heading.split()))


def _examples(column: ColumnMapping) -> str:
    """A few of its values, in one line."""
    examples = " · ".join(column.examples)
    return messages.escaped(examples if len(examples) <= _EXAMPLE_LENGTH else examples[: _EXAMPLE_LENGTH - 1] + "…")


def name_to_remember(file: DroppedFile, table: RecognisedTable) -> str | None:
    """What the table's mapping is to be remembered as; None where there is nothing new to remember, or no wish to."""
    hows = {column.how for column in table.mapping}
    is_read_differently = "profile" in hows and bool(file.options.of_sheet(table.sheet).reading())
    if table.preset is not None or not ("user" in hows or is_read_differently):
        return None
    # A kept profile keeps its name: nobody was asked for one.
    return PurePath(file.name).stem if file.profile_name is None and is_read_differently else file.profile_name


def _profile_name(file: DroppedFile, table: RecognisedTable, key: str) -> str | None:
    """What to remember the mapping as; files of known vendors need no remembering."""
    if table.preset is not None:
        return None
    texts = session.texts()
    name = st.text_input(
        texts("import_files.profile_name"),
        value=PurePath(file.name).stem if file.profile_name is None else file.profile_name,
        help=texts("import_files.profile_help"),
        key=f"profile_{key}",
        width=320,
    )
    return (name or "").strip()
