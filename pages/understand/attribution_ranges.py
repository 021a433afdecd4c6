"""The range of all models and the chosen one: another model reruns only this."""

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from clm_core.charts.attribution import MAX_CHANNELS, credit_range_dots
from clm_core.selection import AttributionModel, Selection
from clm_core.services.attribution import AttributionView, credit_ranges
from pages.shared import charts, inputs, looks, messages, models, session
from pages.shared.one_run import one_run
from pages.understand import attribution_claims, attribution_words


@st.fragment
@one_run()
def show(view: AttributionView, intervals: pd.DataFrame | None, selection: Selection, claims: DeltaGenerator) -> None:
    """Chart and controls; further down, in the place given for it, what platforms claim under the chosen model."""
    chart = st.container()
    amount, model, has_whiskers = _controls(view)
    ranges = session.drawn(credit_ranges, view.channel_credit, amount)
    with chart:
        _chart(view, ranges, intervals if has_whiskers else None, amount, model)
    with claims:
        attribution_claims.show(view, selection, model)
    session.show_view_in_address()


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


def _controls(view: AttributionView) -> tuple[str, AttributionModel, bool]:
    """The model, the amount, and whether the model's intervals are wanted."""
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
    return amount, model, has_whiskers
