"""The answer in a sentence, and what to know before relying on it."""

import pandas as pd
import streamlit as st

from clm_core.services.channel_roi import ChannelRoi, ChannelRoiView, RoiBasis, Sufficiency
from clm_core.texts import formats
from pages.shared import filters, messages, navigation, session
from pages.understand import roi_words

_LAGS_A_PERIOD_SHOULD_HOLD = 2
_NOTES_ABOVE = ("roi.note_segment_without_spend", "roi.note_no_spend")
"""These say why the numbers above the fold are missing; the others can wait until the end."""


def show(view: ChannelRoiView) -> None:
    """Which channel returned most and which least for each euro, and what the whole returned."""
    now = view.now
    period = filters.period_text(now.period, session.language())
    sure = now.channels[(now.channels["verdict"] == Sufficiency.ENOUGH) & now.channels["roi"].notna()]
    if len(sure) > 1:
        _compare(sure.sort_values("roi", kind="stable"), now.basis, period)
    elif now.channels["roi"].notna().any():
        messages.headline("channel_roi.answer_unsure", period=period)
    else:
        messages.headline("channel_roi.answer_without_roi", period=period, revenue=_short(now.total["revenue"].iloc[0]))
    _whole(now)
    for key in now.notes:
        if key in _NOTES_ABOVE:
            messages.hint(key)
    if now.lag.median_days * _LAGS_A_PERIOD_SHOULD_HOLD > now.period.day_count:
        messages.hint("channel_roi.short_period", **_lag_values(now))


def _compare(channels: pd.DataFrame, basis: RoiBasis, period: str) -> None:
    worst, best = channels.iloc[0], channels.iloc[-1]
    is_clear = best["roi_low"] > worst["roi_high"]
    messages.headline(
        "channel_roi.answer" if is_clear else "channel_roi.answer_close",
        period=period,
        best=roi_words.channel(best["channel"]),
        worst=roi_words.channel(worst["channel"]),
        best_return=roi_words.money(best["roi"] + 1, 2),
        worst_return=roi_words.money(worst["roi"] + 1, 2),
        earned=session.texts()(f"channel_roi.earned.{basis}"),
        unit=roi_words.money(1),
    )
    sentences = [
        messages.sentence(
            "channel_roi.answer_rests_on",
            channel=roi_words.channel(row["channel"]),
            roi=roi_words.roi(row["roi"]),
            interval=roi_words.roi_interval(row["roi_low"], row["roi_high"]),
            count=round(row["won_deals"]),
        )
        for row in (best, worst)
    ]
    st.caption(" · ".join(sentences))


def _whole(now: ChannelRoi) -> None:
    total = now.total.iloc[0]
    if total["roi"] != total["roi"]:
        return
    st.markdown(
        messages.sentence(
            f"channel_roi.whole_{now.basis}",
            spend=_short(total["spend"]),
            revenue=_short(total["revenue"]),
            roi=roi_words.roi(total["roi"]),
            interval=roi_words.roi_interval(total["roi_low"], total["roi_high"]),
            count=round(total["won_deals"]),
        )
    )


def show_notes(view: ChannelRoiView) -> None:
    """What to know before relying on the numbers, and where they are defined."""
    st.subheader(session.texts()("channel_roi.notes"), anchor=False)
    now = view.now
    lines = [messages.sentence("channel_roi.note_first_touch")]
    if now.lag.deal_count:
        lines.append(messages.sentence("channel_roi.note_lag", **_lag_values(now)))
    lines += [messages.sentence(key) for key in now.notes if key not in _NOTES_ABOVE]
    st.markdown("\n".join(f"- {line}" for line in lines))
    navigation.link("definitions", "channel_roi.to_definitions")


def _lag_values(now: ChannelRoi) -> dict[str, object]:
    language = session.language()
    return {
        "median": formats.number(now.lag.median_days, language),
        "p90": formats.number(now.lag.p90_days, language),
        "days": now.period.day_count,
        "count": now.lag.deal_count,
    }


def _short(value: float) -> str:
    return formats.short_money(value, session.selection().currency, session.language())
