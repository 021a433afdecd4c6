"""Turning advice into a decision with one click: the button, and the dialog in which people fill in the rest."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from clm_core.decisions import Action, Decision, ExpectedEffect, Measure
from clm_core.services import decisions
from clm_core.services.decision_words import MONEY_MEASURES
from clm_core.services.decisions import DecisionProposal, KeptDecision
from pages.shared import inputs, looks, messages, navigation, session

_SAVED, _ROUND, _OWNER = "decide_saved", "decide_round", "decide_owner"
_DAY_FORMATS = {"de": "DD.MM.YYYY", "en": "DD/MM/YYYY"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Start:
    """What the dialog begins with; ``seen`` is the decision that is changed, None for a new one."""

    proposal: DecisionProposal
    takes_effect_on: date
    check_on: date
    owner: str = ""
    note: str = ""
    seen: KeptDecision | None = None


def button(proposal: DecisionProposal, *, key: str, label_key: str = "decide.button", **values: str) -> None:
    """A button that opens the dialog with this advice; below it what was just kept, with the way to it.

    ``values`` fill the label.
    """
    texts = session.texts()
    place = f"decide_{key}"
    if st.button(
        messages.sentence(label_key, **values), key=place, icon=":material/task_alt:", help=texts("decide.help")
    ):
        start, check = session.computed(decisions.check_proposal, proposal.measure, proposal.weeks)
        owner = proposal.owner or session.kept(_OWNER) or ""
        _open(_Start(proposal=proposal, takes_effect_on=start, check_on=check, owner=owner), key)
    say_saved(key, has_link=True)


def say_saved(key: str, *, has_link: bool = False) -> None:
    """After a decision was kept with the button or change of this key: says so once."""
    if session.kept(_SAVED) != key:
        return
    session.forget(_SAVED)
    messages.done("decide.saved")
    if has_link:
        navigation.link("decisions", "decide.to_decisions")


def change(kept: KeptDecision, *, key: str) -> None:
    """Opens the dialog with a decision that is to be changed."""
    decision, effect = kept.decision, kept.decision.effect
    proposal = DecisionProposal(
        title=decision.title,
        action=decision.action,
        measure=effect.measure,
        change=effect.change,
        low=float("nan") if effect.low is None else effect.low,
        high=float("nan") if effect.high is None else effect.high,
        channels=decision.channels,
        campaigns=decision.campaigns,
        origin=decision.origin,
        advice=decision.advice or {},
    )
    days = {"takes_effect_on": decision.takes_effect_on, "check_on": decision.check_on}
    _open(_Start(proposal=proposal, owner=decision.owner, note=decision.note, seen=kept, **days), key)


def _open(start: _Start, key: str) -> None:
    # Fields of their own each time: what was typed for other advice is not shown again.
    session.keep(_ROUND, (session.kept(_ROUND) or 0) + 1)
    title = session.texts()("decide.title_new" if start.seen is None else "decide.title_change")
    st.dialog(title, width="large")(_fields)(start, key)


def _fields(start: _Start, key: str) -> None:
    texts, prefix, offered = session.texts(), f"decide_{session.kept(_ROUND)}", start.proposal
    title = st.text_input(texts("decide.what"), value=offered.title, key=f"{prefix}_title", max_chars=160)
    left, middle, right = st.columns(3)
    with left:
        owner = st.text_input(texts("decide.owner"), value=start.owner, key=f"{prefix}_owner", max_chars=80)
    with middle:
        action = Action(_choice("action", list(Action), offered.action, prefix))
    with right:
        measure = Measure(_choice("measure", list(Measure), offered.measure, prefix))
    channels = _channels(offered, prefix)
    expected = _expected(offered, measure, prefix)
    takes_effect_on, check_on = _days(start, measure, prefix)
    note = st.text_area(texts("decide.note"), value=start.note, key=f"{prefix}_note", height=68, max_chars=1000)
    if not st.button(texts("decide.save"), type="primary", key=f"{prefix}_save"):
        return
    with messages.explained_errors():
        decision = Decision(
            title=title.strip(),
            action=action,
            owner=owner.strip(),
            effect=_effect(measure, expected),
            takes_effect_on=takes_effect_on,
            check_on=check_on,
            channels=channels,
            campaigns=offered.campaigns,
            origin=offered.origin,
            advice=dict(offered.advice) or None,
            note=note.strip(),
        )
        _save(start, decision, key)


def _choice(name: str, options: list[Any], chosen: str, prefix: str) -> str:
    texts = session.texts()
    return str(
        st.selectbox(
            texts(f"decide.{name}"),
            options,
            index=options.index(chosen),
            format_func=lambda one: texts(f"decisions.{name}.{one}"),
            key=f"{prefix}_{name}",
        )
    )


def _channels(offered: DecisionProposal, prefix: str) -> tuple[str, ...]:
    texts, look = session.texts(), looks.chart_look()
    known = list(session.choices().channels["channel"])
    options = [*known, *(one for one in offered.channels if one not in known)]
    chosen = st.multiselect(
        texts("decide.channels"),
        options,
        default=list(offered.channels),
        format_func=look.channel_label,
        key=f"{prefix}_channels",
        help=texts("decide.channels_help"),
        placeholder=texts("decide.all_channels"),
    )
    return tuple(chosen)


def _expected(offered: DecisionProposal, measure: Measure, prefix: str) -> list[float | None]:
    """The expected change and the ends of its range as typed; shares in percentage points."""
    texts = session.texts()
    scale = 100.0 if measure is Measure.MQL_TO_SQL_RATE else 1.0
    unit = _unit(measure)
    st.markdown(f"**{messages.sentence('decide.expected', unit=unit)}**")
    messages.note("decide.expected_note")
    typed: list[float | None] = []
    for column, (name, value) in zip(
        st.columns(3), {"change": offered.change, "low": offered.low, "high": offered.high}.items(), strict=True
    ):
        with column:
            number = inputs.decimal_input(
                texts(f"decide.{name}"),
                key=f"{prefix}_{measure}_{name}",
                value=Decimal(str(round(value * scale, 1) if scale > 1 else _short(value)))
                if value == value and measure is offered.measure
                else None,
                unit=unit,
            )
        typed.append(None if number is None else float(number) / scale)
    return typed


def _short(value: float) -> float:
    """Not more figures than a person would type."""
    return round(value, 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2)


def _unit(measure: Measure) -> str:
    texts, currency = session.texts(), session.selection().currency
    if measure is Measure.MQL_TO_SQL_RATE:
        return texts("decide.unit.points")
    if measure is Measure.COST_PER_LEAD:
        return texts("decide.unit.level", currency=currency)
    if measure in MONEY_MEASURES:
        return texts("decide.unit.money", currency=currency)
    return texts("decide.unit.count", measure=texts(f"decisions.measure.{measure}"))


def _effect(measure: Measure, typed: list[float | None]) -> ExpectedEffect:
    change, low, high = typed
    return ExpectedEffect(measure=measure, change=float("nan") if change is None else change, low=low, high=high)


def _days(start: _Start, measure: Measure, prefix: str) -> tuple[date, date]:
    texts = session.texts()
    found = []
    names = {"takes_effect_on": start.takes_effect_on, "check_on": start.check_on}
    for column, (name, day) in zip(st.columns(2), names.items(), strict=True):
        with column:
            found.append(
                st.date_input(
                    texts(f"decide.{name}"), value=day, key=f"{prefix}_{name}", format=_DAY_FORMATS[texts.language]
                )
            )
    takes_effect_on, check_on = found
    possible = session.computed(decisions.verdict_from, measure, check_on)
    if possible is not None:
        messages.note("decide.possible_from", day=possible)
    return takes_effect_on, check_on


def _save(start: _Start, decision: Decision, key: str) -> None:
    session.keep(_OWNER, decision.owner)
    if start.seen is None:
        decisions.decide(session.store(), decision)
    else:
        decisions.change(session.store(), start.seen, decision)
    session.keep(_SAVED, key)
    st.rerun()
