"""How good the forecast has been: ranges of the past with what came, coverage, and error beside the naive ones."""

import numpy as np
import pandas as pd
import streamlit as st

from clm_core.charts import forecast as forecast_charts
from clm_core.kpis import Unit
from clm_core.services.forecast import ForecastMeasure, ForecastView, PeriodSize
from clm_core.texts import formats
from pages.shared import charts, inputs, looks, messages, session, tables
from pages.shared.tables import Column

_AHEAD = ("1", "3", "6")
_SHARES = (
    "covered_50",
    "covered_90",
    "error_share",
    "last_month_error_share",
    "compared_error_share",
    "last_year_error_share",
    "bias_share",
)

_IN_FILES_ONLY = frozenset({"compared_n", "bias_share", "compared_error_share"})


def show(view: ForecastView, measure: ForecastMeasure) -> None:
    """The verdict, the picture and the table; nothing where no past forecast could be made."""
    found = view.quality(measure)
    if not len(found):
        return
    texts = session.texts()
    row = found.iloc[0]
    st.subheader(texts("forecast.quality"), anchor=False)
    st.markdown(_verdict(row))
    messages.note("forecast.quality_note", origins=int(row["origins"]))
    ahead = inputs.switch(texts("forecast.quality_ahead"), list(_AHEAD), words=lambda one: one, name="forecast_ahead")
    past = view.past(measure, int(ahead))
    if len(past):
        charts.show_chart(
            session.drawn(forecast_charts.past_ranges, past, looks.chart_look()),
            alt=texts("forecast.quality_alt"),
            key="forecast_past",
        )
    _table(view.forecast.quality)


def _verdict(row: pd.Series) -> str:
    language = session.language()

    def share(value: float) -> str:
        return formats.share(value, language, decimals=0)

    said = messages.sentence(
        "forecast.quality_verdict",
        n=int(row["n"]),
        covered=round(row["covered_90"] * row["n"]),
        share=share(row["covered_90"]),
        interval=formats.interval(row["covered_90_low"], row["covered_90_high"], language, decimals=0),
        error=share(row["error_share"]),
    )
    return f"{said} " + messages.sentence(
        f"forecast.{_comparison(row)}",
        last_month=share(row["last_month_error_share"]),
        own=formats.share(row["compared_error_share"], language),
        last_year=formats.share(row["last_year_error_share"], language),
        n=int(row["compared_n"]),
    )


def _comparison(row: pd.Series) -> str:
    if not row["error_share"] < row["last_month_error_share"]:
        return "beats_none"
    if np.isnan(row["last_year_error_share"]):
        return "beats_last_month_only"
    return "beats_both" if row["compared_error_share"] < row["last_year_error_share"] else "beats_last_month"


def _table(quality: pd.DataFrame) -> None:
    texts = session.texts()
    rows = quality.assign(
        measure=[texts(f"forecast.measure_of.{one}") for one in quality["measure"]],
        size=[texts(f"forecast.size_word.{PeriodSize(one)}") for one in quality["size"]],
    )

    def column(name: str, unit: Unit | None = None, decimals: int | None = None) -> Column:
        help_key = f"forecast.column_help.{name}"
        help_text = texts(help_key) if texts.has(help_key) else None
        return Column(label=texts(f"forecast.column.{name}"), unit=unit, decimals=decimals, help_text=help_text)

    whole = {"measure": column("measure"), "size": column("size"), "n": column("n", Unit.COUNT)}
    whole |= {name: column(name, Unit.SHARE, 0) for name in _SHARES}
    whole |= {"compared_n": column("compared_n", Unit.COUNT), "scaled_error": column("scaled_error", Unit.RATIO)}
    shown = {name: one for name, one in whole.items() if name not in _IN_FILES_ONLY}
    tables.show_table(rows, shown, key="forecast_quality", title=texts("forecast.table.quality"), downloaded=whole)
