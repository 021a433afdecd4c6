"""The negotiation table: the promises of both sides, and between them the chance that they reach the target."""

from dataclasses import replace

import streamlit as st

from clm_core.charts import targets as target_charts
from clm_core.errors import ClmError
from clm_core.records import Team
from clm_core.services.agreement_words import part_name
from clm_core.services.target_plan import PreparedTarget, TargetAnswer, target_answer
from clm_core.services.target_words import chance_words, gap_sentence, headline, headline_note
from clm_core.target_parts import promise_part
from clm_core.targets import TargetPlan
from clm_core.texts import formats
from pages.plan import targets_goal, targets_live, targets_promises, targets_worth
from pages.plan import targets_state as state
from pages.shared import charts, looks, messages, presentation, session
from pages.shared.one_run import one_run

_FEW_WAIT, _FEW_SHARE = 5.0, 0.05
"""Fewer MQLs that wait than both are not worth a warning."""


@st.fragment
@one_run()
def show(prepared: PreparedTarget) -> None:
    """Everything that answers while somebody moves a promise."""
    if state.is_to_tell():
        st.rerun()
    targets_live.tell_changes()
    targets_live.show_conflict()
    plan, found = state.plan(), None
    try:
        prepared, found = state.prepared(), state.answer()
    except ClmError as problem:
        # The promises stay below, so that what cannot be is taken back where it was set.
        messages.error(problem)
    if found is not None:
        _headline(found, prepared)
    if not presentation.is_on():
        targets_goal.show(plan)
    marketing, middle, sales = st.columns((5, 6, 5), gap="medium")
    with marketing:
        targets_promises.show(Team.MARKETING, prepared, plan)
    with sales:
        targets_promises.show(Team.SALES, prepared, plan)
    if found is None:
        return
    with middle:
        _middle(found, prepared)
    if not presentation.is_on():
        targets_worth.show(prepared, plan)
        _sources(found)


def _headline(found: TargetAnswer, prepared: PreparedTarget) -> None:
    texts = session.texts()
    st.markdown(f"### {headline(prepared, found, texts)}", anchors=False)
    st.caption(headline_note(prepared, found, texts))
    said = gap_sentence(prepared, found, texts)
    if found.gap.gap <= 0:
        st.caption(said)
    elif found.gap.volume_until is None:
        st.warning(said, icon=":material/warning:")
    else:
        st.info(said, icon=":material/info:")


def _middle(found: TargetAnswer, prepared: PreparedTarget) -> None:
    """The chance as a number, against that of today's promises, and the spread of the outcome."""
    texts, look = session.texts(), looks.chart_look()
    st.subheader(texts("targets_page.together"), anchor=False)
    usual = session.drawn(_as_today, prepared, (found.plan,)).chance.chance
    change = 100 * (found.chance.chance - usual)
    points = f"{'+' if change > 0 else ''}{formats.number(change, session.language())}"
    st.metric(
        texts("targets_page.chance"),
        chance_words(found.chance.chance, texts),
        texts("targets_page.against_today", points=points) if abs(change) >= 0.5 else None,
        border=True,
        delta_color="off",
    )
    charts.show_chart(
        target_charts.outcome_picture(found.histogram, found.plan.target.revenue, look),
        alt=texts("targets_page.outcome_alt"),
        key="target_outcome",
    )
    messages.note("targets_page.outcome_note")
    _without_effect(found)


def _as_today(prepared: PreparedTarget, asked: tuple[TargetPlan]) -> TargetAnswer:
    """The same target with every promise at today's level."""
    return target_answer(prepared, replace(asked[0], promises=tuple(one.promise for one in prepared.measured)))


def _sources(found: TargetAnswer) -> None:
    """Where the expected revenue comes from."""
    charts.heading("targets_page.sources", "targets_page.sources_note")
    charts.show_chart(
        target_charts.source_bars(found.sources, looks.chart_look()),
        alt=session.texts()("targets_page.sources_alt"),
        key="target_sources",
    )


def _without_effect(found: TargetAnswer) -> None:
    """Promises that move nothing because the data show no effect: said, not hidden."""
    if found.without_effect:
        names = [part_name(promise_part(kind), session.texts()) for kind in found.without_effect]
        messages.note("targets_page.without_effect", names=", ".join(names))
    mqls = found.chance.mqls
    waiting = mqls.waiting
    if waiting >= max(_FEW_WAIT, _FEW_SHARE * mqls.coming):
        messages.warning("targets_page.waiting", count=formats.number(waiting, session.language()))
