"""Forecast: what will the coming months bring, where does it come from, and how far can one trust that?"""

from dataclasses import replace

import streamlit as st

from clm_core.selection import Comparison
from clm_core.services.forecast import NEEDED_DAYS, ForecastMeasure, ForecastView, PeriodSize, forecast_view
from clm_core.texts import formats
from pages.plan import forecast_deals, forecast_outlook, forecast_quality
from pages.shared import inputs, messages, navigation, session
from pages.shared.meanwhile import Work

texts = session.texts()


def work() -> Work[ForecastView]:
    """The forecast being made; the period of the view and the comparison change nothing about it."""
    plain = replace(session.selection(), period=session.default_selection().period, comparison=Comparison.NONE)
    return session.computed_meanwhile(forecast_view, plain)


@st.fragment(run_every=1.0)
def show_progress() -> None:
    """How much of the back-test is done; then the whole page anew, which has it."""
    running = work()
    if running.is_done():
        st.rerun()
    share = running.share()
    st.progress(
        min(share, 1.0), text=texts("forecast.computing", share=formats.share(share, texts.language, decimals=0))
    )


def show_nothing(view: ForecastView) -> None:
    """Why there is no forecast, and what would settle it."""
    days = view.forecast.history_days
    name = "empty" if days < NEEDED_DAYS else "empty_events"
    navigation.empty_state(
        f"forecast.{name}.title",
        f"forecast.{name}.text",
        leads_to="import",
        link_key=f"forecast.{name}.link",
        days=days,
        needed=NEEDED_DAYS,
    )


def show(view: ForecastView) -> None:
    """The answer, its pictures and what stands behind them."""
    known = [str(one) for one in ForecastMeasure if one in view.known][::-1]
    answer = st.container()
    with st.container(horizontal=True, gap="large"):
        measure = ForecastMeasure(
            inputs.switch(
                texts("forecast.measure"), known, words=lambda one: texts(f"forecast.measure_of.{one}"), name="forecast"
            )
        )
        size = PeriodSize(
            inputs.switch(
                texts("forecast.size"),
                [str(PeriodSize.MONTH), str(PeriodSize.WEEK)],
                words=lambda one: texts(f"forecast.size_of.{one}"),
                name="forecast_size",
            )
        )
    with answer:
        forecast_outlook.show_answer(view, measure)
    forecast_outlook.show(view, measure, size)
    forecast_quality.show(view, measure)
    if measure in (ForecastMeasure.REVENUE, ForecastMeasure.WON_DEALS):
        forecast_deals.show(view)


navigation.stop_without_data()
messages.page_title("shell.pages.forecast")
running = work()
if not running.is_done():
    show_progress()
elif running.answer().known:
    show(running.answer())
else:
    show_nothing(running.answer())
