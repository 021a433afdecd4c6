"""Budget scenarios as pages and the command line save, load and remove them."""

from datetime import UTC, datetime

from clm_core.budget_scenario import BudgetScenario, CurveSet
from clm_core.services.workspaces import LOCAL_USER
from clm_core.store import budget_scenarios as records
from clm_core.store import curve_sets
from clm_core.store.budget_scenarios import SavedScenario, read_scenario, read_scenarios
from clm_core.store.curve_sets import KeptCurves, read_curve_set, read_curve_sets
from clm_core.store.workspaces import Store

__all__ = [
    "BudgetScenario",
    "CurveSet",
    "KeptCurves",
    "SavedScenario",
    "keep_curves",
    "read_curve_set",
    "read_curve_sets",
    "read_scenario",
    "read_scenarios",
    "remove_scenario",
    "save_new_scenario",
    "save_scenario",
]


def save_new_scenario(store: Store, scenario: BudgetScenario, *, actor: str = LOCAL_USER) -> SavedScenario:
    """The scenario under its own name. Raises ClmError where that is taken, saying by whom."""
    return records.add_scenario(store, scenario, actor=actor, at=datetime.now(UTC))


def save_scenario(
    store: Store, seen: SavedScenario, scenario: BudgetScenario, *, actor: str = LOCAL_USER
) -> SavedScenario:
    """The entry with other amounts. Raises ClmError when somebody saved it since it was ``seen``."""
    now = datetime.now(UTC)
    return records.save_scenario(store, seen.number, scenario, revision=seen.revision, actor=actor, at=now)


def remove_scenario(store: Store, seen: SavedScenario, *, actor: str = LOCAL_USER) -> None:
    """Takes a scenario off the list. Raises ClmError when somebody saved it since it was ``seen``."""
    records.remove_scenario(store, seen.number, revision=seen.revision, actor=actor, at=datetime.now(UTC))


def keep_curves(store: Store, curve_set: CurveSet, *, actor: str = LOCAL_USER) -> KeptCurves:
    """The curves under a name, so that plans made with them can be made again."""
    return curve_sets.keep_curves(store, curve_set, actor=actor, at=datetime.now(UTC))
