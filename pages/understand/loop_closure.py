"""Loop closure: how much of what was won can be traced to a touch before the deal, and what keeps the rest from it?"""

import streamlit as st

from clm_core.services.loop_closure import LoopClosure, LoopReason, loop_closure_view
from clm_core.texts import formats
from pages.shared import filters, messages, navigation, session
from pages.understand import loop_closure_deals, loop_closure_pictures

texts = session.texts()


def show_answer(view: LoopClosure) -> None:
    """The loop-closure rate with its interval, and what is missing most."""
    language, currency = texts.language, session.selection().currency
    traceable = view.reasons.iloc[0]
    messages.headline(
        "loop_closure.answer",
        period=filters.period_text(view.period, language),
        share=formats.share(view.traceable_share, language),
    )
    messages.note(
        "loop_closure.rests_on",
        traced=formats.short_money(traceable["revenue"], currency, language),
        revenue=formats.short_money(view.reasons["revenue"].sum(), currency, language),
        interval=formats.interval(traceable["revenue_share_low"], traceable["revenue_share_high"], language),
        count=len(view.deals),
    )
    show_missing(view)
    if session.selection().channels or session.selection().campaigns:
        messages.hint("loop_closure.narrowed")


def show_missing(view: LoopClosure) -> None:
    """The reason that keeps the most revenue from being traced, what to do about it and what that is worth."""
    others = view.reasons.iloc[1:]
    missing = others[others["won_deals"] > 0].sort_values("revenue", ascending=False, kind="stable")
    if missing.empty:
        messages.done("loop_closure.nothing_missing")
        return
    language, most = texts.language, missing.iloc[0]
    st.markdown(
        messages.sentence(
            "loop_closure.most_missing",
            reason=texts(f"loop_closure.reason.{most['reason']}"),
            count=int(most["won_deals"]),
            revenue=formats.short_money(most["revenue"], session.selection().currency, language),
            goal=formats.share(view.traceable_share + most["revenue_share"], language),
            share=formats.share(view.traceable_share, language),
        )
    )


def has_reason_to_trace(view: LoopClosure) -> bool:
    """Whether anything was won; otherwise says so."""
    if view.deals.empty:
        navigation.empty_state(
            "loop_closure.empty.title", "loop_closure.empty.text", leads_to="import", link_key="loop_closure.empty.link"
        )
    return not view.deals.empty


navigation.stop_without_data()
messages.page_title("shell.pages.loop_closure")
view = session.computed(loop_closure_view, session.selection())
if has_reason_to_trace(view):
    show_answer(view)
    found = view.reasons.loc[view.reasons["won_deals"] > 0, "reason"]
    loop_closure_pictures.show_reasons(view)
    loop_closure_deals.show(view, [LoopReason(reason) for reason in found])
    loop_closure_pictures.show_months(view)
    if view.without_date:
        messages.note("loop_closure.without_date", count=view.without_date)
