"""Response curves: how long the quality fit takes, and whether its intervals hold what was planted.

Worlds of 130 weeks × 6 channels from tests/analysis/response_curves/worlds.py, whose docstring states generator and
noise; seeds 1 to 40 of each kind. A channel counts once a world: its true outcome per unit of spend over all weeks
against the fit's 90 % interval and mean. ``python -m tests.benchmarks response_curves`` takes minutes.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from clm_core.analysis.response_curves.channel_returns import mean_returns
from clm_core.analysis.response_curves.quality import QUALITY_SHAPES, quality_fit
from clm_core.response_curves import Floats, ResponseSeries, ReturnRange, Saturation
from tests.analysis.response_curves.worlds import World, WorldOptions, simulated_world
from tests.benchmarks.measured import Measured

SEEDS = range(1, 41)
LOGISTIC = (Saturation.LOGISTIC,)
ONE_HOLDOUT = 0.1
"""A calibrating experiment states the first channel's return to within ± so much, nine times in ten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Worlds of one kind, and how they are fitted."""

    name: str
    options: WorldOptions
    shapes: Sequence[Saturation] = QUALITY_SHAPES
    is_calibrated: bool = False


KINDS = (
    Kind(name="right shape (logistic alone)", options=WorldOptions(), shapes=LOGISTIC),
    Kind(name="logistic truth, averaged", options=WorldOptions()),
    Kind(name="Hill truth, logistic alone", options=WorldOptions(shape=Saturation.HILL), shapes=LOGISTIC),
    Kind(name="Hill truth, averaged", options=WorldOptions(shape=Saturation.HILL)),
    Kind(name="power truth, logistic alone", options=WorldOptions(shape=Saturation.POWER), shapes=LOGISTIC),
    Kind(name="power truth, averaged", options=WorldOptions(shape=Saturation.POWER)),
    Kind(name="spend follows demand, averaged", options=WorldOptions(demand_pull=0.3)),
    Kind(name="spend follows demand, one experiment", options=WorldOptions(demand_pull=0.3), is_calibrated=True),
)


def measured(folder: Path) -> Iterator[Measured]:
    """Coverage and error of each kind in %, then seconds of one fit."""
    for kind in KINDS:
        yield from _recovered(kind, SEEDS)
    series = simulated_world(1).series
    yield Measured(what="quality fit, two shapes, 130 weeks × 6 channels", seconds=_seconds(lambda: _fit(series)))
    yield Measured(
        what="the same, time of the processor",
        seconds=_seconds(lambda: _fit(series), clock=time.process_time),
    )


def recovered(kind: Kind, seed: int) -> tuple[Floats, Floats, Floats]:
    """By channel: whether the interval holds the truth, relative error of the mean, relative width of the interval."""
    world = simulated_world(seed, kind.options)
    ranges = (_experiment(world),) if kind.is_calibrated else ()
    fit = quality_fit(world.series, seed=seed, ranges=ranges, shapes=kind.shapes)
    returns, truth = mean_returns(world.series, fit.curves), world.returns
    low, high = np.quantile(returns, [0.05, 0.95], axis=0)
    return (
        ((low <= truth) & (truth <= high)).astype(float),
        np.abs(returns.mean(axis=0) / truth - 1),
        (high - low) / truth,
    )


def _recovered(kind: Kind, seeds: Sequence[int]) -> Iterator[Measured]:
    covered, error, _ = (np.concatenate(part) for part in zip(*(recovered(kind, seed) for seed in seeds), strict=True))
    yield Measured(what=f"{kind.name}: 90 % intervals hold the truth", seconds=100 * float(covered.mean()), unit="%")
    yield Measured(what=f"{kind.name}: median error of the return", seconds=100 * float(np.median(error)), unit="%")


def _experiment(world: World) -> ReturnRange:
    truth = float(world.returns[0])
    low, high = truth * (1 - ONE_HOLDOUT), truth * (1 + ONE_HOLDOUT)
    return ReturnRange(channel=world.series.channels[0], low=low, high=high)


def _fit(series: ResponseSeries) -> object:
    return quality_fit(series, seed=1)


def _seconds(run: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    started = clock()
    run()
    return clock() - started
