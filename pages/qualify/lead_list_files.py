"""The lead list as files: out to sales and the CRM, and back with what sales says."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from clm_core.handover import CrmLayout
from clm_core.services import lead_sheet
from clm_core.services.handover import record_handover
from clm_core.services.lead_sheet import ListBasis
from clm_core.services.returned_sheet import ReturnedSheet, read_returned_sheet, save_returned_sheet
from clm_core.texts import formats
from pages.data import row_problems
from pages.qualify import lead_list_state
from pages.shared import charts, messages, session
from pages.shared.tables import Column, show_table

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SAVED = "lead_list_saved"
_ROWS_PIXELS = 320


def show() -> None:
    """Downloads of what the filters show, and the way back in."""
    out, back = st.columns(2, gap="large")
    with out:
        _downloads()
    with back:
        returned = _upload()
        if returned is not None:
            _summary(returned)
    if returned is not None:
        _preview(returned)


def _downloads() -> None:
    texts, leads = session.texts(), lead_list_state.shown()
    charts.heading("lead_list.files.text.heading")
    messages.note("lead_list.files.text.note", count=len(leads))
    layout = CrmLayout(
        st.segmented_control(
            texts("lead_list.files.layout"),
            [str(one) for one in CrmLayout],
            format_func=lambda one: texts(f"lead_list.files.layout_of.{one}"),
            required=True,
            default=str(CrmLayout.GENERIC),
            key="lead_list_layout",
        )
    )
    name = texts("lead_list.files.text.file_name")
    with st.container(horizontal=True, key="lead_downloads"):
        _button("excel", _made(lead_sheet.lead_workbook, leads, layout), f"{name}.xlsx", _WORKBOOK, len(leads))
        _button("csv", _made(lead_sheet.lead_csv, leads, layout), f"{name}.csv", "text/csv", len(leads))
    mailed = int(leads["may_be_mailed"].sum())
    messages.note("lead_list.files.mailing_note", count=len(leads) - mailed)
    mailing = _made(lead_sheet.mailing_list, leads, layout, is_handover=False)
    file_name = texts("lead_list.files.text.mailing_file_name")
    _button("mailing", mailing, f"{file_name}.csv", "text/csv", mailed)


def _button(name: str, data: Callable[[], bytes], file_name: str, mime: str, count: int) -> None:
    st.download_button(
        session.texts()(f"lead_list.files.text.{name}", count=count),
        data,
        file_name=file_name,
        mime=mime,
        on_click="ignore",
        icon=":material/mail:" if name == "mailing" else ":material/download:",
        type="primary" if name == "excel" else "secondary",
        disabled=not count,
        key=f"lead_{name}",
    )


def _made(
    make: Callable[..., bytes], leads: pd.DataFrame, layout: CrmLayout, *, is_handover: bool = True
) -> Callable[[], bytes]:
    """Makes the file when somebody asks for it; a list that goes to sales is kept as a hand-over then."""
    store, used, language, as_of = (
        session.store(),
        lead_list_state.model(),
        session.language(),
        lead_list_state.found().as_of,
    )
    selection = _selection()

    def content() -> bytes:
        number = None
        calls = leads[leads["is_open"]]
        # Leads that sales has judged are looked up again, not handed over.
        if is_handover and len(calls):
            kept = record_handover(store, calls, scoring_version=used.number, as_of=as_of, layout=layout)
            number = kept.number
        basis = ListBasis(
            as_of=as_of, model=used.model, version=used.version, handover_number=number, selection=selection
        )
        return make(store, leads, basis, layout=layout, language=language)

    return content


def _selection() -> dict[str, str]:
    """The filters in words, for the sheet of assumptions."""
    texts = session.texts()
    return {
        texts("lead_list.files.text.which"): texts(
            f"lead_list.which_of.{lead_list_state.which()}", count=len(lead_list_state.shown())
        )
    }


def _upload() -> ReturnedSheet | None:
    texts = session.texts()
    charts.heading("lead_list.files.text.back_heading", "lead_list.files.text.back_note")
    saved = session.kept(_SAVED)
    if saved is not None:
        session.forget(_SAVED)
        messages.done("lead_list.files.text.saved", added=saved[0], unchanged=saved[1])
    round_number = session.kept("lead_list_round") or 0
    file = st.file_uploader(
        texts("lead_list.files.text.upload"), type=["xlsx", "csv"], key=f"returned_sheet_{round_number}"
    )
    if file is None:
        return None
    with messages.explained_errors():
        return read_returned_sheet(session.store(), file.name, file.getvalue(), language=session.language())
    return None


def _summary(returned: ReturnedSheet) -> None:
    """What was read, and the button that keeps it; nothing is kept before."""
    messages.note(
        "lead_list.files.read", count=len(returned.verdicts), new=returned.new_count, open=returned.open_count
    )
    if returned.problems:
        messages.warning("lead_list.files.refused", count=len({one.row for one in returned.problems}))
    if not returned.new_count:
        if len(returned.verdicts):
            messages.note("lead_list.files.text.nothing_new")
        return
    if st.button(session.texts()("lead_list.files.text.save"), type="primary", key="save_returned"):
        with messages.explained_errors():
            saved = save_returned_sheet(session.store(), returned)
            session.keep(_SAVED, (saved.added_count, saved.unchanged_count))
            session.keep("lead_list_round", (session.kept("lead_list_round") or 0) + 1)
            st.rerun()


def _preview(returned: ReturnedSheet) -> None:
    """What is wrong with the rows that are left out, and what the good ones say."""
    if returned.problems:
        charts.heading("lead_list.files.text.problems")
        row_problems.show(returned.problems, key="returned_sheet", title=returned.file_name)
    if len(returned.verdicts):
        _show_verdicts(returned)


def _show_verdicts(returned: ReturnedSheet) -> None:
    texts = session.texts()
    charts.heading("lead_list.files.text.verdicts")
    rows = returned.verdicts.assign(
        verdict=[texts(f"lead_sheet.verdict.{one}") for one in returned.verdicts["verdict"]],
        recycle_on=[formats.day(day, texts.language) if day == day else "" for day in returned.verdicts["recycle_on"]],
    )
    names = ("email", "company", "verdict", "reason", "recycle_on", "note")
    columns = {name: Column(label=texts(f"lead_sheet.column.{name}")) for name in names}
    show_table(
        rows,
        columns,
        key="returned_verdicts",
        title=returned.file_name,
        height=_ROWS_PIXELS if len(rows) > 8 else "auto",
        has_downloads=False,
    )
