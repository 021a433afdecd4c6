"""What happened in the period: stage entries, whoever made them."""

import pandas as pd

from clm_core.charts.funnel import group_name
from clm_core.kpis import Unit
from clm_core.records import Stage
from clm_core.services.funnel import FunnelGroup, FunnelView
from pages.shared import charts, filters, looks, messages, session
from pages.shared.tables import Column, show_table


def show(view: FunnelView) -> None:
    """Entries a group and stage; without rates, because entries of different stages are different people."""
    texts = session.texts()
    period = filters.period_text(view.cohort.period, texts.language)
    charts.heading("funnel.activity", "funnel.activity_note")
    look, is_by_channel = looks.chart_look(), view.cohort.by is FunnelGroup.CHANNEL
    frame = _entries(view.activity)
    if view.activity_before is not None:
        totals = view.activity_before.groupby("stage")["entries"].sum()
        worded = [f"{texts(f'stages.plural.{stage}')} {look.number(count)}" for stage, count in totals.items()]
        messages.note("funnel.activity_before", entries=", ".join(worded))
    names = [group_name(group, look, is_by_channel=is_by_channel) for group in frame["group"]]
    frame = frame.assign(name=names)
    columns = {"name": Column(label=texts(f"funnel.group_of.{view.cohort.by}"), is_pinned=True)}
    stages = [stage for stage in Stage if str(stage) in frame]
    columns |= {str(stage): Column(label=texts(f"stages.plural.{stage}"), unit=Unit.COUNT) for stage in stages}
    show_table(frame, columns, key="funnel_activity", title=texts("funnel.activity_table", period=period))


def _entries(activity: pd.DataFrame) -> pd.DataFrame:
    """One row a group with its entries by stage, the whole first (group empty is a group: nothing given)."""
    wide = activity.pivot(index="group", columns="stage", values="entries").fillna(0).astype("int64")
    return wide.sort_values(list(wide.columns[:1]), ascending=False).reset_index()
