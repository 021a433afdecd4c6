"""The bound of hulls against a linear programme of all mixtures of their points, with groups and a budget."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from clm_core.analysis.budget_plan.filled_hulls import filled_hulls, hull
from clm_core.analysis.budget_plan.plan_limits import PlanLimits
from clm_core.response_curves import Floats


def some_limits(rng: np.random.Generator, amounts: Floats) -> PlanLimits:
    """Six channels in two groups and none, whose limits leave room; points are channels × points."""
    group = np.array([0, 0, 1, 1, 2, 2])
    least, most = (np.bincount(group, weights=one) for one in (amounts.min(axis=1), amounts.max(axis=1)))
    low, high = np.sort(rng.uniform(0, 1, (2, 3)), axis=0)
    floor, ceiling = least + low * (most - least), least + high * (most - least)
    floor[2], ceiling[2] = 0.0, np.inf
    enough = np.maximum(floor, least).sum()
    return PlanLimits(
        floor=amounts.min(axis=1), ceiling=amounts.max(axis=1), step=np.zeros(6), group=group,
        group_floor=floor, group_ceiling=ceiling, budget=enough + rng.uniform(0, 1.2) * (most.sum() - enough),
        least_price=rng.choice([0.0, 0.5]),
    )  # fmt: skip


def most_of_mixtures(amounts: Floats, worths: Floats, limits: PlanLimits) -> float:
    """A part of every point, which sum to 1 a channel: the best by a linear programme."""
    count, points = amounts.shape
    members = np.eye(limits.group_count)[limits.group].T.repeat(points, axis=1) * amounts.ravel()
    is_limited = np.isfinite(limits.group_ceiling)
    found = linprog(
        -(worths - limits.least_price * amounts).ravel(),
        A_ub=np.vstack([members[is_limited], -members, amounts.reshape(1, -1)]),
        b_ub=np.concatenate([limits.group_ceiling[is_limited], -limits.group_floor, [limits.budget]]),
        A_eq=np.eye(count).repeat(points, axis=1),
        b_eq=np.ones(count),
    )
    return -float(found.fun)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_bound_is_the_best_mixture(seed: int) -> None:
    rng = np.random.default_rng(seed)
    amounts, worths = rng.uniform(0, 50, (6, 9)), rng.uniform(0, 100, (6, 9))
    limits = some_limits(rng, amounts)
    filled = filled_hulls([hull(*one) for one in zip(amounts, worths, strict=True)], limits)
    assert filled.bound == pytest.approx(most_of_mixtures(amounts, worths, limits), rel=1e-7)
    sums = limits.group_sums(filled.amounts)
    assert filled.amounts.sum() <= limits.budget * (1 + 1e-12)
    assert (sums >= limits.group_floor - 1e-9).all()
    assert (sums <= limits.group_ceiling + 1e-9).all()


def test_where_the_least_amounts_are_too_much_there_is_no_plan() -> None:
    rng = np.random.default_rng(3)
    amounts, worths = rng.uniform(10, 50, (6, 9)), rng.uniform(0, 100, (6, 9))
    limits = replace(some_limits(rng, amounts), budget=50.0)
    assert filled_hulls([hull(*one) for one in zip(amounts, worths, strict=True)], limits).bound == -np.inf


def test_a_hull_is_divided_at_a_point_that_both_sides_keep() -> None:
    """0, 4, 5 and 12 at 0, 1, 2 and 3: the point at 2 is above no line of the others, yet an end of both sides."""
    whole = hull(np.array([2.0, 0.0, 3.0, 1.0]), np.array([5.0, 0.0, 12.0, 4.0]))
    np.testing.assert_array_equal(whole.corners, [0, 3])
    below, above = whole.parted(2.0)
    np.testing.assert_array_equal(below.corners, [0, 1, 2])
    np.testing.assert_array_equal(above.corners, [2, 3])
