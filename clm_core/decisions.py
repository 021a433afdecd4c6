"""A decision: an action with its expected effect and the day of its check, and the verdict when the data have come."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from math import isfinite
from typing import Any

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


class VerdictReason(StrEnum):
    """Why the verdict is what it is."""

    REACHED = "reached"  # as expected
    SURPASSED = "surpassed"  # even more than expected
    MISSED = "missed"  # less than was expected at least
    OPPOSITE = "opposite"  # the other way round
    BOTH_FIT = "both_fit"  # what was expected and no effect at all are both possible
    CHECK_AHEAD = "check_ahead"  # the data do not reach the day of check
    NOT_RIPE = "not_ripe"  # the outcomes of the youngest weeks have not had their time
    NOTHING_BEFORE = "nothing_before"  # the data do not reach equally far back
    TOO_FEW = "too_few"  # too few leads or deals to say anything
    TOO_SHORT = "too_short"  # less than a week between beginning and check


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


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredEffect:
    """What changed a week, in the unit of the measure, with a 90 % interval.

    ``before`` and ``after`` are the measure in the ``weeks`` before and since, ``without`` what the latter would have
    been without the decision: ``before``, moved as the same weeks moved last year (``is_season_corrected``) and as the
    channels did that the decision does not touch (``is_compared``). ``count`` is how many leads or deals it rests on.
    """

    change: float
    low: float
    high: float
    before: float
    without: float
    after: float
    weeks: int
    count: int
    is_season_corrected: bool
    is_compared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The verdict on a decision, why, what was measured (None where nothing could be), and when it can be said."""

    verdict: DecisionVerdict
    reason: VerdictReason
    measured: MeasuredEffect | None = None
    possible_from: date | None = None


_DAYS = ("takes_effect_on", "check_on")


def plain_decision(decision: Decision) -> dict[str, Any]:
    """The decision as JSON knows it; ``decision_of`` is its way back."""
    plain = {**asdict(decision), "advice": None if decision.advice is None else dict(decision.advice)}
    return plain | {name: plain[name].isoformat() for name in _DAYS}


def decision_of(plain: Mapping[str, Any]) -> Decision:
    """The decision of its plain form. Raises ClmError for one that cannot be."""
    given = dict(plain)
    effect = given.pop("effect")
    return Decision(
        **given
        | {name: date.fromisoformat(given[name]) for name in _DAYS}
        | {name: tuple(given[name]) for name in ("channels", "campaigns")}
        | {"action": Action(given["action"])},
        effect=ExpectedEffect(**{**effect, "measure": Measure(effect["measure"])}),
    )
