"""Fewest bookable steps: known cases in words, and every booking tried."""

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from clm_core.analysis.budget_plan.best_allocation import best_allocation
from clm_core.analysis.budget_plan.plan_limits import plan_limits
from clm_core.analysis.budget_plan.plan_returns import plan_returns
from clm_core.analysis.budget_plan.step_limits import booking_unit, fewest_steps
from clm_core.budget_plan import BudgetForTarget, BudgetQuestion, ChannelLimit, FixedBudget, GroupLimit
from clm_core.errors import ClmError
from clm_core.response_curves import Saturation
from tests.analysis.budget_plan.allocation_cases import excess
from tests.analysis.budget_plan.curve_cases import typed_curves

CURVES = typed_curves(Saturation.EXPONENTIAL, (100, 80, 60), (40, 20, 30))


def question(group: GroupLimit, budget: float, *limits: ChannelLimit) -> BudgetQuestion:
    return BudgetQuestion(goal=FixedBudget(amount=budget), limits=limits, groups=(group,))


def test_the_unit_divides_all_steps() -> None:
    assert booking_unit(np.array([250.0, 0.0, 400.0])) == 50
    assert booking_unit(np.array([0.3, 0.5])) == pytest.approx(0.1)
    assert booking_unit(np.zeros(2)) == 0


@pytest.mark.parametrize(("low", "high", "nearest", "by"), [(30, 37, 40, 3), (22, 37, 20, 2)])
def test_limits_that_whole_steps_miss_are_refused_with_the_nearest_sum(
    low: float, high: float, nearest: float, by: float
) -> None:
    asked = question(
        GroupLimit(name="trade fairs", channels=("a",), minimum=low, maximum=high), 90,
        ChannelLimit(channel="a", step=20),
    )  # fmt: skip
    with pytest.raises(ClmError) as caught:
        best_allocation(plan_returns(CURVES, periods=1), asked)
    assert caught.value.key == "budget_plan.steps_miss_group"
    assert caught.value.values == {"group": "trade fairs", "nearest": pytest.approx(nearest), "by": pytest.approx(by)}


def test_steps_that_need_more_than_the_budget_are_refused() -> None:
    """The group is to get 30, but its only channel comes in 20s: 40 with the other's contract of 55 make 95."""
    asked = question(
        GroupLimit(name="g", channels=("a",), minimum=30), 90,
        ChannelLimit(channel="a", step=20), ChannelLimit(channel="b", contract=55),
    )  # fmt: skip
    with pytest.raises(ClmError) as caught:
        best_allocation(plan_returns(CURVES, periods=1), asked)
    assert caught.value.values == {"amount": 90, "minimums": 95, "by": 5}


def test_a_group_gets_its_minimum_where_only_two_steps_up_will_do() -> None:
    """From nothing to 40 no single step keeps to the group: 20 with the other channel's 10 are too few."""
    group = GroupLimit(name="g", channels=("a", "b"), minimum=45, maximum=52)
    asked = question(group, 90, ChannelLimit(channel="a", step=20), ChannelLimit(channel="b", maximum=10))
    returns = plan_returns(CURVES, periods=1)
    found = best_allocation(returns, asked)
    assert excess(found.amounts, asked, returns.channels) <= 1e-12
    np.testing.assert_allclose(found.amounts, [40, 10, 40], atol=1e-9)
    cheapest = BudgetQuestion(goal=BudgetForTarget(outcome=1.0), limits=asked.limits, groups=asked.groups)
    assert best_allocation(returns, cheapest).amounts.sum() == pytest.approx(45)


@settings(max_examples=60, deadline=None)
@given(
    offers=st.lists(st.tuples(st.integers(1, 40), st.integers(0, 120)), min_size=1, max_size=3),
    free=st.integers(0, 30),
    least=st.integers(0, 200),
    width=st.integers(0, 60),
)
def test_no_other_booking_needs_less(offers: list[tuple[int, int]], free: int, least: int, width: int) -> None:
    """Channels with a step and a maximum each, one more that gets any amount: every booking is tried."""
    channels = (*"abc"[: len(offers)], "free")
    limits = [
        ChannelLimit(channel=name, step=step, maximum=most)
        for name, (step, most) in zip(channels[:-1], offers, strict=True)
    ]
    limits.append(ChannelLimit(channel="free", maximum=free))
    group = GroupLimit(name="g", channels=channels, minimum=least, maximum=least + width)
    asked = BudgetQuestion(goal=FixedBudget(amount=1e4), limits=tuple(limits), groups=(group,))
    assume(sum(most for _, most in offers) + free >= least)
    booked = [sum(one) for one in product(*(range(0, most + 1, step) for step, most in offers))]
    fitting = [one for one in booked if one <= least + width and one + free >= least]
    built = plan_limits(asked, channels)
    if fitting:
        found = fewest_steps(built)
        assert found.sum() == pytest.approx(min(fitting))
        assert all(amount % step == pytest.approx(0) for amount, (step, _) in zip(found[:-1], offers, strict=True))
        assert (found <= built.ceiling).all()
    else:
        with pytest.raises(ClmError) as caught:
            fewest_steps(built)
        off = [max(least - free - one, one - least - width) for one in booked]
        assert caught.value.values["by"] == pytest.approx(min(off))
