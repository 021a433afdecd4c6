"""Simulated worlds in which every channel's true effect is known: for recovery tests and the benchmark.

By default 130 weeks × 6 channels. In this order, all from one seeded generator:
spend of channel c and week t = level_c × exp(0.5 × a_ct), a an AR(1) with ρ = 0.6 and unit variance, levels
log-uniform from 2,000 to 20,000 a week; channels 5, 6, … run in flights of 3 to 8 weeks with pauses of 2 to 6.
With ``demand_pull`` > 0 spend is multiplied with exp(demand_pull × d_t), and the baseline with exp(0.1 × d_t), where d
is an AR(1) with ρ = 0.8 and unit variance that no model sees.
Carry-over is uniform from 0 to 0.7; scale = mean spend × log-uniform(0.5, 2); slope (Hill) uniform from 1 to 2,
(power) uniform from 0.4 to 0.8. Ceilings are such that the channels together bring ``media_share`` (0.35) of the
outcome, in parts drawn from Dirichlet(3, …, 3).
Baseline: 1 + a trend from −10 % to +10 % over the series (uniform) + two Fourier pairs of a year with normal
coefficients of sd 0.05 each, and with ``has_control`` 0.05 × a standard normal AR(1) (ρ = 0.5) control.
Noise is normal, independent, with ``noise_share`` (0.05) of the mean outcome as standard deviation. Of credited
worlds each channel has a series of its own without baseline: its effect × the season, Poisson-distributed.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from clm_core.analysis.response_curves.adstock import geometric_adstock
from clm_core.analysis.response_curves.shapes import SHAPE_VALUES
from clm_core.response_curves import (
    SHAPES,
    FitMethod,
    Floats,
    PeriodLength,
    ResponseCurves,
    ResponseOutcome,
    ResponseSeries,
    Saturation,
)

BEGIN = date(2023, 1, 2)
MEAN_OUTCOME = 100_000.0


@dataclass(frozen=True, kw_only=True, eq=False)
class World:
    """What is seen, and what is true: one draw of curves, effects (periods × channels) and the baseline by period."""

    series: ResponseSeries
    curves: ResponseCurves
    effects: Floats
    baseline: Floats

    @property
    def returns(self) -> Floats:
        """What each channel truly brought per unit of spend."""
        return self.effects.sum(axis=0) / self.series.spend.sum(axis=0)


@dataclass(frozen=True, kw_only=True)
class WorldOptions:
    """How a world differs from the usual one."""

    shape: Saturation = Saturation.LOGISTIC
    periods: int = 130
    channels: int = 6
    media_share: float = 0.35
    noise_share: float = 0.05
    demand_pull: float = 0.0
    has_control: bool = False


def simulated_world(seed: int, options: WorldOptions = WorldOptions()) -> World:
    """One world with one series that all channels explain together."""
    rng = np.random.default_rng(seed)
    demand = _drift(rng, (options.periods, 1), 0.8)
    spend = _spend(rng, options) * np.exp(options.demand_pull * demand)
    control = _drift(rng, (options.periods, 1), 0.5) if options.has_control else None
    baseline = _baseline(rng, options.periods) + (0.0 if control is None else 0.05 * control[:, 0])
    baseline = baseline * np.exp(0.1 * demand[:, 0]) if options.demand_pull else baseline
    baseline *= (1 - options.media_share) * MEAN_OUTCOME / baseline.mean()
    totals = rng.dirichlet(np.full(options.channels, 3.0)) * options.media_share * MEAN_OUTCOME
    curves, effects = _effects(rng, options, spend, totals, ResponseOutcome.REVENUE)
    noise = rng.normal(0.0, options.noise_share * MEAN_OUTCOME, options.periods)
    series = ResponseSeries(
        starts_on=_weeks(options.periods),
        length=PeriodLength.WEEK,
        channels=curves.channels,
        spend=spend,
        outcome=(baseline + effects.sum(axis=1) + noise)[:, None],
        outcome_of=ResponseOutcome.REVENUE,
        control_names=() if control is None else ("price",),
        controls=control,
    )
    return World(series=series, curves=curves, effects=effects, baseline=baseline)


def credited_world(seed: int, options: WorldOptions = WorldOptions()) -> World:
    """One world in which each channel's own leads are counted: about 4 to 25 a week, in season."""
    rng = np.random.default_rng(seed)
    spend = _spend(rng, options)
    season = _baseline(rng, options.periods)[:, None]
    season /= season.mean()
    curves, effects = _effects(rng, options, spend, rng.uniform(4, 25, options.channels), ResponseOutcome.LEADS)
    series = ResponseSeries(
        starts_on=_weeks(options.periods),
        length=PeriodLength.WEEK,
        channels=curves.channels,
        spend=spend,
        outcome=rng.poisson(effects * season).astype(np.float64),
        outcome_of=ResponseOutcome.LEADS,
        is_credited=True,
    )
    return World(series=series, curves=curves, effects=effects * season, baseline=np.zeros(options.periods))


