"""Times of alternatives in one run, and the table they become. Ratios travel between machines, seconds do not."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One line of the table: what was timed against what; ``goal`` compares ratios, for instance "≤ 1.5".

    ``unit`` is s; where something else was measured, it stands in the place of seconds: MB or %.
    """

    what: str
    seconds: float
    yardstick: str = ""
    yardstick_seconds: float | None = None
    goal: str = ""
    unit: str = "s"

    @property
    def ratio(self) -> float | None:
        """Our time ÷ the yardstick's; for a goal with ≥ the other way round: how many times faster."""
        if self.yardstick_seconds is None:
            return None
        is_speed_up = self.goal.startswith("≥")
        return self.yardstick_seconds / self.seconds if is_speed_up else self.seconds / self.yardstick_seconds

    @property
    def is_reached(self) -> bool | None:
        """Whether the goal is met; None where there is none."""
        if not self.goal or self.ratio is None:
            return None
        limit = float(self.goal[1:])
        return self.ratio >= limit if self.goal.startswith("≥") else self.ratio <= limit


def seconds_of(alternatives: Mapping[str, Callable[[], object]], *, rounds: int) -> dict[str, float]:
    """Median seconds of each alternative, taken in turn so that a busy neighbour slows all of them alike."""
    times: dict[str, list[float]] = {name: [] for name in alternatives}
    for _ in range(rounds):
        for name, run in alternatives.items():
            times[name].append(seconds_once(run))
    return {name: statistics.median(taken) for name, taken in times.items()}


def seconds_once(run: Callable[[], object]) -> float:
    """Seconds of one call that begins with a clean memory."""
    gc.collect()
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def as_table(rows: Sequence[Measured]) -> str:
    """The measurements as a markdown table."""
    lines = ["| what | time | against | its time | ratio | goal | reached |", "|---|--:|---|--:|--:|--:|---|"]
    for row in rows:
        measured = _written(row.seconds, row.unit)
        other = "" if row.yardstick_seconds is None else _written(row.yardstick_seconds, row.unit)
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        reached = {True: "yes", False: "**no**", None: ""}[row.is_reached]
        lines.append(f"| {row.what} | {measured} | {row.yardstick} | {other} | {ratio} | {row.goal} | {reached} |")
    return "\n".join(lines)


def _written(value: float, unit: str) -> str:
    if unit != "s":
        return f"{value:,.1f} {unit}"
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.2f} s"
