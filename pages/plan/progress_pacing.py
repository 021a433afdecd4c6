"""The course of one measure: actual, plan by the usual shape and projection; and all measures in a table."""

import pandas as pd
import streamlit as st

from clm_core.charts.progress import Mark, pacing_curve
from clm_core.decisions import Measure
from clm_core.kpis import Unit
from clm_core.services.progress import Progress
from clm_core.services.progress_timeline import progress_timeline
from clm_core.texts import formats
from pages.plan import progress_state, progress_timeline_words
from pages.plan import progress_words as words
from pages.shared import charts, inputs, looks, session
from pages.shared.tables import Column, show_table

_ORDER = (Measure.REVENUE, Measure.WON_DEALS, Measure.SQLS, Measure.MQLS, Measure.LEADS)


def show(view: Progress) -> None:
    """The curve of the chosen measure with what happened meanwhile, and the table beside it."""
    texts = session.texts()
    charts.heading("progress_page.course", "progress_page.course_note")
    options = [str(one) for one in _ORDER if any(pace.measure is one for pace in view.paces)]
    chosen = inputs.switch(
        texts("progress_page.measure"),
        options,
        words=lambda one: texts(f"decisions.measure.{one}"),
        name="progress_measure",
    )
    one = view.pace(Measure(chosen))
    specification = session.drawn(_drawn, one.curve, _marks(view), looks.chart_look(), chosen)
    charts.show_chart(specification, alt=texts("progress_page.course_alt"), key="pacing_curve")
    with st.expander(texts("progress_page.table")):
        _table(view)


def _marks(view: Progress) -> tuple[tuple[str, str], ...]:
    events = session.computed(progress_timeline, view.plan.target.period, progress_state.record_state())
    return tuple((one.on.isoformat(), progress_timeline_words.plain_sentence(one)) for one in events)


def _drawn(
    curve: pd.DataFrame, marks: tuple[tuple[str, str], ...], look: looks.Look, measure: str
) -> dict[str, object]:
    happened = [Mark(on=pd.Timestamp(on).date(), label=label) for on, label in marks]
    return pacing_curve(curve, look, is_money=measure == Measure.REVENUE, marks=happened)


def _table(view: Progress) -> None:
    texts = session.texts()

    def amount(measure: Measure, value: float) -> str:
        return words.amount(measure, value, view.currency)

    rows = [
        {
            "measure": texts(f"decisions.measure.{one.measure}"),
            "status": words.status_word(one.status),
            "actual": amount(one.measure, one.actual),
            "planned_by_now": amount(one.measure, one.planned_by_now),
            "plan": amount(one.measure, one.plan),
            "source": texts(f"progress_page.source.{planned.source}"),
            "projected": amount(one.measure, one.projected),
            "range": f"{amount(one.measure, one.projected_low)} – {amount(one.measure, one.projected_high)}",
            "chance": words.chance_word(one) if one.chance == one.chance else formats.MISSING,
            "needed": amount(one.measure, one.needed_per_week),
            "usual": amount(one.measure, one.usual_per_week),
            "actual_number": one.actual,
            "plan_number": one.plan,
            "planned_number": one.planned_by_now,
            "projected_number": one.projected,
            "low_number": one.projected_low,
            "high_number": one.projected_high,
            "chance_share": one.chance,
        }
        for one, planned in zip(view.paces, view.planned, strict=True)
    ]
    shown = ("measure", "status", "actual", "planned_by_now", "plan", "projected", "range", "chance",
             "needed", "usual", "source")  # fmt: skip
    columns = {name: Column(label=texts(f"progress_page.column.{name}")) for name in shown}
    numbers = {
        "actual_number": "actual", "planned_number": "planned_by_now", "plan_number": "plan",
        "projected_number": "projected", "low_number": "low", "high_number": "high",
    }  # fmt: skip
    handed_out = {"measure": columns["measure"], "status": columns["status"]}
    handed_out |= {
        name: Column(label=texts(f"progress_page.column.{word}"), unit=Unit.COUNT) for name, word in numbers.items()
    }
    handed_out["chance_share"] = Column(label=texts("progress_page.column.chance"), unit=Unit.SHARE)
    title = texts("progress_page.course")
    show_table(pd.DataFrame(rows), columns, key="pacing_table", title=title, downloaded=handed_out)
