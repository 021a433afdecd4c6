"""Win rates: which deals does sales win, by amount, channel, owner or segment?"""

import pandas as pd
import streamlit as st

from clm_core.charts.funnel_changes import MAX_GROUPS, win_rate_points
from clm_core.services.funnel_time import DealGroup, WinRateView, win_rate_view
from clm_core.services.funnel_time_tables import win_rate_rows
from clm_core.texts import formats
from pages.shared import charts, filters, inputs, looks, messages, navigation, session
from pages.understand import funnel_time_rows


def show() -> None:
    """Which group differs beyond chance, all groups with interval and n, and the table."""
    texts, selection = session.texts(), session.selection()
    place = st.container()
    options = [str(by) for by in DealGroup]
    with st.container(width=420):
        chosen = inputs.pick(
            texts("funnel.group"), options, words=lambda by: texts(f"funnel_time.deal_group.{by}"), name="deals_by"
        )
    view = session.computed(win_rate_view, selection, DealGroup(chosen))
    if not view.decided:
        navigation.empty_state(
            "funnel_time.no_deals.title", "funnel_time.no_deals.text", leads_to="import", link_key="funnel.empty.link"
        )
        return
    rows = win_rate_rows(view, selection.currency, texts, funnel_time_rows.labels())
    with place:
        _answer(view, rows)
    chart = win_rate_points(view.groups, looks.chart_look(), names=list(rows["name"]), whole=view.won / view.decided)
    charts.show_chart(chart, alt=texts("funnel_time.win_rates_alt"), key="win_rates")
    if len(rows) > MAX_GROUPS:
        messages.note("funnel.more_groups", shown=MAX_GROUPS, count=len(rows))
    funnel_time_rows.show_rows("win_rates", rows)
    messages.note("funnel_time.open_stay_out", count=view.still_open, day=view.as_of)


def _answer(view: WinRateView, rows: pd.DataFrame) -> None:
    language = session.language()
    messages.headline(
        "funnel_time.win_rate_answer",
        period=filters.period_text(session.selection().period, language),
        won=view.won,
        decided=view.decided,
        rate=formats.share(view.won / view.decided, language),
    )
    named = rows[rows["group"] != ""]
    found = {verdict: ", ".join(named.loc[named["verdict"] == verdict, "name"]) for verdict in ("better", "worse")}
    if not any(found.values()):
        messages.note("funnel_time.win_rate_noise")
    for verdict, names in found.items():
        if names:
            messages.note(f"funnel_time.win_rate_{verdict}", names=names)
