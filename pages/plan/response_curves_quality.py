"""The exact computation behind a button: progress, a way to stop, and what it found; the preview stands meanwhile."""

from clm_core.response_curves import ReturnRange
from clm_core.services.response_curves import CurvesView, ObservedSeries, curves_preview
from clm_core.services.response_curves_quality import curves_quality
from clm_core.texts import formats
from pages.shared import long_work, messages, session

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
        long_work.progress("response_curves_page.quality.running", "curves_stop", curves_quality, observed, ranges)
    elif work.has_failed():
        with messages.explained_errors():
            session.stoppable(curves_quality, observed, ranges).answer()
        _button("response_curves_page.quality.again", observed, ranges)
    else:
        _done(observed, ranges, view)


def _button(key: str, observed: ObservedSeries, ranges: Ranges) -> None:
    help_key = "response_curves_page.quality.help"
    long_work.begin_button(
        key, ":material/calculate:", "curves_quality", curves_quality, observed, ranges, help_key=help_key
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
