"""The record: expected beside measured, the hit rate over time, and every decision as a table."""

import pandas as pd

from clm_core.charts.decisions import expected_and_measured
from clm_core.decisions import DecisionStatus, Measure
from clm_core.kpis import Unit
from clm_core.services.decision_words import change_text
from clm_core.services.decisions import DecisionsView
from clm_core.texts import formats
from pages.shared import charts, looks, session
from pages.shared.interval_columns import with_interval
from pages.shared.tables import Column, show_table

_DRAWN = 20


def show_tables(view: DecisionsView) -> None:
    """The hit rate by quarter, and all decisions."""
    _rates(view)
    _table(view)


def show_picture(view: DecisionsView) -> None:
    """What was expected beside what was measured, decision by decision."""
    rows = view.rows
    is_drawn = (rows["status"] == DecisionStatus.JUDGED) & rows["measured_change"].notna()
    measured = rows[is_drawn & (rows["expected_change"] != 0)].head(_DRAWN)
    if measured.empty:
        return
    charts.heading("decisions_page.chart.title", "decisions_page.chart.note")
    charts.show_chart(
        expected_and_measured(measured, looks.chart_look()),
        alt=session.texts()("decisions_page.chart.alt"),
        key="decisions_measured",
    )


def _rates(view: DecisionsView) -> None:
    """Only from two quarters on is there a course to see."""
    if len(view.rates) < 2:
        return
    texts = session.texts()
    charts.heading("decisions_page.rates", "decisions_page.rates_note")
    frame = view.rates.assign(
        name=[_quarter(day) for day in view.rates["quarter"]],
        rate_text=[
            formats.share_within(rate, low, high, texts.language)
            for rate, low, high in zip(
                view.rates["hit_rate"], view.rates["hit_rate_low"], view.rates["hit_rate_high"], strict=True
            )
        ],
    )
    columns = {
        "name": Column(label=texts("decisions_page.column.quarter"), is_pinned=True),
        "came_true": Column(label=texts("decisions.verdict.came_true"), unit=Unit.COUNT),
        "told": Column(label=texts("decisions_page.column.told"), unit=Unit.COUNT),
        "hit_rate": Column(label=texts("decisions_page.column.hit_rate"), unit=Unit.SHARE),
    }
    show_table(
        frame,
        columns | {"hit_rate": with_interval(columns["hit_rate"], "rate_text")},
        key="decisions_rates",
        title=texts("decisions_page.rates"),
        downloaded=columns
        | {
            f"hit_rate_{end}": Column(
                label=texts(f"messages.interval_{end}", name=columns["hit_rate"].label), unit=Unit.SHARE
            )
            for end in ("low", "high")
        },
    )


def _quarter(day: pd.Timestamp) -> str:
    return f"Q{day.quarter} {day.year}"


def _table(view: DecisionsView) -> None:
    texts, currency = session.texts(), session.selection().currency

    def changes(name: str) -> list[str]:
        columns = [view.rows[one] for one in ("measure", f"{name}_change", f"{name}_low", f"{name}_high")]
        return [
            formats.MISSING if change != change else change_text(Measure(measure), change, low, high, currency, texts)
            for measure, change, low, high in zip(*columns, strict=True)
        ]

    rows = view.rows
    frame = rows.assign(
        action_word=[texts(f"decisions.action.{one}") for one in rows["action"]],
        status_word=[texts(f"decisions.status.{one}") for one in rows["status"]],
        verdict_word=[texts(f"decisions.verdict.{one}") if one else formats.MISSING for one in rows["verdict"]],
        expected=changes("expected"),
        measured=changes("measured"),
    )
    names = ("title", "action_word", "owner", "status_word", "verdict_word", "expected", "measured",
             "takes_effect_on", "check_on")  # fmt: skip
    columns = {name: Column(label=texts(f"decisions_page.column.{name}"), is_pinned=name == "title") for name in names}
    charts.heading("decisions_page.table")
    show_table(frame, columns, key="decisions_table", title=texts("decisions_page.table"))
