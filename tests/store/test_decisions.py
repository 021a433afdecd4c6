"""Decisions in the store: what was expected stays as it was, what was said of it is kept beside it."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from clm_core.decisions import DecisionStatus, DecisionVerdict, Judgement, MeasuredEffect, VerdictReason
from clm_core.errors import ClmError
from clm_core.store.audit import audit_frame
from clm_core.store.decisions import (
    add_decision,
    change_decision,
    read_decision,
    read_decisions,
    record_judgement,
    withdraw_decision,
)
from clm_core.store.facts import facts_version
from clm_core.store.workspaces import Store
from tests.store.small_rows import NOON
from tests.test_decisions import DECISION

BY_ANNA: dict[str, Any] = {"actor": "anna", "at": NOON}
BY_BEN: dict[str, Any] = {"actor": "ben", "at": NOON + timedelta(hours=1)}
MEASURED = MeasuredEffect(
    change=4.5, low=1.25, high=7.0, before=20.0, without=18.5, after=23.0, weeks=8, count=344,
    is_season_corrected=True, is_compared=False,
)  # fmt: skip
CAME_TRUE = Judgement(verdict=DecisionVerdict.CAME_TRUE, reason=VerdictReason.REACHED, measured=MEASURED)
EARLY = Judgement(verdict=DecisionVerdict.TOO_EARLY, reason=VerdictReason.NOT_RIPE, possible_from=date(2027, 2, 3))


def test_a_decision_comes_back_as_it_was_made(store: Store) -> None:
    kept = add_decision(store, DECISION, data_version=3, **BY_ANNA)
    assert (kept.number, kept.decision, kept.status, kept.revision) == (1, DECISION, DecisionStatus.OPEN, 1)
    assert (kept.decided_by, kept.decided_at, kept.data_version, kept.judgement) == ("anna", NOON, 3, None)
    assert read_decisions(store) == (kept,)
    assert facts_version(store) == 0
    with pytest.raises(ClmError, match=r"decisions\.unknown"):
        read_decision(store, 2)


def test_a_change_is_seen_by_who_makes_it(store: Store) -> None:
    add_decision(store, DECISION, data_version=None, **BY_ANNA)
    bens = replace(DECISION, owner="Ben")
    changed = change_decision(store, 1, bens, revision=1, **BY_BEN)
    assert (changed.decision, changed.revision, changed.changed_by) == (bens, 2, "ben")
    details = json.loads(audit_frame(store)["details_json"].iloc[0])
    assert details["changes"] == {"owner": ["Kim", "Ben"]}
    with pytest.raises(ClmError) as told:
        change_decision(store, 1, DECISION, revision=1, **BY_ANNA)
    assert told.value.key == "decisions.changed_meanwhile"
    assert (told.value.values["who"], told.value.values["at"]) == ("ben", BY_BEN["at"])
    lines = len(audit_frame(store))
    assert change_decision(store, 1, bens, revision=2, **BY_ANNA) == changed
    assert len(audit_frame(store)) == lines


def test_a_verdict_is_kept_and_closes_the_decision(store: Store) -> None:
    add_decision(store, DECISION, data_version=1, **BY_ANNA)
    judged = record_judgement(store, 1, CAME_TRUE, revision=1, data_version=2, **BY_BEN)
    assert (judged.status, judged.judgement, judged.judged_data_version) == (DecisionStatus.JUDGED, CAME_TRUE, 2)
    assert judged.judged_at == BY_BEN["at"]
    assert judged.decision == DECISION
    for late in (
        lambda: change_decision(store, 1, replace(DECISION, owner="Ben"), revision=1, **BY_BEN),
        lambda: withdraw_decision(store, 1, revision=1, **BY_BEN),
    ):
        with pytest.raises(ClmError, match=r"decisions\.is_fixed"):
            late()


def test_too_early_leaves_it_open_and_is_told_once(store: Store) -> None:
    add_decision(store, DECISION, data_version=1, **BY_ANNA)
    record_judgement(store, 1, EARLY, revision=1, data_version=2, **BY_BEN)
    lines = len(audit_frame(store))
    again = record_judgement(store, 1, EARLY, revision=1, data_version=3, **BY_BEN)
    assert (again.status, again.judgement, again.judged_data_version) == (DecisionStatus.OPEN, EARLY, 3)
    assert len(audit_frame(store)) == lines
    moved = change_decision(store, 1, replace(DECISION, owner="Ben"), revision=1, **BY_ANNA)
    assert moved.judgement is None


def test_a_verdict_on_what_was_changed_meanwhile_is_not_written(store: Store) -> None:
    add_decision(store, DECISION, data_version=1, **BY_ANNA)
    change_decision(store, 1, replace(DECISION, owner="Ben"), revision=1, **BY_ANNA)
    assert record_judgement(store, 1, CAME_TRUE, revision=1, data_version=2, **BY_BEN).judgement is None
    withdraw_decision(store, 1, revision=2, **BY_ANNA)
    kept = record_judgement(store, 1, CAME_TRUE, revision=3, data_version=2, **BY_BEN)
    assert (kept.status, kept.judgement) == (DecisionStatus.WITHDRAWN, None)
    assert [line.removeprefix("decision.") for line in audit_frame(store)["action"]] == [
        "withdrawn", "changed", "added",
    ]  # fmt: skip
