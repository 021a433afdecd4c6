"""The people behind a bar: who they are, where they came from, how far they have come."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from clm_core.charts.funnel import CHOSEN_BAR, group_name
from clm_core.records import Stage
from clm_core.services.funnel import FunnelGroup, FunnelView, Standing, funnel_people
from pages.shared import charts, looks, messages, session
from pages.shared.tables import Column, show_table


def choose_bar(selected: Mapping[str, Any]) -> None:
    """Takes the stage over whose bar was clicked; the choice below can be changed afterwards."""
    bars = selected.get(CHOSEN_BAR) or []
    stage = bars[0].get("stage") if bars else None
    if stage and stage != session.kept("chosen_bar"):
        st.session_state["people_stage"] = stage
    session.keep("chosen_bar", stage)


def show(view: FunnelView) -> None:
    """Stage, group and standing chosen; the leads as a table."""
    charts.heading("funnel.people", "funnel.people_note")
    stage, group, standing = _choices(view)
    by = view.cohort.by
    people = session.computed(funnel_people, session.selection(), stage, by, group, standing)
    messages.note("funnel.people_count", count=len(people))
    if not people.empty:
        _show_table(people, view.cohort.stages)


def _choices(view: FunnelView) -> tuple[Stage, str | None, Standing | None]:
    texts, look, cohort = session.texts(), looks.chart_look(), view.cohort
    stages = [str(stage) for stage in cohort.stages]
    if st.session_state.get("people_stage") not in stages:
        st.session_state["people_stage"] = stages[-1]
    sizes = cohort.groups[cohort.groups["stage"] == stages[0]].sort_values("reached", ascending=False)
    is_by_channel = cohort.by is FunnelGroup.CHANNEL

    def group_words(group: str | None) -> str:
        return texts("funnel.everybody") if group is None else group_name(group, look, is_by_channel=is_by_channel)

    def standing_words(standing: str | None) -> str:
        return texts("funnel.any_standing" if standing is None else f"charts.{standing}")

    first, second, third = st.columns(3)
    stage = first.selectbox(
        texts("funnel.people_stage"), stages, format_func=lambda one: texts(f"stages.plural.{one}"), key="people_stage"
    )
    group = second.selectbox(
        texts(f"funnel.group_of.{cohort.by}"),
        [None, *sizes["group"]],
        format_func=group_words,
        key=f"people_group_{cohort.by}",
    )
    standing = third.selectbox(
        texts("funnel.people_standing"),
        [None, *(str(one) for one in Standing)],
        format_func=standing_words,
        key="people_standing",
    )
    return Stage(stage), group, Standing(standing) if standing else None


def _show_table(people: pd.DataFrame, stages: tuple[Stage, ...]) -> None:
    texts, look, zone = session.texts(), looks.chart_look(), session.settings().reporting_zone
    frame = people.assign(
        person=people[["first_name", "last_name"]].fillna("").agg(" ".join, axis=1).str.strip(),
        channel=[
            look.channel_label(channel) if channel == channel else "" for channel in people["first_touch_channel"]
        ],
    )
    columns = {
        name: Column(label=texts(f"funnel.person.{name}"))
        for name in ("person", "company", "job_title", "country", "channel", "first_touch_campaign", "owner")
    }
    for stage in stages:
        entered = people[f"{stage}_at"]
        frame[f"{stage}_at"] = entered.dt.tz_convert(zone).dt.tz_localize(None).dt.floor("D")
        if entered.notna().any():
            columns[f"{stage}_at"] = Column(label=texts(f"stages.{stage}"))
    columns["email"] = Column(label=texts("funnel.person.email"))
    show_table(frame, columns, key="funnel_people", title=texts("funnel.people"), height=420)
