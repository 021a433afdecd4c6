"""The model that is being tried: where it came from, and what was changed since, kept for the session."""

import dataclasses

from clm_core.scoring_model import LeadOutcome, ScoringModel
from clm_core.services import scoring_versions
from clm_core.services.scoring import ScoringBase, scoring_base, starting_model
from clm_core.services.scoring_versions import ScoringVersion
from pages.shared import inputs, session
from pages.shared.one_run import forget_one, once

OUTCOMES = (LeadOutcome.OPPORTUNITY, LeadOutcome.SQL, LeadOutcome.WON)


def outcome() -> LeadOutcome:
    """What a good lead becomes, as the reader chose."""
    return LeadOutcome(inputs.switched([str(one) for one in OUTCOMES], "outcome"))


def base() -> ScoringBase:
    """The judged leads that the model is tried on."""
    return session.computed(scoring_base, outcome())


def working() -> ScoringModel:
    """The model as it stands now, with everything that was changed and not saved."""
    model: ScoringModel | None = session.kept(_name("model"))
    return origin_model() if model is None else model


def version() -> ScoringVersion | None:
    """The version that the working model began as: the chosen one, else the one that counts.

    From the first change on it is as it was then, so that saving over somebody else's change is noticed.
    """
    return once("scoring_version", _version)


def _version() -> ScoringVersion | None:
    seen: ScoringVersion | None = session.kept(_name("seen"))
    if seen is not None:
        return seen
    store, chosen = session.store(), session.kept(_name("version"))
    if chosen is None:
        return scoring_versions.present_model(store)
    return scoring_versions.read_scoring_version(store, chosen)


def origin_model() -> ScoringModel:
    """The model before anything was changed: that of the version, or one made of the data."""
    begun = version()
    return session.computed(starting_model) if begun is None else begun.model


def is_changed() -> bool:
    """Whether something was changed that no version has."""
    return working() != origin_model()


def change(model: ScoringModel) -> None:
    """From now on this is the working model."""
    if session.kept(_name("model")) is None:
        session.keep(_name("seen"), version())
    session.keep(_name("model"), model)
    session.keep(_name("epoch"), epoch() + 1)


def move_threshold(name: str, points: float) -> None:
    """Sets the threshold "mql" or "sql"; the other one gives way, so that any number can be set in any order."""
    model = working()
    if name == "mql":
        change(dataclasses.replace(model, mql_points=points, sql_points=max(points, model.sql_points)))
    else:
        change(dataclasses.replace(model, sql_points=points, mql_points=min(points, model.mql_points)))


def open_version(number: int | None) -> None:
    """Begins anew with a version (None: the one that counts); unsaved changes go."""
    session.keep(_name("version"), number)
    session.forget(_name("model"))
    session.forget(_name("seen"))
    session.keep(_name("epoch"), epoch() + 1)
    forget_one("scoring_version")


def epoch() -> int:
    """Part of the keys of tables that show the working model: rises when they have to show another one."""
    return session.kept(_name("epoch")) or 0


def channel_labels() -> dict[str, str]:
    """What channels of the user's own are called, by their keys."""
    rows = session.choices().channels
    return {key: label for key, label in zip(rows["channel"], rows["label"], strict=True) if isinstance(label, str)}


def _name(part: str) -> str:
    return f"scoring_{session.workspace().slug}_{part}"
