"""ROI honest about time: spend beside the deals it led to, earned so far and still expected."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from clm_core.charts.roi_maturity import maturity_bars, maturity_months
from clm_core.kpis import KpiName, Unit
from clm_core.selection import AttributionModel
from clm_core.services.roi_maturity import RoiBasis, RoiMaturity, roi_maturity_view
from clm_core.texts import formats
from pages.shared import charts, filters, inputs, looks, messages, session
from pages.shared.tables import Column, show_table
from pages.understand import roi_columns, roi_words


def show(answer: DeltaGenerator) -> None:
    """Pictures and tables for the selection's months of spend; the sentence goes to the page's top."""
    texts = session.texts()
    offered = [str(RoiBasis.REVENUE), str(RoiBasis.MARGIN), str(RoiBasis.LIFETIME_VALUE)]
    if session.settings().margin_share is None and _computed(None).basis is RoiBasis.REVENUE:
        offered.remove(str(RoiBasis.MARGIN))
    basis = inputs.switch(
        texts("channel_roi.basis"), offered, words=lambda one: texts(f"channel_roi.basis_of.{one}"), name="ripe_basis"
    )
    found = _computed(RoiBasis(basis))
    with answer:
        _answer(found)
    charts.heading("roi_maturity.page.channels", "roi_maturity.page.channels_note")
    look = looks.chart_look()
    charts.show_chart(
        session.drawn(maturity_bars, found.channels, look), alt=texts("roi_maturity.page.channels_alt"), key="ripe_bars"
    )
    _table(found)
    charts.heading("roi_maturity.page.months", "roi_maturity.page.months_note")
    charts.show_chart(
        session.drawn(maturity_months, found.cohorts, look),
        alt=texts("roi_maturity.page.months_alt"),
        key="ripe_months",
    )
    st.subheader(texts("channel_roi.notes"), anchor=False)
    notes = ["roi_maturity.page.note_first_touch", *found.notes]
    st.markdown("\n".join(f"- {messages.sentence(note)}" for note in notes))


def show_in_short() -> None:
    """The sentence and the months alone, for another page."""
    found = _computed(None)
    _answer(found)
    _months(found)


def _months(found: RoiMaturity) -> None:
    charts.show_chart(
        session.drawn(maturity_months, found.cohorts, looks.chart_look()),
        alt=session.texts()("roi_maturity.page.months_alt"),
        key="ripe_months",
    )


def _computed(basis: RoiBasis | None) -> RoiMaturity:
    with st.spinner(session.texts()("roi_maturity.page.computing")):
        found: RoiMaturity = session.computed(roi_maturity_view, session.selection(), basis)
    return found


def _answer(found: RoiMaturity) -> None:
    total, language = found.total.iloc[0], session.language()
    if session.selection().attribution_model is not AttributionModel.FIRST_TOUCH:
        messages.hint("roi_maturity.page.other_model")
    if not total["spend"] > 0:
        messages.headline("roi_maturity.page.answer_without_spend")
        return
    messages.headline(
        "roi_maturity.page.answer",
        period=filters.period_text(found.period, language),
        now=roi_words.roi(total["realised_roi"]),
        mature=roi_words.roi(total["mature_roi"]),
        interval=roi_words.roi_interval(total["mature_roi_low"], total["mature_roi_high"]),
    )
    st.markdown(
        messages.sentence(
            "roi_maturity.page.parts",
            spend=_short(total["spend"]),
            realised=_short(total["realised"]),
            open=_short(total["expected_open"]),
            come=_short(total["expected_to_come"]),
            won=round(total["won_deals"]),
            open_deals=round(total["open_deals"]),
            closed=formats.share(total["closed_share"], language, decimals=0),
        )
    )


def _table(found: RoiMaturity) -> None:
    texts = session.texts()
    rows = found.channels.assign(
        name=[roi_words.channel(key) for key in found.channels["channel"]],
        interval=[
            roi_words.roi_interval(low, high)
            for low, high in found.channels[["mature_roi_low", "mature_roi_high"]].itertuples(index=False)
        ],
        advice=[texts(key) for key in found.channels["recommendation"]],
    )

    def column(name: str, unit: Unit, decimals: int | None = None) -> Column:
        return Column(label=texts(f"roi_maturity.page.column.{name}"), unit=unit, decimals=decimals)

    columns = {
        "name": Column(label=texts("charts.channel"), is_pinned=True),
        "spend": roi_columns.kpi(KpiName.SPEND),
        "realised": column("realised", Unit.MONEY),
        "expected_open": column("expected_open", Unit.MONEY),
        "expected_to_come": column("expected_to_come", Unit.MONEY),
        "realised_roi": column("realised_roi", Unit.SHARE, 0),
        "mature_roi": column("mature_roi", Unit.SHARE, 0),
        "interval": Column(label=texts("channel_roi.interval_of", kpi="ROI")),
        "won_deals": roi_columns.kpi(KpiName.WON_DEALS),
        "open_deals": column("open_deals", Unit.COUNT),
        "closed_share": column("closed_share", Unit.SHARE, 0),
        "advice": Column(label=texts("roi_maturity.page.column.advice")),
    }
    show_table(rows, columns, key="ripe_table", title=texts("roi_maturity.page.channels"))


def _short(value: float) -> str:
    return formats.short_money(value, session.selection().currency, session.language())
