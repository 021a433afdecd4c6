"""The answer of sales feedback: how many leads sales takes, and what helps next."""

import streamlit as st

from clm_core.services.sales_feedback import SalesFeedback, feedback_state
from clm_core.texts import formats
from pages.shared import filters, looks, messages, session

FEW_VERDICTS = 100
_WANTED_SHARE = 0.8
"""A promise kept for fewer leads than this is worth a word."""


def state() -> tuple[int, ...]:
    """What answers depend on beside data and selection: part of their cache key."""
    return feedback_state(session.store())


def show(view: SalesFeedback) -> None:
    """Acceptance, rejection and recycling with n and interval; then up to three things to do."""
    language, whole = session.language(), view.channels.iloc[0]
    period = filters.period_text(view.period, language)
    if whole["judged"] == 0:
        messages.headline("sales_feedback.answer_none", period=period, leads=int(whole["leads"]))
    else:
        names = ("accepted", "rejected", "recycled")
        rates = {name: formats.share(whole[f"{name}_rate"], language, decimals=0) for name in names}
        # Where most leads have no verdict, often only good news was recorded: the rate of all is unknown.
        if whole["waiting"] > whole["judged"]:
            old = formats.number(whole["judged"] + whole["waiting"], language)
            judged = formats.number(whole["judged"], language)
            messages.headline("sales_feedback.answer_partial", period=period, judged=judged, old=old, **rates)
            messages.hint("sales_feedback.partial", waiting=int(whole["waiting"]), old=old)
        else:
            messages.headline("sales_feedback.answer", period=period, **rates)
    messages.note(
        "sales_feedback.rests_on",
        interval=formats.interval(whole["accepted_low"], whole["accepted_high"], language),
        judged=int(whole["judged"]),
        young=int(whole["young"]),
        waiting=int(whole["waiting"]),
        days=int(view.verdict_days),
    )
    _compared(view)
    if 0 < whole["judged"] < FEW_VERDICTS:
        messages.hint("sales_feedback.few", judged=int(whole["judged"]))
    steps = [*_causes(view), *_channels(view), *_promise(view)]
    if steps:
        with st.container(border=True, key="next_steps"):
            st.markdown(f"**{session.texts()('sales_feedback.next')}**")
            st.markdown("\n".join(f"{place}. {step}" for place, step in enumerate(steps, start=1)))


def _compared(view: SalesFeedback) -> None:
    if view.before is None or view.before["judged"].iloc[0] == 0:
        return
    before, language = view.before.iloc[0], session.language()
    messages.note(
        "sales_feedback.compared",
        rate=formats.share(before["accepted_rate"], language),
        interval=formats.interval(before["accepted_low"], before["accepted_high"], language),
        judged=int(before["judged"]),
        reading=session.texts()(f"sales_feedback.standing.{view.before_standing}"),
    )


def _causes(view: SalesFeedback) -> list[str]:
    """What the most frequent cause calls for."""
    causes = view.causes[view.causes["group"] == ""]
    if causes.empty:
        return []
    most, texts = causes.iloc[0], session.texts()
    return [
        messages.sentence(
            "sales_feedback.next_cause",
            cause=texts(f"sales_feedback.cause.cause_{most['cause']}"),
            share=formats.share(most["share"], texts.language),
            interval=formats.interval(most["share_low"], most["share_high"], texts.language),
            count=int(most["base"]),
            action=texts(f"sales_feedback.action.for_{most['cause']}"),
        )
    ]


def _channels(view: SalesFeedback) -> list[str]:
    """The channel that is clearly accepted least."""
    worse = view.channels[view.channels["standing"] == "worse"].sort_values("accepted_rate").head(1)
    language, look = session.language(), looks.chart_look()
    return [
        messages.sentence(
            "sales_feedback.next_channel",
            channel=look.channel_label(str(row.group)),
            rate=formats.share(row.accepted_rate, language),
            interval=formats.interval(row.accepted_low, row.accepted_high, language),
            count=int(row.judged),
        )
        for row in worse.itertuples()
    ]


def _promise(view: SalesFeedback) -> list[str]:
    whole, language = view.times.iloc[0], session.language()
    if whole["contacted"] == 0 or not whole["kept_high"] < _WANTED_SHARE:
        return []
    return [
        messages.sentence(
            "sales_feedback.next_promise",
            kept=formats.share(whole["kept_rate"], language),
            hours=formats.number(view.promise_hours, language),
            interval=formats.interval(whole["kept_low"], whole["kept_high"], language),
            count=int(whole["promise_base"]),
        )
    ]
