"""Journeys written as text, random small worlds, and the slow obvious ways to credit them."""

from itertools import permutations

import numpy as np
import pandas as pd

from clm_core.analysis.attribution.journeys import Journeys, Moments
from clm_core.analysis.attribution.paths import journeys_of_paths

Row = tuple[str, float, float, float]


def path_frame(*rows: Row) -> pd.DataFrame:
    """A frame of path, conversions, conversion_value, non_conversions."""
    return pd.DataFrame(rows, columns=["path", "conversions", "conversion_value", "non_conversions"])


def random_paths(seed: int, *, channels: int = 4, count: int = 25, longest: int = 6) -> pd.DataFrame:
    """Paths of random channels; some convert, some do not, some do both."""
    random = np.random.default_rng(seed)
    names = [chr(65 + number) for number in range(channels)]
    rows = []
    for _ in range(count):
        steps = random.choice(names, random.integers(1, longest + 1))
        conversions, lost = int(random.integers(0, 3)), int(random.integers(0, 4))
        rows.append((" > ".join(steps), conversions, conversions * float(random.integers(1, 900)), lost))
    rows.append(("A", 1, 100.0, 1))  # something always converts and something does not
    return path_frame(*rows)


def timed_journey(channels: str, days_before: list[float], value: float = 1.0, **milestones: int) -> Journeys:
    """One journey of one-letter channels with days before its end; milestones name the touch by number."""
    journeys = journeys_of_paths(path_frame((" > ".join(channels), 1, value, 0)))
    places = {name: np.array([milestones.get(name, -1)]) for name in ("lead", "mql", "opportunity")}
    ages = np.array(days_before, dtype=float) - days_before[-1]
    return Journeys(
        channels=journeys.channels,
        codes=journeys.codes,
        offsets=journeys.offsets,
        conversions=journeys.conversions,
        values=journeys.values,
        non_conversions=journeys.non_conversions,
        moments=Moments(age_days=ages, **places),
    )


def steps_of(path: str) -> list[str]:
    return path.split(" > ")


def markov_by_enumeration(paths: pd.DataFrame, order: int) -> dict[str, float]:
    """Removal effects by dense linear solves over every state, one channel removed at a time."""
    flow: dict[tuple[tuple[str, ...], tuple[str, ...] | str], float] = {}
    for row in paths.itertuples():
        state: tuple[str, ...] = ()
        for step in steps_of(row.path):
            target = (*state, step)[-order:]
            flow[state, target] = flow.get((state, target), 0) + row.conversions + row.non_conversions
            state = target
        flow[state, "won"] = flow.get((state, "won"), 0) + row.conversions
        flow[state, "lost"] = flow.get((state, "lost"), 0) + row.non_conversions
    channels = sorted({step for path in paths["path"] for step in steps_of(path)})
    whole = _winning(flow, None)
    return {channel: 1 - _winning(flow, channel) / whole if whole else 0.0 for channel in channels}


def _winning(flow: dict, removed: str | None) -> float:
    states = sorted({origin for origin, _ in flow})
    place = {state: number for number, state in enumerate(states)}
    matrix, right = np.eye(len(states)), np.zeros(len(states))
    for state in states:
        out = sum(count for (origin, _), count in flow.items() if origin == state)
        if not out or (removed is not None and removed in state):
            continue
        for (origin, target), count in flow.items():
            if origin != state:
                continue
            if target == "won":
                right[place[state]] += count / out
            elif target != "lost":
                matrix[place[state], place[target]] -= count / out
    return float(np.linalg.solve(matrix, right)[place[()]])


def shapley_by_orders(paths: pd.DataFrame) -> dict[str, float]:
    """Shapley values by trying every order in which channels could join."""
    channels = sorted({step for path in paths["path"] for step in steps_of(path)})
    sets = [(frozenset(steps_of(row.path)), row.conversions) for row in paths.itertuples()]

    def worth(group: frozenset[str]) -> float:
        return sum(conversions for used, conversions in sets if used <= group)

    credit = dict.fromkeys(channels, 0.0)
    orders = list(permutations(channels))
    for order in orders:
        for number, channel in enumerate(order):
            before = frozenset(order[:number])
            credit[channel] += (worth(before | {channel}) - worth(before)) / len(orders)
    return credit
