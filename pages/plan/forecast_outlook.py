"""The forecast's answer, fan, sources and table."""

import pandas as pd
import streamlit as st

from clm_core.charts import forecast as forecast_charts
from clm_core.charts.overview import bucket_labels
from clm_core.kpis import Unit
from clm_core.services.forecast import ForecastMeasure, ForecastView, PeriodSize
from clm_core.texts import formats
from pages.shared import charts, looks, messages, session, tables
from pages.shared.tables import Column

_SHOWN_MONTHS, _SHOWN_WEEKS = 18, 0


def unit_of(measure: ForecastMeasure) -> Unit:
    """Money or counts."""
    return Unit.MONEY if measure is ForecastMeasure.REVENUE else Unit.COUNT


def show_answer(view: ForecastView, measure: ForecastMeasure) -> None:
    """The next three months in a sentence, what it rests on, and what the data cannot carry."""
    texts, language, look = session.texts(), session.language(), looks.chart_look()
    row = view.months(measure, PeriodSize.THREE_MONTHS).iloc[0]

    def words(value: float) -> str:
        return forecast_charts.value_text(value, str(measure), look)

    messages.headline(
        "forecast.answer",
        period=f"{formats.month(row['start_on'].date(), language)} – {formats.month(row['end_on'].date(), language)}",
        value=words(row["expected"]),
        measure=texts(f"forecast.in_sentence.{measure}"),
        low=words(row["low_90"]),
        high=words(row["high_90"]),
    )
    past = view.quality(measure, PeriodSize.THREE_MONTHS)
    if len(past):
        found = past.iloc[0]
        st.markdown(
            messages.sentence(
                "forecast.tested",
                n=int(found["n"]),
                covered=round(found["covered_90"] * found["n"]),
                error=formats.share(found["error_share"], language, decimals=0),
                last_month=formats.share(found["last_month_error_share"], language, decimals=0),
            )
        )
    _limits(view, measure)


def _limits(view: ForecastView, measure: ForecastMeasure) -> None:
    found = view.forecast
    for key, values in view.limits(session.texts()):
        messages.hint(key, **values)
    messages.note("forecast.as_of", day=found.as_of, since=found.known_from, n=found.events[measure])


def show(view: ForecastView, measure: ForecastMeasure, size: PeriodSize) -> None:
    """Fan, sources and the table of periods."""
    texts, look = session.texts(), looks.chart_look()
    history, periods, sources = view.history(measure), view.months(measure, size), view.sources(measure, size)
    past = history.tail(_SHOWN_MONTHS if size is PeriodSize.MONTH else _SHOWN_WEEKS)
    charts.heading("forecast.fan", "forecast.fan_note")
    charts.show_chart(
        session.drawn(forecast_charts.forecast_fan, past, periods, look, size=str(size)),
        alt=texts("forecast.fan_alt"),
        key="forecast_fan",
    )
    if size is PeriodSize.WEEK:
        messages.note("forecast.fan_weeks_note")
    charts.heading("forecast.sources", "forecast.sources_note")
    charts.show_chart(
        session.drawn(forecast_charts.forecast_sources, sources, look, size=str(size)),
        alt=texts("forecast.sources_alt"),
        key="forecast_sources",
    )
    _table(periods, sources, measure, size)


def _table(periods: pd.DataFrame, sources: pd.DataFrame, measure: ForecastMeasure, size: PeriodSize) -> None:
    texts, unit = session.texts(), unit_of(measure)
    parts = sources.pivot(index="start_on", columns="source", values="expected").reset_index()
    rows = periods.merge(parts.drop(columns="so_far", errors="ignore"), on="start_on")
    rows = rows.assign(period=bucket_labels(rows["start_on"], looks.chart_look(), bucket=str(size)))
    numbers = ["so_far", "expected", "low_50", "high_50", "low_90", "high_90"]
    whole = {"period": Column(label=texts("forecast.column.period"), is_pinned=True)}
    whole |= {name: Column(label=texts(f"forecast.column.{name}"), unit=unit) for name in numbers}
    whole |= {
        name: Column(label=texts(f"forecast.source.{name}"), unit=unit)
        for name in ("open_pipeline", "in_funnel", "new_business")
        if name in rows
    }
    # A screen has room for the wide range; the narrow one is in the picture and in the file.
    left_out = {"low_50", "high_50"} if (rows["so_far"] > 0).any() else {"low_50", "high_50", "so_far"}
    tables.show_table(
        rows,
        {name: column for name, column in whole.items() if name not in left_out},
        key="forecast_periods",
        title=texts("forecast.table.periods"),
        downloaded=whole,
    )
