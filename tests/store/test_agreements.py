"""Agreements: two people change a draft at once, nobody overwrites what they have not seen, nothing is lost."""

import json
import time
from dataclasses import replace
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest

from clm_core.errors import ClmError
from clm_core.store.agreement_rows import PartChange, latest_change, read_agreement, read_agreements
from clm_core.store.agreements import (
    ConflictError,
    PartConflict,
    add_agreement,
    change_agreement,
    remove_agreement,
    rename_agreement,
)
from clm_core.store.audit import audit_frame
from clm_core.store.facts import facts_version
from clm_core.store.workspaces import Store
from clm_core.targets import AgreementStatus, Promise, PromiseKind
from tests.store.small_rows import NOON
from tests.test_target_parts import FIRST_CONTACT, PLAN

BY_ANNA: dict[str, Any] = {"actor": "anna", "at": NOON}
BY_BEN: dict[str, Any] = {"actor": "ben", "at": NOON + timedelta(hours=1)}
MQLS = Promise(kind=PromiseKind.MQLS_PER_WEEK, level=30.0)


def last_action(store: Store) -> tuple[str, str, dict[str, Any]]:
    line = audit_frame(store).iloc[0]
    return line["actor"], line["action"], json.loads(line["details_json"])


def test_a_draft_comes_back_as_it_was_made(store: Store) -> None:
    draft = add_agreement(store, PLAN, name=" Q4 ", **BY_ANNA)
    assert (draft.number, draft.name, draft.plan, draft.revision) == (1, "Q4", PLAN, 1)
    assert (draft.status, draft.changed_by, draft.changed_at) == (AgreementStatus.DRAFT, "anna", NOON)
    assert (draft.part_changes, draft.signatures, draft.snapshot_name) == ({}, {}, None)
    assert read_agreements(store) == (draft,)
    copy = add_agreement(store, PLAN, name="Kopie", based_on=1, **BY_BEN)
    assert (copy.number, copy.based_on) == (2, 1)
    assert facts_version(store) == 0


def test_two_people_change_different_promises_of_the_same_draft(store: Store) -> None:
    add_agreement(store, PLAN, name="Q4", **BY_ANNA)
    change_agreement(store, 1, {"promise.mqls_per_week": MQLS}, revision=1, **BY_ANNA)
    later = replace(FIRST_CONTACT, level=0.8)
    both = change_agreement(store, 1, {"promise.first_contact": later}, revision=1, **BY_BEN)
    assert both.plan.promises == (MQLS, later)
    assert both.revision == 3
    assert both.part_changes == {
        "promise.mqls_per_week": PartChange(revision=2, by="anna", at=NOON),
        "promise.first_contact": PartChange(revision=3, by="ben", at=BY_BEN["at"]),
    }


def test_the_later_of_two_conflicting_saves_is_told_and_not_lost(store: Store) -> None:
    add_agreement(store, PLAN, name="Q4", **BY_ANNA)
    change_agreement(store, 1, {"promise.mqls_per_week": MQLS}, revision=1, **BY_BEN)
    mine = replace(MQLS, level=25.0)
    with pytest.raises(ConflictError) as told:
        change_agreement(store, 1, {"promise.mqls_per_week": mine, "revenue": 9.0}, revision=1, **BY_ANNA)
    assert (told.value.key, told.value.values) == (
        "agreements.changed_meanwhile",
        {"name": "Q4", "who": "ben", "at": BY_BEN["at"]},
    )
    assert told.value.conflicts == (
        PartConflict(part="promise.mqls_per_week", theirs=MQLS, yours=mine, by="ben", at=BY_BEN["at"]),
    )
    now = read_agreement(store, 1)
    assert (now.revision, now.plan.promises[0], now.plan.target.revenue) == (2, MQLS, 1_200_000.0)
    actor, action, details = last_action(store)
    assert (actor, action, details["parts"][0]["yours"]["level"]) == ("anna", "agreement.conflict", 25.0)
    # Who has seen it may say it again.
    assert change_agreement(store, 1, {"promise.mqls_per_week": mine}, revision=2, **BY_ANNA).plan.promises[0] == mine


def test_the_same_value_twice_is_no_conflict_and_writes_nothing(store: Store) -> None:
    add_agreement(store, PLAN, name="Q4", **BY_ANNA)
    saved = change_agreement(store, 1, {"promise.mqls_per_week": MQLS}, revision=1, **BY_ANNA)
    lines = len(audit_frame(store))
    assert change_agreement(store, 1, {"promise.mqls_per_week": MQLS}, revision=1, **BY_BEN) == saved
    assert len(audit_frame(store)) == lines


