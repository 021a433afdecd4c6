"""Attribution beside ChannelAttribution on the same string paths, each task in a process of its own; the bootstrap;
memory at ten million touchpoints.

ChannelAttribution is under the GPL: it is installed for this run only, in an environment of its own, and left out
with a message where that is impossible.
"""

import json
import subprocess
import sys
import venv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from clm_core.services.workspaces import create_workspace, open_workspace
from clm_core.store.facts import facts_version
from clm_core.store.snapshots import write_snapshot
from sample_data.scale.tables import scale_tables
from tests.benchmarks.measured import Measured

PATHS = 1_000_000
RESAMPLED_TOUCHES = 200_000
TOUCHPOINTS = 10_000_000
MOST_SECONDS_OF_BOOTSTRAP = 5.0
MOST_MB = 2_000.0
REPOSITORY = Path(__file__).resolve().parents[2]
THEIRS = "ChannelAttribution 2.2.5"
THEIR_PACKAGES = ("ChannelAttribution==2.2.5", "pandas", "pyarrow", "matplotlib")  # it needs the last without saying so
CHANNELS = ("Google Ads", "Meta", "LinkedIn", "E-Mail", "Direct", "Organic", "Display", "Referral", "Affiliate",
            "Events", "Video", "Partners")  # fmt: skip
WORTH_COMPARING = 0.01
"""Channels with a larger share of the conversions than this are compared."""

THEIR_SCRIPT = """
import json, sys, time
from pathlib import Path
import pandas as pd
import ChannelAttribution

def memory_mb(name):
    line = next(one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith(name))
    return int(line.split()[1]) / 1024

task, where, target = sys.argv[1:4]
frame = pd.read_parquet(where)
Path("/proc/self/clear_refs").write_text("5")
before, started = memory_mb("VmRSS"), time.perf_counter()
if task == "rules":
    found = ChannelAttribution.heuristic_models(frame, "path", "conversions", var_value="conversion_value")
else:
    found = ChannelAttribution.markov_model(
        frame, "path", "conversions", var_value="conversion_value", var_null="non_conversions", order=int(task[-1]),
        verbose=False,
    )
seconds, extra = time.perf_counter() - started, memory_mb("VmHWM") - before
numbers = found.set_index("channel_name").iloc[:, 0].astype(float).to_dict()
Path(target).write_text(json.dumps({"seconds": seconds, "extra_mb": extra, "found": numbers}))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Goal:
    """A task that both do: how many times faster ours should be."""

    task: str
    what: str
    speed: str


GOALS = (
    _Goal(task="rules", what="six rule models", speed="≥ 8"),
    _Goal(task="markov_1", what="Markov, order 1, exact", speed="≥ 8"),
    _Goal(task="markov_3", what="Markov, order 3, exact", speed="≥ 4"),
)


def measured(folder: Path) -> Iterator[Measured]:
    """Speed and memory beside the other library, then what only we have."""
    paths = folder / "paths.parquet"
    _invented_paths(PATHS).to_parquet(paths, index=False)
    python = _their_python(folder / "theirs")
    if python is None:
        print(f"{THEIRS} cannot be installed here: the comparison is left out", flush=True)
    else:
        yield from _compared(python, paths, folder)
    yield Measured(
        what=f"intervals by all models, 2,000 resamples, {RESAMPLED_TOUCHES:,} touchpoints",
        seconds=_ours("bootstrap", str(RESAMPLED_TOUCHES))["seconds"],
        yardstick="goal",
        yardstick_seconds=MOST_SECONDS_OF_BOOTSTRAP,
        goal="≤ 1",
    )
    yield from _memory(folder / "large")


def _invented_paths(count: int) -> pd.DataFrame:
    """Paths of one to thirty steps; a tenth converts."""
    random = np.random.default_rng(1)
    lengths = np.minimum(1 + random.geometric(0.25, count), 30)
    words = np.array(CHANNELS)[random.choice(len(CHANNELS), lengths.sum(), p=random.dirichlet(np.full(12, 2.0)))]
    ends = np.cumsum(lengths)
    paths = [" > ".join(words[end - length : end]) for length, end in zip(lengths, ends, strict=True)]
    conversions = random.binomial(1, 0.1, count)
    values = np.where(conversions > 0, random.lognormal(5, 1, count), 0.0)
    amounts = {"conversions": conversions, "conversion_value": values, "non_conversions": 1 - conversions}
    return pd.DataFrame({"path": paths, **amounts})


def _their_python(folder: Path) -> Path | None:
    """An interpreter that has the other library; None where it cannot be installed."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *THEIR_PACKAGES]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    return python if done.returncode == 0 else None


