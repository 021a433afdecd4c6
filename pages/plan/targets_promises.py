"""One side's promises: a slider each, who answers for it, and what the data say of today."""

from dataclasses import replace

import streamlit as st

from clm_core.records import Team
from clm_core.services.agreement_words import part_name, promise_value
from clm_core.services.promises import DEFAULT_TERMS, MeasuredLevel
from clm_core.services.target_plan import PreparedTarget
from clm_core.target_parts import promise_part
from clm_core.targets import PROMISE_TEAM, TIMED_PROMISES, WEEKLY_PROMISES, Promise, PromiseKind, TargetPlan
from clm_core.texts import formats
from pages.plan import targets_state as state
from pages.shared import messages, session

_WITHIN = {
    PromiseKind.FIRST_CONTACT: (1, 2, 4, 8, 24, 48, 72),
    PromiseKind.ATTEMPTS: (2, 3, 5, 7, 10, 14),
    PromiseKind.VERDICT: (1, 2, 3, 4),
}
_MOST_ATTEMPTS = 8


def show(team: Team, prepared: PreparedTarget, plan: TargetPlan) -> None:
    """The promises of a side, in a fixed order, and those that it has not made."""
    texts = session.texts()
    st.subheader(texts(f"targets_page.side.{team}"), anchor=False)
    kinds = [kind for kind in PromiseKind if PROMISE_TEAM[kind] is team]
    today = {one.promise.kind: one for one in prepared.measured}
    for kind in kinds:
        promise = plan.promise(kind)
        if promise is not None:
            _slider(promise, today.get(kind))
    missing = [kind for kind in kinds if plan.promise(kind) is None]
    if missing and not state.is_fixed():
        _further(team, missing, today)


def _slider(promise: Promise, today: MeasuredLevel | None) -> None:
    texts, kind = session.texts(), promise.kind
    is_weekly = kind in WEEKLY_PROMISES
    key = f"target_{kind}"
    top = _top(promise, today) if is_weekly else 100
    # The handle stands on whole steps; the plan keeps its exact level until it is moved.
    st.session_state[key] = round(promise.level * (1 if is_weekly else 100))

    def moved() -> None:
        level = st.session_state[key] / (1 if is_weekly else 100)
        state.change({promise_part(kind): replace(promise, level=float(level))})

    value = messages.escaped(promise_value(promise, texts))
    st.slider(
        f"{part_name(promise_part(kind), texts)}: **{value}**",
        min_value=0,
        max_value=top,
        key=key,
        on_change=moved,
        format=" ",
        disabled=state.is_fixed(),
    )
    said, details = st.columns((7, 1), vertical_alignment="center", gap="small")
    said.caption(_today(promise, today))
    if not state.is_fixed():
        # Filled when it is opened: eight of them would take longer than the answer to a moved slider.
        tip = texts("targets_page.details")
        more = details.popover(":material/more_horiz:", help=tip, type="tertiary", key=f"{key}_more", on_change="rerun")
        if more.open:
            with more:
                _details(promise)


def _top(promise: Promise, today: MeasuredLevel | None) -> int:
    now = today.promise.level if today is not None else promise.level
    return max(10, round(2.5 * now), round(promise.level))


def _today(promise: Promise, today: MeasuredLevel | None) -> str:
    """Today's level with interval and n, and who answers for the promise."""
    language = session.language()
    if today is None:
        said = messages.sentence("targets_page.not_measured")
    elif promise.kind in WEEKLY_PROMISES:
        low, high = (formats.number(one, language) for one in (today.low, today.high))
        level = formats.number(today.promise.level, language)
        # What sales can work by the rules of the lead list is more than what came to be worked.
        key = "today_weekly" if today.low <= today.promise.level <= today.high else "today_capacity"
        said = messages.sentence(f"targets_page.{key}", level=level, low=low, high=high, weeks=today.weeks)
    else:
        level = formats.share(today.promise.level, language, decimals=0)
        interval = formats.interval(today.low, today.high, language, decimals=0)
        said = messages.sentence(
            "targets_page.today_share", level=level, interval=interval, n=formats.number(today.n, language)
        )
    return f"{messages.escaped(promise.owner)} · {said}" if promise.owner.strip() else said


def _details(promise: Promise) -> None:
    """Owner, time and number of a promise, and the way to drop it."""
    texts, kind = session.texts(), promise.kind
    part = promise_part(kind)
    messages.note(f"targets_page.help.{kind}")
    owner_key, within_key, attempts_key = (f"target_{kind}_{name}" for name in ("owner", "within", "attempts"))
    st.session_state[owner_key] = promise.owner

    def owned() -> None:
        state.change({part: replace(promise, owner=str(st.session_state[owner_key] or "").strip())})

    st.text_input(texts("targets_page.owner"), key=owner_key, on_change=owned, max_chars=80)
    if kind in TIMED_PROMISES:
        options = sorted({*_WITHIN[kind], promise.within or 1})
        st.session_state[within_key] = promise.within

        def timed() -> None:
            state.change({part: replace(promise, within=float(st.session_state[within_key]))})

        st.selectbox(
            texts(f"targets_page.within.{kind}"),
            options,
            format_func=lambda one: formats.few(one, texts.language),
            key=within_key,
            on_change=timed,
        )
    if kind is PromiseKind.ATTEMPTS:
        st.session_state[attempts_key] = promise.attempts

        def counted() -> None:
            state.change({part: replace(promise, attempts=int(st.session_state[attempts_key]))})

        st.selectbox(
            texts("targets_page.attempts"), list(range(1, _MOST_ATTEMPTS + 1)), key=attempts_key, on_change=counted
        )
    st.button(
        texts("targets_page.drop"),
        icon=":material/remove:",
        key=f"target_{kind}_drop",
        on_click=state.change,
        args=({part: None},),
    )


def _further(team: Team, missing: list[PromiseKind], today: dict[PromiseKind, MeasuredLevel]) -> None:
    """Promises that the side has not made, each to be added at today's level."""
    texts = session.texts()
    defaults = {one.kind: one for one in DEFAULT_TERMS}
    with st.popover(texts("targets_page.add"), icon=":material/add:", key=f"target_add_{team}"):
        for kind in missing:
            promise = today[kind].promise if kind in today else defaults[kind]
            st.button(
                part_name(promise_part(kind), texts),
                key=f"target_add_{kind}",
                type="tertiary",
                on_click=state.change,
                args=({promise_part(kind): promise},),
            )
