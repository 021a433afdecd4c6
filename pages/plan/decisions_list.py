"""The decisions themselves: what waits for its check, and what the data said about the others."""

from typing import Literal

import streamlit as st

from clm_core.decisions import DecisionVerdict
from clm_core.errors import ClmError
from clm_core.services.decision_words import basis_sentence, expected_text, verdict_sentence
from clm_core.services.decisions import DecisionsView, KeptDecision, withdraw
from pages.shared import charts, decide, looks, messages, navigation, session

_SHOWN = 12
_BADGES: dict[DecisionVerdict, tuple[str, Literal["blue", "orange", "gray"]]] = {
    DecisionVerdict.CAME_TRUE: (":material/check_circle:", "blue"),
    DecisionVerdict.DID_NOT: (":material/cancel:", "orange"),
    DecisionVerdict.TOO_EARLY: (":material/schedule:", "gray"),
    DecisionVerdict.CANNOT_TELL: (":material/help:", "gray"),
}


def show_open(view: DecisionsView) -> None:
    """Those that wait: until when, what is expected, and the way to change or withdraw one."""
    if not view.open:
        return
    charts.heading("decisions_page.open", "decisions_page.open_note")
    for one in view.open[:_SHOWN]:
        with st.container(border=True, key=f"decision_{one.number}"):
            _title(one)
            st.markdown(messages.escaped(verdict_sentence(one, _currency(), session.texts())))
            _expected(one)
            _buttons(one)
    _say_more(len(view.open))


def show_judged(view: DecisionsView) -> None:
    """Those with a verdict, the last check first."""
    if not view.judged:
        return
    charts.heading("decisions_page.judged")
    for one in view.judged[:_SHOWN]:
        with st.container(border=True, key=f"decision_{one.number}"):
            _title(one)
            texts = session.texts()
            st.markdown(messages.escaped(verdict_sentence(one, _currency(), texts)))
            if one.judgement is not None and one.judgement.measured is not None:
                basis = basis_sentence(one.decision.effect.measure, one.judgement, _currency(), texts)
                st.caption(messages.escaped(basis))
    _say_more(len(view.judged))


def _title(one: KeptDecision) -> None:
    """Verdict, title, action, channels, owner and days."""
    texts, look, decision = session.texts(), looks.chart_look(), one.decision
    verdict = DecisionVerdict.TOO_EARLY if one.judgement is None else one.judgement.verdict
    word = texts(f"decisions.verdict.{verdict}")
    icon, colour = _BADGES[verdict]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(word, icon=icon, color=colour)
        st.markdown(f"**{messages.escaped(decision.title)}**", width="content")
    channels = ", ".join(look.channel_label(key) for key in decision.channels) or texts("decide.all_channels")
    messages.note(
        "decisions_page.about",
        action=texts(f"decisions.action.{decision.action}"),
        channels=channels,
        owner=decision.owner,
        start=decision.takes_effect_on,
        check=decision.check_on,
    )


def _expected(one: KeptDecision) -> None:
    texts, decision = session.texts(), one.decision
    messages.note("decisions_page.expected", effect=expected_text(decision.effect, _currency(), texts))
    if decision.note:
        st.caption(messages.escaped(decision.note))


def _buttons(one: KeptDecision) -> None:
    texts, key = session.texts(), f"decision_{one.number}"
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(texts("decisions_page.change"), key=f"{key}_change", icon=":material/edit:"):
            decide.change(one, key=key)
        is_gone = st.button(texts("decisions_page.withdraw"), key=f"{key}_withdraw", type="tertiary")
        if one.decision.origin:
            navigation.link(one.decision.origin, "decisions_page.to_origin")
    decide.say_saved(key)
    if is_gone:
        try:
            withdraw(session.store(), one)
        except ClmError as problem:
            messages.error(problem)
        else:
            st.rerun()


def _say_more(count: int) -> None:
    if count > _SHOWN:
        messages.note("decisions_page.more", count=count - _SHOWN)


def _currency() -> str:
    return session.selection().currency
