"""Velocity: how much is won a day, and which of its four levers moved it?"""

import math

from clm_core.charts.funnel_changes import velocity_steps
from clm_core.services.funnel_time import VelocityView, velocity_view
from clm_core.services.funnel_time_tables import lever_rows
from clm_core.texts import formats
from pages.shared import charts, filters, looks, messages, navigation, session
from pages.understand import funnel_time_rows


def show() -> None:
    """The velocity beside that of the comparison period, its levers as steps, and their values."""
    texts, currency = session.texts(), session.selection().currency
    view = session.computed(velocity_view, session.selection())
    whole = view.velocity.levers.iloc[-1]
    if math.isnan(whole["value"]):
        navigation.empty_state(
            "funnel_time.no_deals.title", "funnel_time.no_deals.text", leads_to="import", link_key="funnel.empty.link"
        )
        return
    _answer(view)
    if not math.isnan(whole["effect"]):
        charts.heading("funnel_time.velocity_steps")
        chart = session.drawn(velocity_steps, view.velocity.levers, looks.chart_look())
        charts.show_chart(chart, alt=texts("funnel_time.velocity_alt"), key="velocity_steps")
    charts.heading("funnel_time.table.velocity", "funnel_time.velocity_note")
    funnel_time_rows.show_rows("velocity", lever_rows(view, currency, texts))
    messages.note("funnel_time.won_per_day", amount=formats.money(view.velocity.won_per_day, currency, texts.language))
    for key, count in (
        ("funnel_time.deals_undated", view.velocity.undated_count),
        ("funnel_time.deals_out_of_order", view.velocity.out_of_order_count),
        ("funnel_time.deals_without_amount", view.velocity.without_amount_count),
    ):
        if count:
            messages.note(key, count=count)


def _answer(view: VelocityView) -> None:
    texts, language, currency = session.texts(), session.language(), session.selection().currency
    levers = view.velocity.levers
    whole = levers.iloc[-1]
    now = formats.money(whole["value"], currency, language)
    interval = " – ".join(formats.money(whole[end], currency, language) for end in ("low", "high"))
    if view.before is None or math.isnan(whole["effect"]):
        messages.headline("funnel_time.velocity_alone", now=now)
        messages.note("funnel_time.velocity_interval", interval=interval, count=int(whole["n"]))
        return
    change = formats.money(abs(whole["effect"]), currency, language)
    messages.headline(
        f"funnel_time.velocity_answer.{'more' if whole['effect'] >= 0 else 'less'}", now=now, change=change
    )
    moved = levers.iloc[:-1]
    sure = moved[moved["verdict"].isin(["better", "worse"])]
    strongest = moved.loc[moved["effect"].abs().idxmax()] if sure.empty else sure.loc[sure["effect"].abs().idxmax()]
    messages.note(
        f"funnel_time.velocity_reason.{'unsure' if sure.empty else 'sure'}",
        overall=texts(f"funnel_time.overall.{whole['verdict']}", before=filters.period_text(view.before, language)),
        interval=interval,
        lever=texts(f"funnel_time.lever.{strongest['lever']}"),
        effect=formats.money(strongest["effect"], currency, language),
    )
