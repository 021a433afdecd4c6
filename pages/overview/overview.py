"""Overview: did it pay, what changed, how good are the data, and what to do next?"""

import streamlit as st

from clm_core.charts.funnel import funnel_bars
from clm_core.kpis import KpiName
from clm_core.selection import AttributionModel
from clm_core.services.overview import OverviewView, overview_view
from pages.overview import headline_numbers, sources, spend_and_return
from pages.shared import charts, filters, looks, messages, models, navigation, session
from pages.shared.tables import written

texts = session.texts()


def show_answer(view: OverviewView) -> None:
    """The period in one sentence, with the interval of what is uncertain."""
    rows = headline_numbers.rows_of(view.numbers)
    period = filters.period_text(view.numbers.period, texts.language)
    roi = rows[KpiName.ROI]
    key = "overview.answer" if roi["value"] == roi["value"] else "overview.answer_without_roi"
    messages.headline(
        key,
        period=period,
        spend=headline_numbers.short(rows[KpiName.SPEND]["value"], KpiName.SPEND),
        revenue=headline_numbers.short(rows[KpiName.REVENUE]["value"], KpiName.REVENUE),
        deals=round(rows[KpiName.WON_DEALS]["value"]),
        roi=headline_numbers.short(roi["value"], KpiName.ROI),
    )
    if roi["low"] == roi["low"]:
        messages.note(
            f"overview.interval_{view.numbers.basis}",
            low=written(roi["low"], headline_numbers.unit_of(KpiName.ROI), texts.language, decimals=0),
            high=written(roi["high"], headline_numbers.unit_of(KpiName.ROI), texts.language, decimals=0),
            count=round(roi["n"]),
        )
    if view.numbers.is_running:
        messages.hint("overview.running", day=view.as_of)
    if view.numbers.comparison and not view.numbers.is_comparison_covered:
        messages.hint("overview.comparison_not_covered")


def show_funnel_and_actions(view: OverviewView) -> None:
    """How far the period's leads have come, beside what to do next."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        charts.heading("overview.funnel", "overview.funnel_young" if view.is_cohort_young else "overview.funnel_note")
        charts.show_chart(
            session.drawn(funnel_bars, view.stages, looks.chart_look()), alt=texts("overview.funnel_alt"), key="strip"
        )
        navigation.link("funnel", "overview.see_funnel")
    with right:
        charts.heading("overview.actions")
        if not view.actions:
            messages.done("overview.nothing_to_do")
        with st.container(key="next_steps"):
            for action in view.actions:
                destination = sources.DESTINATIONS.get(action.page.value, action.page.value)
                navigation.link(destination, action.key, **action.values)


def show_model() -> None:
    """Which rule says what the chosen channels earned; everything together is the same under every model."""
    selection = session.selection()
    if selection.channels or selection.campaigns:
        models.switch([model for model in AttributionModel if model is not AttributionModel.CUSTOM])
        messages.note("overview.model_note", says=models.says(selection.attribution_model))


navigation.stop_without_data()
messages.page_title("overview.title")
view = session.computed(overview_view, session.selection())
show_answer(view)
show_model()
headline_numbers.show(view.numbers)
show_funnel_and_actions(view)
if view.numbers.has_spend:
    spend_and_return.show(view)
sources.show(view.sources)
