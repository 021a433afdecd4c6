"""The cohort split by channel, campaign or segment: who gets how far, with n and interval."""

import pandas as pd
import streamlit as st

from clm_core.charts.funnel import MAX_GROUPS, funnel_by_group, group_name
from clm_core.kpis import Unit
from clm_core.records import Stage
from clm_core.services.funnel import FunnelGroup, FunnelView
from clm_core.texts import formats
from pages.shared import charts, looks, messages, session
from pages.shared.tables import Column, show_table


def show(view: FunnelView) -> None:
    """The share of each group that reached a stage as a chart, all counts and rates as a table."""
    texts, look, cohort = session.texts(), looks.chart_look(), view.cohort
    charts.heading(f"funnel.by.{cohort.by}")
    later = [str(stage) for stage in cohort.stages[1:]]
    if not later:
        return
    reached = st.segmented_control(
        texts("funnel.reached_stage"),
        later,
        format_func=lambda stage: texts(f"stages.plural.{stage}"),
        default=later[-1],
        required=True,
        key="funnel_reached",
    )
    is_by_channel = cohort.by is FunnelGroup.CHANNEL
    charts.show_chart(
        session.drawn(funnel_by_group, cohort.groups, look, is_by_channel=is_by_channel, stage=Stage(str(reached))),
        alt=texts("funnel.groups_alt"),
        key="groups",
    )
    group_count = cohort.groups["group"].nunique()
    if group_count > MAX_GROUPS:
        messages.note("funnel.more_groups", shown=MAX_GROUPS, count=group_count)
    frame = _wide(cohort.groups)
    frame["name"] = [group_name(group, look, is_by_channel=is_by_channel) for group in frame["group"]]
    columns = {"name": Column(label=texts(f"funnel.group_of.{cohort.by}"), is_pinned=True)}
    for stage in cohort.stages:
        columns[f"{stage}_reached"] = Column(label=texts(f"stages.plural.{stage}"), unit=Unit.COUNT)
        if stage is not cohort.stages[0]:
            columns[f"{stage}_rate"] = Column(label="%", unit=Unit.SHARE, help_text=texts("funnel.rate_help"))
            columns[f"{stage}_interval"] = Column(label=texts("funnel.column.interval"))
    show_table(frame, columns, key="funnel_groups", title=texts(f"funnel.by.{cohort.by}"))


def _wide(groups: pd.DataFrame) -> pd.DataFrame:
    """One row a group, largest first: reached, rate from the previous stage and its interval for each stage."""
    language = session.language()
    worded = groups.assign(
        interval=[
            formats.interval(low, high, language)
            for low, high in zip(groups["step_low"], groups["step_high"], strict=True)
        ]
    )
    values = {"reached": "reached", "step_rate": "rate", "interval": "interval"}
    wide = worded.pivot(index="group", columns="stage", values=list(values))
    wide.columns = [f"{stage}_{values[value]}" for value, stage in wide.columns]
    first = f"{groups['stage'].iloc[0]}_reached"
    # The pivot mixes numbers and words, so every column is told its type again.
    typed = wide.infer_objects()
    return typed.sort_values(first, ascending=False).reset_index()
