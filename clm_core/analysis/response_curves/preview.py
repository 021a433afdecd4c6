"""Response curves at once: rough, and honest about it. See docs/methods/response-curves.md."""

import numpy as np

from clm_core.analysis.response_curves.curve_fit import CurveFit
from clm_core.analysis.response_curves.findings import curve_findings
from clm_core.analysis.response_curves.fitted_periods import fitted_periods
from clm_core.analysis.response_curves.preview_credited import credited_draws
from clm_core.analysis.response_curves.preview_grid import Candidates, PreviewRules, candidates, range_beliefs
from clm_core.analysis.response_curves.preview_joint import PreviewDraws, joint_draws
from clm_core.response_curves import SHAPES, FitMethod, ResponseCurves, ResponseSeries, ReturnRange, Saturation

RULES = PreviewRules()


def preview_fit(
    series: ResponseSeries,
    *,
    seed: int,
    draws: int = 200,
    ranges: tuple[ReturnRange, ...] = (),
    rules: PreviewRules = RULES,
) -> CurveFit:
    """Curves of all channels within a second, with the findings that say how far to trust them.

    The same seed gives the same draws. Channels without any spend get a ceiling of 0 and a finding.
    Raises ClmError for a range of a channel that the series does not have.
    """
    grid = candidates(series, rules)
    beliefs = range_beliefs(series, grid, ranges)
    make = credited_draws if series.is_credited else joint_draws
    found = make(series, grid, beliefs, rules=rules, draws=draws, rng=np.random.default_rng(seed))
    curves = _curves(series, grid, found)
    baseline = found.baseline.mean(axis=0)
    return CurveFit(
        series=series,
        curves=curves,
        baseline=baseline,
        fitted=fitted_periods(series, found.fitted, baseline),
        findings=curve_findings(series, curves),
        shape_weights=_shape_weights(curves),
    )


def _curves(series: ResponseSeries, grid: Candidates, found: PreviewDraws) -> ResponseCurves:
    every = np.arange(len(series.channels))
    return ResponseCurves(
        channels=series.channels,
        outcome_of=series.outcome_of,
        length=series.length,
        method=FitMethod.PREVIEW,
        shape=grid.shape[found.chosen],
        ceiling=found.ceiling,
        scale=grid.scale[every, found.chosen],
        slope=grid.slope[found.chosen],
        carry_over=grid.carry_over[found.chosen],
    )


def _shape_weights(curves: ResponseCurves) -> tuple[tuple[Saturation, float], ...]:
    """How often the redrawn outcomes chose each shape that was tried, over channels that bring something."""
    brings = curves.ceiling > 0
    counts = np.bincount(curves.shape[brings] if brings.any() else curves.shape.ravel(), minlength=len(SHAPES))
    total = counts.sum()
    return tuple((shape, float(count / total)) for shape, count in zip(SHAPES, counts, strict=True) if count)
