"""Cohorts: of those who entered a stage in a month, how many have come on after how long, and is that changing?"""

import streamlit as st

from clm_core.charts.funnel_time import cohort_table, conversion_curves, rate_trend
from clm_core.services.funnel_time import ConversionView, conversion_view
from clm_core.services.funnel_time_tables import cohort_rows, step_words
from clm_core.texts import formats
from pages.shared import charts, filters, looks, messages, navigation, session
from pages.understand import funnel_time_rows


def show() -> None:
    """Answer, then curve beside trend, then months by age."""
    texts, look = session.texts(), looks.chart_look()
    place = st.container()
    with st.container(width=420):
        pair = funnel_time_rows.choose_step()
    view = session.computed(conversion_view, session.selection(), pair)
    if not view.entered:
        navigation.empty_state(
            "funnel.empty.title", "funnel.empty.text", leads_to="import", link_key="funnel.empty.link"
        )
        return
    with place:
        _answer(view)
    left, right = st.columns(2, gap="large")
    with left:
        charts.heading("funnel_time.curve")
        usual, known_until = view.usual, float(view.curve["day"].max())
        marks = [
            (usual.median_days, texts("funnel_time.half_by", days=formats.number(usual.median_days, texts.language))),
            (usual.p90_days, texts("funnel_time.nine_by", days=formats.number(usual.p90_days, texts.language))),
        ]
        until = min(known_until, max(usual.horizon_days, 90)) if usual.horizon_days > 0 else known_until
        curve = conversion_curves(view.curve, look, last_day=until, marks=[one for one in marks if one[0] > 0])
        charts.show_chart(curve, alt=texts("funnel_time.curve_alt"), key="conversion_curve")
    with right:
        charts.heading("funnel_time.trend")
        trend = session.drawn(rate_trend, view.cohorts, look, age_days=_shown_age(view))
        charts.show_chart(trend, alt=texts("funnel_time.trend_alt"), key="rate_trend")
    charts.heading("funnel_time.months", "funnel_time.months_note")
    charts.show_chart(
        session.drawn(cohort_table, view.cohorts, look), alt=texts("funnel_time.months_alt"), key="cohort_table"
    )
    funnel_time_rows.show_rows("cohorts", cohort_rows(view, texts), title=step_words(pair, texts))
    _notes(view)


def _shown_age(view: ConversionView) -> int:
    """The age to compare at: the one that suits the step, or the last that anybody has reached."""
    whole = view.cohorts[view.cohorts["month"].isna() & view.cohorts["rate"].notna()]
    reached = [int(age) for age in whole["age_days"]]
    return max([age for age in reached if age <= view.compared_age_days], default=view.compared_age_days)


def _answer(view: ConversionView) -> None:
    texts, language, age = session.texts(), session.language(), _shown_age(view)
    whole = view.cohorts[view.cohorts["month"].isna() & (view.cohorts["age_days"] == age)].iloc[0]
    messages.headline(
        "funnel_time.cohort_answer",
        period=filters.period_text(session.selection().period, language),
        entered=view.entered,
        start=texts(f"stages.plural.{view.pair.start}"),
        end=texts(f"stages.plural.{view.pair.end}"),
        days=age,
        rate=formats.share(whole["rate"], language),
    )
    messages.note(
        "funnel_time.cohort_certainty",
        interval=formats.interval(whole["low"], whole["high"], language),
        old_enough=int(whole["old_enough"]),
        method=texts(f"funnel_time.method.{'closed' if view.has_closed else 'open'}"),
    )
    months = view.cohorts[view.cohorts["month"].notna() & (view.cohorts["age_days"] == age)]
    young = int(months["is_young"].fillna(False).sum())
    if young:
        messages.hint("funnel_time.young_months", count=young)
    elif view.usual.p90_days != view.usual.p90_days:
        messages.hint("funnel.maturity_unknown")


def _notes(view: ConversionView) -> None:
    for key, count in (
        ("funnel_time.out_of_order", view.out_of_order),
        ("funnel_time.same_day", view.same_day),
        ("funnel_time.undated", view.undated),
    ):
        if count:
            messages.note(key, count=count)
