"""What a step of each promise is worth: against computing both chances, interactions, steps and their ends."""

from dataclasses import replace

import pytest

from clm_core.analysis.target_plan.promise_worth import promise_worth, raised, step_of, with_promises
from clm_core.analysis.target_plan.target_chance import target_chance
from clm_core.targets import Promise, PromiseKind, TargetPlan
from tests.analysis.target_plan.plan_worlds import base_of, sure_rates

MQLS = Promise(kind=PromiseKind.MQLS_PER_WEEK, level=7.0)
QUALITY = Promise(kind=PromiseKind.MQL_QUALITY, level=0.35)
CAPACITY = Promise(kind=PromiseKind.CAPACITY, level=7.0)
VERDICT = Promise(kind=PromiseKind.VERDICT, level=0.5, within=2.0)
LEVELS = (MQLS, QUALITY, CAPACITY, VERDICT)


def _world():  # type: ignore[no-untyped-def]
    base = base_of(sure_rates(), levels=LEVELS, capacity=7.0)
    return base, TargetPlan(target=replace(base.target, revenue=4_000.0), promises=LEVELS)


def test_each_row_is_the_difference_of_two_chances() -> None:
    base, plan = _world()
    before = target_chance(base, plan)
    rows = promise_worth(base, plan).set_index(["first", "second"])
    for promise in (MQLS, QUALITY, CAPACITY):
        after = target_chance(base, with_promises(plan, raised(promise)))
        row = rows.loc[(promise.kind.value, "")]
        assert row["chance_change"] == pytest.approx(after.chance - before.chance)
        assert row["revenue_change"] == pytest.approx(after.expected - before.expected)
        assert row["change_low"] <= row["chance_change"] <= row["change_high"]
    both = target_chance(base, with_promises(plan, raised(MQLS), raised(CAPACITY)))
    pair = rows.loc[(MQLS.kind.value, CAPACITY.kind.value)]
    alone = sum(rows.loc[(one.kind.value, ""), "chance_change"] for one in (MQLS, CAPACITY))
    assert pair["interaction"] == pytest.approx(both.chance - before.chance - alone)


def test_more_mqls_and_the_capacity_for_them_bring_more_than_the_sum() -> None:
    base, plan = _world()
    rows = promise_worth(base, plan).set_index(["first", "second"])
    assert rows.loc[("mqls_per_week", "capacity"), "interaction"] > 0


def test_promises_without_effect_are_left_out_and_the_best_stands_first() -> None:
    base, plan = _world()
    rows = promise_worth(base, plan)
    assert "verdict" not in {*rows["first"], *rows["second"]}
    alone = rows.loc[rows["second"] == "", "chance_change"]
    assert list(alone) == sorted(alone, reverse=True)
    assert alone.index.max() < rows.index[rows["second"] != ""].min()


def test_a_plan_without_promises_has_nothing_to_compare() -> None:
    base, _ = _world()
    assert promise_worth(base, TargetPlan(target=base.target)).empty


def test_steps_are_stated() -> None:
    assert step_of(MQLS) == pytest.approx(0.7)
    assert step_of(QUALITY) == pytest.approx(0.05)
    assert step_of(replace(QUALITY, level=0.98)) == pytest.approx(0.02)
    assert raised(replace(QUALITY, level=1.0)).level == 1.0
