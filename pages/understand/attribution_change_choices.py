"""What is compared: the kept state, the models then and now, what counts as a conversion."""

from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from clm_core.selection import AttributionModel, Comparison, Selection
from clm_core.services.attribution import ConversionKind, JourneyOptions
from clm_core.services.attribution_change import AttributionChange, attribution_change
from clm_core.services.snapshots import snapshots_frame
from clm_core.services.workspaces import Store
from clm_core.texts import formats
from pages.shared import inputs, models, session

_MODELS = tuple(one for one in AttributionModel if one is not AttributionModel.CUSTOM)
_KINDS = (ConversionKind.WON_DEAL, *(one for one in ConversionKind if one is not ConversionKind.WON_DEAL))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the reader wants compared with what."""

    state: str  # the kept state's number
    state_name: str
    model_then: AttributionModel
    model_now: AttributionModel
    conversion: ConversionKind

    @property
    def is_money(self) -> bool:
        return self.conversion is ConversionKind.WON_DEAL


def kept_states() -> pd.DataFrame:
    """The states of the data that somebody gave a name, newest first."""
    # Read anew at every run: keeping a state changes no data, so a cached answer would not know of it.
    states = snapshots_frame(session.store())
    return states[states["name"] != ""].reset_index(drop=True)


def show(states: pd.DataFrame) -> Asked:
    """The choices, all of them in the address."""
    texts, language = session.texts(), session.language()
    made = states.set_index(states["number"].astype("str"))
    created = made["created_at"].dt.tz_convert(session.settings().reporting_zone)

    def state_words(number: str) -> str:
        return f"{made.at[number, 'name']} · {formats.moment(created[number], language)}"

    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        state = inputs.pick(texts("attribution_change.state"), list(made.index), words=state_words, name="before")
        now = models.chosen(_MODELS)
        offered = [str(now), *(str(one) for one in _MODELS if one is not now)]
        then = inputs.pick(texts("attribution_change.model_then"), offered, words=models.name, name="model_then")
        now = models.switch(_MODELS)
    conversion = inputs.switch(
        texts("attribution_page.conversion"),
        [str(one) for one in _KINDS],
        words=lambda one: texts(f"attribution_page.conversion_of.{one}"),
        name="conversion",
    )
    return Asked(
        state=state,
        state_name=str(made.at[state, "name"]),
        model_then=AttributionModel(then),
        model_now=now,
        conversion=ConversionKind(conversion),
    )


def change(asked: Asked) -> AttributionChange:
    """What moved since the state, computed once for these choices."""
    selection = replace(session.selection(), attribution_model=asked.model_now, comparison=Comparison.NONE)
    return session.computed(_change, selection, asked.state, asked.model_then, asked.conversion)


def _change(
    store: Store, selection: Selection, before: str, model_then: AttributionModel, conversion: ConversionKind
) -> AttributionChange:
    return attribution_change(
        store, selection, before=before, model_before=model_then, options=JourneyOptions(conversion=conversion)
    )
