"""What the platforms claim beside what the CRM confirms under the chosen model."""

import pandas as pd
import streamlit as st

from clm_core.charts.theme import Look
from clm_core.kpis import Unit
from clm_core.selection import AttributionModel, Selection
from clm_core.services.attribution import AttributionView
from clm_core.services.channel_roi import channel_roi_view
from clm_core.texts import formats
from pages.shared import charts, looks, messages, models, session
from pages.shared.tables import Column, show_table


def show(view: AttributionView, selection: Selection, model: AttributionModel) -> None:
    """A row a platform channel with its double-counting factor; nothing where no platform claims anything."""
    claims = session.computed(channel_roi_view, selection).now.claims
    if claims.empty:
        return
    texts, language = session.texts(), session.language()
    charts.heading("attribution_page.claims", "attribution_page.claims_note")
    conversions = texts(f"attribution_page.plural.{view.options.conversion}")
    claimed = float(claims["claimed_conversions"].sum())
    st.markdown(
        messages.sentence(
            "attribution_page.claims_sentence",
            claimed=formats.number(claimed, language),
            known=formats.number(view.conversions, language),
            conversions=conversions,
        )
    )
    columns = {
        "name": Column(label=texts("charts.channel"), is_pinned=True),
        "claimed_conversions": Column(label=texts("attribution_page.claim.claimed"), unit=Unit.COUNT),
        "confirmed": Column(
            label=texts("attribution_page.claim.confirmed", model=models.name(model)),
            unit=Unit.COUNT,
            decimals=1,
        ),
        "factor": Column(
            label=texts("attribution_page.claim.factor"),
            unit=Unit.RATIO,
            decimals=1,
            help_text=texts("attribution_page.claim.factor_help"),
        ),
        "factors": Column(label=texts("attribution_page.claim.factors")),
    }
    frame = session.drawn(claimed_and_confirmed, claims, view.channel_credit, str(model), looks.chart_look())
    show_table(frame, columns, key="attribution_claims", title=texts("attribution_page.claims"), height="content")


def claimed_and_confirmed(claims: pd.DataFrame, credit: pd.DataFrame, model: str, look: Look) -> pd.DataFrame:
    """The claims with what the model credits, how many are claimed for each, and that factor over all models."""
    wide = credit.pivot(index="channel", columns="model", values="conversions").reindex(claims["channel"]).fillna(0.0)
    factors = wide.rdiv(claims["claimed_conversions"].to_numpy(), axis=0).where(wide > 0)
    spans = zip(factors.min(axis=1), factors.max(axis=1), strict=True)
    return claims.assign(
        name=[look.channel_label(key) for key in claims["channel"]],
        confirmed=wide[model].to_numpy(),
        factor=factors[model].to_numpy(),
        factors=[f"{look.number(low, decimals=1)} – {look.number(high, decimals=1)}" for low, high in spans],
    )
