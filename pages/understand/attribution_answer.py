"""The answer, the range of all models and the chosen one; what depends on the model reruns alone."""

import pandas as pd
import streamlit as st

from clm_core.charts.attribution import MAX_CHANNELS, credit_range_dots
from clm_core.selection import AttributionModel, Selection
from clm_core.services.attribution import AttributionView, DecisionView, credit_ranges
from clm_core.texts import formats
from pages.shared import charts, filters, inputs, looks, messages, models, navigation, session
from pages.shared.one_run import one_run
from pages.understand import (
    attribution_choices,
    attribution_claims,
    attribution_decisions,
    attribution_target,
    attribution_words,
)
from pages.understand.attribution_choices import Asked

_MAJORITY = 0.5
_MUCH_UNTRACED = 0.05
"""From this share on, finding out why conversions cannot be traced comes before comparing channels."""


@st.fragment
@one_run()
def show(view: AttributionView, selection: Selection, asked: Asked) -> None:
    """Headline, ranges, controls, decisions and platform claims: another model reruns only this."""
    answer, chart = st.container(), st.container()
    amount, model, has_whiskers = _controls(view, asked)
    target = attribution_target.asked_target(view)
    intervals = attribution_decisions.intervals(selection, asked)
    found = attribution_decisions.found(view, intervals, target)
    ranges = session.drawn(credit_ranges, view.channel_credit, amount)
    with answer:
        _headline(view, ranges, found, amount)
    with chart:
        _chart(view, ranges, intervals if has_whiskers else None, amount, model)
    attribution_decisions.show(view, found, target, model, selection, asked)
    attribution_claims.show(view, selection, model)
    session.show_view_in_address()


def _headline(view: AttributionView, ranges: pd.DataFrame, found: DecisionView | None, amount: str) -> None:
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
    if untraced > _MUCH_UNTRACED * view.conversions:
        navigation.link("loop_closure", "attribution_page.to_loop_closure")


def _chart(
    view: AttributionView, ranges: pd.DataFrame, whiskers: pd.DataFrame | None, amount: str, model: AttributionModel
) -> None:
    texts = session.texts()
    charts.show_chart(
        session.drawn(
            credit_range_dots,
            view.channel_credit,
            ranges,
            looks.chart_look(),
            amount=amount,
            model=str(model),
            intervals=whiskers,
        ),
        alt=texts("attribution_page.ranges_alt"),
        key="attribution_ranges",
    )
    if len(ranges) > MAX_CHANNELS:
        messages.note("attribution_page.more_channels", shown=MAX_CHANNELS, count=len(ranges))


def _controls(view: AttributionView, asked: Asked) -> tuple[str, AttributionModel, bool]:
    """What counts; then the amount, the model, and whether its intervals are wanted."""
    texts, offered = session.texts(), attribution_words.amounts_of(view.options)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        model = models.switch(view.models)
        amount = offered[0]
        if len(offered) > 1:
            amount = inputs.switch(
                texts("attribution_page.amount"),
                offered,
                words=lambda one: texts(f"attribution_page.amount_of.{one}"),
                name="amount",
            )
        has_whiskers = st.toggle(
            texts("attribution_page.whiskers"), key="attribution_whiskers", persist_state="session"
        )
    st.caption(messages.escaped(f"{models.says(model)} {models.blind_to(model)}"))
    attribution_choices.show(asked)
    return amount, model, has_whiskers
