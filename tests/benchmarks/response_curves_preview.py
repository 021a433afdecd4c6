"""The preview of response curves: seconds, and what it recovers of simulated worlds.

The worlds, their generator and their noise are stated in tests/analysis/response_curves/worlds.py; 40 seeds of each.
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np

from clm_core.analysis.response_curves.channel_returns import mean_returns
from clm_core.analysis.response_curves.preview import preview_fit
from clm_core.response_curves import Saturation
from tests.analysis.response_curves.worlds import World, WorldOptions, credited_world, simulated_world
from tests.benchmarks.measured import Measured, seconds_of

SEEDS = 40
MOST_SECONDS = 1.0
MOST_ERROR = 18.0
WORLDS: dict[str, Callable[[int], World]] = {
    "right model (logistic)": partial(simulated_world, options=WorldOptions()),
    "Hill": partial(simulated_world, options=WorldOptions(shape=Saturation.HILL)),
    "power": partial(simulated_world, options=WorldOptions(shape=Saturation.POWER)),
    "demand-driven spend": partial(simulated_world, options=WorldOptions(demand_pull=0.3)),
    "credited leads": partial(credited_world, options=WorldOptions(channels=12, periods=104)),
}


def measured(folder: Path) -> Iterator[Measured]:
    """Seconds of one fit, then coverage of the 90 % intervals of the mean return and median error, world by world."""
    joint, credited = simulated_world(1).series, WORLDS["credited leads"](1).series
    fits = {"joint": lambda: preview_fit(joint, seed=1), "credited": lambda: preview_fit(credited, seed=1)}
    seconds = seconds_of(fits, rounds=5)
    for name, what in {"joint": "130 weeks × 6 channels", "credited": "104 weeks × 12 credited channels"}.items():
        yield Measured(
            what=f"preview of curves, {what}, 200 draws",
            seconds=seconds[name],
            yardstick="goal",
            yardstick_seconds=MOST_SECONDS,
            goal="≤ 1",
        )
    for name, world in WORLDS.items():
        covered, error = recovered(world)
        yield Measured(what=f"preview, {name}: truth in the 90 % interval, {SEEDS} worlds", seconds=covered, unit="%")
        yield Measured(
            what=f"preview, {name}: median error of the mean return",
            seconds=error,
            yardstick="a preview elsewhere",
            yardstick_seconds=MOST_ERROR,
            unit="%",
        )


def recovered(world: Callable[[int], World], seeds: int = SEEDS) -> tuple[float, float]:
    """Per cent of true mean returns inside the interval, and the median absolute error in per cent."""
    inside, errors = [], []
    for seed in range(seeds):
        made = world(seed)
        draws = mean_returns(made.series, preview_fit(made.series, seed=seed).curves)
        true = mean_returns(made.series, made.curves)[0]
        low, high = np.quantile(draws, [0.05, 0.95], axis=0)
        inside += list((low <= true) & (true <= high))
        errors += list(np.abs(draws.mean(axis=0) / true - 1))
    return 100 * float(np.mean(inside)), 100 * float(np.median(errors))
