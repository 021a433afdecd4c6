"""The answer in a few sentences, and how much it rests on."""

import pandas as pd
import streamlit as st

from clm_core.services.attribution import AttributionView, DecisionView, credit_ranges
from clm_core.texts import formats
from pages.shared import filters, messages, navigation, session
from pages.understand import attribution_decisions, attribution_words

_MAJORITY = 0.5
_MUCH_UNTRACED = 0.05
"""From this share on, finding out why conversions cannot be traced comes before comparing channels."""

_MANY_BEGUN_BEFORE = 0.1
"""From this share on, "first touch" within the look-back is not what people understand by it."""


def show(view: AttributionView, found: DecisionView | None) -> None:
    """Who earned it, what that means for the money as soon as it is known, and what the numbers rest on."""
    amount = attribution_words.amounts_of(view.options)[0]
    ranges = session.drawn(credit_ranges, view.channel_credit, amount)
    decision = "" if found is None else f" {attribution_decisions.in_short(found)}"
    st.markdown(f"### {_who_earned_it(view, ranges, amount)}{decision}", anchors=False)
    _rests_on(view)
    if (ranges["most"] - ranges["least"]).max() <= 1e-9 * max(ranges["most"].max(), 1.0):
        messages.hint("attribution_page.models_agree")


def _who_earned_it(view: AttributionView, ranges: pd.DataFrame, amount: str) -> str:
    """The channel that comes first under most models; where that is a minority, the next one beside it."""
    leaders = ranges.sort_values("models_first", ascending=False, kind="stable")
    first, second = leaders.iloc[0], leaders.iloc[min(1, len(leaders) - 1)]
    share = first["models_first"] / first["model_count"]
    key = "answer_all" if share == 1 else "answer" if share >= _MAJORITY else "answer_open"
    return messages.sentence(
        f"attribution_page.{key}",
        period=filters.period_text(session.selection().period, session.language()),
        channel=attribution_words.channel(str(first["channel"])),
        span=attribution_words.span(first["least"], first["most"], amount, view.options),
        first=int(first["models_first"]),
        models=int(first["model_count"]),
        next=attribution_words.channel(str(second["channel"])),
        next_first=int(second["models_first"]),
        next_span=attribution_words.span(second["least"], second["most"], amount, view.options),
    )


def _rests_on(view: AttributionView) -> None:
    """How many conversions the credit rests on, and what has no touch that could get any."""
    untraced = view.conversions - view.traced_conversions
    language = session.language()
    messages.note(
        "attribution_page.rests_on" if untraced < 0.5 else "attribution_page.rests_on_part",
        traced=formats.number(view.traced_conversions, language),
        conversions=session.texts()(f"attribution_page.plural.{view.options.conversion}"),
        journeys=view.journey_count,
        whole=formats.number(view.conversions, language),
        untraced=formats.number(untraced, language),
        share=formats.share(untraced / view.conversions, language),
    )
    if view.begun_before_share > _MANY_BEGUN_BEFORE:
        messages.note(
            "attribution_page.begun_before",
            share=formats.share(view.begun_before_share, language, decimals=0),
            days=view.options.look_back_days,
        )
    if untraced > _MUCH_UNTRACED * view.conversions:
        navigation.link("loop_closure", "attribution_page.to_loop_closure")
