"""Saved scenarios: what was saved comes back, and nobody overwrites what they have not seen."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from clm_core.budget_plan import (
    BudgetForMarginalReturn,
    BudgetForTarget,
    BudgetQuestion,
    ChannelLimit,
    FixedBudget,
    GroupLimit,
    SalesCapacity,
)
from clm_core.budget_scenario import BudgetScenario
from clm_core.errors import ClmError
from clm_core.response_curves import PeriodLength, ResponseOutcome
from clm_core.store.audit import audit_frame
from clm_core.store.budget_scenarios import (
    add_scenario,
    read_scenario,
    read_scenarios,
    remove_scenario,
    save_scenario,
)
from clm_core.store.curve_sets import keep_curves
from clm_core.store.workspaces import Store
from tests.store.small_rows import NOON
from tests.store.test_curve_sets import SET

BY_ANNA: dict[str, Any] = {"actor": "anna", "at": NOON}
BY_BEN: dict[str, Any] = {"actor": "ben", "at": NOON + timedelta(hours=1)}
QUESTION = BudgetQuestion(
    goal=FixedBudget(amount=100_000.1),
    limits=(
        ChannelLimit(channel="search", minimum=10, maximum=50_000.5, contract=20, step=5),
        ChannelLimit(channel="=Messe", locked_at=1_000),
        ChannelLimit(channel="social"),
    ),
    groups=(GroupLimit(name="Online", channels=("search", "social"), minimum=1, maximum=90_000),),
    capacity=SalesCapacity(sqls=120.5, sqls_per_outcome=(0.1, 0.2, 0.3)),
)
SCENARIO = BudgetScenario(
    name="Vorschlag Q4",
    channels=("search", "=Messe", "social"),
    amounts=(60_000.1, 1_000.0, 39_000.0),
    periods=13,
    length=PeriodLength.WEEK,
    outcome_of=ResponseOutcome.MARGIN,
    question=QUESTION,
    data_version=4,
)


def test_a_scenario_comes_back_as_it_was_saved(store: Store) -> None:
    saved = add_scenario(store, SCENARIO, **BY_ANNA)
    assert (saved.number, saved.revision, saved.saved_by, saved.saved_at) == (1, 1, "anna", NOON)
    assert read_scenario(store, 1).scenario == SCENARIO
    assert read_scenarios(store) == (saved,)


@pytest.mark.parametrize("goal", [BudgetForTarget(outcome=12.5), BudgetForMarginalReturn(least_return=1.2)])
def test_every_goal_comes_back(sqlite_store: Store, goal: Any) -> None:
    other = replace(SCENARIO, question=BudgetQuestion(goal=goal))
    assert add_scenario(sqlite_store, other, **BY_ANNA).scenario == other


def test_a_scenario_by_hand_with_kept_curves_comes_back(store: Store) -> None:
    number = keep_curves(store, SET, **BY_ANNA).number
    other = replace(SCENARIO, question=None, curve_set=number)
    assert add_scenario(store, other, **BY_ANNA).scenario == other


def test_saving_over_a_later_save_of_somebody_else_is_told_and_writes_nothing(store: Store) -> None:
    seen = add_scenario(store, SCENARIO, **BY_ANNA)
    bens = replace(SCENARIO, amounts=(1.0, 2.0, 3.0))
    save_scenario(store, seen.number, bens, revision=seen.revision, **BY_BEN)
    with pytest.raises(ClmError) as caught:
        save_scenario(store, seen.number, replace(SCENARIO, amounts=(9.0, 9.0, 9.0)), revision=1, **BY_ANNA)
    assert caught.value.key == "budget_scenarios.changed_meanwhile"
    assert (caught.value.values["who"], caught.value.values["at"]) == ("ben", BY_BEN["at"])
    assert read_scenario(store, seen.number).scenario == bens
    with pytest.raises(ClmError, match="changed_meanwhile"):
        remove_scenario(store, seen.number, revision=1, **BY_ANNA)
    details = json.loads(audit_frame(store)["details_json"].iloc[0])
    assert details["former_amounts"] == {"search": 60_000.1, "=Messe": 1_000.0, "social": 39_000.0}


def test_saving_what_is_there_writes_nothing(store: Store) -> None:
    seen = add_scenario(store, SCENARIO, **BY_ANNA)
    assert save_scenario(store, 1, SCENARIO, revision=1, **BY_BEN) == seen
    assert len(audit_frame(store)) == 1


def test_a_name_stands_once_whatever_its_case_until_it_is_removed(store: Store) -> None:
    add_scenario(store, replace(SCENARIO, name="Übersicht"), **BY_ANNA)
    second = add_scenario(store, replace(SCENARIO, name="Zwei"), **BY_ANNA)
    for attempt in (
        lambda: add_scenario(store, replace(SCENARIO, name=" übersicht"), **BY_BEN),
        lambda: save_scenario(store, second.number, replace(SCENARIO, name="ÜBERSICHT"), revision=1, **BY_BEN),
    ):
        with pytest.raises(ClmError) as caught:
            attempt()
        assert (caught.value.key, caught.value.values["who"]) == ("budget_scenarios.name_taken", "anna")
    remove_scenario(store, 1, revision=1, **BY_BEN)
    assert [one.scenario.name for one in read_scenarios(store)] == ["Zwei"]
    with pytest.raises(ClmError, match="unknown"):
        read_scenario(store, 1)
    assert add_scenario(store, replace(SCENARIO, name="Übersicht"), **BY_BEN).number == 3
