"""A question's limits as arrays in the channels' order; what is impossible is refused with what would repair it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clm_core.budget_plan import BudgetQuestion, ChannelLimit, FixedBudget, SalesCapacity
from clm_core.errors import ClmError
from clm_core.response_curves import Floats

UNLIMITED = ChannelLimit(channel="")
"""Of channels without a limit of their own."""
ROUNDING = 1e-9
"""Sums of limits that differ by less, relative, are equal."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlanLimits:
    """What amounts must keep to. Every channel is in a group: those without one in a last group without limits."""

    floor: Floats
    ceiling: Floats
    step: Floats  # 0: any amount
    group: npt.NDArray[np.intp]
    group_floor: Floats
    group_ceiling: Floats
    group_names: tuple[str, ...] = ()
    budget: float = np.inf  # at most
    least_price: float = 0.0  # what the next unit of money has to bring

    @property
    def group_count(self) -> int:
        """With the last one of channels that are in no group."""
        return len(self.group_floor)

    def group_sums(self, amounts: Floats) -> Floats:
        """What the groups' channels get together."""
        sums: Floats = np.bincount(self.group, weights=amounts, minlength=self.group_count).astype(np.float64)
        return sums

    @property
    def least(self) -> float:
        """The smallest sum that keeps to all limits, if all could be booked in any amount."""
        return self.least_above(self.floor)

    def least_above(self, amounts: Floats) -> float:
        """The smallest sum that keeps to the groups' minimums and gives no channel less than this."""
        return float(np.maximum(self.group_sums(amounts), self.group_floor).sum())

    @property
    def most(self) -> float:
        """The largest sum that keeps to all limits but the budget."""
        return float(np.minimum(self.group_sums(self.ceiling), self.group_ceiling).sum())


def plan_limits(question: BudgetQuestion, channels: tuple[str, ...]) -> PlanLimits:
    """The limits of a question.

    Raises ClmError for channels that there are not, for numbers that are none, and for limits that nothing can
    keep to: it names what stands against what and, in ``by``, the smallest change that repairs it. ``amount``,
    ``minimums``, ``minimum``, ``maximums``, ``maximum`` and ``by`` are money.
    """
    _refuse_strangers(question, channels)
    limits = {limit.channel: limit for limit in question.limits}
    own = [limits.get(channel, UNLIMITED) for channel in channels]
    place = {channel: number for number, group in enumerate(question.groups) for channel in group.channels}
    found = PlanLimits(
        floor=np.array([limit.floor for limit in own]),
        ceiling=np.array([limit.ceiling for limit in own]),
        step=np.array([0.0 if limit.locked_at is not None else limit.step for limit in own]),
        group=np.array([place.get(channel, len(question.groups)) for channel in channels]),
        group_floor=np.array([*(group.minimum for group in question.groups), 0.0]),
        group_ceiling=np.array([*(group.maximum for group in question.groups), np.inf]),
        group_names=tuple(group.name for group in question.groups),
        budget=question.goal.amount if isinstance(question.goal, FixedBudget) else np.inf,
    )
    _refuse_impossible_groups(question, own, found)
    refuse_small_budget(found, found.least)
    return found


def _refuse_strangers(question: BudgetQuestion, channels: tuple[str, ...]) -> None:
    named = [limit.channel for limit in question.limits]
    named += [channel for group in question.groups for channel in group.channels]
    strangers = sorted(set(named) - set(channels))
    if strangers:
        raise ClmError("budget_plan.unknown_channels", channels=", ".join(strangers), known=", ".join(channels))
    if isinstance(question.goal, FixedBudget) and not 0 <= question.goal.amount < np.inf:
        raise ClmError("budget_plan.no_amount")
    capacity = question.capacity
    if capacity is not None and len(capacity.sqls_per_outcome) != len(channels):
        raise ClmError("budget_plan.capacity_shares", expected=len(channels), given=len(capacity.sqls_per_outcome))


def _refuse_impossible_groups(question: BudgetQuestion, own: list[ChannelLimit], limits: PlanLimits) -> None:
    floors, ceilings = limits.group_sums(limits.floor), limits.group_sums(limits.ceiling)
    locks = [limit for limit in own if limit.locked_at is not None]
    for number, group in enumerate(question.groups):
        for lock in locks:
            if lock.channel in group.channels and lock.floor > group.maximum:
                raise ClmError(
                    "budget_plan.lock_above_group", channel=lock.channel, amount=lock.floor, group=group.name,
                    maximum=group.maximum, by=lock.floor - group.maximum,
                )  # fmt: skip
        if _is_more(floors[number], group.maximum):
            raise ClmError(
                "budget_plan.minimums_above_group", group=group.name, minimums=float(floors[number]),
                maximum=group.maximum, by=float(floors[number]) - group.maximum,
            )  # fmt: skip
        if _is_more(group.minimum, ceilings[number]):
            raise ClmError(
                "budget_plan.group_above_maximums", group=group.name, minimum=group.minimum,
                maximums=float(ceilings[number]), by=group.minimum - float(ceilings[number]),
            )  # fmt: skip


def refuse_small_budget(limits: PlanLimits, least: float) -> None:
    """Raises ClmError where what is needed at least is more than the budget."""
    if _is_more(least, limits.budget):
        raise ClmError(
            "budget_plan.budget_below_minimums", amount=limits.budget, minimums=least, by=least - limits.budget
        )


def _is_more(one: float, other: float) -> bool:
    return bool(one > other + ROUNDING * max(1.0, abs(one)) if np.isfinite(other) else False)


def refuse_small_capacity(capacity: SalesCapacity, least_sqls: float) -> None:
    """Raises ClmError where even the minimums bring more SQLs than sales can work; ``by`` is in SQLs."""
    if _is_more(least_sqls, capacity.sqls):
        raise ClmError(
            "budget_plan.capacity_below_minimums", sqls=capacity.sqls, brought=least_sqls, by=least_sqls - capacity.sqls
        )