def _ours(task: str, where: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.benchmarks.attribution_work", task, where]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _theirs(python: Path, task: str, paths: Path, folder: Path) -> dict[str, Any]:
    target = folder / f"{task}.json"  # it prints advertising where its result would stand
    command = [str(python), "-c", THEIR_SCRIPT, task, str(paths), str(target)]
    subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(target.read_text("utf-8"))
    return found


def _compared(python: Path, paths: Path, folder: Path) -> Iterator[Measured]:
    for goal in GOALS:
        theirs, ours = _theirs(python, goal.task, paths, folder), _ours(goal.task, str(paths))
        yardstick = f"{THEIRS}, {'three of them' if goal.task == 'rules' else 'simulated'}"
        yield Measured(
            what=f"{goal.what}, {PATHS:,} string paths, cold",
            seconds=ours["seconds"],
            yardstick=yardstick,
            yardstick_seconds=theirs["seconds"],
            goal=goal.speed,
        )
        yield Measured(
            what=f"{goal.what}, extra memory",
            seconds=ours["extra_mb"],
            yardstick=yardstick,
            yardstick_seconds=theirs["extra_mb"],
            goal="≤ 0.2",
            unit="MB",
        )
        if goal.task == "rules":
            yield Measured(
                what="three rule models from encoded journeys",
                seconds=_ours("encoded_rules", str(paths))["seconds"],
                yardstick=yardstick,
                yardstick_seconds=theirs["seconds"],
                goal="≥ 30",
            )
        else:
            yield Measured(
                what=f"largest deviation of its default credit from the exact one, {goal.task[-1]}. order",
                seconds=largest_deviation(theirs["found"], ours["found"]),
                unit="%",
            )


def largest_deviation(theirs: Mapping[str, float], ours: Mapping[str, float]) -> float:
    """In percent of ours, among the channels that are worth comparing."""
    large = [name for name, credit in ours.items() if credit > WORTH_COMPARING * sum(ours.values())]
    return max(abs(theirs[name] / ours[name] - 1) for name in large) * 100


def _memory(home: Path) -> Iterator[Measured]:
    """The whole process at its largest, DuckDB included, while it credits a year of a large workspace."""
    # In a process of its own: what writing the snapshot needs must not count, nor stay.
    write = "import sys; from tests.benchmarks.attribution import write_large; write_large(*sys.argv[1:])"
    subprocess.run([sys.executable, "-c", write, str(home), str(TOUCHPOINTS)], cwd=REPOSITORY, check=True)
    found = _ours("workspace", str(home))
    what = f"attribution of a year of {TOUCHPOINTS:,} touchpoints"
    yield Measured(what=what, seconds=found["seconds"])
    yield Measured(
        what=f"{what}, memory of the process",
        seconds=found["peak_mb"],
        yardstick="goal",
        yardstick_seconds=MOST_MB,
        goal="≤ 1",
        unit="MB",
    )


def write_large(home: str, touchpoint_count: str) -> None:
    """A workspace whose snapshot has so many touchpoints."""
    store = open_workspace(Path(home), create_workspace(Path(home), "Large").slug)
    write_snapshot(store, scale_tables(int(touchpoint_count)), facts_version(store), datetime.now(UTC))
    store.close()
