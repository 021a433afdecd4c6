"""The price of money: a known case, and a slow bisection of every price by itself."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.budget_plan.budget_price import balanced
from clm_core.analysis.budget_plan.plan_limits import PlanLimits
from clm_core.response_curves import Floats


def limits_of(taken: Floats, group: list[int], floors: list[float], ceilings: list[float], budget: float) -> PlanLimits:
    return PlanLimits(
        floor=taken[-1],
        ceiling=taken[0],
        step=np.zeros(taken.shape[1]),
        group=np.array(group),
        group_floor=np.array([*floors, 0.0]),
        group_ceiling=np.array([*ceilings, np.inf]),
        budget=budget,
    )


def test_a_full_group_pays_more_and_the_rest_shares_what_is_left() -> None:
    """Two channels take 10 − price each, the first is held at 2: the other gets the remaining 5, at a price of 5."""
    prices, taken = np.array([0.0, 10.0]), np.array([[10.0, 10.0], [0.0, 0.0]])
    found = balanced(prices, taken, limits_of(taken, [0, 1], [0.0], [2.0], 7.0), 0.0)
    np.testing.assert_allclose(found.amounts, [2, 5], rtol=1e-14)
    np.testing.assert_allclose(found.group_price, [8, 5], rtol=1e-14)
    pressed = balanced(prices, taken, limits_of(taken, [0, 1], [6.0], [9.0], 7.0), 0.0)
    np.testing.assert_allclose(pressed.amounts, [6, 1], rtol=1e-14)
    np.testing.assert_allclose(pressed.group_price, [4, 9], rtol=1e-14)


def test_nothing_is_sold_below_the_least_price() -> None:
    prices, taken = np.array([0.0, 10.0]), np.array([[10.0, 10.0], [0.0, 0.0]])
    found = balanced(prices, taken, limits_of(taken, [0, 0], [], [], np.inf), 4.0)
    np.testing.assert_allclose(found.amounts, [6, 6], rtol=1e-14)
    np.testing.assert_allclose(found.group_price, [4], rtol=1e-14)


def slow_amounts(prices: Floats, taken: Floats, limits: PlanLimits, least: float) -> Floats:
    """Every price by bisection: that of each group at its limit, and around it that of the budget."""

    def takes(price: float) -> Floats:
        return np.array([np.interp(price, prices, column) for column in taken.T])

    def price_of(target: float, group: int) -> float:
        inside = limits.group == group
        low, high = prices[0], prices[-1]
        for _ in range(100):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if takes(middle)[inside].sum() > target else (low, middle)
        return float(high)

    def at(price: float) -> Floats:
        found = takes(price)
        for group in range(limits.group_count):
            inside = limits.group == group
            target = np.clip(found[inside].sum(), limits.group_floor[group], limits.group_ceiling[group])
            if target != found[inside].sum():
                found[inside] = takes(price_of(target, group))[inside]
        return found

    low, high = max(least, prices[0]), prices[-1]
    if at(low).sum() <= limits.budget:
        return at(low)
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if at(middle).sum() > limits.budget else (low, middle)
    return at(high)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), is_tied=st.booleans())
def test_every_price_found_alone_gives_the_same_amounts(seed: int, is_tied: bool) -> None:
    """Groups below their minimum, at their maximum and between; with ties every channel falls at the same prices."""
    rng = np.random.default_rng(seed)
    rows, group = int(rng.integers(2, 9)), [0, 0, 1, 1, 2, 2]
    prices = np.sort(rng.uniform(0.0, 5.0, rows))
    falls = rng.uniform(0.1, 3.0, (rows - 1, 1 if is_tied else 6)) * np.ones(6)
    floor = rng.uniform(0.0, 2.0, 6)
    taken = floor + np.vstack([np.cumsum(falls[::-1], axis=0)[::-1], np.zeros(6)])
    sums = [(taken[-1][2 * one : 2 * one + 2].sum(), taken[0][2 * one : 2 * one + 2].sum()) for one in range(2)]
    bounds = np.sort([[rng.uniform(low, high), rng.uniform(low, high)] for low, high in sums], axis=1)
    least = float(bounds[:, 0].sum() + taken[-1][4:].sum())
    most = float(bounds[:, 1].sum() + taken[0][4:].sum())
    limits = limits_of(taken, group, list(bounds[:, 0]), list(bounds[:, 1]), rng.uniform(least, 1.1 * most))
    found = balanced(prices, taken, limits, float(rng.uniform(-1.0, prices[0])))
    np.testing.assert_allclose(found.amounts, slow_amounts(prices, taken, limits, -1.0), atol=1e-9)
    assert found.amounts.sum() == pytest.approx(min(limits.budget, most), rel=1e-13)
