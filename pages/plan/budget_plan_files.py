"""The plan as a workbook that goes on computing, and a changed workbook read back."""

import streamlit as st

from clm_core.errors import ClmError
from clm_core.services import budget_scenarios as saved_ones
from clm_core.services.budget_plan import PlanBase
from clm_core.services.budget_workbook import ReturnedSplit, plan_workbook, read_plan_workbook
from clm_core.texts import formats
from pages.plan import budget_plan_scenarios, budget_plan_view
from pages.plan import budget_plan_state as state
from pages.shared import messages, session

_TAKEN = "budget_file_taken"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(base: PlanBase) -> None:
    """Download, upload, and everything that is wrong in what was uploaded."""
    texts = session.texts()
    if session.kept(_TAKEN):
        session.forget(_TAKEN)
        messages.done("budget_plan_page.files.taken")
    messages.note("budget_plan_page.files.note")
    _download(base)
    given = st.file_uploader(
        texts("budget_plan_page.files.upload"), type=["xlsx", "xlsm", "ods", "xls", "xlsb"], key="budget_upload"
    )
    if given is None:
        return
    try:
        returned = read_plan_workbook(session.store(), base, given.name, given.getvalue(), language=session.language())
    except ClmError as problem:
        messages.error(problem)
        return
    _show_returned(base, returned)


def _download(base: PlanBase) -> None:
    texts, store, selection = session.texts(), session.store(), session.selection()
    found = budget_plan_view.answered(base)
    plan = state.shown(base, found)
    chosen = () if found is None else budget_plan_scenarios.scenarios(base, found, saved_ones.read_scenarios(store))

    worst = budget_plan_scenarios.worst_percent() if chosen else 0

    def workbook() -> bytes:
        return plan_workbook(store, selection, base, plan, texts, answer=found, scenarios=chosen, worst_percent=worst)

    st.download_button(
        texts("budget_plan_page.files.download"),
        workbook,
        file_name=f"{texts('budget_plan_page.files.file_name')}.xlsx",
        mime=_XLSX,
        on_click="ignore",
        type="primary",
        icon=":material/table_view:",
        key="budget_download",
    )


def _show_returned(base: PlanBase, returned: ReturnedSplit) -> None:
    texts = session.texts()
    if returned.problems:
        lines = [f"**{messages.sentence('budget_plan_page.files.problems', file=returned.file_name)}**\n"]
        for problem in returned.problems:
            place = (
                messages.sentence("budget_plan_page.files.place", row=problem.row, column=problem.column)
                if problem.row
                else ""
            )
            value = f" „{messages.escaped(problem.value)}“" if problem.value else ""
            lines.append(f"- {place}{value} {messages.sentence(problem.reason, **problem.values)}")
        show_box = st.error if not returned.is_whole else st.info
        show_box("\n".join(lines))
    if not returned.amounts:
        return
    spend = formats.money(sum(returned.amounts.values()), base.currency, session.language())
    st.markdown(messages.sentence("budget_plan_page.files.read", count=len(returned.amounts), spend=spend))
    label = "take" if returned.is_whole else "take_good"
    if st.button(texts(f"budget_plan_page.files.{label}"), key="budget_take_file", type="primary"):
        state.set_amounts(base, returned.amounts)
        session.keep(_TAKEN, True)
        st.rerun()
