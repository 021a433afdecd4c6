"""Which plan is marked on a channel's curve: the one of this session, or a saved scenario."""

import streamlit as st

from clm_core.budget_scenario import BudgetScenario
from clm_core.response_curves import PeriodLength
from clm_core.services.budget_plan import spend_a_period
from clm_core.services.budget_scenarios import read_scenarios
from pages.plan import budget_plan_state
from pages.shared import inputs, session

_NAME = "plan_mark"
_NONE, _SESSION = "none", "session"


def planned(length: PeriodLength) -> dict[str, float]:
    """Planned spend a period by channel; a list to choose the plan from, where there is any."""
    plans = _plans()
    if not plans:
        return {}
    with st.container(width=320):
        chosen = inputs.pick(
            session.texts()("response_curves_page.plan_mark"),
            [*([_SESSION] if _SESSION in plans else []), _NONE, *(one for one in plans if one != _SESSION)],
            words=lambda one: _words(one, plans),
            name=_NAME,
        )
    return spend_a_period(plans[chosen], length) if chosen in plans else {}


def _plans() -> dict[str, BudgetScenario]:
    """By what a link calls them."""
    saved = {str(one.number): one.scenario for one in read_scenarios(session.store())}
    shown = budget_plan_state.last_shown()
    return saved if shown is None else {_SESSION: shown} | saved


def _words(option: str, plans: dict[str, BudgetScenario]) -> str:
    if option in (_NONE, _SESSION):
        return session.texts()(f"response_curves_page.plan_mark_of.{option}")
    return plans[option].name
