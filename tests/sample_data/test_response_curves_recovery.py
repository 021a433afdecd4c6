"""The planted curves of the sample company's streams are recovered from two years of weekly spend and leads."""

from datetime import date
from typing import Any

import numpy as np

from clm_core.analysis.response_curves.channel_returns import mean_returns
from clm_core.analysis.response_curves.preview import preview_fit
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


def test_planted_curves_lie_in_the_intervals_of_the_preview(truth: dict[str, Any]) -> None:
    """Mean return, leads at half, whole and one and a half times the usual spend, and the next euro: 60 numbers."""
    series = weekly_leads(truth)
    planted = planted_curves(truth, series)
    curves = preview_fit(series, seed=1).curves
    usual = series.spend.mean(axis=0)
    pairs = [(mean_returns(series, planted), mean_returns(series, curves))]
    pairs += [
        (curve_outcomes(planted, usual * share), curve_outcomes(curves, usual * share)) for share in (0.5, 1, 1.5)
    ]
    pairs += [(curve_marginals(planted, usual), curve_marginals(curves, usual))]
    inside = []
    for true, draws in pairs:
        low, high = np.quantile(draws, [0.05, 0.95], axis=0)
        inside += list((low <= true[0]) & (true[0] <= high))
    assert len(inside) == 60
    assert np.mean(inside) >= 0.85
    error = np.abs(mean_returns(series, curves).mean(axis=0) / mean_returns(series, planted)[0] - 1)
    assert np.median(error) < 0.03
    assert error.max() < 0.12
