"""Scenarios side by side, and saving, loading and removing one's own."""

import pandas as pd
import streamlit as st

from clm_core.budget_plan import ScenarioOrigin
from clm_core.errors import ClmError
from clm_core.kpis import Unit
from clm_core.response_curves import MONEY_OUTCOMES, ResponseOutcome
from clm_core.services import budget_scenarios as saved_ones
from clm_core.services.budget_plan import (
    BudgetAnswer,
    PlanBase,
    ScenarioAmounts,
    Split,
    amounts_of,
    compared,
    scenario_of,
    scenarios_of,
)
from clm_core.services.budget_scenarios import SavedScenario
from clm_core.services.budget_words import chance, channel_name, outcome_word
from clm_core.services.budget_workbook import scenario_name
from clm_core.texts import formats
from pages.plan import budget_plan_state as state
from pages.plan import budget_plan_view
from pages.shared import charts, inputs, messages, session
from pages.shared.tables import Column, show_table

_DONE = "budget_scenario_done"
_SAFEST = "safest"
_WORST = ("0", "5", "10", "20", "30")
"""Percent of the worst cases that the safest plan is to do well in; 0: it is not looked for."""
_WORST_SHOWN = 10
"""Without a safest plan the worst cases are those of so many percent."""


def show(base: PlanBase) -> None:
    """The comparison, the amounts behind it, and what can be done with the present split."""
    done = session.kept(_DONE)
    if done:
        session.forget(_DONE)
        messages.done("budget_plan_page.scenarios.saved", name=done)
    found = budget_plan_view.answered(base)
    if found is None:
        return
    saved = saved_ones.read_scenarios(session.store())
    texts = session.texts()
    with st.container(width=420):
        inputs.pick(texts("budget_plan_page.scenarios.safest"), _WORST, words=_worst_words, name=_SAFEST)
    with st.spinner(texts("budget_plan_page.computing")):
        chosen = scenarios(base, found, saved)
    rows, amounts = compared(base, chosen, worst_share=(worst_percent() or _WORST_SHOWN) / 100)
    messages.note("budget_plan_page.scenarios.note")
    _comparison(base, rows)
    _amounts(base, rows, amounts)
    _save(base, state.shown(base, found), found)
    _saved(base, state.shown(base, found), found, saved)


def worst_percent() -> int:
    """The share of the worst cases in percent that was chosen for the safest plan; 0 where nobody wants it."""
    return int(inputs.switched(_WORST, _SAFEST))


def _worst_words(option: str) -> str:
    texts = session.texts()
    if option == _WORST[0]:
        return texts("budget_plan_page.scenarios.safest_not")
    share = formats.share(int(option) / 100, session.language(), decimals=0)
    return texts("budget_plan_page.scenarios.safest_of", share=share)


def scenarios(base: PlanBase, found: BudgetAnswer, saved: tuple[SavedScenario, ...]) -> tuple[ScenarioAmounts, ...]:
    """The standard ones, one's own if there is one, and the saved ones."""
    own = state.own_amounts(base)
    mine = () if own is None else (ScenarioAmounts(scenario="own", amounts=state.shown(base, found).amounts),)
    kept = tuple(ScenarioAmounts(scenario=one.scenario.name, amounts=amounts_of(base, one.scenario)) for one in saved)
    return (*session.drawn(scenarios_of, found, worst_percent()), *mine, *kept)


def _comparison(base: PlanBase, rows: pd.DataFrame) -> None:
    texts, language = session.texts(), session.language()
    known = [str(one) for one in ResponseOutcome if rows[str(one)].notna().any()]
    is_money = base.terms.outcome in MONEY_OUTCOMES
    money = {str(one) for one in MONEY_OUTCOMES}

    def words(value: float) -> str:
        return formats.short_money(value, base.currency, language) if is_money else formats.number(value, language)

    table = rows.assign(
        name=[scenario_name(one, texts) for one in rows["scenario"]],
        chance=[
            formats.MISSING if one.scenario == ScenarioOrigin.TODAY else chance(one.better_chance, texts)
            for one in rows[["scenario", "better_chance"]].itertuples()
        ],
        gain_range=[
            f"{words(low)} – {words(high)}" for low, high in zip(rows["gain_low"], rows["gain_high"], strict=True)
        ],
    )
    heading = {name: texts(f"budget_plan_page.scenarios.{name}") for name in
               ("scenario", "spend", "roi", "gain", "gain_range", "better_chance")}  # fmt: skip
    heading["worst_mean"] = texts(
        "budget_plan_page.scenarios.worst_mean",
        share=formats.share((worst_percent() or _WORST_SHOWN) / 100, language, decimals=0),
    )
    own_unit = Unit.MONEY if is_money else Unit.COUNT
    columns = {
        "name": Column(label=heading["scenario"], is_pinned=True),
        "spend": Column(label=heading["spend"], unit=Unit.MONEY),
        "gain": Column(label=heading["gain"], unit=own_unit),
        "gain_range": Column(label=heading["gain_range"]),
        "chance": Column(label=heading["better_chance"]),
        "roi": Column(label=heading["roi"], unit=Unit.SHARE, decimals=0),
        "worst_mean": Column(label=heading["worst_mean"], unit=own_unit),
        **{
            one: Column(
                label=texts(f"budget_plan_sheet.outcome.{one}"), unit=Unit.MONEY if one in money else Unit.COUNT
            )
            for one in known
        },
    }
    title = f"{texts('budget_plan_sheet.scenarios')} ({outcome_word(base.terms.outcome, texts)})"
    show_table(table, columns, key="budget_scenarios", title=title)


