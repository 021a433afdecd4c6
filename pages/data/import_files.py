"""Import: drop files, see what was recognised, settle what is open, confirm, take back."""

import streamlit as st

from clm_core.errors import ClmError
from clm_core.services import importing
from clm_core.services.importing import RecognisedFile
from pages.data import (
    column_mapping,
    dropped_files,
    import_history,
    import_report,
    recognised_file,
    template_downloads,
    wanted_data,
)
from pages.data.dropped_files import DroppedFile
from pages.data.file_state import FileState, file_state
from pages.shared import messages, session, sidebar

texts, store = session.texts(), session.store()


def import_all(files: list[tuple[DroppedFile, RecognisedFile]]) -> None:
    """Writes each file in a transaction of its own; one that fails does not keep the others out."""
    reports, failures = [], []
    progress = st.progress(0.0)
    for position, (file, recognised) in enumerate(files):
        label = texts("import_files.writing", file=messages.escaped(file.name))

        def show(share: float, position: int = position, label: str = label) -> None:
            progress.progress((position + min(share, 1.0)) / len(files), text=label)

        show(0.0)
        try:
            report = importing.import_file(
                store, recognised, options=file.options, accepts_good_rows=file.accepts_good_rows, on_progress=show
            )
            reports.append(report)
            remember_mappings(file, recognised)
        except ClmError as problem:
            failures.append((file.name, problem))
    progress.progress(1.0, text=texts("import_files.joining"))
    session.data_version()  # joins the new facts now, while the reader sees that something happens
    import_report.keep_report(reports, failures)
    dropped_files.remove([file.content_hash for file, _ in files])
    st.rerun()


def remember_mappings(file: DroppedFile, recognised: RecognisedFile) -> None:
    """Keeps what somebody confirmed, so that the next file with the same headings needs no question."""
    has_sheets = len(recognised.tables) > 1
    for table in recognised.tables:
        name = column_mapping.name_to_remember(file, table)
        if name:
            name = f"{name} · {table.sheet}" if has_sheets else name
            importing.remember_mapping(store, table, name, options=file.options.of_sheet(table.sheet))


def show_sample_warning() -> None:
    """Own files do not belong into the sample company; the way out is one click."""
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="sample_import"):
        st.markdown(messages.sentence("import_files.sample_workspace"), width="stretch")
        if st.button(texts("shell.own_data"), type="primary", icon=":material/upload_file:", key="leave_sample"):
            sidebar.open_own_workspace()


def show_confirmation(files: list[tuple[DroppedFile, RecognisedFile]]) -> None:
    """How many files can go in and which still wait, with the button that imports."""
    states = [file_state(file, recognised) for file, recognised in files]
    ready = [pair for pair, state in zip(files, states, strict=True) if state is FileState.READY]
    waiting_count = sum(state not in (FileState.READY, FileState.REFUSED) for state in states)
    if not ready and not waiting_count:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="confirmation"):
        label = texts("import_files.import_count", count=len(ready)) if ready else texts("import_files.import_none")
        pressed = st.button(label, type="primary", icon=":material/check:", disabled=not ready, key="import_all")
        if waiting_count:
            st.markdown(f":orange[:material/help:] {texts('import_files.open_files', count=waiting_count)}")
    if pressed:
        import_all(ready)


messages.page_title("import_files.title")
messages.note("import_files.intro")
if session.workspace().is_sample:
    show_sample_warning()
import_report.show_report()
dropped_files.show_drop_zone()
files = [(file, dropped_files.recognised(file)) for file in dropped_files.waiting()]
for file, recognised in files:
    recognised_file.show(file, recognised)
if files:
    show_confirmation(files)
elif session.kept("import_report") is None:
    wanted_data.show()
template_downloads.show()
import_history.show()
