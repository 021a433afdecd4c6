"""Time in stage: where do people wait, and for how long?"""

import streamlit as st

from clm_core.charts.funnel_time import stay_boxes
from clm_core.services.funnel_time import StageTimeView, stage_time_view
from clm_core.services.funnel_time_tables import stage_time_rows
from clm_core.texts import formats
from pages.shared import charts, looks, messages, navigation, session
from pages.understand import funnel_time_rows


def show() -> None:
    """The stage in which people wait longest, all stages as boxes, then one stage by group."""
    texts, look = session.texts(), looks.chart_look()
    place = st.container()
    first, second = st.columns(2)
    with first:
        pair = funnel_time_rows.choose_stage()
    with second:
        by = funnel_time_rows.choose_group()
    view = session.computed(stage_time_view, session.selection(), by)
    if not int(view.total["entered"].sum()):
        navigation.empty_state(
            "funnel.empty.title", "funnel.empty.text", leads_to="import", link_key="funnel.empty.link"
        )
        return
    with place:
        _answer(view)
        charts.show_chart(
            session.drawn(stay_boxes, view.total, look), alt=texts("funnel_time.stay_alt"), key="stay_boxes"
        )
    labels = funnel_time_rows.labels()
    charts.heading(f"funnel.by.{by}", "funnel_time.stay_note")
    groups = view.groups[view.groups["stage"] == pair.start]
    rows = stage_time_rows(groups, str(by), texts, labels)
    funnel_time_rows.show_rows("stage_times", rows, title=texts("funnel_time.table.stage_time_groups"), left_out="step")
    charts.heading("funnel_time.table.stage_times")
    whole = stage_time_rows(view.total, str(by), texts, labels)
    funnel_time_rows.show_rows("stage_times", whole, key="stage_times_whole", left_out="name")
    if view.out_of_order:
        messages.note("funnel_time.out_of_order", count=view.out_of_order)
    if view.undated:
        messages.note("funnel_time.undated", count=view.undated)


def _answer(view: StageTimeView) -> None:
    """The longest wait that half have left; where none is known, the one where most are still waiting."""
    texts, language = session.texts(), session.language()
    known = view.total[view.total["stay_median_days"].notna()]
    if known.empty:
        messages.headline("funnel_time.stay_unknown")
        return
    longest = known.loc[known["stay_median_days"].idxmax()]
    messages.headline(
        "funnel_time.stay_answer",
        stage=texts(f"stages.plural.{longest['stage']}"),
        days=formats.number(longest["stay_median_days"], language),
    )
    messages.note(
        "funnel_time.stay_certainty",
        interval=stage_time_rows(known.loc[[longest.name]], "", texts, {})["stay_interval"].iloc[0],
        count=int(longest["entered"]),
        still_open=int(longest["still_open"]),
        plain=formats.number(longest["plain_median_days"], language),
    )
