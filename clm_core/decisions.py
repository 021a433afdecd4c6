"""A decision: an action with its expected effect and the day of its check, and the verdict when the data have come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import isfinite

from clm_core.errors import ClmError


class Action(StrEnum):
    """What was decided to do."""

    SCALE = "scale"
    PAUSE = "pause"
    REALLOCATE = "reallocate"
    CHANGE_THRESHOLD = "change_threshold"
    FIX_FORM = "fix_form"
    RUN_EXPERIMENT = "run_experiment"
    KEEP_PROMISE = "keep_promise"
    ANOTHER = "another"


class Measure(StrEnum):
    """What the effect is measured by, in the weeks after the decision against those before it."""

    SPEND = "spend"
    LEADS = "leads"
    MQLS = "mqls"
    SQLS = "sqls"
    WON_DEALS = "won_deals"
    REVENUE = "revenue"
    COST_PER_LEAD = "cost_per_lead"
    MQL_TO_SQL_RATE = "mql_to_sql_rate"


class DecisionVerdict(StrEnum):
    """What the data say about a decision when its day of check has come."""

    CAME_TRUE = "came_true"
    DID_NOT = "did_not"
    TOO_EARLY = "too_early"
    CANNOT_TELL = "cannot_tell"  # the data hold too little to say either


class DecisionStatus(StrEnum):
    """Where a decision stands."""

    OPEN = "open"
    JUDGED = "judged"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedEffect:
    """The change of a measure a week against the weeks before, as a number of its unit, with a 90 % interval.

    Shares and rates change by points (0.02 = two points). Without an interval of its own (typed by hand) low and high
    are None. Raises ClmError for numbers that are none or an interval that does not hold its value.
    """

    measure: Measure
    change: float
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        ends = [one for one in (self.low, self.high) if one is not None]
        if not all(isfinite(one) for one in (self.change, *ends)) or len(ends) == 1:
            raise ClmError("decisions.effect_outside")
        if self.low is not None and self.high is not None and not self.low <= self.change <= self.high:
            raise ClmError("decisions.effect_outside_interval")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """An action with an owner, what it is expected to bring, and when that is checked.

    ``channels`` and ``campaigns`` say what it is about (empty: all). ``takes_effect_on`` is the first day on which it
    holds; the weeks from then up to ``check_on`` are compared with equally many before. ``origin`` is the page whose
    advice it was (empty: somebody's own idea), ``advice`` what was seen there, as key and values in plain form.
    Raises ClmError without a title or owner, and for a check that is not after its beginning.
    """

    title: str
    action: Action
    owner: str
    effect: ExpectedEffect
    takes_effect_on: date
    check_on: date
    channels: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()
    origin: str = ""
    advice: Mapping[str, object] | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ClmError("decisions.without_title")
        if not self.owner.strip():
            raise ClmError("decisions.without_owner")
        if self.check_on <= self.takes_effect_on:
            raise ClmError("decisions.check_before_effect", start=self.takes_effect_on, check=self.check_on)
