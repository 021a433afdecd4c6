"""One attribution task in a process of its own: prints its seconds, the memory it needed and what it found, as JSON.

``python -m tests.benchmarks.attribution_work TASK WHERE``; WHERE is a path file, a data folder or a number.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from clm_core.analysis.attribution.journeys import Journeys, Moments
from clm_core.analysis.attribution.models import RULES, channel_credit, credit_table, models_for
from clm_core.analysis.attribution.paths import journeys_of_paths
from clm_core.analysis.attribution.resampling import resampled_credit
from clm_core.periods import PeriodPreset, preset_period
from clm_core.selection import AttributionModel, Selection
from clm_core.services import data
from clm_core.services.attribution import attribution_view
from clm_core.services.workspaces import open_workspace, workspaces

RULE_MODELS = ("first_touch", "last_touch", "last_non_direct", "linear", "position_based", "shapley")
THEIR_RULES = ("first_touch", "last_touch", "linear")
RESAMPLED_CHANNELS = 13
LONGEST_JOURNEY = 60


def memory_mb(name: str) -> float:
    """This process's memory: VmRSS now, VmHWM at its highest since the last reset."""
    line = next(one for one in Path("/proc/self/status").read_text("ascii").splitlines() if one.startswith(name))
    return int(line.split()[1]) / 1024


def rules(where: str) -> Callable[[], object]:
    """All rule models from string paths."""
    frame = pd.read_parquet(where)
    return lambda: _credits(journeys_of_paths(frame), RULE_MODELS)


def encoded_rules(where: str) -> Callable[[], object]:
    """The three rules that ChannelAttribution has, from journeys already encoded."""
    journeys = journeys_of_paths(pd.read_parquet(where))
    return lambda: _credits(journeys, THEIR_RULES)


def _credits(journeys: Journeys, models: Sequence[str]) -> float:
    table = credit_table(journeys, [AttributionModel(name) for name in models])
    return float(table["conversions"].sum()) / len(models)


def markov(order: int) -> Callable[[str], Callable[[], object]]:
    """Markov of this order from string paths."""

    def prepared(where: str) -> Callable[[], object]:
        frame = pd.read_parquet(where)
        return lambda: _credit(journeys_of_paths(frame), AttributionModel(f"markov_{order}"))

    return prepared


def _credit(journeys: Journeys, model: AttributionModel) -> dict[str, float]:
    return dict(zip(journeys.channels, channel_credit(journeys, model)[:, 0].tolist(), strict=True))


def bootstrap(touch_count: str) -> Callable[[], object]:
    """Every model's intervals at so many touches of journeys that all differ, with milestones and ages."""
    journeys = _invented(int(touch_count))
    assert set(models_for(journeys)) > set(RULES) - {AttributionModel.CUSTOM}
    return lambda: len(resampled_credit(journeys).credit)


def _invented(touch_count: int) -> Journeys:
    random = np.random.default_rng(0)
    lengths = np.minimum(1 + random.geometric(0.12, touch_count), LONGEST_JOURNEY)
    lengths = lengths[: int(np.searchsorted(np.cumsum(lengths), touch_count))]
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    count, touches = len(lengths), int(offsets[-1])
    popular = random.dirichlet(np.full(RESAMPLED_CHANNELS, 0.5))
    converts = random.random(count) < 0.1
    places = [np.where(random.random(count) < 0.3, -1, offsets[:-1] + random.integers(0, lengths)) for _ in range(3)]
    return Journeys(
        channels=tuple(f"channel {number}" for number in range(RESAMPLED_CHANNELS)),
        codes=random.choice(RESAMPLED_CHANNELS, touches, p=popular).astype(np.int8),
        offsets=offsets,
        conversions=converts.astype(np.float64),
        values=np.where(converts, random.lognormal(9, 1.2, count), 0.0),
        non_conversions=np.where(converts, 0.0, random.integers(1, 3, count)),
        moments=Moments(age_days=random.random(touches) * 100, lead=places[0], mql=places[1], opportunity=places[2]),
    )


def workspace(home: str) -> Callable[[], object]:
    """Attribution of the last year of a workspace, from its snapshot."""
    folder = Path(home)
    store = open_workspace(folder, workspaces(folder)[0].slug)
    first_on, last_on = data.require_days(store)
    selection = Selection(period=preset_period(PeriodPreset.LAST_12_MONTHS, first_on=first_on, last_on=last_on))
    return lambda: attribution_view(store, selection).conversions


TASKS: dict[str, Callable[[str], Callable[[], object]]] = {
    "rules": rules,
    "encoded_rules": encoded_rules,
    "markov_1": markov(1),
    "markov_3": markov(3),
    "bootstrap": bootstrap,
    "workspace": workspace,
}


def main(task: str, where: str) -> None:
    """Prepares, then measures: seconds, peak memory beyond what was there, peak memory in all."""
    run = TASKS[task](where)
    Path("/proc/self/clear_refs").write_text("5", "ascii")  # the peak counts from here
    before, started = memory_mb("VmRSS"), time.perf_counter()
    found = run()
    seconds, peak = time.perf_counter() - started, memory_mb("VmHWM")
    json.dump({"seconds": seconds, "extra_mb": peak - before, "peak_mb": peak, "found": found}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:3])
