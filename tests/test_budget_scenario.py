"""A scenario that cannot be is refused where it is made."""

from dataclasses import replace
from typing import Any

import pytest

from clm_core.budget_scenario import BudgetScenario
from clm_core.errors import ClmError
from clm_core.response_curves import PeriodLength, ResponseOutcome

SCENARIO = BudgetScenario(
    name="A",
    channels=("search", "social"),
    amounts=(10.0, 20.5),
    periods=1,
    length=PeriodLength.MONTH,
    outcome_of=ResponseOutcome.LEADS,
)


def test_its_budget_is_the_sum_of_its_amounts() -> None:
    assert SCENARIO.budget == 30.5


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"name": " "}, "without_name"),
        ({"periods": 0}, "too_short"),
        ({"channels": ("search", "search")}, "channel_twice"),
        ({"amounts": (1.0,)}, "channel_twice"),
        ({"amounts": (1.0, -0.01)}, "impossible_amount"),
        ({"amounts": (1.0, float("nan"))}, "impossible_amount"),
        ({"amounts": (1.0, float("inf"))}, "impossible_amount"),
    ],
)
def test_what_cannot_be_is_refused(changed: dict[str, Any], key: str) -> None:
    with pytest.raises(ClmError) as caught:
        replace(SCENARIO, **changed)
    assert caught.value.key == f"budget_scenarios.{key}"
