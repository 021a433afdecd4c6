"""A named budget split with the question it answers, and a kept set of curves: what is saved of a budget plan."""

from dataclasses import dataclass
from datetime import date
from math import isfinite

from clm_core.budget_plan import BudgetQuestion
from clm_core.errors import ClmError
from clm_core.response_curves import CurveTrust, PeriodLength, ResponseCurves, ResponseOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetScenario:
    """Money by channel over a whole plan of ``periods`` weeks or months.

    ``question`` is what was asked of it (goal, limits, groups, capacity), None where amounts were set by hand alone.
    ``curve_set`` is the number of the kept curves it was made with, None for curves fitted to the data at
    ``data_version``. Raises ClmError without a name, for amounts that cannot be, and for a channel that stands twice.
    """

    name: str
    channels: tuple[str, ...]
    amounts: tuple[float, ...]
    periods: int
    length: PeriodLength
    outcome_of: ResponseOutcome
    question: BudgetQuestion | None = None
    curve_set: int | None = None
    data_version: int | None = None

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ClmError("budget_scenarios.without_name")
        if self.periods < 1:
            raise ClmError("budget_scenarios.too_short")
        double = sorted({one for one in self.channels if self.channels.count(one) > 1})
        if double or len(self.channels) != len(self.amounts):
            raise ClmError("budget_scenarios.channel_twice", channels=", ".join(double or self.channels))
        for channel, amount in zip(self.channels, self.amounts, strict=True):
            if not isfinite(amount) or amount < 0:
                raise ClmError("budget_scenarios.impossible_amount", channel=channel)

    @property
    def budget(self) -> float:
        """The sum of its amounts."""
        return sum(self.amounts)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CurveSet:
    """Curves with what one has to know to plan with them.

    ``starts_on`` and ``ends_on`` are the first and last day of the series they were fitted to (None for given curves),
    ``data_version`` that of its data. ``trust`` and ``largest_spend`` (of one period) are by channel, in the curves'
    order; without them every curve carries advice and nothing is known to be extrapolated.
    """

    name: str
    curves: ResponseCurves
    starts_on: date | None = None
    ends_on: date | None = None
    data_version: int | None = None
    trust: tuple[CurveTrust, ...] = ()
    largest_spend: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ClmError("budget_scenarios.curves_without_name")
        for given in (self.trust, self.largest_spend):
            if given and len(given) != len(self.curves.channels):
                raise ClmError(
                    "response_curves.shapes_differ",
                    periods=self.curves.draw_count,
                    channels=len(self.curves.channels),
                )
