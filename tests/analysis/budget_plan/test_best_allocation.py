"""The best allocation: published numbers, every limit held and priced, never worse than slow searches."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.budget_plan.best_allocation import best_allocation
from clm_core.analysis.budget_plan.plan_limits import plan_limits
from clm_core.analysis.budget_plan.plan_returns import PlanReturns, plan_returns
from clm_core.budget_plan import (
    Allocation,
    Binding,
    BudgetForMarginalReturn,
    BudgetForTarget,
    BudgetQuestion,
    ChannelLimit,
    FixedBudget,
    GroupLimit,
    Remainder,
    SalesCapacity,
)
from clm_core.errors import ClmError
from clm_core.response_curves import Saturation
from tests.analysis.budget_plan.allocation_cases import (
    best_on_grid,
    excess,
    limited_question,
    random_start,
    slsqp_amounts,
)
from tests.analysis.budget_plan.curve_cases import drawn_curves, typed_curves

CONCAVE = (Saturation.EXPONENTIAL, Saturation.LOGISTIC)


def published() -> PlanReturns:
    """The three concave curves of the known case."""
    return plan_returns(typed_curves(Saturation.EXPONENTIAL, (100, 80, 60), (40, 20, 30)), periods=1)


def trap() -> PlanReturns:
    """100 x ÷ (x + 50) + 90 y³ ÷ (y³ + 40³)."""
    return plan_returns(typed_curves(Saturation.HILL, (100, 90), (50, 40), (1, 3)), periods=1)


def fixed(returns: PlanReturns, amount: float, **parts: object) -> Allocation:
    return best_allocation(returns, BudgetQuestion(goal=FixedBudget(amount=amount), **parts))  # type: ignore[arg-type]


def test_the_published_optimum() -> None:
    found = fixed(published(), 90)
    np.testing.assert_allclose(found.amounts, [38.797437, 28.798791, 22.403771], atol=1e-6)
    assert found.outcome == pytest.approx(154.700852, abs=1e-6)
    assert (found.gap, found.unplaced, found.remainder) == (0, 0, None)
    np.testing.assert_allclose(published().marginals(found.amounts), 0.947768, atol=1e-6)
    assert found.price == pytest.approx(0.947768, abs=1e-6)
    assert set(found.bindings) == {Binding.NOTHING}


def test_within_a_fifth_of_an_equal_split() -> None:
    limits = tuple(ChannelLimit(channel=channel, minimum=24, maximum=36) for channel in "abc")
    found = fixed(published(), 90, limits=limits)
    np.testing.assert_allclose(found.amounts, [36, 29.917766, 24.082234], atol=1e-6)
    assert found.outcome == pytest.approx(154.533136, abs=1e-6)
    np.testing.assert_allclose(published().marginals(found.amounts), [1.016424, 0.896198, 0.896198], atol=1e-6)
    assert found.bindings == (Binding.MAXIMUM, Binding.NOTHING, Binding.NOTHING)
    np.testing.assert_allclose(found.prices, [1.016424 - 0.896198, 0, 0], atol=1e-6)


@pytest.mark.parametrize(("budget", "outcome"), [(81, 145.729862), (99, 162.818139)])
def test_other_published_budgets(budget: float, outcome: float) -> None:
    assert fixed(published(), budget).outcome == pytest.approx(outcome, abs=1e-6)


@pytest.mark.parametrize(
    ("budget", "amounts", "outcome"),
    [(80, (23.527, 56.473), 98.401238), (45, (4.6649, 40.3351), 54.096726), (30, (30, 0), 37.5)],
)
def test_the_trap_of_an_s_curve(budget: float, amounts: tuple[float, float], outcome: float) -> None:
    found = fixed(trap(), budget)
    np.testing.assert_allclose(found.amounts, amounts, atol=1e-3)
    assert found.outcome == pytest.approx(outcome, abs=1e-6)
    assert found.gap <= 1e-3 * outcome
    if budget == 30:
        assert found.bindings == (Binding.NOTHING, Binding.NEVER_PAYS)


def test_minimums_above_the_budget_are_explained() -> None:
    limits = tuple(ChannelLimit(channel=one, minimum=least) for one, least in zip("abc", (40, 30, 25), strict=True))
    with pytest.raises(ClmError) as caught:
        fixed(published(), 90, limits=limits)
    assert caught.value.key == "budget_plan.budget_below_minimums"
    assert caught.value.values == {"amount": 90, "minimums": 95, "by": 5}


def group(channels: str, **limits: float) -> tuple[GroupLimit, ...]:
    return (GroupLimit(name="digital", channels=tuple(channels), **limits),)


@pytest.mark.parametrize(
    ("parts", "key", "by"),
    [
        (
            {"limits": (ChannelLimit(channel="a", locked_at=70),), "groups": group("ab", maximum=60)},
            "lock_above_group",
            10,
        ),
        (
            {
                "limits": (ChannelLimit(channel="a", minimum=40), ChannelLimit(channel="b", contract=30)),
                "groups": group("ab", maximum=60),
            },
            "minimums_above_group",
            10,
        ),
        (
            {
                "limits": (ChannelLimit(channel="a", maximum=20), ChannelLimit(channel="b", maximum=30)),
                "groups": group("ab", minimum=60),
            },
            "group_above_maximums",
            10,
        ),
        (
            {"limits": (ChannelLimit(channel="c", minimum=50),), "groups": group("ab", minimum=60)},
            "budget_below_minimums",
            20,
        ),
    ],
)
def test_limits_against_each_other_say_what_repairs_them(parts: dict[str, object], key: str, by: float) -> None:
    with pytest.raises(ClmError) as caught:
        fixed(published(), 90, **parts)
    assert (caught.value.key, caught.value.values["by"]) == (f"budget_plan.{key}", pytest.approx(by))


def test_more_than_can_be_reached_and_less_capacity_than_minimums_are_explained() -> None:
    with pytest.raises(ClmError) as caught:
        best_allocation(published(), BudgetQuestion(goal=BudgetForTarget(outcome=300)))
    assert caught.value.key == "budget_plan.target_unreachable"
    assert caught.value.values["reachable"] == pytest.approx(240, rel=1e-9)
    capacity = SalesCapacity(sqls=2, sqls_per_outcome=(0.1, 0.1, 0.1))
    with pytest.raises(ClmError) as caught:
        fixed(published(), 90, limits=(ChannelLimit(channel="a", minimum=40),), capacity=capacity)
    brought = 0.1 * 100 * (1 - np.exp(-1))
    assert caught.value.values == {"sqls": 2, "brought": pytest.approx(brought), "by": pytest.approx(brought - 2)}


@pytest.mark.parametrize(
    ("question", "key"),
    [
        (BudgetQuestion(goal=FixedBudget(amount=float("nan"))), "no_amount"),
        (BudgetQuestion(goal=FixedBudget(amount=-1.0)), "no_amount"),
        (BudgetQuestion(goal=BudgetForTarget(outcome=float("inf"))), "no_target"),
        (BudgetQuestion(goal=BudgetForMarginalReturn(least_return=0.0)), "no_return"),
        (BudgetQuestion(goal=FixedBudget(amount=1.0), limits=(ChannelLimit(channel="x"),)), "unknown_channels"),
        (BudgetQuestion(goal=FixedBudget(amount=1.0), groups=group("ax")), "unknown_channels"),
        (
            BudgetQuestion(goal=FixedBudget(amount=1.0), capacity=SalesCapacity(sqls=1, sqls_per_outcome=(1.0,))),
            "capacity_shares",
        ),
    ],
)
def test_what_is_no_question_is_refused(question: BudgetQuestion, key: str) -> None:
    with pytest.raises(ClmError, match=key):
        best_allocation(published(), question)


def test_a_return_that_never_falls_needs_a_maximum() -> None:
    returns = plan_returns(typed_curves(Saturation.POWER, (10, 20), (5, 5), (0.5, 1.5)), periods=1)
    goal = BudgetForMarginalReturn(least_return=1.0)
    with pytest.raises(ClmError) as caught:
        best_allocation(returns, BudgetQuestion(goal=goal))
    assert (caught.value.key, caught.value.values) == ("budget_plan.endless", {"channels": "b"})
    limits = (ChannelLimit(channel="b", maximum=40),)
    found = best_allocation(returns, BudgetQuestion(goal=goal, limits=limits))
    # 10 (x ÷ 5)^½ rises by 1 at x = 5.
    np.testing.assert_allclose(found.amounts, [5, 40], rtol=1e-6)


def test_a_target_takes_the_smallest_budget_and_a_least_return_the_budget_of_its_price() -> None:
    target = best_allocation(published(), BudgetQuestion(goal=BudgetForTarget(outcome=154.70085172657923)))
    np.testing.assert_allclose(target.amounts.sum(), 90, rtol=1e-9)
    marginal = best_allocation(published(), BudgetQuestion(goal=BudgetForMarginalReturn(least_return=0.94776831414912)))
    np.testing.assert_allclose(marginal.amounts, target.amounts, rtol=1e-7)
    s_shaped = best_allocation(trap(), BudgetQuestion(goal=BudgetForTarget(outcome=54.096725784)))
    np.testing.assert_allclose(s_shaped.amounts.sum(), 45, rtol=1e-6)
    assert best_allocation(trap(), BudgetQuestion(goal=BudgetForTarget(outcome=0.0))).amounts.sum() == 0


def test_what_cannot_be_placed_is_explained() -> None:
    full = fixed(published(), 90, limits=tuple(ChannelLimit(channel=channel, maximum=20) for channel in "abc"))
    assert (full.unplaced, full.remainder, full.price) == (30, Remainder.MAXIMUMS, 0)
    steps = fixed(published(), 90, limits=tuple(ChannelLimit(channel=channel, step=20) for channel in "abc"))
    assert (steps.unplaced, steps.remainder) == (10, Remainder.STEPS)
    np.testing.assert_allclose(steps.amounts, [40, 20, 20])


def test_sales_that_are_full_stop_the_plan_where_it_costs_least() -> None:
    capacity = SalesCapacity(sqls=10, sqls_per_outcome=(0.1, 0.1, 0.1))
    found = fixed(published(), 90, capacity=capacity)
    assert found.outcome == pytest.approx(100, rel=1e-9)
    cheapest = best_allocation(published(), BudgetQuestion(goal=BudgetForTarget(outcome=100)))
    np.testing.assert_allclose(found.amounts, cheapest.amounts, rtol=1e-6)
    assert found.remainder is Remainder.CAPACITY
    assert found.unplaced == pytest.approx(90 - cheapest.amounts.sum(), rel=1e-6)
    assert set(found.bindings) == {Binding.CAPACITY}
    np.testing.assert_allclose(found.prices, 10, rtol=1e-6)  # an SQL more is worth ten of outcome


def test_the_price_of_an_sql_is_what_one_more_brings() -> None:
    def outcome(sqls: float) -> Allocation:
        return fixed(published(), 90, capacity=SalesCapacity(sqls=sqls, sqls_per_outcome=(0.1, 0.05, 0.2)))

    found = outcome(10)
    assert np.array([0.1, 0.05, 0.2]) @ published().outcomes(found.amounts) <= 10 + 1e-9
    assert found.amounts.sum() == pytest.approx(90)
    rise = (outcome(10.001).outcome - outcome(9.999).outcome) / 0.002
    assert found.prices[0] == pytest.approx(rise, rel=1e-4)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("shapes", [CONCAVE, (Saturation.HILL, Saturation.POWER, *CONCAVE)])
def test_concave_curves_are_never_worse_than_slsqp(seed: int, shapes: tuple[Saturation, ...]) -> None:
    curves = drawn_curves(1 + 3 * seed, 25, seed=seed, shapes=shapes, slopes=(0.4, 1.0), longest=0.8)
    returns = plan_returns(curves, periods=6, spend_before=np.full((3, 25), 4.0))
    question = limited_question(returns.channels, 60.0, seed=seed)
    found = best_allocation(returns, question)
    limits = plan_limits(question, returns.channels)
    slow = slsqp_amounts(returns, limits, random_start(limits, np.random.default_rng(seed)))
    assert found.outcome >= returns.outcomes(slow).sum() * (1 - 1e-9)
    assert excess(found.amounts, question, returns.channels) <= 1e-12
    assert (found.gap, found.unplaced) == (0, 0)
    assert found.amounts.sum() == pytest.approx(60 * 25, rel=1e-13)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("is_limited", [False, True])
def test_s_shaped_curves_are_never_worse_than_the_best_of_twenty_searches(seed: int, is_limited: bool) -> None:
    returns = plan_returns(drawn_curves(1, 6, seed=seed, slopes=(1.2, 4.0), shapes=(Saturation.HILL,)), periods=4)
    question = BudgetQuestion(goal=FixedBudget(amount=6 * 45.0))
    if is_limited:
        question = limited_question(returns.channels, 45.0, seed=seed, groups=2)
        locked = replace(question.limits[-1], locked_at=50.0)
        question = replace(question, limits=(*question.limits[:-1], locked))
    found = best_allocation(returns, question)
    limits, rng = plan_limits(question, returns.channels), np.random.default_rng(seed)
    slow = [slsqp_amounts(returns, limits, random_start(limits, rng)) for _ in range(20)]
    kept = [returns.outcomes(one).sum() for one in slow if excess(one, question, returns.channels) < 1e-8]
    assert kept
    assert found.outcome >= max(kept) * (1 - 1e-9)
    assert found.outcome + found.gap >= max(kept) * (1 - 1e-9)
    assert excess(found.amounts, question, returns.channels) <= 1e-12


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000), count=st.integers(2, 3), budget=st.floats(5.0, 800.0),
    slopes=st.sampled_from([(0.5, 1.0), (1.0, 4.0)]),
)  # fmt: skip
def test_no_division_of_the_budget_brings_more(
    seed: int, count: int, budget: float, slopes: tuple[float, float]
) -> None:
    curves = drawn_curves(1 + seed % 3, count, seed=seed, slopes=slopes)
    returns = plan_returns(curves, periods=1 + seed % 5)
    found = fixed(returns, budget)
    slow = best_on_grid(returns, budget, 400 if count == 2 else 60)
    assert found.outcome >= slow * (1 - 1e-9)
    assert found.outcome + found.gap >= slow * (1 - 1e-12)
    assert found.amounts.sum() == pytest.approx(budget, rel=1e-12)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_a_price_is_what_one_unit_of_its_limit_brings(seed: int) -> None:
    """Budget, minimum, maximum, contract, lock and group limits, each moved by a little."""
    rng = np.random.default_rng(seed)
    returns = plan_returns(drawn_curves(2, 5, seed=seed, slopes=(0.5, 1.0), shapes=CONCAVE, longest=0.6), periods=3)
    budget, a_little = 200.0, 1e-3
    first, second, third, fourth, _ = returns.channels
    limits = (
        ChannelLimit(channel=first, contract=rng.uniform(20, 70)),
        ChannelLimit(channel=second, maximum=rng.uniform(5, 40)),
        ChannelLimit(channel=third, locked_at=rng.uniform(5, 60)),
    )
    groups = (GroupLimit(name="g", channels=(third, fourth), maximum=rng.uniform(62, 70)),)
    question = BudgetQuestion(goal=FixedBudget(amount=budget), limits=limits, groups=groups)
    found = best_allocation(returns, question)

    def rise(up: BudgetQuestion, down: BudgetQuestion) -> float:
        return (best_allocation(returns, up).outcome - best_allocation(returns, down).outcome) / (2 * a_little)

    budgets = [replace(question, goal=FixedBudget(amount=budget + sign * a_little)) for sign in (1, -1)]
    assert found.price == pytest.approx(rise(*budgets), rel=1e-3, abs=1e-7)
    for place, name in ((0, "contract"), (1, "maximum"), (2, "locked_at")):
        moved = []
        for sign in (1, -1):
            other = list(limits)
            other[place] = replace(limits[place], **{name: getattr(limits[place], name) + sign * a_little})
            moved.append(replace(question, limits=tuple(other)))
        is_bound = found.bindings[place] in {Binding.CONTRACT, Binding.MAXIMUM, Binding.LOCK}
        assert found.prices[place] == pytest.approx(abs(rise(*moved)) if is_bound else 0.0, rel=1e-3, abs=1e-6)
    if found.bindings[3] is Binding.GROUP_MAXIMUM:
        wider = [
            replace(question, groups=(replace(groups[0], maximum=groups[0].maximum + sign * a_little),))
            for sign in (1, -1)
        ]
        assert found.prices[3] == pytest.approx(rise(*wider), rel=1e-3, abs=1e-6)
    assert (found.prices >= 0).all()


@pytest.mark.parametrize("seed", range(3))
def test_bookable_steps_are_the_best_of_all(seed: int) -> None:
    """Two channels in steps of their own, one free: every booking is tried."""
    returns = plan_returns(drawn_curves(1, 3, seed=seed, slopes=(0.7, 3.0)), periods=2)
    one, other, free = returns.channels
    limits = (ChannelLimit(channel=one, step=35.0), ChannelLimit(channel=other, minimum=10, step=22.0))
    found = fixed(returns, 200.0, limits=limits)
    bookings = [(35.0 * i, 10 + 22.0 * j) for i in range(6) for j in range(9) if 35.0 * i + 10 + 22.0 * j <= 200]
    tried = np.array([(*booked, 200.0 - sum(booked)) for booked in bookings])
    assert found.outcome == pytest.approx(returns.outcomes(tried).sum(axis=1).max(), rel=1e-9)
    assert found.amounts[0] / 35 == pytest.approx(round(found.amounts[0] / 35))
    assert (found.amounts[1] - 10) / 22 == pytest.approx(round((found.amounts[1] - 10) / 22))
    assert free == returns.channels[2]


def test_all_limits_together() -> None:
    """Bounds, a contract, a lock, steps, a group and sales' capacity at once: all held."""
    returns = plan_returns(drawn_curves(1, 6, seed=8, slopes=(0.8, 3.0)), periods=4)
    channels = returns.channels
    question = BudgetQuestion(
        goal=FixedBudget(amount=600),
        limits=(
            ChannelLimit(channel=channels[0], contract=40),
            ChannelLimit(channel=channels[1], locked_at=55),
            ChannelLimit(channel=channels[2], step=30),
            ChannelLimit(channel=channels[3], maximum=120),
        ),
        groups=(GroupLimit(name="g", channels=channels[3:5], minimum=50, maximum=180),),
    )
    free = best_allocation(returns, question)
    shares = np.full(6, 0.1)
    sqls = 0.8 * float(shares @ returns.outcomes(free.amounts))
    found = best_allocation(
        returns, replace(question, capacity=SalesCapacity(sqls=sqls, sqls_per_outcome=tuple(shares)))
    )
    for one in (free, found):
        assert excess(one.amounts, question, channels) <= 1e-12
        assert one.amounts[2] % 30 == pytest.approx(0, abs=1e-9)
        assert one.amounts.sum() + one.unplaced == pytest.approx(600)
    assert shares @ returns.outcomes(found.amounts) <= sqls * (1 + 1e-9)
    assert found.outcome <= free.outcome
    assert found.outcome + found.gap >= 0.8 * free.outcome
