"""The files that were dropped and wait for their confirmation, with what the user has said about each.

They are kept apart from the upload field, so that neither a switch of the language nor a look at another
page loses them. A file is known by its content: two files may have the same name, and the same file
dropped twice is one.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from clm_core.services import importing
from clm_core.services.importing import ImportOptions, RecognisedFile, RecognisedTable
from pages.data import exported_view
from pages.shared import session

FILE_TYPES = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "xlsb", "ods"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedFile:
    """A file as it was dropped, and the user's words about it.

    ``profile_name`` is what a confirmed mapping is remembered as; None: not yet asked, empty: not at all.
    """

    name: str
    content: bytes
    content_hash: str
    options: ImportOptions = field(default_factory=ImportOptions)
    accepts_good_rows: bool = False
    profile_name: str | None = None

    @property
    def key(self) -> str:
        """What its widgets are called."""
        return self.content_hash[:12]


def waiting() -> tuple[DroppedFile, ...]:
    """The files in the order in which they were dropped."""
    return tuple((session.kept("dropped_files") or {}).values())


def show_drop_zone() -> None:
    """The upload field; whatever is dropped goes to the waiting files and the field is free again."""
    texts = session.texts()
    uploaded = st.file_uploader(
        texts("import_files.drop"),
        type=FILE_TYPES,
        accept_multiple_files=True,
        key=f"upload_{session.kept('upload_round') or 0}",
    )
    if uploaded:
        _take(uploaded)
        session.keep("upload_round", (session.kept("upload_round") or 0) + 1)
        st.rerun()
    already = session.kept("already_dropped")
    if already:
        st.info(
            texts("import_files.already_dropped", files=", ".join(f"„{name}“" for name in already)),
            icon=":material/info:",
        )
        session.forget("already_dropped")
    exported_view.show()


def _take(uploaded: Sequence[Any]) -> None:
    known: dict[str, DroppedFile] = dict(session.kept("dropped_files") or {})
    already = []
    for one in uploaded:
        content = one.getvalue()
        if exported_view.took(one.name, content):
            continue
        content_hash = hashlib.sha256(content).hexdigest()
        if content_hash in known:
            already.append(one.name)
        else:
            known[content_hash] = DroppedFile(name=one.name, content=content, content_hash=content_hash)
    session.keep("dropped_files", known)
    session.keep("already_dropped", already)


def change(file: DroppedFile, **changes: Any) -> None:
    """Keeps what the user has just said about a file."""
    known: dict[str, DroppedFile] = session.kept("dropped_files") or {}
    if file.content_hash in known:
        present = replace(known[file.content_hash], **changes)
        session.keep("dropped_files", {**known, file.content_hash: present})


def change_options(file: DroppedFile, table: RecognisedTable | None, **answers: Any) -> None:
    """Adds answers about one table of a file, or about the only one."""
    if table is None:
        change(file, options=replace(file.options, **answers))
    else:
        change_options_of_sheet(file, table.sheet, **answers)


def change_options_of_sheet(file: DroppedFile, sheet: str, **answers: Any) -> None:
    """Adds answers about one sheet of a file, whether a table was found in it or not."""
    of_sheet = replace(file.options.by_sheet.get(sheet, ImportOptions()), **answers)
    change(file, options=replace(file.options, by_sheet={**file.options.by_sheet, sheet: of_sheet}))


def remove(content_hashes: Sequence[str]) -> None:
    """Lets files go."""
    known: dict[str, DroppedFile] = session.kept("dropped_files") or {}
    session.keep("dropped_files", {name: file for name, file in known.items() if name not in content_hashes})
    found = session.kept("recognised") or {}
    session.keep("recognised", {name: one for name, one in found.items() if name not in content_hashes})


def recognised(file: DroppedFile) -> RecognisedFile:
    """What the file is under the options chosen for it; read again only when these or the settings change."""
    store = session.store()
    found: dict[str, tuple[str, RecognisedFile]] = session.kept("recognised") or {}
    reading = repr((store.slug, file.options, session.settings()))
    if file.content_hash not in found or found[file.content_hash][0] != reading:
        with st.spinner(session.texts()("import_files.reading", file=file.name)):
            answer = importing.recognised_file(store, file.name, file.content, file.options)
        found = {**found, file.content_hash: (reading, answer)}
        session.keep("recognised", found)
    return found[file.content_hash][1]
