"""What the platforms claim beside what the CRM confirms."""

import streamlit as st

from clm_core.charts.roi import claimed_vs_confirmed
from clm_core.kpis import KpiName, Unit
from clm_core.services.channel_roi import ChannelRoi
from clm_core.texts import formats
from pages.shared import charts, looks, messages, session
from pages.shared.tables import Column, show_table
from pages.understand import roi_columns, roi_words

_SENTENCES = 3


def show(now: ChannelRoi) -> None:
    """Claims, leads and customers a channel, the largest factors as sentences, and the table."""
    texts, claims = session.texts(), now.claims
    if claims.empty:
        return
    charts.heading("channel_roi.claims", "channel_roi.claims_note")
    largest = claims[claims["leads"] > 0].nlargest(_SENTENCES, "claimed_per_lead")
    sentences = [
        messages.sentence(
            "channel_roi.claims_sentence",
            channel=roi_words.channel(str(row["channel"])),
            factor=formats.number(row["claimed_per_lead"], texts.language, decimals=1),
        )
        for row in largest.to_dict("records")
    ]
    st.markdown("\n".join(f"- {one}" for one in sentences))
    charts.show_chart(
        session.drawn(claimed_vs_confirmed, claims, looks.chart_look()),
        alt=texts("channel_roi.claims_alt"),
        key="roi_claims",
    )
    frame = claims.assign(name=[roi_words.channel(channel) for channel in claims["channel"]])
    columns = {
        "name": Column(label=texts("charts.channel"), is_pinned=True),
        "claimed_conversions": roi_columns.kpi(KpiName.CLAIMED_CONVERSIONS),
        "claimed_value": Column(label=texts("channel_roi.claimed_value"), unit=Unit.MONEY),
        "leads": roi_columns.kpi(KpiName.LEADS),
        "claimed_per_lead": Column(label=texts("charts.claimed_per_lead"), unit=Unit.RATIO, decimals=1),
        "customers": roi_columns.kpi(KpiName.CUSTOMERS),
        "claimed_per_customer": Column(label=texts("charts.claimed_per_customer"), unit=Unit.RATIO, decimals=1),
        "revenue": roi_columns.kpi(KpiName.REVENUE),
    }
    show_table(frame, columns, key="roi_claims_table", title=texts("channel_roi.claims"))
