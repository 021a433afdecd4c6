"""The planted curves of the sample company's streams are recovered from two years of weekly spend and leads."""

from datetime import date
from typing import Any

import numpy as np

from clm_core.analysis.response_curves.channel_returns import mean_returns
from clm_core.analysis.response_curves.preview import preview_fit
from clm_core.analysis.response_curves.quality import quality_fit
from clm_core.analysis.response_curves.sampler import SamplingRule
from clm_core.analysis.response_curves.shapes import curve_marginals, curve_outcomes
from clm_core.response_curves import (
    SHAPES,
    FitMethod,
    PeriodLength,
    ResponseCurves,
    ResponseOutcome,
    ResponseSeries,
    Saturation,
)


def weekly_leads(truth: dict[str, Any]) -> ResponseSeries:
    """Spend and realised leads of every stream that spends, of the weeks that are in the files."""
    weeks = truth["weeks"]
    streams = {name: rows for name, rows in weeks["streams"].items() if any(rows["spend"])}
    begin = weeks["first_week_in_files"]
    return ResponseSeries(
        starts_on=tuple(date.fromisoformat(day) for day in weeks["monday"][begin:]),
        length=PeriodLength.WEEK,
        channels=tuple(streams),
        spend=np.array([rows["spend"][begin:] for rows in streams.values()], dtype=float).T,
        outcome=np.array([rows["leads"][begin:] for rows in streams.values()], dtype=float).T,
        outcome_of=ResponseOutcome.LEADS,
        is_credited=True,
    )


def planted_curves(truth: dict[str, Any], series: ResponseSeries) -> ResponseCurves:
    """The truth in our terms: at the mean season of these weeks, and by normalised adstock."""
    streams = [truth["streams"][name] for name in series.channels]
    season = np.mean(truth["weeks"]["season"][truth["weeks"]["first_week_in_files"] :])
    carry_over = np.array([[stream["carry_over"] for stream in streams]])
    is_hill = np.array([[stream["curve"] == "hill" for stream in streams]])
    return ResponseCurves(
        channels=series.channels,
        outcome_of=series.outcome_of,
        length=series.length,
        method=FitMethod.GIVEN,
        shape=np.array([[SHAPES.index(Saturation(stream["curve"])) for stream in streams]], dtype=np.int8),
        ceiling=np.array([[stream["ceiling_leads_a_week"] * season for stream in streams]]),
        scale=np.array([[stream["scale"] for stream in streams]]) * (1 - carry_over),
        slope=np.where(is_hill, [[stream["slope"] for stream in streams]], 1.0),
        carry_over=carry_over,
    )


def inside_and_error(
    series: ResponseSeries, planted: ResponseCurves, curves: ResponseCurves
) -> tuple[list[bool], np.ndarray]:
    """Whether 90 % intervals hold the truth, and the relative error of each stream's mean return.

    Mean return first, then leads at half, whole and one and a half times the usual spend, and the next euro.
    """
    usual = series.spend.mean(axis=0)
    returns, true_returns = mean_returns(series, curves), mean_returns(series, planted)[0]
    pairs = [(true_returns, returns)]
    pairs += [
        (curve_outcomes(planted, usual * share)[0], curve_outcomes(curves, usual * share)) for share in (0.5, 1, 1.5)
    ]
    pairs += [(curve_marginals(planted, usual)[0], curve_marginals(curves, usual))]
    inside: list[bool] = []
    for true, draws in pairs:
        low, high = np.quantile(draws, [0.05, 0.95], axis=0)
        inside += ((low <= true) & (true <= high)).tolist()
    return inside, np.abs(returns.mean(axis=0) / true_returns - 1)


def test_planted_curves_lie_in_the_intervals_of_the_preview(truth: dict[str, Any]) -> None:
    series = weekly_leads(truth)
    inside, error = inside_and_error(series, planted_curves(truth, series), preview_fit(series, seed=1).curves)
    assert len(inside) == 60
    assert np.mean(inside) >= 0.85
    assert np.median(error) < 0.03
    assert error.max() < 0.12


def test_planted_curves_lie_in_the_intervals_of_the_quality_fit(truth: dict[str, Any]) -> None:
    """Sampled less than it is for a customer, so that it takes seconds; eight truths are of no fitted shape."""
    series = weekly_leads(truth)
    rule = SamplingRule(warm_up=(30, 40, 60), first_check=40, smallest_ess=100, largest_r_hat=1.1)
    fit = quality_fit(series, seed=1, rule=rule)
    assert fit.smallest_ess >= 100
    inside, error = inside_and_error(series, planted_curves(truth, series), fit.curves)
    assert np.sum(inside[:12]) >= 10
    assert np.mean(inside) >= 0.8
    assert np.median(error) < 0.03
    assert error.max() < 0.15
