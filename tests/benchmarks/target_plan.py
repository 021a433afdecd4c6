"""The chance of a target: how fast a moved promise is answered, and how often its ranges held what came.

Times are of the processor: one core computes, and a busy neighbour does not count.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from clm_core.analysis.target_plan.promise_worth import promise_worth
from clm_core.analysis.target_plan.target_chance import target_chance
from clm_core.columns import SnapshotTable
from clm_core.selection import Period
from clm_core.services.data import loop_data
from clm_core.services.sample import ensure_sample_workspace
from clm_core.services.snapshots import fresh_snapshot
from clm_core.services.workspaces import open_workspace
from clm_core.store.snapshots import read_table
from clm_core.targets import Promise, PromiseKind, TargetPlan
from tests.analysis.target_plan.known_quarters import ORIGINS, base_as_of, known_quarter
from tests.benchmarks.measured import Measured

MOST_SECONDS = 0.01
LAST_DAY = date(2026, 10, 31)
HALF_YEAR = Period(start_on=date(2026, 11, 1), end_on=date(2027, 4, 30))
PROMISES = (
    Promise(kind=PromiseKind.MQLS_PER_WEEK, level=40.0),
    Promise(kind=PromiseKind.MQL_QUALITY, level=0.65),
    Promise(kind=PromiseKind.CAPACITY, level=38.0),
)


def measured(folder: Path) -> Iterator[Measured]:
    """The base, an answer and the worth of promises on the sample company; ranges over rolling origins."""
    home = folder / "targets"
    store = open_workspace(home, ensure_sample_workspace(home).slug)
    data, links = loop_data(store), read_table(fresh_snapshot(store), SnapshotTable.DEAL_CONTACTS)
    store.close()
    base = base_as_of(data, links, LAST_DAY, HALF_YEAR, zone="Europe/Berlin", draws=200)
    plan = TargetPlan(target=replace(base.target, revenue=13.5e6), promises=PROMISES)
    yield Measured(
        what=f"chance of a target under moved promises, {base.draws} draws",
        seconds=_processor_seconds(lambda: target_chance(base, plan), rounds=20),
        yardstick="goal",
        yardstick_seconds=MOST_SECONDS,
        goal="≤ 1",
    )
    yield Measured(
        what="worth of one step of each of three promises, alone and in pairs",
        seconds=_processor_seconds(lambda: promise_worth(base, plan), rounds=5),
    )
    yield Measured(
        what="its base: rates, lags, open deals and people in the funnel, once",
        seconds=_processor_seconds(
            lambda: base_as_of(data, links, LAST_DAY, HALF_YEAR, zone="Europe/Berlin", draws=200), rounds=2
        ),
    )
    quarters = [known_quarter(data, links, as_of) for as_of in ORIGINS]
    held = 100 * float(np.mean([one.is_held for one in quarters]))
    what = f"revenue of three months within its 90 % range, {len(quarters)} overlapping origins"
    yield Measured(what=what, seconds=held, yardstick="level", yardstick_seconds=90.0, unit="%")
    errors = [abs(one.expected / one.realised - 1) for one in quarters]
    yield Measured(what="its expectation: median error", seconds=100 * float(np.median(errors)), unit="%")


def _processor_seconds(run: Callable[[], object], *, rounds: int) -> float:
    """The fewest seconds of the processor of several calls: what interrupts only adds."""
    taken = []
    for _ in range(rounds):
        started = time.process_time()
        run()
        taken.append(time.process_time() - started)
    return min(taken)
