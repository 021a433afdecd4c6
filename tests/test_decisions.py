"""Words of a decision refuse what cannot be."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm_core.decisions import Action, Decision, ExpectedEffect, Measure, decision_of, plain_decision
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


days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
numbers = st.floats(allow_nan=False, allow_infinity=False, width=32)
texts = st.text(min_size=1, max_size=12).filter(lambda text: text.strip() != "")


@given(
    st.sampled_from(Action),
    st.sampled_from(Measure),
    st.lists(numbers, min_size=3, max_size=3),
    st.booleans(),
    days,
    st.integers(1, 300),
    st.lists(texts, max_size=3),
    texts,
)
def test_a_decision_comes_back_from_json_as_it_was(
    action: Action, measure: Measure, ends: list[float], has_range: bool, start: date, length: int, names: list[str],
    title: str,
) -> None:  # fmt: skip
    low, change, high = sorted(ends)
    decision = Decision(
        title=title,
        action=action,
        owner=title,
        effect=ExpectedEffect(
            measure=measure, change=change, low=low if has_range else None, high=high if has_range else None
        ),
        takes_effect_on=start,
        check_on=start + timedelta(days=length),
        channels=tuple(names),
        campaigns=tuple(names[:1]),
        advice={"points": [1, 2.5], "=x": "y"} if names else None,
    )
    assert decision_of(json.loads(json.dumps(plain_decision(decision)))) == decision
