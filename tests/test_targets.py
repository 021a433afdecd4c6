"""Words of the agreement refuse what cannot be."""

from datetime import date

import pytest

from clm_core.errors import ClmError
from clm_core.records import Team
from clm_core.selection import Period
from clm_core.targets import FunnelLink, Promise, PromiseKind, Target, TargetPlan, TypedRate

PERIOD = Period(start_on=date(2027, 1, 1), end_on=date(2027, 3, 31))
TARGET = Target(period=PERIOD, revenue=1_200_000)


def test_a_promise_is_one_sides() -> None:
    assert Promise(kind=PromiseKind.CAPACITY, level=40).team is Team.SALES
    assert Promise(kind=PromiseKind.CONSENT, level=0.9).team is Team.MARKETING


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"kind": PromiseKind.CAPACITY, "level": -1}, "targets.level_outside.weekly"),
        ({"kind": PromiseKind.CONSENT, "level": 1.2}, "targets.level_outside.share"),
        ({"kind": PromiseKind.CONSENT, "level": float("nan")}, "targets.level_outside.share"),
        ({"kind": PromiseKind.FIRST_CONTACT, "level": 0.9}, "targets.promise_without_time"),
        ({"kind": PromiseKind.CAPACITY, "level": 5, "within": 3}, "targets.promise_without_time"),
        ({"kind": PromiseKind.ATTEMPTS, "level": 0.9, "within": 5}, "targets.promise_without_attempts"),
        ({"kind": PromiseKind.VERDICT, "level": 0.9, "within": 2, "attempts": 3}, "targets.promise_without_attempts"),
    ],
)
def test_an_impossible_promise_is_refused(given: dict[str, object], key: str) -> None:
    with pytest.raises(ClmError) as raised:
        Promise(**given)  # type: ignore[arg-type]
    assert raised.value.key == key


def test_a_rate_above_one_is_refused() -> None:
    with pytest.raises(ClmError, match="rate_outside"):
        TypedRate(link=FunnelLink.LEAD_TO_MQL, rate=1.2)


def test_nothing_stands_twice() -> None:
    rate = TypedRate(link=FunnelLink.LEAD_TO_MQL, rate=0.2)
    with pytest.raises(ClmError, match="rate_twice"):
        Target(period=PERIOD, revenue=1.0, rates=(rate, rate))
    promise = Promise(kind=PromiseKind.CAPACITY, level=40)
    with pytest.raises(ClmError, match="promise_twice"):
        TargetPlan(target=TARGET, promises=(promise, promise))


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"revenue": 0.0}, "revenue_outside"),
        ({"revenue": 1.0, "marketing_share": 0.0}, "marketing_share_outside"),
        ({"revenue": 1.0, "marketing_share": 1.1}, "marketing_share_outside"),
        ({"revenue": 1.0, "deal_amount": 0.0}, "deal_amount_outside"),
    ],
)
def test_an_impossible_target_is_refused(given: dict[str, float], key: str) -> None:
    with pytest.raises(ClmError, match=key):
        Target(period=PERIOD, **given)
