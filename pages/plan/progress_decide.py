"""A missed promise as a decision with one click: beside its alert, and below what its misses go along with."""

import streamlit as st

from clm_core.services.progress import Progress, PromiseMiss, PromiseProgress, progress_misses
from clm_core.services.progress_advice import kept_promise
from pages.plan import progress_state
from pages.shared import decide, session


def of_alert(one: PromiseProgress, view: Progress) -> None:
    """The button beside an alert, as soon as it is known what the misses go along with."""
    work = session.computed_meanwhile(progress_misses, view.plan, progress_state.state())
    if work.is_done() and not work.has_failed():
        found = next(miss for miss in work.answer() if miss.kind is one.promise.kind)
        decide.button(kept_promise(one, found, session.texts()), key=f"alert_{one.promise.kind}")


def of_misses(misses: tuple[PromiseMiss, ...], view: Progress) -> None:
    """A button for each promise with missed weeks that no alert tells of."""
    texts = session.texts()
    by_kind = {miss.kind: miss for miss in misses if miss.weeks}
    with st.container(horizontal=True):
        for one in view.promises:
            if one.run is None and one.promise.kind in by_kind:
                proposal = kept_promise(one, by_kind[one.promise.kind], texts)
                name = texts(f"targets.promise.{one.promise.kind}")
                key = f"miss_{one.promise.kind}"
                decide.button(proposal, key=key, label_key="decide.button_for", name=name)
