"""Response curves as a Bayesian posterior: the slow and careful way. See docs/methods/response-curves.md."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from clm_core.analysis.response_curves.baseline import baseline_design
from clm_core.analysis.response_curves.curve_fit import CurveFit
from clm_core.analysis.response_curves.findings import curve_findings
from clm_core.analysis.response_curves.fitted_periods import fitted_periods
from clm_core.analysis.response_curves.posterior import JointPosterior, joint_posterior
from clm_core.analysis.response_curves.posterior_credited import CreditedPosterior, credited_posterior, shared_season
from clm_core.analysis.response_curves.posterior_effects import channel_data
from clm_core.analysis.response_curves.preview import preview_fit
from clm_core.analysis.response_curves.sampler import OnProgress, Samples, SamplingRule, sampled
from clm_core.analysis.response_curves.shape_mixture import Mixture, ShapeDraws, mixture
from clm_core.analysis.response_curves.shared_season import has_shared_season
from clm_core.errors import ClmError
from clm_core.response_curves import (
    SHAPES,
    FitMethod,
    Floats,
    ResponseCurves,
    ResponseSeries,
    ReturnRange,
    Saturation,
)

QUALITY_SHAPES = (Saturation.LOGISTIC, Saturation.HILL)
KEPT_DRAWS = 1500
JUDGED_DRAWS = 2000
"""So many draws of each shape, evenly thinned, judge its predictions."""


def quality_fit(
    series: ResponseSeries,
    *,
    seed: int,
    ranges: Sequence[ReturnRange] = (),
    shapes: Sequence[Saturation] = QUALITY_SHAPES,
    rule: SamplingRule | None = None,
    on_progress: OnProgress | None = None,
    is_stopped: Callable[[], bool] | None = None,
) -> CurveFit:
    """Curves of all channels as draws of a posterior, shapes mixed by how well they predict, with findings.

    Sampling ends when every parameter has a bulk effective sample size of 400 and an R̂ below 1.02, or at a cap, which
    is a finding (NOT_CONVERGED). ``on_progress`` gets the share done, the smallest effective sample size and the
    largest R̂ so far. ``is_stopped`` is asked all the time: the shapes sampled until then come back, with the finding.
    Channels without spend, and credited channels without outcome, get a ceiling of 0. Same arguments, same answer.

    Raises ClmError for a range of an unknown channel, and where it is stopped before there is any draw.
    """
    for one in ranges:
        if one.channel not in series.channels:
            raise ClmError("response_curves.unknown_channel", channel=one.channel, known=", ".join(series.channels))
    used = _used(series)
    if not used.any():
        return _fit(series, _curves(series, used, None), None, [], [(shape, 1 / len(shapes)) for shape in shapes])
    part = _part(series, used)
    run = _ShapeRun(
        series=part,
        ranges=tuple(one for one in ranges if one.channel in part.channels),
        rule=rule or SamplingRule(),
        is_stopped=is_stopped or (lambda: False),
        season=_season(part, seed),
    )
    samples, draws = _sampled_shapes(run, shapes, seed, on_progress or (lambda share, ess, spread: None))
    mixed = mixture(draws, kept=KEPT_DRAWS, seed=seed)
    is_whole = len(draws) == len(shapes)
    return _fit(series, _curves(series, used, mixed), mixed, samples, mixed.weights, is_whole=is_whole)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _ShapeRun:
    """What the samplings of all shapes have in common."""

    series: ResponseSeries
    ranges: tuple[ReturnRange, ...]
    rule: SamplingRule
    is_stopped: Callable[[], bool]
    season: Floats | None = None

    def draws(self, shape: Saturation, rng: np.random.Generator, report: OnProgress) -> tuple[Samples, ShapeDraws]:
        data = channel_data(self.series, shape, self.ranges)
        design = baseline_design(self.series)
        posterior: JointPosterior | CreditedPosterior = (
            credited_posterior(data, design, self.season) if self.series.is_credited else joint_posterior(data, design)
        )
        samples = sampled(
            posterior.log_density,
            posterior.start(self.rule.chains, rng),
            seed=int(rng.integers(2**32)),
            rule=self.rule,
            for_targets=posterior.for_targets if isinstance(posterior, CreditedPosterior) else None,
            on_progress=report,
            is_stopped=self.is_stopped,
        )
        kept = _thinned(samples.draws)
        curves = data.curve_parameters(posterior.split(kept)[0])
        return samples, ShapeDraws(shape=shape, curves=curves, predictions=posterior.predictions(kept, rng))


def _sampled_shapes(
    run: _ShapeRun, shapes: Sequence[Saturation], seed: int, on_progress: OnProgress
) -> tuple[list[Samples], list[ShapeDraws]]:
    """Each shape in turn; stopped early, those that have draws."""
    samples: list[Samples] = []
    draws: list[ShapeDraws] = []
    for place, shape in enumerate(shapes):
        report = _part_of_progress(on_progress, place, len(shapes))
        try:
            found = run.draws(shape, np.random.default_rng([seed, place]), report)
        except ClmError as error:
            if error.key == "response_curves.stopped_early" and draws:
                samples[-1] = replace(samples[-1], is_stopped=True)
                break
            raise
        samples.append(found[0])
        draws.append(found[1])
        if found[0].is_stopped:
            break
    return samples, draws


def _thinned(draws: Sequence[Floats]) -> Floats:
    """As many draws of each target as there are of all, at most ``JUDGED_DRAWS``: targets × draws × parameters."""
    flat = [one.reshape(-1, one.shape[2]) for one in draws]
    count = min(JUDGED_DRAWS, *(len(one) for one in flat))
    return np.stack([one[np.linspace(0, len(one) - 1, count).astype(np.int64)] for one in flat])


def _season(series: ResponseSeries, seed: int) -> Floats | None:
    """What the channels of a credited series have in common, by the curves of the preview."""
    if not has_shared_season(series):
        return None
    return shared_season(series, preview_fit(series, seed=seed, draws=20).curves)


def _part_of_progress(on_progress: OnProgress, place: int, count: int) -> OnProgress:
    return lambda share, ess, spread: on_progress((place + share) / count, ess, spread)


def _used(series: ResponseSeries) -> npt.NDArray[np.bool_]:
    """Channels that spent something, and for which there is something to explain."""
    found: npt.NDArray[np.bool_] = (series.spend > 0).any(axis=0) & (series.outcome != 0).any(axis=0)
    return found


def _part(series: ResponseSeries, used: npt.NDArray[np.bool_]) -> ResponseSeries:
    return replace(
        series,
        channels=tuple(channel for channel, is_used in zip(series.channels, used, strict=True) if is_used),
        spend=series.spend[:, used],
        outcome=series.outcome[:, used] if series.is_credited else series.outcome,
    )


def _curves(series: ResponseSeries, used: npt.NDArray[np.bool_], mixed: Mixture | None) -> ResponseCurves:
    """The mixture's curves, and curves that bring nothing for the channels that were left out."""
    shape = (KEPT_DRAWS, len(series.channels))
    curves = ResponseCurves(
        channels=series.channels,
        outcome_of=series.outcome_of,
        length=series.length,
        method=FitMethod.QUALITY,
        shape=np.full(shape, SHAPES.index(Saturation.LOGISTIC), dtype=np.int8),
        ceiling=np.zeros(shape),
        scale=np.ones(shape),
        slope=np.ones(shape),
        carry_over=np.zeros(shape),
    )
    if mixed is not None:
        curves.shape[:, used] = mixed.shape
        for array, values in zip(
            (curves.carry_over, curves.scale, curves.slope, curves.ceiling), mixed.curves, strict=True
        ):
            array[:, used] = values
    return curves


