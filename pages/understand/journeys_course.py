"""The course of journeys: their first steps, and how many days and touches they take."""

from typing import Any

import pandas as pd
import streamlit as st

from clm_core.charts.journey_steps import step_stream
from clm_core.charts.journeys import spread_bars
from clm_core.journey_columns import CONVERTED, OTHER_CHANNELS
from clm_core.kpis import Unit
from clm_core.services.journeys import FirstSteps, JourneysView, Spread, steps_view
from clm_core.texts import formats
from pages.shared import charts, inputs, looks, messages, session
from pages.shared.tables import Column, show_table

_STEP_COUNTS = ("3", "4", "5", "6")
_USUAL_STEP_COUNT = "4"
_REPEATS = ("collapsed", "each")


def show(view: JourneysView) -> None:
    """How long it takes, then the stream of the first steps and its numbers."""
    _spreads(view)
    _steps(view)


def _spreads(view: JourneysView) -> None:
    charts.heading("journeys.spread", "journeys.spread_note")
    left, right = st.columns(2)
    with left:
        _spread(view.days, "days_to_convert")
    with right:
        _spread(view.touches, "touches_to_convert")


def _spread(found: Spread, unit: str) -> None:
    texts, language = session.texts(), session.language()
    st.markdown(
        messages.sentence(
            f"journeys.{unit}",
            median=formats.number(found.median, language),
            low=formats.number(found.q1, language),
            high=formats.number(found.q3, language),
            most=formats.number(found.p90, language),
            count=formats.number(found.count, language),
        )
    )
    charts.show_chart(
        session.drawn(spread_bars, found.bins, found.q1, found.median, found.q3, looks.chart_look(), unit=unit),
        alt=texts(f"journeys.{unit}_alt"),
        key=f"journeys_{unit}",
    )
    columns = {
        "begin": Column(label=texts("journeys.column.begin"), unit=Unit.COUNT),
        "end": Column(label=texts("journeys.column.end"), unit=Unit.COUNT),
        "journeys": Column(label=texts("journeys.column.journeys"), unit=Unit.COUNT),
    }
    with st.expander(texts("journeys.as_table")):
        show_table(found.bins, columns, key=f"journeys_{unit}_table", title=texts(f"charts.{unit}"))


def _steps(view: JourneysView) -> None:
    texts = session.texts()
    charts.heading("journeys.steps", "journeys.steps_note")
    if session.kept("switch_steps") is None:
        session.keep("switch_steps", _USUAL_STEP_COUNT)
    with st.container(horizontal=True, gap="large"):
        count = int(inputs.switch(texts("journeys.step_count"), _STEP_COUNTS, words=str, name="steps"))
        repeats = inputs.switch(
            texts("journeys.repeats"), _REPEATS, words=lambda one: texts(f"journeys.repeats_of.{one}"), name="repeats"
        )
    steps = session.computed(steps_view, session.selection(), view.options, count, repeats == "collapsed")
    converted = texts(f"journeys.reached.{view.options.conversion}")
    charts.show_chart(
        session.drawn(step_stream, steps.nodes, steps.links, steps.channels, looks.chart_look(), converted=converted),
        alt=texts("journeys.steps_alt"),
        key="journeys_steps",
    )
    with st.expander(texts("journeys.as_table")):
        _step_table(steps, converted)


def _step_table(steps: FirstSteps, converted: str) -> None:
    """A row a channel, a column a step: how many of the journeys are there."""
    texts, look = session.texts(), looks.chart_look()
    names: dict[str, str] = {CONVERTED: converted, OTHER_CHANNELS: texts("charts.other_channels")}
    wide = steps.nodes.pivot_table(index="channel", columns="step", values="journeys", aggfunc="sum", fill_value=0)
    order = [one for one in (*steps.channels, CONVERTED) if one in wide.index]
    frame: Any = wide.loc[order].set_axis([f"step{step}" for step in wide.columns], axis=1).reset_index()
    frame = pd.DataFrame(frame).assign(name=[names.get(one) or look.channel_label(one) for one in order])
    columns = {"name": Column(label=texts("charts.channel"), is_pinned=True)} | {
        f"step{step}": Column(label=texts("charts.step_number", number=step), unit=Unit.COUNT) for step in wide.columns
    }
    show_table(frame, columns, key="journeys_step_table", title=texts("journeys.steps"))
