"""The plan itself: the sentence for the management, sliders that answer at once, where money moves, what it brings."""

import streamlit as st

from clm_core.budget_plan import FixedBudget
from clm_core.charts import budget_plan as plan_charts
from clm_core.errors import ClmError
from clm_core.services.budget_plan import BudgetAnswer, PlanBase, Split
from clm_core.services.budget_words import channel_name, horizon, summary_parts, worded
from clm_core.services.decision_advice import reallocation
from clm_core.texts import formats
from pages.plan import budget_plan_risk, budget_plan_sliders, budget_plan_table
from pages.plan import budget_plan_state as state
from pages.shared import charts, decide, looks, messages, navigation, session
from pages.shared.one_run import one_run


@st.fragment
@one_run()
def show(base: PlanBase) -> None:
    """Everything that answers while somebody moves a slider."""
    found = answered(base)
    plan = state.shown(base, found)
    if found is not None or state.own_amounts(base) is not None:
        state.keep_shown(base, plan)
        _summary(base, plan)
    _say_what_to_know(base, found, plan)
    controls, pictures = st.columns((5, 7), gap="large")
    with controls:
        budget_plan_sliders.show(base, found, plan)
    with pictures:
        _pictures(plan)
    budget_plan_table.show(base, plan)
    if found is not None:
        budget_plan_risk.show(base, found, plan)
    _arrival(base)
    _based_on(base)


def answered(base: PlanBase) -> BudgetAnswer | None:
    """The best plan; where the question cannot be answered, the sentence that says what would repair it."""
    try:
        with st.spinner(session.texts()("budget_plan_page.computing")):
            return state.answer(base)
    except ClmError as problem:
        messages.error(worded(problem, base, session.texts(), state.labels()))
        return None


def _summary(base: PlanBase, plan: Split) -> None:
    """The sentence for the management, how sure it is, and the way to make it a decision."""
    names = {key: messages.escaped(label) for key, label in state.labels().items()}
    said, how_sure = summary_parts(base, plan, session.texts(), names)
    st.markdown(f"#### {said}", anchors=False)
    sure, button = st.columns((7, 3), vertical_alignment="center")
    if how_sure:
        sure.markdown(how_sure)
    with button:
        decide.button(reallocation(base, plan, session.texts(), state.labels()), key="budget_plan")


def _say_what_to_know(base: PlanBase, found: BudgetAnswer | None, plan: Split) -> None:
    texts, names = session.texts(), state.labels()
    own = state.own_amounts(base)
    if own is not None and found is not None and isinstance(found.question.goal, FixedBudget):
        difference = plan.spend - found.question.goal.amount
        if abs(difference) < 1:
            messages.note("budget_plan_page.own_balanced")
        else:
            side = "more" if difference > 0 else "less"
            values = {"spend": _money(base, plan.spend), "difference": _money(base, abs(difference))}
            messages.note(f"budget_plan_page.own_{side}", **values)
    elif found is not None and found.allocation.remainder is not None:
        amount = _money(base, found.allocation.unplaced)
        messages.hint(f"budget_plan_page.remainder_{found.allocation.remainder}", amount=amount)
    if state.has_first_limits(base):
        share = formats.share(state.FIRST_SHIFT, session.language(), decimals=0)
        messages.note("budget_plan_page.first_limits", share=share)
    if base.kept_at_today:
        kept = ", ".join(channel_name(one, texts, names) for one in base.kept_at_today)
        messages.hint("budget_plan_page.kept_at_today", channels=kept)
        navigation.link("response_curves", "budget_plan_page.to_curves")
    beyond = plan.rows.loc[plan.rows["is_extrapolated"], "channel"]
    if len(beyond):
        named = ", ".join(channel_name(one, texts, names) for one in beyond)
        messages.warning("budget_plan_page.extrapolated", channels=named)


def _money(base: PlanBase, amount: float) -> str:
    return formats.money(amount, base.currency, session.language())


def _pictures(plan: Split) -> None:
    texts, look = session.texts(), looks.chart_look()
    charts.heading("budget_plan_page.from_to", "budget_plan_page.from_to_note")
    charts.show_chart(
        plan_charts.from_to_bars(plan.rows, look), alt=texts("budget_plan_page.from_to_alt"), key="budget_from_to"
    )
    charts.heading("budget_plan_page.waterfall", "budget_plan_page.waterfall_note")
    charts.show_chart(
        plan_charts.change_waterfall(plan.rows, look), alt=texts("budget_plan_page.waterfall_alt"), key="budget_moves"
    )


def _arrival(base: PlanBase) -> None:
    charts.heading("budget_plan_page.arrival", "budget_plan_page.arrival_note")
    if base.arrival.empty:
        messages.hint("budget_plan_page.arrival_unknown")
        return
    half = int(base.arrival.loc[base.arrival["share"] >= 0.5, "months_later"].min())
    st.markdown(messages.sentence("budget_plan_page.half_arrived", count=half))
    charts.show_chart(
        plan_charts.arrival_line(base.arrival, looks.chart_look()),
        alt=session.texts()("budget_plan_page.arrival_alt"),
        key="budget_arrival",
    )


def _based_on(base: PlanBase) -> None:
    texts = session.texts()
    name = base.curve_set.name
    curves = texts("budget_plan_page.curves_preview")
    if base.curve_number is not None:
        curves = texts("budget_plan_page.curves_kept", name=name)
    messages.note(
        "budget_plan_page.based_on",
        start=base.today_from,
        end=base.today_to,
        horizon=horizon(base, texts),
        budget=_money(base, base.budget_today),
        curves=curves,
    )
    messages.note("budget_plan_page.correlation")
