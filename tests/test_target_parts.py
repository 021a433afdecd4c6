"""Plans come back whole from their plain form, and parts put together are the plan they were taken from."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm_core.errors import ClmError
from clm_core.selection import Period
from clm_core.target_parts import changed_parts, plain_plan, plan_of, plan_parts, plan_with
from clm_core.targets import (
    TIMED_PROMISES,
    WEEKLY_PROMISES,
    FunnelLink,
    Promise,
    PromiseKind,
    Target,
    TargetPlan,
    TypedRate,
)

TARGET = Target(period=Period(start_on=date(2026, 11, 1), end_on=date(2027, 1, 31)), revenue=1_200_000.0)
FIRST_CONTACT = Promise(kind=PromiseKind.FIRST_CONTACT, level=0.9, within=4.0, owner="Ben")
PLAN = TargetPlan(
    target=replace(TARGET, rates=(TypedRate(link=FunnelLink.LEAD_TO_MQL, rate=0.35),)),
    promises=(Promise(kind=PromiseKind.MQLS_PER_WEEK, level=33.0, owner="=Anna"), FIRST_CONTACT),
    budget_scenario=2,
)

amounts = st.floats(min_value=0.01, max_value=1e12)
shares = st.floats(min_value=1e-9, max_value=1.0)


@st.composite
def promises(draw: st.DrawFn, kind: PromiseKind) -> Promise:
    return Promise(
        kind=kind,
        level=draw(amounts if kind in WEEKLY_PROMISES else shares),
        within=draw(amounts) if kind in TIMED_PROMISES else None,
        attempts=draw(st.integers(1, 20)) if kind is PromiseKind.ATTEMPTS else None,
        owner=draw(st.text(max_size=8)),
    )


@st.composite
def plans(draw: st.DrawFn) -> TargetPlan:
    start = draw(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
    links = draw(st.lists(st.sampled_from(FunnelLink), unique=True))
    kinds = draw(st.lists(st.sampled_from(PromiseKind), unique=True))
    target = Target(
        period=Period(start_on=start, end_on=start + timedelta(days=draw(st.integers(0, 400)))),
        revenue=draw(amounts),
        marketing_share=draw(shares),
        rates=tuple(TypedRate(link=link, rate=draw(shares)) for link in links),
        deal_amount=draw(st.none() | amounts),
    )
    numbers = st.none() | st.integers(1, 1000)
    return TargetPlan(
        target=target,
        promises=tuple(draw(promises(kind)) for kind in kinds),
        budget_scenario=draw(numbers),
        scoring_version=draw(numbers),
    )


@given(plans())
def test_a_plan_comes_back_from_json_as_it_was(plan: TargetPlan) -> None:
    assert plan_of(json.loads(json.dumps(plain_plan(plan)))) == plan


@given(plans(), plans())
def test_a_plan_with_what_differs_is_the_other_plan(before: TargetPlan, after: TargetPlan) -> None:
    merged = plan_with(before, changed_parts(before, after))
    assert plan_parts(merged) == plan_parts(after)
    assert changed_parts(merged, after) == {}


def test_only_what_differs_is_named() -> None:
    other = replace(PLAN, target=replace(PLAN.target, revenue=1.5e6, rates=()), promises=PLAN.promises[:1])
    assert changed_parts(PLAN, other) == {"revenue": 1.5e6, "rate.lead_to_mql": None, "promise.first_contact": None}
    assert changed_parts(PLAN, PLAN) == {}


def test_a_part_stays_in_its_place_and_a_new_one_comes_last() -> None:
    later = replace(FIRST_CONTACT, level=0.5)
    capacity = Promise(kind=PromiseKind.CAPACITY, level=40.0)
    changed = plan_with(PLAN, {"promise.capacity": capacity, "promise.first_contact": later})
    assert changed.promises == (PLAN.promises[0], later, capacity)


@pytest.mark.parametrize("part", ["promise.unheard_of", "rate.nothing", "colour"])
def test_an_unknown_part_is_named(part: str) -> None:
    with pytest.raises(ClmError) as raised:
        plan_with(PLAN, {part: 1.0})
    assert raised.value.key == "agreements.not_a_plan"
    assert part.split(".")[-1] in str(raised.value.values["problem"])


@pytest.mark.parametrize("missing", ["target", "promises", "scoring_version"])
def test_a_plain_form_with_something_missing_is_no_plan(missing: str) -> None:
    plain = plain_plan(PLAN)
    del plain[missing]
    with pytest.raises(ClmError, match="not_a_plan"):
        plan_of(plain)
