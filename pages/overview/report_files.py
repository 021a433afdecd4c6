"""A finished report: its two files, and what it answers."""

from datetime import UTC, datetime

import streamlit as st

from clm_core.services.report import PrintedReport, Section, Sentence, Tone
from clm_core.texts import formats
from pages.shared import messages, session


def show(made: PrintedReport) -> None:
    """The two files, and what stands in them."""
    texts = session.texts()
    name = f"{made.report.title} {formats.day(datetime.now(UTC).date(), session.language())}"
    left, right = st.columns(2)
    with left:
        st.download_button(
            texts("report_page.pdf"),
            made.pdf,
            file_name=f"{name}.pdf",
            mime="application/pdf",
            icon=":material/picture_as_pdf:",
            on_click="ignore",
            type="primary",
            key="report_pdf",
            width="stretch",
        )
    with right:
        st.download_button(
            texts("report_page.html"),
            made.html,
            file_name=f"{name}.html",
            mime="text/html",
            icon=":material/html:",
            on_click="ignore",
            help=texts("report_page.html_help"),
            key="report_html",
            width="stretch",
        )
    _contents(made.report.sections)


def _contents(sections: tuple[Section, ...]) -> None:
    """The titles of what was made, with what each answers first."""
    st.subheader(session.texts()("report_page.made"), anchor=False)
    for number, one in enumerate(sections, start=1):
        with st.container(border=True):
            st.markdown(f"**{number}. {messages.escaped(one.title)}**")
            leads = [block.text for block in one.blocks if isinstance(block, Sentence) and block.tone is Tone.LEAD]
            for lead in leads:
                st.markdown(messages.escaped(lead.replace("**", "")))
