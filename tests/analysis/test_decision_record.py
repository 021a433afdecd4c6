"""How often decisions came true: Wilson's interval, by quarter, and for the product's own advice."""

from dataclasses import replace
from datetime import date
from math import isnan

import pytest

from clm_core.analysis.decision_record import advice_record, hit_rate, hit_rates
from clm_core.decisions import Decision, DecisionVerdict, Judgement, VerdictReason
from tests.analysis.decision_worlds import decision
from tests.analysis.test_decision_verdict import found


def said(verdict: str, low: float = 1.0, high: float = 3.0) -> Judgement:
    return Judgement(verdict=DecisionVerdict(verdict), reason=VerdictReason.REACHED, measured=found(low, high))


def checked(day: date, origin: str = "") -> Decision:
    return replace(decision(4.0, low=2.0, high=6.0), takes_effect_on=date(2024, 1, 1), check_on=day, origin=origin)


def test_the_hit_rate_counts_what_could_be_told() -> None:
    """8 of 10: Wilson's 95 % interval is 49 to 94 %."""
    hits = hit_rate([said("came_true")] * 8 + [said("did_not")] * 2 + [said("cannot_tell")] * 3 + [said("too_early")])
    assert (hits.came_true, hits.told, hits.untold, hits.share) == (8, 10, 3, 0.8)
    assert (hits.low, hits.high) == (pytest.approx(0.4902, abs=1e-4), pytest.approx(0.9433, abs=1e-4))
    assert isnan(hit_rate([said("cannot_tell")]).share)


def test_the_course_adds_up_by_quarter() -> None:
    judged = [
        (checked(date(2026, 2, 1)), said("came_true")),
        (checked(date(2026, 3, 31)), said("did_not")),
        (checked(date(2026, 7, 1)), said("came_true")),
    ]
    rates = hit_rates(judged)
    assert [str(day.date()) for day in rates["quarter"]] == ["2026-01-01", "2026-07-01"]
    assert (list(rates["told"]), list(rates["came_true"])) == ([2, 3], [1, 2])
    assert rates["hit_rate"].iloc[1] == pytest.approx(2 / 3)
    assert hit_rates([]).empty


def test_the_products_own_advice_is_held_against_what_it_promised() -> None:
    """Expected 4 (2 to 6); measured middles 2, 4 and 8: within, within and beyond."""
    own = [
        (checked(date(2026, 2, 1), "attribution"), said("came_true", 1.0, 3.0)),
        (checked(date(2026, 2, 1), "budget_plan"), said("came_true", 3.0, 5.0)),
        (checked(date(2026, 2, 1), "budget_plan"), said("did_not", 7.0, 9.0)),
        (checked(date(2026, 2, 1)), said("did_not", -9.0, -8.0)),
    ]
    record = advice_record(own)
    assert (record.measured, record.within, record.hits.told, record.hits.came_true) == (3, 2, 3, 2)
    assert record.kept_share == pytest.approx(1.0)
    assert isnan(advice_record([]).kept_share)
