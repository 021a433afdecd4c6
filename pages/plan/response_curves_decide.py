"""The experiments that response curves ask for, as decisions."""

import streamlit as st

from clm_core.charts.theme import Look
from clm_core.services import decision_advice
from clm_core.services.response_curves import CurvesView
from pages.shared import decide, session


def show(view: CurvesView, look: Look) -> None:
    """A button a channel whose curve the data cannot carry."""
    with st.container(horizontal=True):
        for _, row in view.experiments.iterrows():
            channel = str(row["channel"])
            label = look.channel_label(channel)
            curves = view.curves
            proposal = decision_advice.experiment(
                row, view.channels, curves.outcome_of, curves.length, label, session.texts()
            )
            decide.button(proposal, key=f"experiment_{channel}", label_key="decide.button_experiment", name=label)
