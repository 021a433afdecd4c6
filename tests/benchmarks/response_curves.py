"""Response curves: how long the quality fit takes, and whether its intervals hold what was planted.

Worlds of 130 weeks × 6 channels from tests/analysis/response_curves/worlds.py, whose docstring states generator and
noise; seeds 0 to 39 of each kind. A channel counts once a world: its true outcome per unit of spend over all weeks
against the fit's 90 % interval and mean. ``python -m tests.benchmarks response_curves`` takes most of an hour.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from clm_core.analysis.response_curves.baseline import baseline_design
from clm_core.analysis.response_curves.channel_returns import mean_returns
from clm_core.analysis.response_curves.quality import QUALITY_SHAPES, quality_fit
from clm_core.response_curves import Floats, ResponseSeries, ReturnRange, Saturation
from tests.analysis.response_curves.worlds import World, WorldOptions, simulated_world
from tests.benchmarks.measured import Measured

Bools = npt.NDArray[np.bool_]

SEEDS = range(40)
MOST_SECONDS = 10.0
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recovered:
    """By channel, one world after the other; by world what its fit took and whether it converged."""

    is_inside: Bools  # the truth, in the 90 % interval
    error: Floats  # of the mean, relative to the truth
    is_converged: Bools
    seconds: Floats  # of the processor


def measured(folder: Path) -> Iterator[Measured]:
    """Coverage and error of each kind in %, share converged and seconds of a fit; what no fit could do better."""
    for kind in KINDS:
        yield from _rows(kind.name, recovered(kind, SEEDS))
    yield Measured(
        what="least squares that knows carry-over and saturation: median error of the return",
        seconds=100 * known_shape_error(SEEDS),
        unit="%",
    )
    series = simulated_world(1).series
    yield Measured(
        what="quality fit, two shapes, 130 weeks × 6 channels",
        seconds=_seconds(lambda: _fit(series)),
        yardstick="goal",
        yardstick_seconds=MOST_SECONDS,
        goal="≤ 1",
    )


def recovered(kind: Kind, seeds: Sequence[int]) -> Recovered:
    """What the fits of these worlds found of the truth."""
    inside, error, converged, seconds = [], [], [], []
    for seed in seeds:
        world = simulated_world(seed, kind.options)
        ranges = (_experiment(world),) if kind.is_calibrated else ()
        started = time.process_time()
        fit = quality_fit(world.series, seed=seed, ranges=ranges, shapes=kind.shapes)
        seconds.append(time.process_time() - started)
        returns = mean_returns(world.series, fit.curves)
        low, high = np.quantile(returns, [0.05, 0.95], axis=0)
        inside.append((low <= world.returns) & (world.returns <= high))
        error.append(np.abs(returns.mean(axis=0) / world.returns - 1))
        converged.append(fit.smallest_ess >= 400 and fit.largest_r_hat < 1.02)
    return Recovered(
        is_inside=np.concatenate(inside),
        error=np.concatenate(error),
        is_converged=np.array(converged),
        seconds=np.array(seconds),
    )


def known_shape_error(seeds: Sequence[int]) -> float:
    """Median error of least squares on the true effects of the channels: only their sizes are left to find."""
    errors = []
    for seed in seeds:
        world = simulated_world(seed)
        columns = np.hstack([baseline_design(world.series).columns, world.effects])
        found = np.linalg.lstsq(columns, world.series.outcome[:, 0], rcond=None)[0][-world.effects.shape[1] :]
        errors.append(np.abs(np.maximum(found, 0.0) - 1))
    return float(np.median(errors))


def _rows(name: str, found: Recovered) -> Iterator[Measured]:
    for what, share in {
        "90 % intervals hold the truth": found.is_inside.mean(),
        "median error of the return": np.median(found.error),
        "fits that reach 400 draws' worth and R̂ 1.02": found.is_converged.mean(),
    }.items():
        yield Measured(what=f"{name}: {what}", seconds=100 * float(share), unit="%")
    yield Measured(what=f"{name}: time of the processor, median", seconds=float(np.median(found.seconds)))


def _experiment(world: World) -> ReturnRange:
    truth = float(world.returns[0])
    low, high = truth * (1 - ONE_HOLDOUT), truth * (1 + ONE_HOLDOUT)
    return ReturnRange(channel=world.series.channels[0], low=low, high=high)


def _fit(series: ResponseSeries) -> object:
    return quality_fit(series, seed=1)


def _seconds(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started
