"""The open deals behind the forecast, each with its chance."""

from dataclasses import replace

import streamlit as st

from clm_core.kpis import Unit
from clm_core.services.forecast import ForecastMeasure, ForecastSource, ForecastView
from clm_core.texts import formats
from pages.shared import looks, messages, session, tables
from pages.shared.tables import Column

_ROWS_PIXELS = 420


def show(view: ForecastView) -> None:
    """What they promise in a sentence, then the rows, the most expected first."""
    rows = view.open_deals
    if not len(rows):
        return
    texts = session.texts()
    st.subheader(texts("forecast.deals"), anchor=False)
    sources = view.sources(ForecastMeasure.REVENUE) if ForecastMeasure.REVENUE in view.known else None
    if sources is not None:
        is_open = sources["source"] == ForecastSource.OPEN_PIPELINE
        st.markdown(_answer(view, float(sources.loc[is_open, "expected"].head(3).sum())))
    messages.note("forecast.deals_note")
    named = rows.assign(channel=[looks.chart_look().channel_label(one) for one in rows["channel"]])

    def column(name: str, label: str = "", unit: Unit | None = None, decimals: int | None = None) -> Column:
        help_key = f"forecast.column_help.{name}"
        help_text = texts(help_key) if texts.has(help_key) else None
        return Column(
            label=texts(f"forecast.column.{label or name}"), unit=unit, decimals=decimals, help_text=help_text
        )

    columns = {
        "deal": replace(column("deal"), width=250),
        "amount": column("amount", unit=Unit.MONEY),
        "chance": column("chance", unit=Unit.SHARE, decimals=0),
        "expected": column("expected", "expected_amount", unit=Unit.MONEY),
        "median_day": column("median_day"),
        "age_days": column("age_days", unit=Unit.COUNT),
        "stated_share": column("stated_share", unit=Unit.SHARE, decimals=0),
        "owner": column("owner"),
        "channel": column("channel"),
        "deal_stage": column("deal_stage"),
    }
    downloaded = {"deal": columns["deal"], "company": column("company")} | columns
    tables.show_table(
        named,
        columns,
        key="forecast_deals",
        title=texts("forecast.table.deals"),
        height=_ROWS_PIXELS,
        downloaded=downloaded,
    )


def _answer(view: ForecastView, soon: float) -> str:
    rows, language = view.open_deals, session.language()

    def money(value: float) -> str:
        return formats.short_money(value, view.currency, language)

    said = messages.sentence(
        "forecast.deals_answer",
        count=len(rows),
        amount=money(rows["amount"].sum()),
        expected=money(rows["expected"].sum()),
        soon=money(soon),
    )
    if rows["stated_share"].isna().all():
        return said
    stated = (rows["stated_share"] * rows["amount"]).sum()
    return f"{said} " + messages.sentence("forecast.deals_crm", stated=money(stated))
