"""The verdict on a decision: whether what it promised came true. The rule stands here and nowhere else.

With the measured 90 % interval and the expected range, whose near end is the one closer to no effect:

- came true: the interval excludes no effect in the expected direction and reaches the near end (or goes beyond);
- did not: the interval lies short of the near end;
- cannot be told: the near end and no effect both lie within it;
- too early: the data do not reach the day of check, or outcomes of the youngest weeks may still come.

An expectation typed without a range counts as half to twice its value. A range that holds no effect itself is missed
only by an interval on the other side; of one that expects no change the interval must lie within it to come true.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from clm_core.analysis.decision_effect import RULES, WEEK, EffectRules, comparable_weeks, measured_effect
from clm_core.analysis.decision_rows import outcome_rows, ripening, spend_rows
from clm_core.analysis.selected import LoopData
from clm_core.decisions import (
    Decision,
    DecisionVerdict,
    ExpectedEffect,
    Judgement,
    MeasuredEffect,
    VerdictReason,
)

TYPED_NEAR, TYPED_FAR = 0.5, 2.0
"""What of an expectation without a range is its range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the data are: their days, the zone, the margin, and what other decisions changed at the same time."""

    first_on: date
    as_of: date
    zone: str
    margin_share: float | None = None
    also_changed: tuple[str, ...] = ()


def judgement(data: LoopData, decision: Decision, around: Surroundings, *, rules: EffectRules = RULES) -> Judgement:
    """The verdict, why, and what was measured."""
    weeks = comparable_weeks(decision)
    if around.as_of < decision.check_on:
        return Judgement(
            verdict=DecisionVerdict.TOO_EARLY, reason=VerdictReason.CHECK_AHEAD, possible_from=decision.check_on
        )
    if weeks < 1:
        return _untold(VerdictReason.TOO_SHORT)
    if decision.takes_effect_on - timedelta(days=WEEK * weeks) < around.first_on:
        return _untold(VerdictReason.NOTHING_BEFORE)
    spend = spend_rows(data, decision, also_changed=around.also_changed)
    rows = outcome_rows(
        data, decision, zone=around.zone, also_changed=around.also_changed, margin_share=around.margin_share
    )
    ripe = ripening(rows, first_on=around.first_on, as_of=around.as_of)
    if ripe is None:
        return _untold(VerdictReason.TOO_FEW)
    ripe_on = decision.takes_effect_on + timedelta(days=WEEK * weeks - 1 + ripe.days)
    if ripe_on > around.as_of:
        return Judgement(verdict=DecisionVerdict.TOO_EARLY, reason=VerdictReason.NOT_RIPE, possible_from=ripe_on)
    measured = measured_effect(decision, rows, spend, ripe, first_on=around.first_on, rules=rules)
    if measured is None:
        return _untold(VerdictReason.TOO_FEW)
    verdict, reason = verdict_of(decision.effect, measured)
    return Judgement(verdict=verdict, reason=reason, measured=measured)


def verdict_of(expected: ExpectedEffect, measured: MeasuredEffect) -> tuple[DecisionVerdict, VerdictReason]:
    """What the measured interval says about the expected range, by the rule of this module."""
    if expected.change == 0:
        return _unchanged(expected, measured)
    # Turned so that what is expected is a rise.
    sign = 1.0 if expected.change > 0 else -1.0
    low, high = sorted((sign * measured.low, sign * measured.high))
    near, far = expected_range(expected)
    near, far = sorted((sign * near, sign * far))
    near = max(near, 0.0)
    if high < near or high <= 0:
        return DecisionVerdict.DID_NOT, VerdictReason.OPPOSITE if high <= 0 else VerdictReason.MISSED
    if low <= 0:
        return DecisionVerdict.CANNOT_TELL, VerdictReason.BOTH_FIT
    return DecisionVerdict.CAME_TRUE, VerdictReason.SURPASSED if low > far else VerdictReason.REACHED


def expected_range(expected: ExpectedEffect) -> tuple[float, float]:
    """Low and high of what is expected; of a bare number half and twice it."""
    if expected.low is not None and expected.high is not None:
        return expected.low, expected.high
    low, high = sorted((TYPED_NEAR * expected.change, TYPED_FAR * expected.change))
    return low, high


def _unchanged(expected: ExpectedEffect, measured: MeasuredEffect) -> tuple[DecisionVerdict, VerdictReason]:
    low, high = expected_range(expected)
    if measured.high < low or measured.low > high:
        return DecisionVerdict.DID_NOT, VerdictReason.OPPOSITE
    if low <= measured.low and measured.high <= high:
        return DecisionVerdict.CAME_TRUE, VerdictReason.REACHED
    return DecisionVerdict.CANNOT_TELL, VerdictReason.BOTH_FIT


def _untold(reason: VerdictReason) -> Judgement:
    return Judgement(verdict=DecisionVerdict.CANNOT_TELL, reason=reason)
