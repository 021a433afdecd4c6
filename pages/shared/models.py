"""Attribution models: what they are called, and the switch that chooses the one whose numbers are shown."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from clm_core.selection import AttributionModel
from pages.shared import session

_KEY = "attribution_model"


def name(model: AttributionModel | str) -> str:
    """The model's name."""
    return session.texts()(f"attribution.models.{model}.name")


def says(model: AttributionModel | str) -> str:
    """What the model does, in a sentence."""
    return session.texts()(f"attribution.models.{model}.says")


def blind_to(model: AttributionModel | str) -> str:
    """What the model cannot see, in a sentence."""
    return session.texts()(f"attribution.models.{model}.blind_to")


def chosen(offered: Sequence[AttributionModel]) -> AttributionModel:
    """The selection's model; the first that is offered where it is none of these."""
    model = session.selection().attribution_model
    return model if model in offered else offered[0]


def switch(offered: Sequence[AttributionModel]) -> AttributionModel:
    """A list of the models; the choice is part of the selection, so other pages and links have it too."""

    def save() -> None:
        model = AttributionModel(st.session_state[_KEY])
        session.save_selection(replace(session.selection(), attribution_model=model))

    st.session_state[_KEY] = str(chosen(offered))
    texts, named = session.texts(), {str(one): name(one) for one in offered}
    st.selectbox(
        texts("attribution_page.model"),
        list(named),
        format_func=named.__getitem__,
        key=_KEY,
        on_change=save,
        help=texts("attribution_page.model_help"),
        width=280,
    )
    return chosen(offered)
