"""The exact computation behind a button: progress, a way to stop, and what it found; the preview stands meanwhile."""

import streamlit as st

from clm_core.response_curves import ReturnRange
from clm_core.services.response_curves import CurvesView, ObservedSeries, curves_preview, kept_view
from clm_core.services.response_curves_quality import curves_quality
from clm_core.texts import formats
from pages.shared import messages, session

Ranges = tuple[ReturnRange, ...]


def best_known(observed: ObservedSeries, ranges: Ranges) -> CurvesView:
    """The exact curves where somebody had them computed, else the preview."""
    work = session.begun(curves_quality, observed, ranges)
    if work is not None and work.is_done() and not work.has_failed():
        return work.answer()
    return session.drawn(curves_preview, observed, ranges)


def show(observed: ObservedSeries, ranges: Ranges, view: CurvesView) -> None:
    """The button; while it computes how far it is; afterwards how well it converged."""
    work = session.begun(curves_quality, observed, ranges)
    if work is None or work.is_left():
        _button("response_curves_page.quality.button", observed, ranges)
    elif not work.is_done():
        _wait(observed, ranges)
    elif work.has_failed():
        with messages.explained_errors():
            session.stoppable(curves_quality, observed, ranges).answer()
        _button("response_curves_page.quality.again", observed, ranges)
    else:
        _done(observed, ranges, view)


def _button(key: str, observed: ObservedSeries, ranges: Ranges) -> None:
    texts = session.texts()
    if st.button(
        texts(key), help=texts("response_curves_page.quality.help"), icon=":material/calculate:", key="curves_quality"
    ):
        session.begin_anew(curves_quality, observed, ranges)
        session.stoppable(curves_quality, observed, ranges)
        st.rerun()


@st.fragment(run_every=1.0)
def _wait(observed: ObservedSeries, ranges: Ranges) -> None:
    """How much is done; then the whole page anew, with the exact curves."""
    work, texts = session.stoppable(curves_quality, observed, ranges), session.texts()
    if work.is_done():
        st.rerun()
    share = work.share()
    words = formats.share(share, session.language(), decimals=0)
    st.progress(min(share, 1.0), text=texts("response_curves_page.quality.running", share=words))
    if work.is_stopping():
        messages.note("response_curves_page.quality.stopping")
    else:
        st.button(
            texts("response_curves_page.quality.stop"), icon=":material/stop:", on_click=work.stop, key="curves_stop"
        )


def _done(observed: ObservedSeries, ranges: Ranges, view: CurvesView) -> None:
    texts, language, fit = session.texts(), session.language(), view.fit
    if fit.is_stopped:
        messages.note("response_curves_page.quality.stopped")
        _button("response_curves_page.quality.again", observed, ranges)
    shapes = [
        f"{texts(f'response_curves_page.shape.{shape}')} {formats.share(weight, language, decimals=0)}"
        for shape, weight in fit.shape_weights
    ]
    messages.note(
        "response_curves_page.quality.converged",
        ess=formats.number(fit.smallest_ess, language),
        spread=formats.number(fit.largest_r_hat, language, decimals=3),
        shapes=", ".join(shapes),
    )


def show_keep(view: CurvesView) -> None:
    """A name under which the budget plan finds these curves again."""
    texts = session.texts()
    with st.popover(texts("response_curves_page.quality.keep"), icon=":material/bookmark_add:"):
        name = st.text_input(
            texts("response_curves_page.quality.keep_name"),
            placeholder=texts("response_curves_page.quality.keep_example"),
            key="curves_keep_name",
        )
        if st.button(texts("response_curves_page.quality.keep"), type="primary", key="curves_keep"):
            with messages.explained_errors():
                kept = kept_view(session.store(), view, name or "")
                messages.done("response_curves_page.quality.kept", name=kept.curve_set.name)
