"""Words of a decision refuse what cannot be."""

from dataclasses import replace
from datetime import date

import pytest

from clm_core.decisions import Action, Decision, ExpectedEffect, Measure
from clm_core.errors import ClmError

DECISION = Decision(
    title="Display halbieren",
    action=Action.SCALE,
    owner="Kim",
    effect=ExpectedEffect(measure=Measure.SPEND, change=-500.0),
    takes_effect_on=date(2027, 1, 1),
    check_on=date(2027, 3, 31),
)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"title": " "}, "decisions.without_title"),
        ({"owner": ""}, "decisions.without_owner"),
        ({"check_on": date(2027, 1, 1)}, "decisions.check_before_effect"),
    ],
)
def test_an_impossible_decision_is_refused(changes: dict[str, object], key: str) -> None:
    with pytest.raises(ClmError, match=key):
        replace(DECISION, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "low", "high", "key"),
    [
        (float("nan"), None, None, "effect_outside"),
        (1.0, 0.5, None, "effect_outside"),
        (1.0, 1.5, 2.0, "effect_outside_interval"),
    ],
)
def test_an_impossible_effect_is_refused(change: float, low: float | None, high: float | None, key: str) -> None:
    with pytest.raises(ClmError, match=key):
        ExpectedEffect(measure=Measure.LEADS, change=change, low=low, high=high)
