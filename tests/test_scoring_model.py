"""A scoring model refuses what could never be, and comes back from JSON as it was."""

import json
from typing import Any

import pytest

from clm_core.errors import ClmError
from clm_core.records import TouchpointKind
from clm_core.scoring_model import (
    Decay,
    EngagementCriterion,
    EngagementGroup,
    FitCriterion,
    FitTest,
    ScoringModel,
    model_of,
    plain_model,
)
from clm_core.texts import Language, texts_for

MODEL = ScoringModel(
    fit=(
        FitCriterion(field="industry", values=("Maschinenbau", "Medizintechnik"), points=15),
        FitCriterion(field="employees", test=FitTest.BETWEEN, at_least=50, points=10),
        FitCriterion(field="attribute:Budget", test=FitTest.IS_KNOWN, points=-5, name="Budget"),
    ),
    engagement=(
        EngagementCriterion(group="intent", kinds=(TouchpointKind.PRICING_PAGE,), points=20),
        EngagementCriterion(group="doubt", contents=("karriere", "jobs"), points=-30),
    ),
    groups=(
        EngagementGroup(name="intent", half_life_days=14, cap_points=40, window_days=90),
        EngagementGroup(name="doubt", decay=Decay.NONE),
    ),
    mql_points=40,
    sql_points=60,
    mql_cells=("A1", "B1"),
)


def test_a_model_comes_back_from_json() -> None:
    assert model_of(json.loads(json.dumps(plain_model(MODEL)))) == MODEL


def test_other_points_leave_everything_else() -> None:
    changed = MODEL.with_points([1, 2, 3], [4, -5])
    assert [one.points for one in changed.fit] == [1, 2, 3]
    assert changed.with_points([15, 10, -5], [20, -30]) == MODEL


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"sql_points": 30.0}, "scoring.sql_below_mql"),
        ({"groups": MODEL.groups[:1]}, "scoring.unknown_group"),
        ({"groups": MODEL.groups + MODEL.groups[:1]}, "scoring.group_twice"),
        ({"fit_bounds": (10, 20, 30)}, "scoring.bounds_not_falling"),
        ({"mql_cells": ["E5"]}, "scoring.unknown_cell"),
        ({"engagement_cap_points": 0}, "scoring.cap_outside"),
        ({"fit": [{"field": "industry", "points": 5}]}, "scoring.criterion_without_values"),
        ({"fit": [{"field": "hat_size", "points": 5, "values": ["7"]}]}, "scoring.unknown_field"),
        ({"fit": [{"field": "employees", "test": "between", "points": 5}]}, "scoring.criterion_without_bounds"),
        (
            {"fit": [{"field": "employees", "test": "between", "points": 5, "at_least": 9, "at_most": 1}]},
            "scoring.bounds_crossed",
        ),
        ({"fit": [{"field": "industry", "points": 5000, "values": ["a"]}]}, "scoring.points_outside"),
        ({"engagement": [{"group": "intent", "points": 5}]}, "scoring.engagement_without_condition"),
        ({"groups": [{"name": "intent", "half_life_days": 0}]}, "scoring.half_life_outside"),
        ({"fit": 7}, "scoring.not_a_model"),
        ({"surprise": 7}, "scoring.not_a_model"),
        ({"engagement": [{"group": "intent", "points": 5, "kinds": ["dance"]}]}, "scoring.not_a_model"),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, Any], key: str) -> None:
    plain = json.loads(json.dumps(plain_model(MODEL)))
    changes = {name: [vars_of(one) for one in value] if name == "groups" else value for name, value in changes.items()}
    with pytest.raises(ClmError) as raised:
        model_of(plain | changes)
    assert raised.value.key == key
    assert all(texts_for(language).error(raised.value) for language in Language)


def vars_of(group: EngagementGroup | dict[str, Any]) -> dict[str, Any]:
    if isinstance(group, dict):
        return group
    return {"name": group.name, "half_life_days": group.half_life_days, "decay": group.decay.value}
