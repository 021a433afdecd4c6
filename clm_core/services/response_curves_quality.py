"""The exact computation of response curves: a posterior over several shapes, in seconds, with progress and a stop."""

from collections.abc import Callable

from clm_core.analysis.response_curves.quality import quality_fit
from clm_core.response_curves import ReturnRange
from clm_core.services.response_curves import SEED, CurvesView, curves_view
from clm_core.services.response_series import ObservedSeries

__all__ = ["curves_quality"]


def curves_quality(
    observed: ObservedSeries,
    ranges: tuple[ReturnRange, ...] = (),
    *,
    on_progress: Callable[[float], None] | None = None,
    is_stopped: Callable[[], bool] | None = None,
) -> CurvesView:
    """Curves as a Bayesian posterior. Stopped early, it gives what it has, with a finding that says so.

    Raises ClmError where it is stopped before there is anything.
    """

    def report(share: float, smallest_ess: float, largest_r_hat: float) -> None:
        if on_progress is not None:
            on_progress(share)

    fit = quality_fit(observed.series, seed=SEED, ranges=ranges, on_progress=report, is_stopped=is_stopped)
    return curves_view(observed, fit)
