"""What more spend on a channel brings, as types: shapes, outcomes, observed series, fitted or typed curves."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from clm_core.errors import ClmError

Floats = npt.NDArray[np.float64]


class Saturation(StrEnum):
    """The shape of a curve: outcome of a period = ceiling × shape(adstocked spend of the period).

    With u = spend ÷ scale: exponential 1 − e^(−u); logistic (1 − e^(−u)) ÷ (1 + e^(−u)); Hill u^slope ÷ (1 + u^slope);
    power u^slope (no ceiling: ``ceiling`` is the outcome at spend = scale). Exponential and logistic ignore the slope.
    """

    EXPONENTIAL = "exponential"
    LOGISTIC = "logistic"
    HILL = "hill"
    POWER = "power"


class ResponseOutcome(StrEnum):
    """What spend is to bring."""

    LEADS = "leads"
    MQLS = "mqls"
    SQLS = "sqls"
    WON_DEALS = "won_deals"
    REVENUE = "revenue"
    MARGIN = "margin"


MONEY_OUTCOMES = (ResponseOutcome.REVENUE, ResponseOutcome.MARGIN)
"""Outcomes whose return per unit of money is a ROAS."""


def return_scale(outcome: ResponseOutcome) -> float:
    """What a return per unit of money is multiplied with to be said: 1 for money, 1 000 for counts.

    Nobody thinks in hundredths of a lead a euro.
    """
    return 1.0 if outcome in MONEY_OUTCOMES else 1_000.0


class ResponseScope(StrEnum):
    """What of the outcome the channels are to explain."""

    CREDITED = "credited"  # each channel what is credited to it by first touch
    TOTAL = "total"  # all channels together all outcome


class PeriodLength(StrEnum):
    """How long one observation is; curves are per such a period."""

    WEEK = "week"
    MONTH = "month"


def last_day(starts_on: date, length: PeriodLength) -> date:
    """The last day of the week or month that begins on a day."""
    if length is PeriodLength.WEEK:
        return starts_on + timedelta(days=6)
    return (starts_on.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


class FitMethod(StrEnum):
    """Where curves come from."""

    PREVIEW = "preview"  # non-negative least squares with block bootstrap: instant, rough
    QUALITY = "quality"  # Bayesian posterior
    GIVEN = "given"  # typed in or loaded from a file


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ResponseSeries:
    """Observed spend and outcome, one row a period without gaps, oldest first.

    ``outcome`` has one column: all channels together explain one series; or one column a channel: each channel
    explains what was credited to it (``is_credited``). ``controls`` are further influences such as events or price,
    in their own units. ``season_periods`` is the length of a year in periods.
    Raises ClmError where shapes do not fit, spend is negative or a number is missing.
    """

    starts_on: tuple[date, ...]
    length: PeriodLength
    channels: tuple[str, ...]
    spend: Floats  # periods × channels, reporting currency
    outcome: Floats  # periods × 1 or periods × channels
    outcome_of: ResponseOutcome
    is_credited: bool = False
    control_names: tuple[str, ...] = ()
    controls: Floats | None = None  # periods × controls

    def __post_init__(self) -> None:
        periods, channels = len(self.starts_on), len(self.channels)
        columns = channels if self.is_credited else 1
        if self.spend.shape != (periods, channels) or self.outcome.shape != (periods, columns):
            raise ClmError("response_curves.shapes_differ", periods=periods, channels=channels)
        if self.control_names and (self.controls is None or self.controls.shape != (periods, len(self.control_names))):
            raise ClmError("response_curves.shapes_differ", periods=periods, channels=channels)
        for values in (self.spend, self.outcome, self.controls):
            if values is not None and not np.isfinite(values).all():
                raise ClmError("response_curves.number_missing")
        if (self.spend < 0).any():
            row, column = (int(place) for place in np.argwhere(self.spend < 0)[0])
            raise ClmError(
                "response_curves.negative_spend",
                channel=self.channels[column],
                day=self.starts_on[row],
                amount=float(self.spend[row, column]),
            )

    @property
    def ends_on(self) -> date:
        """The last day of the last period."""
        return last_day(self.starts_on[-1], self.length)

    @property
    def season_periods(self) -> float:
        """How many periods a year has."""
        return 365.25 / 7 if self.length is PeriodLength.WEEK else 12.0


SHAPES: tuple[Saturation, ...] = tuple(Saturation)
"""A curve's shape code in ``ResponseCurves.shape`` is its place here."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ResponseCurves:
    """Curves of all channels as equally likely draws: one draw where curves are taken as known.

    Arrays are draws × channels. Outcome of a period = ceiling × shape(adstock ÷ scale), where adstock is the
    normalised geometric one, (1 − carry_over) Σ carry_over^lag × spend(lag periods before): constant spend x has
    adstock x. Raises ClmError for values that cannot be.
    """

    channels: tuple[str, ...]
    outcome_of: ResponseOutcome
    length: PeriodLength
    method: FitMethod
    shape: npt.NDArray[np.int8]  # place in SHAPES
    ceiling: Floats  # outcome a period, ≥ 0
    scale: Floats  # money a period, > 0
    slope: Floats  # > 0; 1 where the shape has none
    carry_over: Floats  # 0 ≤ share that lasts into the next period < 1

    def __post_init__(self) -> None:
        columns = (self.shape, self.ceiling, self.scale, self.slope, self.carry_over)
        if any(one.ndim != 2 or one.shape != (len(self.ceiling), len(self.channels)) for one in columns):
            raise ClmError("response_curves.shapes_differ", periods=len(self.ceiling), channels=len(self.channels))
        if not all(np.isfinite(one).all() for one in columns):
            raise ClmError("response_curves.number_missing")
        is_possible = (self.ceiling >= 0) & (self.scale > 0) & (self.slope > 0)
        is_possible &= (self.carry_over >= 0) & (self.carry_over < 1) & (self.shape >= 0) & (self.shape < len(SHAPES))
        if not is_possible.all():
            column = int(np.argwhere(~is_possible)[0][1])
            raise ClmError("response_curves.impossible_curve", channel=self.channels[column])

    @property
    def draw_count(self) -> int:
        """How many draws there are."""
        return len(self.ceiling)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRange:
    """What an experiment or a holdout test says: a channel's outcome per unit of spend lies in this range.

    ``level`` is the range's probability. Over all periods of the series: outcome that the channel brought ÷ its spend.
    """

    channel: str
    low: float
    high: float
    level: float = 0.9

    def __post_init__(self) -> None:
        if not 0 <= self.low < self.high:
            raise ClmError("response_curves.range_reversed", channel=self.channel, low=self.low, high=self.high)
        if not 0 < self.level < 1:
            raise ClmError("response_curves.level_outside", level=self.level)


class CurveFinding(StrEnum):
    """Why the data cannot, or can hardly, carry a curve."""

    TOO_FEW_PERIODS = "too_few_periods"
    NEVER_USED = "never_used"
    ALWAYS_THE_SAME = "always_the_same"
    TOO_LITTLE_VARIATION = "too_little_variation"
    MOVES_WITH = "moves_with"  # collinear with another channel, named
    FOLLOWS_SEASON = "follows_season"  # spend is nearly explained by trend, season and controls
    OUTCOME_ALWAYS_ZERO = "outcome_always_zero"
    TOO_FEW_OUTCOMES = "too_few_outcomes"
    NOT_CONVERGED = "not_converged"
    WIDE_INTERVAL = "wide_interval"


class CurveTrust(StrEnum):
    """Whether advice may rest on a channel's curve."""

    CARRIES = "carries"
    REVIEW = "review"
    EXPERIMENT = "experiment"  # no shift of budget; the advice is an experiment