def _fit(
    series: ResponseSeries,
    curves: ResponseCurves,
    mixed: Mixture | None,
    samples: Sequence[Samples],
    weights: Sequence[tuple[Saturation, float]],
    *,
    is_whole: bool = True,
) -> CurveFit:
    """All that is handed on. Without a mixture nothing was fitted: the mean outcome is the baseline.

    Where a wanted shape is missing there is no draw of it: to the findings that is a sample size of 0.
    """
    fitted = np.broadcast_to(np.where(series.is_credited, 0.0, series.outcome.mean(axis=0)), series.outcome.shape)[None]
    baseline = fitted[0].copy()
    if mixed is not None and series.is_credited:
        used = _used(series)
        fitted = np.zeros((KEPT_DRAWS, *series.outcome.shape))
        fitted[:, :, used] = mixed.fitted
    elif mixed is not None:
        fitted, baseline = mixed.fitted, mixed.baseline.mean(axis=0)
    ess = min((float(one.ess.min()) for one in samples), default=np.nan)
    spread = max((float(one.r_hat.max()) for one in samples), default=np.nan)
    return CurveFit(
        series=series,
        curves=curves,
        baseline=baseline,
        fitted=fitted_periods(series, fitted, baseline),
        findings=curve_findings(series, curves, smallest_ess=ess if is_whole else 0.0, largest_r_hat=spread),
        shape_weights=tuple(weights),
        smallest_ess=ess,
        largest_r_hat=spread,
        is_stopped=any(one.is_stopped for one in samples),
    )
