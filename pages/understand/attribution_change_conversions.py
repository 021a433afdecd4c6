"""The deals or people behind a cause: whose credit moved, in which channel, by how much."""

import pandas as pd
import streamlit as st

from clm_core.charts.attribution_change import CAUSES, cause_name
from clm_core.kpis import Unit
from clm_core.services.attribution_change import AttributionChange
from pages.shared import charts, inputs, looks, messages, session
from pages.shared.tables import Column, show_table
from pages.understand.attribution_change_choices import Asked

_ALL = "all"


def show(change: AttributionChange, asked: Asked) -> None:
    """Cause and channel chosen, both in the address; the conversions, the largest movement first."""
    texts = session.texts()
    charts.heading(f"attribution_change.conversions_{'won_deal' if asked.is_money else 'stage'}")
    rows = _chosen(change.conversions, asked)
    messages.note("attribution_change.conversion_count", count=rows["conversion"].nunique())
    look = looks.chart_look()
    frame = rows.assign(
        name=[look.channel_label(key) for key in rows["channel"]],
        because=[cause_name(cause, texts) for cause in rows["cause"]],
    )
    unit = {"unit": Unit.MONEY} if asked.is_money else {"unit": Unit.COUNT, "decimals": 2}
    columns = {
        "label": Column(label=texts(f"attribution_change.column.{'deal' if asked.is_money else 'person'}")),
        "name": Column(label=texts("attribution_change.column.channel")),
        "because": Column(label=texts("attribution_change.column.cause")),
        "amount": Column(label=texts("attribution_change.column.difference"), **unit),
    }
    title = texts(f"attribution_change.conversions_{'won_deal' if asked.is_money else 'stage'}")
    height = 420 if len(frame) > 10 else "auto"
    show_table(frame, columns, key="changed_conversions", title=title, height=height)


def _chosen(conversions: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    texts, look = session.texts(), looks.chart_look()
    sizes = conversions["amount"].abs()
    causes = [cause for cause in CAUSES if cause in set(conversions["cause"])]
    channels = sizes.groupby(conversions["channel"]).sum().sort_values(ascending=False, kind="stable")

    def cause_words(cause: str) -> str:
        everything = texts("attribution_change.every_cause")
        return everything if cause == _ALL else cause_name(cause, texts)

    def channel_words(channel: str) -> str:
        return texts("attribution_change.every_channel") if channel == _ALL else look.channel_label(channel)

    left, right = st.columns(2)
    with left:
        label = texts("attribution_change.column.cause")
        cause = inputs.pick(label, [_ALL, *causes], words=cause_words, name="cause")
    with right:
        label, offered = texts("attribution_change.column.channel"), [_ALL, *channels.index.astype("str")]
        channel = inputs.pick(label, offered, words=channel_words, name="moved")
    is_shown = pd.Series(True, index=conversions.index)
    if cause != _ALL:
        is_shown &= conversions["cause"] == cause
    if channel != _ALL:
        is_shown &= conversions["channel"] == channel
    return conversions[is_shown].reset_index(drop=True)
