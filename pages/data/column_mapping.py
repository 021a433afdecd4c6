"""What each heading of a file means: changeable, and remembered for the next file like it."""

import pandas as pd
import streamlit as st

from clm_core.records import RecordType
from clm_core.services import importing
from clm_core.services.importing import RecognisedTable
from pages.data import recognised_file
from pages.shared import messages, session


def show(file_name: str, table: RecognisedTable, *, key: str) -> None:
    """The kind of rows, then a line a heading with examples and a choice of meanings."""
    texts = session.texts()
    _record_type(file_name, table, key)
    if table.record_type is None:
        return
    fields = importing.mapping_choices(table.record_type)
    labels = {name: _label(table.record_type, name, is_required) for name, is_required in fields.items()}
    labels = {"": texts("import_files.unused"), **labels}
    by_label = {label: name for name, label in labels.items()}
    lines = pd.DataFrame(
        {
            "heading": [column.heading for column in table.mapping],
            "examples": [" · ".join(column.examples[:3]) for column in table.mapping],
            "meaning": [labels.get(column.field, labels[""]) for column in table.mapping],
            "how": [texts(f"importing.how.{column.how}") for column in table.mapping],
            "is_kept": [column.how == "attribute" for column in table.mapping],
        }
    )
    with st.form(f"mapping_{key}", border=False):
        # A new key after each answer: the editor must not apply old edits to a new frame.
        edited = st.data_editor(
            lines,
            hide_index=True,
            disabled=["heading", "examples", "how"],
            column_config=_columns(list(labels.values()), table.record_type),
            key=f"editor_{key}_{table.record_type}_{hash(tuple(lines['meaning']))}",
        )
        if st.form_submit_button(texts("import_files.apply_mapping"), icon=":material/done_all:"):
            mapping = {
                heading: by_label[label] for heading, label in zip(edited["heading"], edited["meaning"], strict=True)
            }
            kept = tuple(edited.loc[edited["is_kept"] & (edited["meaning"] == labels[""]), "heading"])
            recognised_file.change_options(file_name, mapping=mapping, record_type=table.record_type, attributes=kept)
            st.rerun()
    _remember(table, key)


def _record_type(file_name: str, table: RecognisedTable, key: str) -> None:
    texts, name = session.texts(), f"record_type_{key}"
    options = [str(record_type) for record_type in importing.IMPORTABLE_TYPES]

    def save() -> None:
        recognised_file.change_options(file_name, record_type=RecordType(st.session_state[name]), mapping=None)

    st.selectbox(
        texts("import_files.rows_are"),
        options,
        index=options.index(str(table.record_type)) if table.record_type in importing.IMPORTABLE_TYPES else None,
        format_func=lambda value: texts(f"fields.{value}.label"),
        placeholder=texts("import_files.choose_kind"),
        key=name,
        on_change=save,
    )


def _label(record_type: RecordType, name: str, is_required: bool) -> str:
    label = session.texts()(f"fields.{record_type}.{name}.label")
    return f"{label} *" if is_required else label


def _columns(meanings: list[str], record_type: RecordType) -> dict[str, object]:
    texts = session.texts()
    columns: dict[str, object] = {
        "heading": st.column_config.TextColumn(texts("import_files.mapping.heading")),
        "examples": st.column_config.TextColumn(texts("import_files.mapping.examples"), width="medium"),
        "meaning": st.column_config.SelectboxColumn(
            texts("import_files.mapping.meaning"), options=meanings, required=True, width="medium"
        ),
        "how": st.column_config.TextColumn(texts("import_files.mapping.how")),
        "is_kept": None,
    }
    if record_type is RecordType.CONTACTS:
        columns["is_kept"] = st.column_config.CheckboxColumn(
            texts("import_files.mapping.is_kept"), help=texts("import_files.mapping.is_kept_help")
        )
    return columns


def _remember(table: RecognisedTable, key: str) -> None:
    """Keeps the mapping under a name; files of known vendors need none."""
    texts = session.texts()
    if table.preset is not None or not table.is_ready:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"remember_{key}"):
        name = st.text_input(
            texts("import_files.profile_name"), placeholder=texts("import_files.profile_example"), key=f"profile_{key}"
        )
        if st.button(texts("import_files.remember"), disabled=not name, icon=":material/bookmark:", key=f"keep_{key}"):
            importing.remember_mapping(
                session.store(), table, str(name), options=recognised_file.options_of(table.file_name)
            )
            messages.done("import_files.remembered", name=str(name))
