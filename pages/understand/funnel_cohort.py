"""The cohort as a whole: counts, rates, what became of people and after how long."""

import streamlit as st

from clm_core.charts.funnel import CHOSEN_BAR, drop_out, funnel_bars, funnel_rates, time_in_stage
from clm_core.kpis import Unit
from clm_core.services.funnel import FunnelView
from clm_core.texts import formats
from pages.shared import charts, looks, messages, session
from pages.shared.tables import Column, show_table
from pages.understand import funnel_people


def show(view: FunnelView) -> None:
    """Counts beside rates, then losses beside lags, then what changed."""
    texts, look, cohort = session.texts(), looks.chart_look(), view.cohort
    left, right = st.columns([4, 5], gap="large")
    with left:
        charts.heading("funnel.counts")
        chosen = charts.show_chart(
            session.drawn(funnel_bars, cohort.total, look, comparison=view.comparison),
            alt=texts("funnel.counts_alt"),
            key="counts",
            is_selectable=True,
            selection_names=(CHOSEN_BAR,),
        )
        funnel_people.choose_bar(chosen)
        messages.note("funnel.click_a_bar")
        _visitors(view)
    with right:
        charts.heading("funnel.rates")
        charts.show_chart(
            session.drawn(funnel_rates, cohort.total, look, comparison=view.comparison),
            alt=texts("funnel.rates_alt"),
            key="rates",
        )
    left, right = st.columns(2, gap="large")
    with left:
        charts.heading("funnel.losses", "funnel.losses_note")
        charts.show_chart(session.drawn(drop_out, cohort.steps, look), alt=texts("funnel.losses_alt"), key="losses")
    with right:
        charts.heading("funnel.lags", "funnel.lags_note")
        charts.show_chart(session.drawn(time_in_stage, cohort.steps, look), alt=texts("funnel.lags_alt"), key="lags")
        _out_of_order(view)
    _changes(view)


def _visitors(view: FunnelView) -> None:
    visitors = view.cohort.visitors
    if visitors is None:
        messages.note("funnel.no_visitors")
        return
    language = session.language()
    messages.note(
        "funnel.sessions" if visitors.is_sessions else "funnel.visitors",
        visitors=visitors.visitors,
        leads=visitors.leads,
        rate=formats.share(visitors.rate, language, decimals=2),
        interval=formats.interval(visitors.low, visitors.high, language, decimals=2),
    )


def _out_of_order(view: FunnelView) -> None:
    count = int(view.cohort.steps["out_of_order"].sum())
    if count:
        messages.note("funnel.out_of_order", count=count)


def _changes(view: FunnelView) -> None:
    """Each rate against the comparison cohort at the same age, with what the difference allows to say."""
    if view.comparison is None or view.before is None:
        return
    texts, language = session.texts(), session.language()
    charts.heading("funnel.changes", "funnel.changes_note")
    rows = view.comparison[view.comparison["step_base"] > 0]
    frame = rows.assign(
        name=[texts(f"stages.plural.{stage}") for stage in rows["stage"]],
        interval=[
            _points_interval(low, high, language)
            for low, high in zip(rows["difference_low"], rows["difference_high"], strict=True)
        ],
        points=rows["difference"] * 100,
        word=[texts(f"funnel.verdict.{verdict}") for verdict in rows["verdict"]],
    )
    columns = {
        "name": Column(label=texts("funnel.column.stage"), is_pinned=True),
        "step_rate": Column(label=texts("funnel.column.step_rate"), unit=Unit.SHARE),
        "step_base": Column(label=texts("funnel.column.step_base"), unit=Unit.COUNT),
        "step_rate_before": Column(label=texts("funnel.column.step_rate_before"), unit=Unit.SHARE),
        "step_base_before": Column(label=texts("funnel.column.step_base_before"), unit=Unit.COUNT),
        "points": Column(label=texts("funnel.column.points"), unit=Unit.RATIO, decimals=1),
        "interval": Column(label=texts("funnel.column.interval")),
        "word": Column(label=texts("funnel.column.verdict"), width="medium"),
    }
    show_table(frame, columns, key="funnel_changes", title=texts("funnel.changes"))


def _points_interval(low: float, high: float, language: str) -> str:
    return f"{formats.number(low * 100, language, decimals=1)} … {formats.number(high * 100, language, decimals=1)}"
