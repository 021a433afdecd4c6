"""A slider a channel with a lock beside it; what is moved becomes one's own split."""

import math

import streamlit as st

from clm_core.services.budget_plan import BudgetAnswer, PlanBase, Split
from clm_core.services.budget_words import channel_name
from clm_core.texts import formats
from pages.plan import budget_plan_state as state
from pages.shared import charts, messages, session

_STEPS = 200
"""About so many places has a slider."""


def show(base: PlanBase, found: BudgetAnswer | None, plan: Split) -> None:
    """The sliders in the order of today's amounts, and what can be done with a split of one's own."""
    charts.heading("budget_plan_page.sliders", "budget_plan_page.sliders_note")
    texts = session.texts()
    if state.own_amounts(base) is not None:
        if found is not None:
            label = texts("budget_plan_page.fill_up")
            st.button(label, key="budget_fill", on_click=_fill_up, args=(base, plan), width="stretch")
        st.button(
            texts("budget_plan_page.back_to_best"), key="budget_back", on_click=_back, args=(base,), width="stretch"
        )
    best = found.best.amounts if found is not None else base.today
    for place, channel in enumerate(base.channels):
        reach = max(2.0 * base.today[place], 1.2 * best[place], plan.amounts[place], 100.0)
        _slider(base, plan, channel, float(plan.amounts[place]), float(base.today[place]), float(reach))


def _slider(base: PlanBase, plan: Split, channel: str, amount: float, today: float, reach: float) -> None:
    texts, language = session.texts(), session.language()
    name = channel_name(channel, texts, state.labels())
    step = _step(reach)
    key, lock_key = f"budget_amount_{channel}", f"budget_lock_{channel}"
    # Rounded to whole steps for the handle alone: the plan keeps its exact amount until the slider is moved.
    st.session_state[key] = round(amount / step) * step
    st.session_state[lock_key] = channel in state.locks(base)

    def moved() -> None:
        amounts = dict(zip(base.channels, plan.amounts, strict=True)) | {channel: float(st.session_state[key])}
        state.set_amounts(base, {one: float(value) for one, value in amounts.items()})
        if channel in state.locks(base):
            state.hold(base, channel, float(st.session_state[key]))

    def held() -> None:
        state.hold(base, channel, amount if st.session_state[lock_key] else None)

    change = "" if abs(amount - today) < 1 else f" ({messages.escaped(_signed(amount - today, today))})"
    label = f"**{messages.escaped(name)}** {formats.money(amount, base.currency, language)}{change}"
    slider, lock = st.columns((5, 1), vertical_alignment="bottom")
    slider.slider(
        label, min_value=0, max_value=math.ceil(reach / step) * step, step=step, key=key, on_change=moved, format=" "
    )
    lock.checkbox(texts("budget_plan_page.locked"), key=lock_key, on_change=held)


def _signed(change: float, today: float) -> str:
    language = session.language()
    if today <= 0:
        return session.texts()("budget_plan_page.new_channel")
    return f"{'+' if change > 0 else ''}{formats.share(change / today, language, decimals=0)}"


def _step(reach: float) -> int:
    """A round step: 1, 2 or 5 times a power of ten."""
    rough = max(reach / _STEPS, 1.0)
    power = 10 ** math.floor(math.log10(rough))
    return int(next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough))


def _fill_up(base: PlanBase, plan: Split) -> None:
    """Holds what was moved by hand and lets the best plan split the rest."""
    found = state.answer(base)
    for channel, own, best in zip(base.channels, plan.amounts, found.best.amounts, strict=True):
        if abs(own - best) >= 1:
            state.hold(base, channel, float(own))
    state.forget_amounts(base)


def _back(base: PlanBase) -> None:
    for channel in state.locks(base):
        state.hold(base, channel, None)
    state.forget_amounts(base)
