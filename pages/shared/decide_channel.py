"""What to do with a channel's money, as decisions: more of it, or none."""

import streamlit as st

from clm_core.decisions import Action
from clm_core.services.decision_advice import scale_or_pause
from pages.shared import decide, looks, session

_ACTIONS = (Action.SCALE, Action.PAUSE)


def button(channel: str, verdict: str, origin: str) -> None:
    """The button of a verdict that says scale or pause; none of any other."""
    if verdict in _ACTIONS:
        _button(channel, Action(verdict), origin)


def buttons(channel: str, origin: str) -> None:
    """Both, where the page leaves it to the reader which."""
    with st.container(horizontal=True):
        for action in _ACTIONS:
            _button(channel, action, origin)


def _button(channel: str, action: Action, origin: str) -> None:
    label = looks.chart_look().channel_label(channel)
    proposal = session.computed(scale_or_pause, channel, action, label, session.texts(), origin)
    decide.button(proposal, key=f"{origin}_{action}_{channel}", label_key="decide.button_for", name=proposal.title)
