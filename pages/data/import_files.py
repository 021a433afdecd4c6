"""Import: drop files, see what was recognised, settle what is open, confirm, take back."""

from dataclasses import replace

import streamlit as st

from clm_core.errors import ClmError
from clm_core.services import importing
from clm_core.services.importing import ImportOptions, RecognisedFile
from pages.data import import_history, import_report, recognised_file, template_downloads
from pages.shared import messages, session

FILE_TYPES = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "xlsb", "ods"]
texts, store = session.texts(), session.store()


def recognised(name: str, content: bytes) -> RecognisedFile:
    """What a dropped file is under the options chosen for it; read again only when these change."""
    options = recognised_file.options_of(name)
    known = session.kept("recognised") or {}
    fingerprint = (store.slug, name, hash(content), repr(options), session.data_version())
    if fingerprint not in known:
        with st.spinner(texts("import_files.reading", file=name)):
            known[fingerprint] = importing.recognised_file(store, name, content, options)
        session.keep("recognised", known)
    file: RecognisedFile = known[fingerprint]
    return file


def import_all(files: list[RecognisedFile]) -> None:
    """Writes each file in a transaction of its own; one that fails does not keep the others out."""
    reports, failures = [], []
    progress = st.progress(0.0)
    for position, file in enumerate(files):
        label = texts("import_files.writing", file=messages.escaped(file.file_name))
        options = replace(recognised_file.options_of(file.file_name) or ImportOptions())

        def show(share: float, position: int = position, label: str = label) -> None:
            progress.progress((position + min(share, 1.0)) / len(files), text=label)

        show(0.0)
        try:
            reports.append(
                importing.import_file(store, file, options=options, accepts_good_rows=True, on_progress=show)
            )
        except ClmError as problem:
            failures.append((file.file_name, problem))
    progress.progress(1.0, text=texts("import_files.joining"))
    session.data_version()  # joins the new facts now, while the reader sees that something happens
    session.keep("import_report", (reports, failures))
    for name in ("recognised", "import_options"):
        session.forget(name)
    session.keep("upload_round", (session.kept("upload_round") or 0) + 1)
    st.rerun()


messages.page_title("import_files.title")
messages.note("import_files.intro")
if session.workspace().is_sample:
    messages.warning("import_files.sample_workspace")
import_report.show_report()

dropped = st.file_uploader(
    texts("import_files.drop"),
    type=FILE_TYPES,
    accept_multiple_files=True,
    key=f"upload_{session.kept('upload_round') or 0}",
)
files = [recognised(one.name, one.getvalue()) for one in dropped or []]
for file in files:
    recognised_file.show(file)
ready = [file for file in files if file.is_ready and recognised_file.is_wanted(file)]
if files:
    open_count = sum(not file.is_ready and file.refusal is None for file in files)
    if open_count:
        messages.hint("import_files.open_files", count=open_count)
    refused = sum(table.has_refused_rows for file in ready for table in file.tables)
    agreed = not refused or st.checkbox(texts("import_files.good_rows_only"), key="accept_good_rows")
    if st.button(
        texts("import_files.import_count", count=len(ready)),
        type="primary",
        icon=":material/check:",
        disabled=not ready or not agreed,
        key="import_all",
    ):
        import_all(ready)

template_downloads.show()
import_history.show()
