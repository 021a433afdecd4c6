"""Several browsers at one table: who sits here, what the others changed, and a conflict that is settled in words."""

import streamlit as st

from clm_core.services.agreement_words import conflict_sentences, part_name, part_value
from clm_core.services.agreements import latest_change
from clm_core.services.workspaces import LOCAL_USER
from pages.plan import targets_state as state
from pages.shared import messages, session

_LOOK_EVERY_SECONDS = 1.0


def show_who() -> None:
    """The name under which this browser's changes are seen by the others."""
    texts = session.texts()

    def said() -> None:
        session.keep("meeting_name", st.session_state["meeting_name"])

    st.text_input(
        texts("targets_page.who"),
        value=state.name(),
        placeholder=texts("targets_page.who_example"),
        key="meeting_name",
        max_chars=60,
        on_change=said,
        help=texts("targets_page.who_help"),
    )


@st.fragment(run_every=_LOOK_EVERY_SECONDS)
def follow() -> None:
    """Looks whether somebody else changed the open agreement; if so, the page anew."""
    shown, seen = state.latest_shown(), state.seen()
    if shown is not None and seen is not None and latest_change(session.store(), seen.number) != shown:
        st.rerun()


def show_what_lies_here() -> None:
    """Which agreement this browser shows, and whether others see it."""
    found = state.opened()
    if found is None:
        messages.note("targets_page.lies_own")
    else:
        messages.note(
            f"targets_page.lies_{found.status}", name=found.name, by=who(found.changed_by), revision=found.revision
        )


def who(actor: str) -> str:
    """A person's name; somebody who gave none is somebody."""
    return session.texts()("targets_page.somebody") if actor == LOCAL_USER else actor


def tell_changes() -> None:
    """Says in passing what others changed since this browser looked last; and, to stay, what became of the draft."""
    texts, currency = session.texts(), session.settings().reporting_currency
    state.opened()
    problem = state.to_tell()
    if problem is not None:
        messages.warning(problem.key, **problem.values)
    for agreement, part, value in state.news():
        by = agreement.part_changes[part].by if part in agreement.part_changes else agreement.changed_by
        words = part_value(part, value, currency, texts)
        st.toast(
            messages.sentence("targets_page.changed", who=who(by), part=part_name(part, texts), value=words),
            icon=":material/sync:",
        )


def show_conflict() -> None:
    """What was not saved, because somebody else had set the same; with a button for either way."""
    problem = state.conflict()
    if problem is None:
        return
    texts = session.texts()
    with st.container(border=True, key="target_conflict"):
        for sentence in conflict_sentences(problem, session.settings().reporting_currency, texts):
            st.warning(messages.escaped(sentence), icon=":material/call_split:")
        with st.container(horizontal=True):
            st.button(
                texts("targets_page.take_mine"),
                key="target_take_mine",
                type="primary",
                on_click=state.settle,
                kwargs={"with_mine": True},
            )
            st.button(
                texts("targets_page.keep_theirs"),
                key="target_keep_theirs",
                on_click=state.settle,
                kwargs={"with_mine": False},
            )
