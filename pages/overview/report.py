"""Report: everything for the meeting in one file, to read anywhere or to print."""

from datetime import UTC, datetime

import streamlit as st

from clm_core.services.report import SECTIONS, PrintedReport, printed_report
from clm_core.texts import formats
from pages.overview import report_files
from pages.shared import messages, navigation, session
from pages.shared.meanwhile import Work

_ASKED = "report_asked"
texts = session.texts()


def work_of(wanted: tuple[str, ...], at: datetime) -> Work[PrintedReport]:
    """The report being made, of the view and in the language of now."""
    return session.computed_meanwhile(printed_report, session.selection(), texts, wanted, at)


def choose_sections() -> tuple[str, ...]:
    """The sections that it shall have, in their fixed order."""
    chosen = st.pills(
        texts("report_page.sections"),
        list(SECTIONS),
        selection_mode="multi",
        default=list(SECTIONS),
        format_func=lambda name: texts(f"report.section.{name}"),
        key="report_sections",
    )
    return tuple(name for name in SECTIONS if name in chosen)


@st.fragment(run_every=1.0)
def show_progress(wanted: tuple[str, ...], at: datetime) -> None:
    """How much of it is done; then the whole page anew, which has it."""
    work = work_of(wanted, at)
    if work.is_done():
        st.rerun()
    percent = formats.share(work.share(), session.language(), decimals=0)
    st.progress(work.share(), text=texts("report_page.running", share=percent))


navigation.stop_without_data()
messages.page_title("shell.pages.report")
messages.note("report_page.intro")
wanted = choose_sections()
if st.button(texts("report_page.make"), type="primary", icon=":material/summarize:", disabled=not wanted):
    session.keep(_ASKED, (session.selection(), texts.language, wanted, datetime.now(UTC)))
selection, language, sections, at = session.kept(_ASKED) or (None, None, (), None)
if (selection, language, sections) == (session.selection(), texts.language, wanted) and at is not None:
    work = work_of(wanted, at)
    if work.is_done():
        report_files.show(work.answer())
    else:
        show_progress(wanted, at)
elif at is not None:
    messages.hint("report_page.changed")