def test_a_removed_promise_that_somebody_else_changed_is_a_conflict_too(store: Store) -> None:
    add_agreement(store, PLAN, name="Q4", **BY_ANNA)
    change_agreement(store, 1, {"promise.first_contact": None}, revision=1, **BY_ANNA)
    with pytest.raises(ConflictError) as told:
        change_agreement(store, 1, {"promise.first_contact": replace(FIRST_CONTACT, level=0.5)}, revision=1, **BY_BEN)
    assert told.value.conflicts[0].theirs is None


def test_of_many_who_set_one_promise_at_once_one_wins_and_the_others_are_told(store: Store) -> None:
    add_agreement(store, PLAN, name="Q4", **BY_ANNA)
    outcomes: list[str] = []

    def save(part: str, value: Any) -> None:
        try:
            change_agreement(store, 1, {part: value}, revision=1, **BY_ANNA)
            outcomes.append("saved")
        except ConflictError:
            outcomes.append("told")

    saves = [("promise.mqls_per_week", replace(MQLS, level=20.0 + one)) for one in range(4)] + [("revenue", 7.0)]
    threads = [Thread(target=save, args=one) for one in saves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["saved", "saved", "told", "told", "told"]
    assert read_agreement(store, 1).revision == 3
    assert read_agreement(store, 1).plan.target.revenue == 7.0


def test_a_change_that_makes_no_plan_is_refused_and_nothing_is_written(store: Store) -> None:
    add_agreement(store, PLAN, name="Q4", **BY_ANNA)
    with pytest.raises(ClmError, match="rate_outside"):
        change_agreement(store, 1, {"rate.lead_to_mql": 1.2, "revenue": 5.0}, revision=1, **BY_ANNA)
    assert read_agreement(store, 1).plan == PLAN


def test_whoever_looks_sees_each_kind_of_change(store: Store) -> None:
    add_agreement(store, PLAN, name="Q4", **BY_ANNA)
    seen = [latest_change(store, 1)]
    assert latest_change(store, 1) == seen[0]
    change_agreement(store, 1, {"revenue": 5.0}, revision=1, **BY_BEN)
    seen.append(latest_change(store, 1))
    rename_agreement(store, 1, "Herbst", **BY_BEN)
    seen.append(latest_change(store, 1))
    remove_agreement(store, 1, revision=2, **BY_BEN)
    seen.append(latest_change(store, 1))
    assert len(set(seen)) == 4
    assert (seen[1].revision, seen[1].changed_by, seen[2].name, seen[3].is_removed) == (2, "ben", "Herbst", True)
    with pytest.raises(ClmError, match=r"agreements\.unknown"):
        latest_change(store, 2)


def test_looking_is_cheap(sqlite_store: Store) -> None:
    """Every open page looks every two seconds."""
    add_agreement(sqlite_store, PLAN, name="Q4", **BY_ANNA)
    latest_change(sqlite_store, 1)

    def once() -> float:
        start = time.perf_counter()
        latest_change(sqlite_store, 1)
        return time.perf_counter() - start

    assert min(once() for _ in range(50)) < 0.001


def test_a_removed_draft_stays_on_record_and_was_seen_by_who_removes_it(store: Store) -> None:
    add_agreement(store, PLAN, name="Q4", **BY_ANNA)
    change_agreement(store, 1, {"revenue": 5.0}, revision=1, **BY_BEN)
    with pytest.raises(ClmError, match=r"changed_before_removal.*ben"):
        remove_agreement(store, 1, revision=1, **BY_ANNA)
    remove_agreement(store, 1, revision=2, **BY_ANNA)
    assert read_agreements(store) == ()
    with pytest.raises(ClmError, match=r"agreements\.unknown"):
        read_agreement(store, 1)
    assert add_agreement(store, PLAN, name="Q4", **BY_ANNA).number == 2


def test_names_are_needed(store: Store) -> None:
    with pytest.raises(ClmError, match="without_name"):
        add_agreement(store, PLAN, name="  ", **BY_ANNA)
    add_agreement(store, PLAN, name="Q4", **BY_ANNA)
    with pytest.raises(ClmError, match="without_name"):
        rename_agreement(store, 1, "", **BY_ANNA)


@pytest.mark.parametrize("number", [0, -1, 999, 2**63, 10**20, -(10**20)])
def test_a_number_that_no_agreement_has_is_told_however_large_it_is(store: Store, number: int) -> None:
    add_agreement(store, PLAN, name="Q4", **BY_ANNA)
    for asked in (read_agreement, latest_change):
        with pytest.raises(ClmError, match=r"agreements\.unknown"):
            asked(store, number)
