"""Bridge: did a rate move because other people came, or because the same people did otherwise?"""

import streamlit as st

from clm_core.charts.funnel_changes import MAX_GROUPS, bridge_groups, bridge_steps
from clm_core.services.funnel_time import BridgeView, bridge_view
from clm_core.services.funnel_time_tables import bridge_rows, step_words
from clm_core.texts import formats
from pages.shared import charts, filters, looks, messages, navigation, session
from pages.understand import funnel_time_rows


def show() -> None:
    """Mix against rate for the whole, then group by group."""
    texts, look, selection = session.texts(), looks.chart_look(), session.selection()
    if selection.comparison_period() is None:
        messages.hint("funnel.no_comparison")
        return
    place = st.container()
    first, second = st.columns(2)
    with first:
        pair = funnel_time_rows.choose_step(is_whole_way_first=True)
    with second:
        by = funnel_time_rows.choose_group()
    view = session.computed(bridge_view, selection, by, pair)
    bridge = view.bridge
    if not bridge.is_known:
        navigation.empty_state(
            "funnel.empty.title", "funnel.empty.text", leads_to="import", link_key="funnel.empty.link"
        )
        return
    with place:
        _answer(view)
    parts = [
        (name, part.value, part.low, part.high, part.verdict)
        for name, part in (("mix", bridge.mix), ("own_rate", bridge.own_rate))
    ]
    charts.show_chart(
        bridge_steps(bridge.rate_before, bridge.rate, parts, look), alt=texts("funnel_time.bridge_alt"), key="bridge"
    )
    charts.heading(f"funnel.by.{by}", "funnel_time.bridge_note")
    rows = bridge_rows(view, texts, funnel_time_rows.labels())
    chart = bridge_groups(bridge.groups, look, names=list(rows["name"]))
    charts.show_chart(chart, alt=texts("funnel_time.bridge_groups_alt"), key="bridge_groups")
    if len(rows) > MAX_GROUPS:
        messages.note("funnel.more_groups", shown=MAX_GROUPS, count=len(rows))
    funnel_time_rows.show_rows("bridge", rows)


def _answer(view: BridgeView) -> None:
    texts, language, bridge = session.texts(), session.language(), view.bridge
    direction = {"better": "risen", "worse": "fallen"}.get(bridge.change.verdict, "same")
    messages.headline(
        f"funnel_time.bridge_answer.{direction}",
        step=step_words(view.pair, texts),
        before=formats.share(bridge.rate_before, language),
        now=formats.share(bridge.rate, language),
    )
    messages.note(
        "funnel_time.bridge_reason",
        overall=texts(
            f"funnel_time.overall.{bridge.change.verdict}", before=filters.period_text(view.before, language)
        ),
        mix=formats.number(bridge.mix.value * 100, language, decimals=2),
        own_rate=formats.number(bridge.own_rate.value * 100, language, decimals=2),
        count=bridge.base,
        base_before=bridge.base_before,
    )
    if view.is_young:
        messages.hint("funnel_time.bridge_young")
