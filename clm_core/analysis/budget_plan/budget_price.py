"""The price of money: at which marginal return the channels together take exactly what there is to give."""

from dataclasses import dataclass

import numpy as np

from clm_core.analysis.budget_plan.plan_limits import PlanLimits
from clm_core.response_curves import Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Balance:
    """Amounts that keep to all limits, and the price of money in each group (the budget's where it is free)."""

    amounts: Floats
    group_price: Floats


def balanced(prices: Floats, taken: Floats, limits: PlanLimits, least: float) -> Balance:
    """Amounts where every channel of a group pays one price, all free groups pay the same, and the sums come out.

    ``taken`` is what the channels take at each of the rising ``prices`` (two at least): linear between two of them,
    never more at a higher one, at the first their ceilings, at the last their floors. Nothing is sold below
    ``least``. A *place* is a row of ``taken`` and the part of the way to the next. At the budget's place a group
    takes what its channels would take alone, cut off at its limits: where it stands at one of them it has a place of
    its own, and between all these places the sum of the groups is linear. So nothing is searched, all is read off.
    """
    sums = taken @ np.eye(limits.group_count)[limits.group]
    full, short = _group_places(sums, limits)
    unsold = float(np.interp(least, prices, np.arange(len(prices))))
    whole = max(_budget_place(sums, np.concatenate([full, short]), limits), unsold)
    # A group above its maximum pays more than the others, one below its minimum less.
    place = np.maximum(full, np.minimum(short, whole))
    row = np.minimum(place.astype(np.intp), len(prices) - 2)
    part = place - row
    row_of, columns = row[limits.group], np.arange(taken.shape[1])
    more, less = taken[row_of, columns], taken[row_of + 1, columns]
    mixed = more + part[limits.group] * (less - more)
    return Balance(
        # Adding and taking away may leave a limit by the last digit.
        amounts=np.minimum(np.maximum(mixed, less), more),
        group_price=prices[row] + part * (prices[row + 1] - prices[row]),
    )


def _group_places(sums: Floats, limits: PlanLimits) -> tuple[Floats, Floats]:
    """Where each group's falling sums come down to its maximum, and from where on they are below its minimum."""
    count, last = limits.group_count, len(sums) - 1
    above = np.concatenate([sums > limits.group_ceiling, sums >= limits.group_floor], axis=1).sum(axis=0)
    targets = np.concatenate([limits.group_ceiling, limits.group_floor])
    row, column = np.minimum(np.maximum(above - 1, 0), last - 1), np.tile(np.arange(count), 2)
    more, less = sums[row, column], sums[row + 1, column]
    part = np.divide(more - targets, more - less, out=np.zeros(2 * count), where=more > less)
    places = np.where(above > last, last, row + np.minimum(np.maximum(part, 0.0), 1.0))
    return places[:count], places[count:]


def _budget_place(sums: Floats, group_places: Floats, limits: PlanLimits) -> float:
    """Where the groups, cut off at their limits, take the budget; 0 where it suffices for all that they could take."""
    totals = _cut(sums, limits).sum(axis=1)
    above = int((totals > limits.budget).sum())
    if above == 0 or above == len(totals):
        return float(max(above - 1, 0))
    row = above - 1
    inside = group_places[(group_places > row) & (group_places < row + 1)] - row
    parts = np.array([0.0, *sorted(inside.tolist()), 1.0])
    between = _cut(sums[row] + parts[:, None] * (sums[row + 1] - sums[row]), limits).sum(axis=1)
    return row + float(np.interp(-limits.budget, -between, parts))


def _cut(sums: Floats, limits: PlanLimits) -> Floats:
    cut: Floats = np.minimum(np.maximum(sums, limits.group_floor), limits.group_ceiling)
    return cut
