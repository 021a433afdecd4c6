"""How a file was read: encoding, separator, sheet and header row, each to be chosen otherwise; it counts at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from clm_core.services.importing import FileReading, RecognisedFile
from pages.data import dropped_files
from pages.data.dropped_files import DroppedFile
from pages.shared import messages, session

_ENCODINGS = ("utf-8", "utf-16", "cp1252", "iso8859-15", "cp1250", "cp1251", "cp1253", "cp1254", "cp850", "mac-roman")
_SEPARATOR_NAMES = {";": "semicolon", ",": "comma", "\t": "tab", "|": "bar"}
_MAY_BE_READABLE = frozenset(("reading.not_text", "reading.not_a_table"))
_DOUBTFUL = frozenset(("reading.encoding_user_doubtful", "reading.separator_user_doubtful"))
_FIND_OUT = ""
_ALL_SHEETS = "\0all"
_IN_A_ROW = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """One choice: what is offered and how it is written, what was chosen (None: nothing), what an answer does."""

    name: str
    label: str
    offered: Mapping[Any, str]
    chosen: Any
    save: Callable[[Any], None]
    takes_typed: bool = False


def show(file: DroppedFile, recognised: RecognisedFile) -> None:
    """The choices, with what was found as the present ones; a choice that cannot be right says so beside them."""
    doubts = [one for table in recognised.tables for one in table.findings if one.key in _DOUBTFUL]
    for key, values in {one.key: one.values for one in doubts}.items():
        messages.warning(key, **values)
    said = file.options.reading()
    refusal = recognised.refusal
    if recognised.reading is None and not said and (refusal is None or refusal.key not in _MAY_BE_READABLE):
        return
    area = st.expander(
        session.texts()("import_files.read_differently"),
        icon=":material/tune:",
        expanded=refusal is not None,
        type="compact",
        key=f"read_{file.key}",
        on_change="rerun",
    )
    if area.open:
        with area:
            messages.note("import_files.read_note")
            _show_fields(file, _fields(file, recognised))


def _fields(file: DroppedFile, recognised: RecognisedFile) -> list[_Field]:
    reading, said = recognised.reading, file.options.reading()
    is_text = reading.encoding is not None if reading else "sheet" not in said
    fields = [_encoding(file, reading), _separator(file, reading)] if is_text else []
    if said.get("sheet") or (reading is not None and len(reading.all_sheets) > 1):
        fields.append(_sheet(file, reading))
    if reading is not None:
        shown = [name for name, rows in reading.first_rows.items() if rows and name not in file.options.sheets_left_out]
        fields += [_header_row(file, recognised, reading, sheet) for sheet in shown]
    return fields


def _show_fields(file: DroppedFile, fields: Sequence[_Field]) -> None:
    for start in range(0, len(fields), _IN_A_ROW):
        for place, field in zip(st.columns(_IN_A_ROW), fields[start : start + _IN_A_ROW], strict=False):
            chosen = _FIND_OUT if field.chosen is None else field.chosen
            # Another state or language is another widget: none shows an old choice over a new reading.
            name = f"read_{field.name}_{file.key}_{hash((session.language(), chosen, field.offered[_FIND_OUT]))}"
            place.selectbox(
                field.label,
                list(field.offered),
                index=list(field.offered).index(chosen),
                format_func=lambda one, field=field: field.offered.get(one, str(one)),  # type: ignore[misc]
                accept_new_options=field.takes_typed,
                key=name,
                on_change=_save,
                args=(field, name),
            )


def _save(field: _Field, name: str) -> None:
    answer = st.session_state[name]
    field.save(None if answer in (None, _FIND_OUT) else answer)


def _offered(found: str | None, option: str, reading: FileReading | None, chosen: Any, others: Any) -> dict[Any, str]:
    """First to find out, named by what was found or remembered where that counts; what was typed; then the others."""
    texts = session.texts()
    if chosen is not None or found is None:
        find_out = texts("import_files.read.find_out")
    else:
        how = "remembered" if reading is not None and option in reading.remembered else "found"
        find_out = texts(f"import_files.read.{how}", value=found)
    typed = {chosen: str(chosen)} if chosen is not None and chosen not in others else {}
    return {_FIND_OUT: find_out, **typed, **others}


def _encoding(file: DroppedFile, reading: FileReading | None) -> _Field:
    texts, chosen = session.texts(), file.options.encoding
    names = {name: texts(f"import_files.encoding.{name.replace('-', '_')}") for name in _ENCODINGS}
    found = names.get(reading.encoding or "", reading.encoding) if reading else None
    return _Field(
        name="encoding",
        label=texts("import_files.read.encoding"),
        offered=_offered(found, "encoding", reading, chosen, names),
        chosen=chosen,
        save=lambda answer: dropped_files.change_options(file, None, encoding=answer),
        takes_typed=True,
    )


def _separator(file: DroppedFile, reading: FileReading | None) -> _Field:
    texts, chosen = session.texts(), file.options.delimiter
    names = {sign: texts(f"import_files.separator.{name}") for sign, name in _SEPARATOR_NAMES.items()}
    found = names.get(reading.separator or "", reading.separator) if reading else None
    return _Field(
        name="separator",
        label=texts("import_files.read.separator"),
        offered=_offered(found, "delimiter", reading, chosen, names),
        chosen=chosen,
        save=lambda answer: dropped_files.change_options(file, None, delimiter=answer),
        takes_typed=True,
    )


def _sheet(file: DroppedFile, reading: FileReading | None) -> _Field:
    texts, chosen, left_out = session.texts(), file.options.sheet, file.options.sheets_left_out
    sheets = reading.all_sheets if reading else {}
    names = {
        name: texts("import_files.read.hidden_sheet", sheet=name) if is_hidden else name
        for name, is_hidden in sheets.items()
    }
    everything = texts("import_files.read.all_sheets")
    is_remembered = reading is not None and "sheet" in reading.remembered
    offered = _offered(names.get(reading.sheet or "") if reading else None, "sheet", reading, chosen, names)
    if left_out:
        but = texts("import_files.read.all_sheets_but", sheets=", ".join(left_out))
        offered = {**offered, _FIND_OUT: but, _ALL_SHEETS: everything}
    elif not is_remembered:
        offered[_FIND_OUT] = everything

    def save(answer: Any) -> None:
        kept = () if answer == _ALL_SHEETS else tuple(name for name in left_out if name != answer)
        sheet = None if answer == _ALL_SHEETS else answer
        dropped_files.change(file, options=replace(file.options, sheet=sheet, sheets_left_out=kept))

    label = texts("import_files.read.sheet")
    return _Field(name="sheet", label=label, offered=offered, chosen=chosen, save=save)


def _header_row(file: DroppedFile, recognised: RecognisedFile, reading: FileReading, sheet: str) -> _Field:
    texts, chosen = session.texts(), file.options.of_sheet(sheet).header_row
    rows = {number: f"{number}: {' · '.join(cells)}" for number, cells in reading.first_rows[sheet]}
    heads = [table.header_row for table in recognised.tables if table.sheet == sheet]
    named = " | ".join(rows.get(row, str(row)) if row else texts("import_files.read.no_header") for row in heads)
    label = "header_row" if len(reading.first_rows) == 1 else "header_row_of"
    return _Field(
        name=f"header_{sheet}",
        label=texts(f"import_files.read.{label}", sheet=messages.escaped(sheet)),
        offered=_offered(named or None, "header_row", reading, chosen, rows),
        chosen=chosen,
        save=lambda answer: dropped_files.change_options_of_sheet(file, sheet, header_row=answer),
    )
