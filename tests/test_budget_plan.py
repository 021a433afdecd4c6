"""The words of the budget plan refuse what cannot be."""

import pytest

from clm_core.budget_plan import BudgetQuestion, ChannelLimit, FixedBudget, GroupLimit, SalesCapacity
from clm_core.errors import ClmError


def test_a_contract_is_a_minimum_and_a_lock_is_both_ends() -> None:
    limit = ChannelLimit(channel="events", minimum=100, contract=250, maximum=900)
    assert (limit.floor, limit.ceiling) == (250, 900)
    locked = ChannelLimit(channel="events", minimum=100, maximum=200, locked_at=300)
    assert (locked.floor, locked.ceiling) == (300, 300)


def test_a_minimum_above_the_maximum_is_named() -> None:
    with pytest.raises(ClmError) as caught:
        ChannelLimit(channel="events", contract=250, maximum=200)
    assert caught.value.values == {"channel": "events", "minimum": 250, "maximum": 200}
    with pytest.raises(ClmError, match="limits_cross"):
        GroupLimit(name="digital", channels=("email",), minimum=2, maximum=1)


@pytest.mark.parametrize("field", ["minimum", "contract", "step", "locked_at"])
def test_limits_are_not_negative(field: str) -> None:
    with pytest.raises(ClmError, match="negative_limit"):
        ChannelLimit(channel="events", **{field: -1.0})
    with pytest.raises(ClmError, match="negative_limit"):
        GroupLimit(name="digital", channels=("email",), minimum=-1)
    with pytest.raises(ClmError, match="negative_capacity"):
        SalesCapacity(sqls=-1, sqls_per_outcome=(0.1,))


def test_a_channel_has_one_limit_and_one_group() -> None:
    goal, email = FixedBudget(amount=10), ChannelLimit(channel="email")
    with pytest.raises(ClmError) as caught:
        BudgetQuestion(goal=goal, limits=(email, ChannelLimit(channel="email", maximum=5)))
    assert (caught.value.key, caught.value.values) == ("budget_plan.two_limits", {"channels": "email"})
    groups = tuple(GroupLimit(name=name, channels=("email", name)) for name in ("one", "other"))
    with pytest.raises(ClmError, match="two_groups"):
        BudgetQuestion(goal=goal, groups=groups)
    assert BudgetQuestion(goal=goal, limits=(email,), groups=groups[:1]).groups == groups[:1]
