"""What the last import did: counts a file, every remarked row, and where to look now."""

import streamlit as st

from clm_core.services.importing import ImportReport
from pages.data import row_problems
from pages.shared import messages, navigation, session


def show_report() -> None:
    """The report of the files imported last; it stays until the next import or until it is closed."""
    kept = session.kept("import_report")
    if kept is None:
        return
    reports, failures = kept
    with st.container(border=True, key="import_report"):
        for report in reports:
            _show_file(report)
        for file_name, problem in failures:
            st.markdown(f"**{messages.escaped(file_name)}**")
            messages.error(problem)
        with st.container(horizontal=True):
            for name in ("overview", "funnel", "channel_roi"):
                navigation.link(name, f"import_files.see_{name}")
            st.button(
                session.texts()("import_files.close_report"),
                type="tertiary",
                on_click=lambda: session.forget("import_report"),
                key="close_report",
            )


def _show_file(report: ImportReport) -> None:
    if report.is_repeat:
        messages.hint("import_files.repeated", file=report.file_name)
        return
    counts = report.counts
    messages.done(
        "import_files.imported",
        file=report.file_name,
        added=sum(counts.added.values()),
        changed=sum(counts.changed.values()),
        unchanged=sum(counts.unchanged.values()),
    )
    if report.problems:
        label = session.texts()("import_files.problems", count=len(report.problems))
        with st.expander(label, icon=":material/report:", key=f"report_problems_{report.import_id}"):
            row_problems.show(report.problems, key=f"report_{report.import_id}", title=report.file_name)
