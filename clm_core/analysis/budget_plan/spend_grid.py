"""The best amounts on a grid of spend, whatever the curves look like: dynamic programming, exact on the grid.

Channels are joined one by one within their groups, groups are cut off at their limits and joined in turn; at every
spend the best way to divide it is kept (a max-plus convolution). Method: Bellman (1957).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clm_core.analysis.budget_plan.plan_limits import PlanLimits
from clm_core.analysis.budget_plan.return_table import ReturnTable
from clm_core.analysis.budget_plan.step_limits import booking_unit
from clm_core.response_curves import Floats

CELLS = 400
_MOST_CELLS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Stage:
    """What is best at each number of cells above the floors, and which part of them the last one joined gets."""

    worth: Floats
    chosen: npt.NDArray[np.intp]


def grid_amounts(table: ReturnTable, weights: Floats, limits: PlanLimits) -> Floats:
    """The best amounts whose spend above the floors comes in cells; ceilings (finite) count as the next full cell."""
    cell, cells = _cells(limits)
    if cell <= 0:
        return limits.floor
    amounts = [_offered(limits, channel, cell, cells) for channel in range(len(limits.floor))]
    worth = _worth(table, weights, limits, amounts)
    groups = [np.flatnonzero(limits.group == number) for number in range(limits.group_count)]
    groups = [group for group in groups if len(group)]
    inner = [_joined([worth[channel] for channel in group], cells) for group in groups]
    limited = [_within(inner[place][-1].worth, group, limits, cell) for place, group in enumerate(groups)]
    outer = _joined(limited, cells)
    found = limits.floor.copy()
    for group, stages, taken in zip(groups, inner, _taken(outer, int(np.argmax(outer[-1].worth))), strict=True):
        for channel, count in zip(group, _taken(stages, taken), strict=True):
            found[channel] = amounts[channel][count]
    return found


def _cells(limits: PlanLimits) -> tuple[float, int]:
    """Size and number of cells: a whole part of all bookable steps where that is not too small."""
    total = min(limits.budget, limits.most) - float(limits.floor.sum())
    unit = booking_unit(limits.step)
    if unit > 0 and total / unit <= _MOST_CELLS:
        size = unit / max(1, round(CELLS * unit / total)) if total > 0 else 0.0
        return size, int(total / size + 1e-9) if size else 0
    cells = CELLS if np.isfinite(limits.budget) else _MOST_CELLS
    return total / cells, cells


def _offered(limits: PlanLimits, channel: int, cell: float, cells: int) -> Floats:
    """Amounts by the number of cells; whole steps where steps are booked, rounded down."""
    above = cell * np.arange(cells + 1)
    step, room = limits.step[channel], limits.ceiling[channel] - limits.floor[channel]
    if step > 0:
        booked: Floats = limits.floor[channel] + step * np.floor(np.minimum(above, room) / step + 1e-9)
        return booked
    full = above[: int(np.ceil(room / cell - 1e-9)) + 1]
    offered: Floats = limits.floor[channel] + np.minimum(full, room)
    return offered


def _worth(table: ReturnTable, weights: Floats, limits: PlanLimits, amounts: list[Floats]) -> list[Floats]:
    longest = max(len(one) for one in amounts)
    padded = np.stack([np.pad(one, (0, longest - len(one)), mode="edge") for one in amounts], axis=1)
    worth = weights * table.outcomes_between(padded)
    if limits.least_price > 0:
        worth = worth - limits.least_price * padded
    return [worth[: len(one), channel] for channel, one in enumerate(amounts)]


def _joined(parts: list[Floats], cells: int) -> list[_Stage]:
    stages = [_Stage(worth=parts[0], chosen=np.arange(len(parts[0])))]
    for part in parts[1:]:
        stages.append(_joined_two(stages[-1].worth, part, cells))
    return stages


def _joined_two(first: Floats, second: Floats, cells: int) -> _Stage:
    """At each sum of cells the best division in two: rows are sums, columns what the second gets."""
    length = min(len(first) + len(second) - 1, cells + 1)
    padded = np.concatenate([np.full(len(second) - 1, -np.inf), first, np.full(max(length - len(first), 0), -np.inf)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, len(second))[:length, ::-1]
    sums = windows + second
    chosen = np.argmax(sums, axis=1)
    return _Stage(worth=sums[np.arange(length), chosen], chosen=chosen)


def _within(worth: Floats, group: npt.NDArray[np.intp], limits: PlanLimits, cell: float) -> Floats:
    """Only sums that keep to the group's limits, to the nearest cell outside."""
    number, least = limits.group[group[0]], float(limits.floor[group].sum())
    first = int(np.floor((limits.group_floor[number] - least) / cell + 1e-9))
    last = (limits.group_ceiling[number] - least) / cell
    cut = worth.copy()
    cut[: max(0, min(first, len(worth) - 1))] = -np.inf
    if np.isfinite(last):
        cut[int(np.ceil(last - 1e-9)) + 1 :] = -np.inf
    return cut


def _taken(stages: list[_Stage], total: int) -> list[int]:
    """Cells of each part, in their order, where all together get ``total``."""
    taken = []
    for stage in stages[::-1]:
        part = int(stage.chosen[total])
        taken.append(part)
        total -= part
    return taken[::-1]
