"""What missed promises go along with in won deals: one table for both sides, computed while the reader goes on."""

import pandas as pd
import streamlit as st

from clm_core.services.progress import Progress, PromiseMiss, progress_misses
from clm_core.targets import PROMISE_TEAM, TargetPlan
from clm_core.texts import formats
from pages.plan import progress_decide, progress_state
from pages.shared import charts, session
from pages.shared.meanwhile import Work
from pages.shared.tables import Column, show_table


def show(view: Progress) -> None:
    """The table when it is there, else how far it is."""
    if not view.promises:
        return
    charts.heading("progress_page.misses", "progress_page.misses_note")
    work = _work(view.plan)
    if work.is_left():
        if st.button(session.texts()("progress_page.misses_again"), key="misses_again"):
            session.computed_meanwhile(progress_misses, view.plan, progress_state.state())
            st.rerun()
    elif work.is_done():
        _table(work.answer())
        progress_decide.of_misses(work.answer(), view)
    else:
        _wait(view.plan)


def _work(plan: TargetPlan) -> Work[tuple[PromiseMiss, ...]]:
    return session.computed_meanwhile(progress_misses, plan, progress_state.state())


@st.fragment(run_every=1.0)
def _wait(plan: TargetPlan) -> None:
    work = _work(plan)
    if work.is_done():
        st.rerun()
    percent = formats.share(work.share(), session.language(), decimals=0)
    st.progress(work.share(), text=session.texts()("progress_page.misses_running", share=percent))


def _table(misses: tuple[PromiseMiss, ...]) -> None:
    texts = session.texts()
    frame = pd.DataFrame([_row(one) for one in misses])
    shown = ("team", "promise", "missed_weeks", "short", "deals", "n", "meaning", "basis")
    columns = {
        name: Column(
            label=texts(f"progress_page.column.{name}"),
            is_pinned=name == "promise",
            text_of={"short": "short_text", "deals": "deals_text"}.get(name),
        )
        for name in shown
    }
    handed_out = {name: Column(label=columns[name].label) for name in shown if name != "meaning"}
    handed_out |= {name: Column(label=texts(f"progress_page.column.{name}")) for name in ("deals_low", "deals_high")}
    show_table(frame, columns, key="misses_table", title=texts("progress_page.misses"), downloaded=handed_out)


def _row(one: PromiseMiss) -> dict[str, object]:
    texts, language = session.texts(), session.language()
    deals, each = one.deals, one.each
    row: dict[str, object] = {
        "team": texts(f"definitions.teams.{PROMISE_TEAM[one.kind]}"),
        "promise": texts(f"targets.promise.{one.kind}"),
        "missed_weeks": one.weeks,
        "short": one.short,
        "short_text": formats.few(one.short, language),
        "deals": float("nan") if deals is None else -deals.value,
        "deals_low": float("nan") if deals is None else -deals.high,
        "deals_high": float("nan") if deals is None else -deals.low,
        "n": None if each is None else each.leads,
        "basis": formats.MISSING if each is None else texts(f"progress_page.basis.{each.basis}"),
    }
    if deals is None or each is None:
        return row | {"deals_text": formats.MISSING, "meaning": texts("progress_page.meaning.too_few")}
    if not one.weeks:
        return row | {"deals_text": formats.few(0.0, language), "meaning": texts("progress_page.meaning.none_missed")}
    ends = [formats.number(value, language, decimals=1) for value in (-deals.value, -deals.high, -deals.low)]
    meaning = "unclear" if not each.is_clear else "fewer" if deals.value > 0 else "more"
    return row | {
        "deals_text": f"{ends[0]} ({ends[1]} – {ends[2]})",
        "meaning": texts(f"progress_page.meaning.{meaning}"),
    }
