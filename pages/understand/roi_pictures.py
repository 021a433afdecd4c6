"""The pictures: ROI with intervals, cost of a customer against their number, ROI over time."""

import streamlit as st

from clm_core.charts.roi import MAX_LINES, cac_scatter, channel_roi_bars, roi_trend
from clm_core.services.channel_roi import ChannelRoi
from pages.shared import charts, looks, messages, models, session
from pages.understand import roi_words


def show_bars(now: ChannelRoi) -> None:
    """ROI a channel with its interval; nothing where no channel has spend."""
    if now.channels["roi"].notna().any():
        charts.heading("channel_roi.bars", f"channel_roi.bars_note_{now.basis}")
        model = session.selection().attribution_model
        messages.note("channel_roi.credited_by", model=models.name(model), says=models.says(model))
        charts.show_chart(
            session.drawn(channel_roi_bars, now.channels, looks.chart_look()),
            alt=session.texts()("channel_roi.bars_alt"),
            key="roi_bars",
        )


def show_costs(now: ChannelRoi) -> None:
    """What a new customer costs in each channel against how many it brings."""
    if now.channels["cac"].notna().any():
        charts.heading("channel_roi.costs", "channel_roi.costs_note")
        charts.show_chart(
            session.drawn(cac_scatter, now.channels, now.total, looks.chart_look()),
            alt=session.texts()("channel_roi.costs_alt"),
            key="roi_costs",
        )


def show_trend(now: ChannelRoi) -> None:
    """ROI of trailing quarters: everything with its band, or the chosen channels."""
    texts = session.texts()
    if now.months["month"].nunique() < 2 or not now.months["roi"].notna().any():
        return
    charts.heading("channel_roi.trend", "channel_roi.trend_note")
    offered = now.channels.loc[now.channels["roi"].notna(), "channel"].tolist()
    chosen = st.multiselect(
        texts("channel_roi.trend_channels"),
        offered,
        format_func=roi_words.channel,
        max_selections=MAX_LINES,
        placeholder=texts("channel_roi.trend_all"),
        key="roi_trend_channels",
    )
    charts.show_chart(
        session.drawn(roi_trend, now.months, looks.chart_look(), channels=tuple(chosen)),
        alt=texts("channel_roi.trend_alt"),
        key="roi_trend",
    )
    if chosen:
        messages.note("channel_roi.trend_without_band")
