"""What the lead list shows: the model and agreement that count, the list itself, and what the filters leave of it."""

from typing import Any

import pandas as pd
import streamlit as st

from clm_core.handover import HandoverPolicy, Verdict
from clm_core.scoring_model import ScoringModel
from clm_core.services.handover import HandoverList, handover_list, read_handovers
from clm_core.services.handover_policy import handover_policy
from clm_core.services.journey_history import person_names
from clm_core.services.lead_verdicts import verdicts_version
from clm_core.services.model_in_use import ModelInUse, model_in_use
from clm_core.services.workspaces import Store
from pages.shared import inputs, session
from pages.shared.one_run import once

WHICH = ("this_week", "later", *(str(verdict) for verdict in Verdict))
_LEAD = "lead"
_KEY_DIGITS = 19


def model() -> ModelInUse:
    """The model that the leads are scored by."""
    return once("lead_list_model", lambda: model_in_use(session.store()))


def policy() -> HandoverPolicy:
    """What was agreed for the hand-over, else the proposal."""
    return once("lead_list_policy", lambda: handover_policy(session.store(), session.language()))


def found() -> HandoverList:
    """The list by this model and agreement, with every verdict and hand-over on record."""
    return once("lead_list", _found)


def _found() -> HandoverList:
    store = session.store()
    handovers = read_handovers(store)
    stamp = (verdicts_version(store), handovers[0].number if handovers else 0)
    return session.computed(_listed, model().model, policy(), stamp)


def _listed(store: Store, of: ScoringModel, by: HandoverPolicy, _stamp: tuple[int, int]) -> HandoverList:
    """The stamp is for the cache alone: verdicts and hand-overs are no part of the data's version."""
    return handover_list(store, of, by)


def every_lead() -> pd.DataFrame:
    """Leads to call, numbered in their order, and those that sales has judged, with their names."""
    return session.drawn(_every_lead, found())


def _every_lead(of: HandoverList) -> pd.DataFrame:
    leads = of.leads.assign(place=range(1, len(of.leads) + 1), is_open=True)
    rows = pd.concat([leads, of.judged.assign(place=0, is_open=False)], ignore_index=True)
    which = rows["verdict"].where(~rows["is_open"], "later").mask(rows["is_open"] & rows["is_this_week"], "this_week")
    return rows.assign(which=which, person=person_names(rows))


def own_key(name: str) -> str:
    """The key of a widget or value of this page: each workspace has its own owners, channels and costs."""
    return f"lead_list_{session.workspace().slug}_{name}"


def which() -> str:
    """Which leads are looked at."""
    return inputs.switched(WHICH, "which")


def shown() -> pd.DataFrame:
    """The leads that the filters leave, in their order."""
    rows = every_lead()
    kept = rows["which"] == which()
    for column in ("owner", "grade", "channel"):
        wanted = st.session_state.get(own_key(column))
        if wanted:
            kept &= rows[column].isin([wanted] if isinstance(wanted, str) else wanted)
    for word in str(st.session_state.get(own_key("search")) or "").casefold().split():
        text = rows["person"].fillna("") + "\n" + rows["company"].fillna("") + "\n" + rows["email"].fillna("")
        kept &= text.str.casefold().str.contains(word, regex=False)
    return rows[kept].reset_index(drop=True)


def choose(contact_key: int) -> None:
    """From now on this lead's profile is open; a link brings it back."""
    session.keep(own_key(_LEAD), contact_key)
    st.query_params[_LEAD] = str(contact_key)


def chosen() -> Any:
    """The row of the lead whose profile is open: the one chosen or linked to, else the first that is shown."""
    asked = str(st.query_params.get(_LEAD) or session.kept(own_key(_LEAD)) or "")
    rows = every_lead()
    found = rows[rows["contact_key"] == int(asked)] if _is_key(asked) else rows.head(0)
    found = shown() if found.empty else found
    return None if found.empty else found.iloc[0]


def _is_key(text: str) -> bool:
    """Whether a link's text can be a lead's number: "²" is a digit, too, and no number."""
    return text.isdecimal() and len(text) < _KEY_DIGITS
