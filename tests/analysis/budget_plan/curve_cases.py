"""Curves for tests of the budget plan: typed in, drawn at random, and what they bring by a slow and obvious loop."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from clm_core.analysis.budget_plan.plan_returns import PlanReturns, plan_returns
from clm_core.response_curves import (
    SHAPES,
    FitMethod,
    Floats,
    PeriodLength,
    ResponseCurves,
    ResponseOutcome,
    Saturation,
)


def typed_curves(
    shape: Saturation | Sequence[Saturation],
    ceiling: Sequence[float],
    scale: Sequence[float],
    slope: Sequence[float] | None = None,
    carry_over: Sequence[float] | None = None,
) -> ResponseCurves:
    """One draw, one value a channel; channels are a, b, c …"""
    count = len(ceiling)
    shapes = [shape] * count if isinstance(shape, Saturation) else shape
    return ResponseCurves(
        channels=tuple("abcdefghijklmnopqrstuvwxyz"[:count]),
        outcome_of=ResponseOutcome.REVENUE,
        length=PeriodLength.WEEK,
        method=FitMethod.GIVEN,
        shape=np.array([[SHAPES.index(one) for one in shapes]], dtype=np.int8),
        ceiling=np.array([ceiling], dtype=float),
        scale=np.array([scale], dtype=float),
        slope=np.array([slope or [1.0] * count], dtype=float),
        carry_over=np.array([carry_over or [0.0] * count], dtype=float),
    )


def drawn_curves(
    draws: int,
    channels: int,
    *,
    seed: int,
    shapes: Sequence[Saturation] = SHAPES,
    slopes: tuple[float, float] = (0.5, 3.0),
    longest: float = 0.95,
) -> ResponseCurves:
    """Curves of all kinds; a fifth has no carry-over."""
    rng = np.random.default_rng(seed)
    size = (draws, channels)
    return ResponseCurves(
        channels=tuple(f"channel_{number}" for number in range(channels)),
        outcome_of=ResponseOutcome.REVENUE,
        length=PeriodLength.WEEK,
        method=FitMethod.GIVEN,
        shape=rng.choice([SHAPES.index(one) for one in shapes], size).astype(np.int8),
        ceiling=rng.gamma(2.0, 50.0, size),
        scale=rng.gamma(3.0, 10.0, size),
        slope=rng.uniform(*slopes, size),
        carry_over=np.where(rng.random(size) < 0.2, 0.0, rng.uniform(0.0, longest, size)),
    )


def uncertain_returns(
    channels: int, *, seed: int, shapes: Sequence[Saturation] = (Saturation.EXPONENTIAL, Saturation.LOGISTIC)
) -> PlanReturns:
    """Forty draws whose ceilings differ the more from draw to draw the later the channel."""
    curves = drawn_curves(40, channels, seed=seed, shapes=shapes, slopes=(1.2, 3.0), longest=0.6)
    rng = np.random.default_rng(seed)
    spread = np.exp(rng.normal(0, np.linspace(0.1, 1.2, channels), curves.ceiling.shape))
    return plan_returns(replace(curves, ceiling=np.linspace(60, 140, channels) * spread), periods=2)


def slow_outcomes(curves: ResponseCurves, periods: int, before: Floats, amounts: Floats) -> Floats:
    """Draws × channels: every period and thousands after it, one by one, with the plan's money less without it."""
    found = np.zeros(curves.ceiling.shape)
    for draw, channel in np.ndindex(found.shape):
        found[draw, channel] = _brought(curves, draw, channel, periods, before, amounts[channel]) - _brought(
            curves, draw, channel, periods, before, 0.0
        )
    return found


def _brought(curves: ResponseCurves, draw: int, channel: int, periods: int, before: Floats, amount: float) -> float:
    carry_over, adstock, total = float(curves.carry_over[draw, channel]), 0.0, 0.0
    spends = [*before[:, channel], *[amount / periods] * periods, *[0.0] * 1500]
    for number, spent in enumerate(spends):
        adstock = carry_over * adstock + (1 - carry_over) * spent
        if number >= len(before):
            total += _shape_value(curves, draw, channel, adstock)
    return total


def _shape_value(curves: ResponseCurves, draw: int, channel: int, adstock: float) -> float:
    u, slope = adstock / curves.scale[draw, channel], curves.slope[draw, channel]
    value = {
        Saturation.EXPONENTIAL: lambda: -np.expm1(-u),
        Saturation.LOGISTIC: lambda: np.tanh(u / 2),
        Saturation.HILL: lambda: u**slope / (1 + u**slope),
        Saturation.POWER: lambda: u**slope,
    }[SHAPES[curves.shape[draw, channel]]]()
    return float(curves.ceiling[draw, channel] * value)
