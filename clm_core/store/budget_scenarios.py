"""Saved budget scenarios: named, saved over knowingly or not at all, removed without being lost; every step audited."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from math import inf
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from clm_core.budget_plan import (
    BudgetForMarginalReturn,
    BudgetForTarget,
    BudgetGoal,
    BudgetQuestion,
    ChannelLimit,
    FixedBudget,
    GroupLimit,
    SalesCapacity,
)
from clm_core.budget_scenario import BudgetScenario
from clm_core.errors import ClmError
from clm_core.response_curves import PeriodLength, ResponseOutcome
from clm_core.store import tables
from clm_core.store.audit import record_action
from clm_core.store.connection import Store, reading, writing
from clm_core.store.moments import as_micros, as_moment

_TABLE = tables.budget_scenarios
_GOALS: dict[str, type[FixedBudget] | type[BudgetForTarget] | type[BudgetForMarginalReturn]] = {
    "fixed_budget": FixedBudget,
    "budget_for_target": BudgetForTarget,
    "budget_for_marginal_return": BudgetForMarginalReturn,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedScenario:
    """A scenario with its number, who saved it last and when; ``revision`` counts the saves."""

    number: int
    scenario: BudgetScenario
    revision: int
    saved_at: datetime
    saved_by: str


def read_scenarios(store: Store) -> tuple[SavedScenario, ...]:
    """All scenarios that were not removed, the oldest first."""
    query = select(_TABLE).where(_TABLE.c.removed_at.is_(None)).order_by(_TABLE.c.scenario)
    with reading(store) as connection:
        rows = connection.execute(query).mappings().all()
    return tuple(_saved(row) for row in rows)


def read_scenario(store: Store, number: int) -> SavedScenario:
    """One scenario. Raises ClmError where it is not there or was removed."""
    with reading(store) as connection:
        return _read(connection, number)


def add_scenario(store: Store, scenario: BudgetScenario, *, actor: str, at: datetime) -> SavedScenario:
    """The scenario as a new entry. Raises ClmError, saying who saved it, where one has this name already."""
    with writing(store) as connection:
        _require_free_name(connection, scenario.name)
        number = 1 + (connection.scalar(select(func.max(_TABLE.c.scenario))) or 0)
        connection.execute(insert(_TABLE).values(scenario=number, revision=1, **_values(scenario, actor, at)))
        _audit(connection, "added", number, actor, at, name=scenario.name.strip(), amounts=_amounts(scenario))
        return _read(connection, number)


def save_scenario(
    store: Store, number: int, scenario: BudgetScenario, *, revision: int, actor: str, at: datetime
) -> SavedScenario:
    """The entry with another scenario; nothing is written when it is as it was.

    Raises ClmError, naming who saved last and when, where it was saved after ``revision``, and where another one
    has its name. What it was before stays in the audit.
    """
    with writing(store) as connection:
        before = _unchanged(connection, number, revision)
        if before.scenario == scenario:
            return before
        _require_free_name(connection, scenario.name, but=number)
        values = {"revision": revision + 1, **_values(scenario, actor, at)}
        connection.execute(update(_TABLE).where(_TABLE.c.scenario == number).values(values))
        names = {"name": scenario.name.strip(), "former_name": before.scenario.name}
        amounts = {"amounts": _amounts(scenario), "former_amounts": _amounts(before.scenario)}
        _audit(connection, "saved", number, actor, at, **names, **amounts)
        return _read(connection, number)


def remove_scenario(store: Store, number: int, *, revision: int, actor: str, at: datetime) -> None:
    """Takes a scenario off the list; it stays on record. Raises ClmError where it was saved after ``revision``."""
    with writing(store) as connection:
        before = _unchanged(connection, number, revision)
        values = {"removed_at": as_micros(at)}
        connection.execute(update(_TABLE).where(_TABLE.c.scenario == number).values(values))
        _audit(connection, "removed", number, actor, at, name=before.scenario.name)


def _unchanged(connection: Connection, number: int, revision: int) -> SavedScenario:
    before = _read(connection, number)
    if before.revision != revision:
        raise ClmError(
            "budget_scenarios.changed_meanwhile", name=before.scenario.name, who=before.saved_by, at=before.saved_at
        )
    return before


def _require_free_name(connection: Connection, name: str, *, but: int | None = None) -> None:
    """Names are compared without case in Python: databases fold umlauts differently."""
    rows = connection.execute(select(_TABLE).where(_TABLE.c.removed_at.is_(None))).mappings().all()
    for row in rows:
        if row["scenario"] != but and row["name"].casefold() == name.strip().casefold():
            raise ClmError(
                "budget_scenarios.name_taken", name=row["name"], who=row["saved_by"], at=as_moment(row["saved_at"])
            )


def _read(connection: Connection, number: int) -> SavedScenario:
    query = select(_TABLE).where(_TABLE.c.scenario == number, _TABLE.c.removed_at.is_(None))
    row = connection.execute(query).mappings().first()
    if row is None:
        raise ClmError("budget_scenarios.unknown", number=number)
    return _saved(row)


def _saved(row: Mapping[Any, Any]) -> SavedScenario:
    plain = json.loads(row["definition_json"])
    question = plain["question"]
    return SavedScenario(
        number=row["scenario"],
        scenario=BudgetScenario(
            name=row["name"],
            channels=tuple(plain["channels"]),
            amounts=tuple(plain["amounts"]),
            periods=plain["periods"],
            length=PeriodLength(plain["length"]),
            outcome_of=ResponseOutcome(plain["outcome_of"]),
            question=None if question is None else _question(question),
            curve_set=row["curve_set"],
            data_version=row["data_version"],
        ),
        revision=row["revision"],
        saved_at=as_moment(row["saved_at"]),
        saved_by=row["saved_by"],
    )


def _values(scenario: BudgetScenario, actor: str, at: datetime) -> dict[str, Any]:
    plain = {
        "channels": scenario.channels,
        "amounts": [float(amount) for amount in scenario.amounts],
        "periods": scenario.periods,
        "length": scenario.length.value,
        "outcome_of": scenario.outcome_of.value,
        "question": None if scenario.question is None else _plain_question(scenario.question),
    }
    return {
        "name": scenario.name.strip(),
        "definition_json": json.dumps(plain, ensure_ascii=False, sort_keys=True, allow_nan=False),
        "curve_set": scenario.curve_set,
        "data_version": scenario.data_version,
        "saved_at": as_micros(at),
        "saved_by": actor,
    }


def _plain_question(question: BudgetQuestion) -> dict[str, Any]:
    goal = next(name for name, kind in _GOALS.items() if isinstance(question.goal, kind))
    return {
        "goal": {"kind": goal, **asdict(question.goal)},
        "limits": [_bounded(asdict(limit)) for limit in question.limits],
        "groups": [_bounded(asdict(group)) for group in question.groups],
        "capacity": None if question.capacity is None else asdict(question.capacity),
    }


def _bounded(plain: dict[str, Any]) -> dict[str, Any]:
    """JSON knows no endless number: no maximum is none written."""
    return {name: value for name, value in plain.items() if not (name == "maximum" and value == inf)}


def _question(plain: Mapping[str, Any]) -> BudgetQuestion:
    given = dict(plain["goal"])
    goal: BudgetGoal = _GOALS[given.pop("kind")](**given)
    capacity = plain["capacity"]
    return BudgetQuestion(
        goal=goal,
        limits=tuple(ChannelLimit(**one) for one in plain["limits"]),
        groups=tuple(GroupLimit(**{**one, "channels": tuple(one["channels"])}) for one in plain["groups"]),
        capacity=None
        if capacity is None
        else SalesCapacity(sqls=capacity["sqls"], sqls_per_outcome=tuple(capacity["sqls_per_outcome"])),
    )


def _amounts(scenario: BudgetScenario) -> dict[str, float]:
    return {channel: float(amount) for channel, amount in zip(scenario.channels, scenario.amounts, strict=True)}


def _audit(connection: Connection, action: str, number: int, actor: str, at: datetime, **details: object) -> None:
    record_action(connection, f"budget_scenario.{action}", actor=actor, at=at, scenario=number, **details)
