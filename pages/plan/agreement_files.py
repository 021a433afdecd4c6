"""The agreement as a workbook that goes on computing, and a changed workbook read back."""

import streamlit as st

from clm_core.errors import ClmError
from clm_core.selection import Selection
from clm_core.services.agreement_words import conflict_sentences
from clm_core.services.agreement_workbook import agreement_workbook
from clm_core.services.agreements import Agreement, ConflictError
from clm_core.services.returned_agreement import ReturnedAgreement, read_agreement_workbook, take_returned
from clm_core.services.target_plan import PreparedTarget
from pages.plan import targets_state as state
from pages.shared import messages, session

_TAKEN = "agreement_file_taken"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(prepared: PreparedTarget | None = None, note: str = "") -> None:
    """Download, upload, and everything that is wrong in what was uploaded.

    Without ``prepared`` the workbook has no funnel; ``note`` says why.
    """
    found = state.opened()
    if session.kept(_TAKEN):
        session.forget(_TAKEN)
        messages.done("agreement_files.taken")
    messages.note("agreement_files.note")
    if found is None:
        messages.hint("agreement_files.nothing_open")
    else:
        _download(found, prepared, note)
    _upload(found)


def _download(found: Agreement, prepared: PreparedTarget | None, note: str) -> None:
    texts, store, selection = session.texts(), session.store(), session.selection()
    st.download_button(
        texts("agreement_files.download"),
        lambda: agreement_workbook(store, selection, found, texts, prepared=prepared, note=note),
        file_name=f"{texts('agreement_sheet.file_name', name=found.name)}.xlsx",
        mime=_XLSX,
        on_click="ignore",
        type="primary",
        icon=":material/table_view:",
        key="agreement_download",
    )


def _upload(found: Agreement | None) -> None:
    texts = session.texts()
    given = st.file_uploader(texts("agreement_files.upload"), type=["xlsx", "xlsm", "ods"], key="agreement_upload")
    if given is None:
        return
    try:
        returned = read_agreement_workbook(
            session.store(), given.name, given.getvalue(), language=session.language(), shown=found
        )
    except ClmError as problem:
        messages.error(problem)
        return
    _say_problems(returned)
    messages.note("agreement_files.read", name=returned.name, count=len(returned.changes))
    label = "take" if returned.is_whole else "take_good"
    if st.button(texts(f"agreement_files.{label}"), key="agreement_take", type="primary"):
        _take(returned)


def _say_problems(returned: ReturnedAgreement) -> None:
    if not returned.problems:
        return
    lines = [f"**{messages.sentence('agreement_files.problems', file=returned.file_name)}**\n"]
    for problem in returned.problems:
        place = (
            messages.sentence("agreement_files.place", sheet=problem.sheet, row=problem.row, column=problem.column)
            if problem.row
            else ""
        )
        value = f" „{messages.escaped(problem.value)}“" if problem.value else ""
        lines.append(f"- {place}{value} {messages.sentence(problem.reason, **problem.values)}")
    show_box = st.info if returned.is_whole else st.error
    show_box("\n".join(lines))


def _take(returned: ReturnedAgreement) -> None:
    """The view and the plan of the workbook, for everybody at the table."""
    try:
        taken = take_returned(session.store(), returned, session.texts(), actor=state.actor())
    except ConflictError as problem:
        for sentence in conflict_sentences(problem, session.selection().currency, session.texts()):
            st.warning(messages.escaped(sentence))
        return
    except ClmError as problem:
        messages.error(problem)
        return
    if returned.view:
        session.save_selection(Selection.from_query(returned.view, session.default_selection()))
    state.open_agreement(taken.number)
    session.keep(_TAKEN, True)
    st.rerun()
