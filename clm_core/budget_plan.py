"""What a budget plan is asked and told, as types: goals, limits, horizon, scenarios."""

from dataclasses import dataclass
from enum import StrEnum
from math import inf

import numpy as np
import numpy.typing as npt

from clm_core.errors import ClmError


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedBudget:
    """Place exactly this amount as well as possible."""

    amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetForTarget:
    """The smallest budget that brings this outcome."""

    outcome: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetForMarginalReturn:
    """Spend as long as the next unit of money brings at least this outcome (money outcomes: marginal ROAS)."""

    least_return: float


BudgetGoal = FixedBudget | BudgetForTarget | BudgetForMarginalReturn


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelLimit:
    """What one channel may get over the whole plan, in money.

    ``contract`` is money already promised: a minimum with a name of its own. ``locked_at`` fixes the amount.
    ``step``: only ``minimum`` (at least the contract) plus whole steps can be booked; 0 means any amount.
    Raises ClmError where no amount can satisfy it.
    """

    channel: str
    minimum: float = 0.0
    maximum: float = inf
    contract: float = 0.0
    locked_at: float | None = None
    step: float = 0.0

    def __post_init__(self) -> None:
        if min(self.minimum, self.contract, self.step) < 0 or (self.locked_at is not None and self.locked_at < 0):
            raise ClmError("budget_plan.negative_limit", channel=self.channel)
        if self.locked_at is None and self.floor > self.maximum:
            raise ClmError("budget_plan.limits_cross", channel=self.channel, minimum=self.floor, maximum=self.maximum)

    @property
    def floor(self) -> float:
        """The least that the channel may get."""
        return max(self.minimum, self.contract) if self.locked_at is None else self.locked_at

    @property
    def ceiling(self) -> float:
        """The most that the channel may get."""
        return self.maximum if self.locked_at is None else self.locked_at


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLimit:
    """What several channels together may get; a channel belongs to one group at most."""

    name: str
    channels: tuple[str, ...]
    minimum: float = 0.0
    maximum: float = inf

    def __post_init__(self) -> None:
        if self.minimum < 0:
            raise ClmError("budget_plan.negative_limit", channel=self.name)
        if self.minimum > self.maximum:
            raise ClmError("budget_plan.limits_cross", channel=self.name, minimum=self.minimum, maximum=self.maximum)


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesCapacity:
    """The plan may not bring more SQLs than sales can work; ``sqls_per_outcome`` by channel, in their order."""

    sqls: float
    sqls_per_outcome: tuple[float, ...]

    def __post_init__(self) -> None:
        if self.sqls < 0 or min(self.sqls_per_outcome, default=0.0) < 0:
            raise ClmError("budget_plan.negative_capacity")


class Binding(StrEnum):
    """What keeps a channel's amount where it is, beside the budget."""

    NOTHING = "nothing"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    CONTRACT = "contract"
    LOCK = "lock"
    STEP = "step"
    GROUP_MINIMUM = "group_minimum"
    GROUP_MAXIMUM = "group_maximum"
    CAPACITY = "capacity"
    NEVER_PAYS = "never_pays"  # at no affordable amount worth its place: nothing is spent


class Remainder(StrEnum):
    """Why a part of a fixed budget could not be placed."""

    MAXIMUMS = "maximums"  # every channel is full
    STEPS = "steps"  # less than a bookable step is left
    CAPACITY = "capacity"  # sales could not work more


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetQuestion:
    """A goal under all its limits together; channels without a limit of their own may get any amount.

    Raises ClmError where a channel has two limits or stands in two groups.
    """

    goal: BudgetGoal
    limits: tuple[ChannelLimit, ...] = ()
    groups: tuple[GroupLimit, ...] = ()
    capacity: SalesCapacity | None = None

    def __post_init__(self) -> None:
        named = [limit.channel for limit in self.limits]
        grouped = [channel for group in self.groups for channel in group.channels]
        for key, channels in (("two_limits", named), ("two_groups", grouped)):
            double = sorted({channel for channel in channels if channels.count(channel) > 1})
            if double:
                raise ClmError(f"budget_plan.{key}", channels=", ".join(double))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Allocation:
    """The answer to a question: money by channel (in the order of the returns), and what it rests on.

    No plan can bring more than ``outcome + gap``; 0 where the answer is exact. ``unplaced`` of a fixed budget is
    left over for the reason in ``remainder``. ``price`` is what one more unit of money would bring.
    """

    channels: tuple[str, ...]
    amounts: npt.NDArray[np.float64]
    outcome: float
    gap: float
    price: float
    bindings: tuple[Binding, ...]
    prices: npt.NDArray[np.float64]  # of each channel's binding limit, outcome a unit of money
    unplaced: float = 0.0
    remainder: Remainder | None = None


class ScenarioOrigin(StrEnum):
    """How a scenario's amounts came about."""

    TODAY = "today"
    EQUAL = "equal"
    PROPORTIONAL = "proportional"  # to ROI
    OPTIMISED = "optimised"
    SAFEST = "safest"
    OWN = "own"