def _amounts(base: PlanBase, rows: pd.DataFrame, amounts: pd.DataFrame) -> None:
    texts = session.texts()
    charts.heading("budget_plan_page.scenarios.amounts")
    wide = amounts.pivot(index="channel", columns="scenario", values="amount").loc[
        list(base.channels), rows["scenario"]
    ]
    table = wide.reset_index().assign(name=[channel_name(one, texts, state.labels()) for one in base.channels])
    columns = {"name": Column(label=texts("budget_plan_page.column.channel"), is_pinned=True)}
    columns |= {one: Column(label=scenario_name(one, texts), unit=Unit.MONEY) for one in rows["scenario"]}
    show_table(table, columns, key="budget_scenario_amounts", title=texts("budget_plan_page.scenarios.amounts"))


def _save(base: PlanBase, plan: Split, found: BudgetAnswer) -> None:
    texts = session.texts()
    charts.heading("budget_plan_page.scenarios.save")
    with st.form("budget_save", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(texts("budget_plan_page.scenarios.name"), key="budget_save_name", max_chars=80)
        is_saved = st.form_submit_button(texts("budget_plan_page.scenarios.save_button"), type="primary")
    if is_saved:
        try:
            saved_ones.save_new_scenario(session.store(), scenario_of(base, name, plan.amounts, found.question))
        except ClmError as problem:
            messages.error(problem)
            return
        _done(name.strip())


def _saved(base: PlanBase, plan: Split, found: BudgetAnswer, saved: tuple[SavedScenario, ...]) -> None:
    texts = session.texts()
    if not saved:
        messages.note("budget_plan_page.scenarios.none")
        return
    by_number = {one.number: one for one in saved}
    number = st.selectbox(
        texts("budget_plan_page.scenarios.load"),
        list(by_number),
        format_func=lambda one: by_number[one].scenario.name if one in by_number else "",
        key="budget_saved",
    )
    # What this reader saw first: whoever saved it meanwhile is not overwritten.
    seen = _seen(by_number[number])
    messages.note("budget_plan_page.scenarios.saved_by", who=seen.saved_by, at=seen.saved_at)
    if (seen.scenario.periods, seen.scenario.length) != (base.terms.periods, base.terms.length):
        messages.note("budget_plan_page.scenarios.other_length", name=seen.scenario.name, count=seen.scenario.periods)
    with st.container(horizontal=True):
        if st.button(texts("budget_plan_page.scenarios.load_button"), key="budget_load"):
            amounts = amounts_of(base, seen.scenario)
            state.set_amounts(base, {one: float(a) for one, a in zip(base.channels, amounts, strict=True)})
            _forget_seen(seen)
            st.rerun()
        is_over = st.button(texts("budget_plan_page.scenarios.overwrite"), key="budget_overwrite")
        is_gone = st.button(texts("budget_plan_page.scenarios.remove"), key="budget_remove", type="tertiary")
    try:
        if is_over:
            changed = scenario_of(base, seen.scenario.name, plan.amounts, found.question)
            saved_ones.save_scenario(session.store(), seen, changed)
            _forget_seen(seen)
            _done(seen.scenario.name)
        if is_gone:
            saved_ones.remove_scenario(session.store(), seen)
            _forget_seen(seen)
            st.rerun()
    except ClmError as problem:
        _forget_seen(seen)
        messages.error(problem)


def _seen(now: SavedScenario) -> SavedScenario:
    """The scenario as this reader saw it first."""
    name = f"budget_seen_{session.workspace().slug}_{now.number}"
    if session.kept(name) is None:
        session.keep(name, now)
    seen: SavedScenario = session.kept(name)
    return seen


def _forget_seen(seen: SavedScenario) -> None:
    session.forget(f"budget_seen_{session.workspace().slug}_{seen.number}")


def _done(name: str) -> None:
    session.keep(_DONE, name)
    st.rerun()
