"""What the last import did: counts a file, every remarked row, and where to look now."""

import streamlit as st

from clm_core.errors import ClmError
from clm_core.services.importing import ImportReport
from pages.data import row_problems
from pages.shared import messages, navigation, session


def keep_report(reports: list[ImportReport], failures: list[tuple[str, ClmError]]) -> None:
    """Keeps what the import did for the page that follows."""
    session.keep("import_report", (reports, failures))


def _headline(reports: list[ImportReport]) -> str:
    changed = sum(report.changed_count for report in reports)
    key = "import_files.imported_all" if changed else "import_files.imported_nothing"
    return session.texts()(key, count=len(reports), rows=changed)


def show_report() -> None:
    """The report of the files imported last; it stays until the next import or until it is closed."""
    kept = session.kept("import_report")
    if kept is None:
        return
    reports, failures = kept
    with st.container(border=True, gap="small", key="import_report"):
        if reports:
            st.success(_headline(reports), icon=":material/check_circle:")
        st.markdown("\n".join(f"- **{messages.escaped(one.file_name)}**: {_what_happened(one)}" for one in reports))
        for report in reports:
            _show_problems(report)
        for file_name, problem in failures:
            st.markdown(f"**{messages.escaped(file_name)}**")
            messages.error(problem)
        with st.container(horizontal=True, vertical_alignment="center"):
            for name in ("overview", "funnel", "channel_roi", "unmatched"):
                navigation.link(name, f"import_files.see_{name}")
            st.button(
                session.texts()("import_files.close_report"),
                type="tertiary",
                on_click=session.forget,
                args=("import_report",),
                key="close_report",
            )


def _show_problems(report: ImportReport) -> None:
    if report.problems:
        label = f"{messages.escaped(report.file_name)}: {row_problems.count_label(report.problems)}"
        with st.expander(label, icon=":material/report:", type="compact", key=f"report_problems_{report.import_id}"):
            row_problems.show(report.problems, key=f"report_{report.import_id}", title=report.file_name)


def _what_happened(report: ImportReport) -> str:
    """New, updated and unchanged rows; only what there is."""
    texts, counts = session.texts(), report.counts
    if report.is_repeat:
        return texts("import_files.repeated")
    sums = {
        "added": sum(counts.added.values()),
        "changed": sum(counts.changed.values()),
        "unchanged": sum(counts.unchanged.values()),
    }
    parts = [texts(f"import_files.rows_{name}", count=count) for name, count in sums.items() if count]
    return ", ".join(parts) or texts("import_files.no_rows")
