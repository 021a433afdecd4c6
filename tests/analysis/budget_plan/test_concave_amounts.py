"""The nearest amounts that keep to limits: known cases with locks and groups, and never beaten by others."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from clm_core.analysis.budget_plan.concave_amounts import nearest_allowed
from clm_core.analysis.budget_plan.plan_limits import plan_limits
from clm_core.budget_plan import BudgetQuestion, ChannelLimit, FixedBudget
from clm_core.response_curves import Floats
from tests.analysis.budget_plan.allocation_cases import excess, limited_question, random_start


@pytest.mark.parametrize("asked", [0.0, 30.0, 1e4])
def test_what_is_asked_of_a_locked_channel_does_not_move_the_others(asked: float) -> None:
    question = BudgetQuestion(goal=FixedBudget(amount=100.0), limits=(ChannelLimit(channel="a", locked_at=10.0),))
    limits = plan_limits(question, tuple("abcd"))
    found = nearest_allowed(np.array([asked, 25.0, 25.0, 25.0]), limits)
    np.testing.assert_allclose(found, [10, 30, 30, 30], rtol=1e-12)
    uneven = nearest_allowed(np.array([asked, 10.0, 40.0, 70.0]), limits)
    np.testing.assert_allclose(uneven, [10, 0, 30, 60], atol=1e-10)


def test_amounts_within_all_limits_stay() -> None:
    limits = plan_limits(BudgetQuestion(goal=FixedBudget(amount=60.0)), tuple("abc"))
    np.testing.assert_allclose(nearest_allowed(np.array([10.0, 20.0, 30.0]), limits), [10, 20, 30], rtol=1e-12)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), scale=st.floats(1e-3, 1e4))
def test_no_allowed_amounts_are_nearer(seed: int, scale: float) -> None:
    """A locked channel, bounds and groups; asked for are amounts from anywhere, off the lock and below 0 too."""
    rng = np.random.default_rng(seed)
    channels = tuple(f"channel_{number}" for number in range(8))
    question = limited_question(channels, 20.0, seed=seed, groups=2)
    last = question.limits[-1]
    locked = ChannelLimit(channel=last.channel, locked_at=last.minimum)
    question = BudgetQuestion(goal=question.goal, limits=(*question.limits[:-1], locked), groups=question.groups)
    size = len(question.groups[0].channels)
    assume(sum(limit.ceiling for limit in question.limits[:size]) >= question.groups[0].minimum)
    limits, asked = plan_limits(question, channels), scale * rng.normal(size=8)
    found = nearest_allowed(asked, limits)
    assert excess(found, question, channels) <= 1e-12
    assert found.sum() == pytest.approx(limits.budget, rel=1e-12)

    def distance(amounts: Floats) -> float:
        free = limits.ceiling > limits.floor
        return float(np.square(amounts - asked)[free].sum())

    for _ in range(20):
        other = random_start(limits, rng)
        part = found + rng.uniform(0, 1) * (other - found)
        assert distance(part) >= distance(found) * (1 - 1e-9) - 1e-9