def _weeks(periods: int) -> tuple[date, ...]:
    return tuple(BEGIN + timedelta(weeks=week) for week in range(periods))


def _drift(rng: np.random.Generator, size: tuple[int, int], carried: float) -> Floats:
    """AR(1) of unit variance."""
    steps = rng.standard_normal(size)
    for period in range(1, size[0]):
        steps[period] = carried * steps[period - 1] + np.sqrt(1 - carried**2) * steps[period]
    return steps


def _spend(rng: np.random.Generator, options: WorldOptions) -> Floats:
    levels = np.exp(rng.uniform(np.log(2_000), np.log(20_000), options.channels))
    spend = levels * np.exp(0.5 * _drift(rng, (options.periods, options.channels), 0.6))
    for channel in range(4, options.channels):
        spend[:, channel] *= _flights(rng, options.periods)
    return spend


def _flights(rng: np.random.Generator, periods: int) -> Floats:
    running: list[float] = []
    while len(running) < periods:
        running += [1.0] * int(rng.integers(3, 9)) + [0.0] * int(rng.integers(2, 7))
    return np.array(running[:periods])


def _baseline(rng: np.random.Generator, periods: int) -> Floats:
    """Trend and season around 1."""
    weeks = np.arange(periods)
    angles = 2 * np.pi * np.outer(weeks * 7 / 365.25, [1, 2])
    season = np.hstack([np.sin(angles), np.cos(angles)]) @ rng.normal(0, 0.05, 4)
    return 1 + rng.uniform(-0.1, 0.1) * (weeks / periods - 0.5) * 2 + season


def _effects(
    rng: np.random.Generator, options: WorldOptions, spend: Floats, totals: Floats, outcome_of: ResponseOutcome
) -> tuple[ResponseCurves, Floats]:
    """True curves whose mean effects a period are ``totals``, and the effects."""
    count = options.channels
    carry_over = rng.uniform(0.0, 0.7, count)
    scale = spend.mean(axis=0) * np.exp(rng.uniform(np.log(0.5), np.log(2.0), count))
    slopes = {Saturation.HILL: rng.uniform(1, 2, count), Saturation.POWER: rng.uniform(0.4, 0.8, count)}
    slope = slopes.get(options.shape, np.ones(count))
    level = SHAPE_VALUES[options.shape](geometric_adstock(spend, carry_over) / scale, slope)
    ceiling = totals / level.mean(axis=0)
    curves = ResponseCurves(
        channels=tuple(f"channel_{place + 1}" for place in range(count)),
        outcome_of=outcome_of,
        length=PeriodLength.WEEK,
        method=FitMethod.GIVEN,
        shape=np.full((1, count), SHAPES.index(options.shape), dtype=np.int8),
        ceiling=ceiling[None],
        scale=scale[None],
        slope=slope[None],
        carry_over=carry_over[None],
    )
    return curves, ceiling * level
