"""The fewest whole steps with which groups and budget can be kept to; where there are none, what repairs it."""

from math import ceil, floor, gcd

import numpy as np
import numpy.typing as npt

from clm_core.analysis.budget_plan.plan_limits import ROUNDING, PlanLimits, refuse_small_budget
from clm_core.errors import ClmError
from clm_core.response_curves import Floats

_CENTS = 100
_MOST_UNITS = 1_000_000
"""Where a group's minimum is more units than this, its finest step is as good as any amount."""

Bools = npt.NDArray[np.bool_]


def booking_unit(steps: Floats) -> float:
    """The largest amount of which all bookable steps are whole multiples, in cents; 0 where nothing is stepped."""
    return gcd(*(round(step * _CENTS) for step in steps if step > 0)) / _CENTS


def fewest_steps(limits: PlanLimits) -> Floats:
    """The floors, stepped channels raised by as few steps as let every group keep to its limits.

    Raises ClmError where whole steps miss a group's limits, with the nearest sum and what it is off ``by``, and where
    they need more than the budget.
    """
    if not limits.step.any():
        return limits.floor
    booked = limits.floor.copy()
    for group in np.unique(limits.group[limits.step > 0]):
        booked += _added(limits, int(group))
    booked = np.minimum(booked, limits.ceiling)
    refuse_small_budget(limits, limits.least_above(booked))
    return booked


def _added(limits: PlanLimits, group: int) -> Floats:
    """What the group's stepped channels have to get above their floors."""
    added = np.zeros(len(limits.floor))
    inside = limits.group == group
    free, stepped = inside & (limits.step == 0), np.flatnonzero(inside & (limits.step > 0))
    floors = float(limits.floor[inside].sum())
    need = limits.group_floor[group] - floors - float((limits.ceiling - limits.floor)[free].sum())
    room = limits.group_ceiling[group] - floors
    if need <= ROUNDING * (1.0 + floors):
        return added
    steps, most = limits.step[stepped], (limits.ceiling - limits.floor)[stepped]
    below, above = _sums_of_steps(steps, most, need)
    if above is None or above @ steps > room + ROUNDING * (1.0 + room):
        off = need - float(below @ steps)
        nearest = limits.group_floor[group] - off
        if above is not None and above @ steps - room < off:
            off = float(above @ steps) - room
            nearest = limits.group_ceiling[group] + off
        raise ClmError(
            "budget_plan.steps_miss_group", group=limits.group_names[group], nearest=float(nearest), by=float(off)
        )
    added[stepped] = above * steps
    return added


def _sums_of_steps(steps: Floats, most: Floats, need: float) -> tuple[Floats, Floats | None]:
    """Counts of steps that sum to the most below the need, and to the least that meets it (None: they never do)."""
    unit, largest = booking_unit(steps), float(steps.max())
    counts = np.floor(most / steps + ROUNDING)
    if (need + largest) / unit > _MOST_UNITS:
        finest = np.arange(len(steps)) == int(np.argmin(steps))
        most_of_it: Floats = np.where(finest, np.minimum(ceil(need / steps.min()), counts), 0.0)
        return 0.0 * steps, most_of_it if most_of_it @ steps >= need else None
    first = ceil(need / unit - 1e-6)
    reached, chunks = _reached(np.rint(steps / unit), counts, first + ceil(largest / unit))
    below = int(np.flatnonzero(reached[:first])[-1])
    meeting = np.flatnonzero(reached[first:])
    enough = _counts(chunks, first + int(meeting[0]), len(steps)) if len(meeting) else None
    return _counts(chunks, below, len(steps)), enough


_Chunk = tuple[int, int, int, Bools]
"""A channel, so many of its steps, their units, and what was reached without them."""


def _reached(sizes: Floats, counts: Floats, last: int) -> tuple[Bools, list[_Chunk]]:
    """Which sums of units can be booked, 0 to ``last``: steps are added in chunks of 1, 2, 4 … and the rest."""
    reached = np.zeros(last + 1, dtype=np.bool_)
    reached[0] = True
    chunks: list[_Chunk] = []
    for channel, (size, count) in enumerate(zip(sizes.astype(int).tolist(), counts.tolist(), strict=True)):
        left, chunk = floor(min(count, last // size)), 1
        while left > 0:
            taken = min(chunk, left)
            chunks.append((channel, taken, taken * size, reached))
            reached = reached.copy()
            reached[taken * size :] |= chunks[-1][3][: last + 1 - taken * size]
            left, chunk = left - taken, 2 * chunk
    return reached, chunks


def _counts(chunks: list[_Chunk], total: int, channels: int) -> Floats:
    """How many steps of each channel make up a sum that can be booked."""
    found = np.zeros(channels)
    for channel, taken, units, before in reversed(chunks):
        if not before[total]:
            found[channel] += taken
            total -= units
    return found
