"""Signing: each side signs what it saw; with the second signature plan and data are frozen together."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from clm_core.errors import ClmError
from clm_core.records import Team
from clm_core.selection import Period
from clm_core.store.agreement_rows import Agreement, latest_change, read_agreement
from clm_core.store.agreement_signing import sign_agreement
from clm_core.store.agreements import add_agreement, change_agreement, remove_agreement, rename_agreement
from clm_core.store.audit import audit_frame
from clm_core.store.signing import Signature
from clm_core.store.snapshots import keep_snapshot, list_snapshots, write_snapshot
from clm_core.store.workspaces import Store
from clm_core.targets import AgreementStatus, TargetPlan
from tests.store.small_rows import NOON
from tests.test_target_parts import PLAN

BY_ANNA: dict[str, Any] = {"actor": "anna", "at": NOON}
BY_BEN: dict[str, Any] = {"actor": "ben", "at": NOON + timedelta(hours=1)}
ANNA: dict[str, Any] = {"by": " Anna A. ", "role": "CMO", "data_version": 1, **BY_ANNA}
BEN: dict[str, Any] = {"by": "Ben B.", "role": "Leitung Vertrieb", "data_version": 1, **BY_BEN}


@pytest.fixture
def draft(store: Store) -> Agreement:
    write_snapshot(store, {}, 1, NOON)
    return add_agreement(store, PLAN, name="Q4", **BY_ANNA)


def in_period(start_on: date, end_on: date) -> TargetPlan:
    return replace(PLAN, target=replace(PLAN.target, period=Period(start_on=start_on, end_on=end_on)))


def signed(store: Store, number: int = 1) -> Agreement:
    revision = read_agreement(store, number).revision
    sign_agreement(store, number, Team.MARKETING, revision=revision, **ANNA)
    return sign_agreement(store, number, Team.SALES, revision=revision, **BEN)


def test_two_signatures_freeze_the_plan_with_its_snapshot(store: Store, draft: Agreement) -> None:
    first = sign_agreement(store, 1, Team.SALES, revision=1, **BEN)
    assert (first.status, first.data_version) == (AgreementStatus.DRAFT, None)
    assert list_snapshots(store)[0].name is None
    both = sign_agreement(store, 1, Team.MARKETING, revision=1, **ANNA)
    assert both.signatures == {
        Team.MARKETING: Signature(by="Anna A.", role="CMO", at=NOON),
        Team.SALES: Signature(by="Ben B.", role="Leitung Vertrieb", at=BY_BEN["at"]),
    }
    assert (both.status, both.data_version, both.snapshot_name) == (AgreementStatus.SIGNED, 1, "Q4")
    assert list_snapshots(store)[0].name == "Q4"
    actions = [line.removeprefix("agreement.") for line in audit_frame(store)["action"]]
    assert actions[:4] == ["frozen", "snapshot.kept", "signed", "signed"]
    assert both.plan == draft.plan


def test_a_signed_agreement_stays_as_it_is_but_for_its_name(store: Store, draft: Agreement) -> None:
    signed(store)
    for change in (
        lambda: change_agreement(store, 1, {"revenue": 5.0}, revision=1, **BY_BEN),
        lambda: sign_agreement(store, 1, Team.SALES, revision=1, **BEN),
        lambda: remove_agreement(store, 1, revision=1, **BY_BEN),
    ):
        with pytest.raises(ClmError, match=r"agreements\.is_fixed"):
            change()
    assert rename_agreement(store, 1, "Herbst", **BY_BEN).status is AgreementStatus.SIGNED
    assert read_agreement(store, 1).plan == draft.plan


def test_signed_is_only_what_was_seen(store: Store, draft: Agreement) -> None:
    sign_agreement(store, 1, Team.MARKETING, revision=1, **ANNA)
    before = latest_change(store, 1)
    changed = change_agreement(store, 1, {"revenue": 5.0}, revision=1, **BY_BEN)
    assert changed.signatures == {}
    assert json.loads(audit_frame(store)["details_json"].iloc[0])["cleared"] == {"marketing": "Anna A."}
    assert latest_change(store, 1) != before
    with pytest.raises(ClmError) as refused:
        sign_agreement(store, 1, Team.SALES, revision=1, **BEN)
    assert refused.value.key == "agreements.changed_before_signing"
    assert refused.value.values == {"name": "Q4", "who": "ben", "at": BY_BEN["at"]}


def test_one_person_for_both_sides_must_be_meant(store: Store, draft: Agreement) -> None:
    sign_agreement(store, 1, Team.MARKETING, revision=1, **ANNA)
    same = {**BEN, "by": "anna  a."}
    with pytest.raises(ClmError, match=r"agreements\.same_person.*anna  a\."):
        sign_agreement(store, 1, Team.SALES, revision=1, **same)
    assert read_agreement(store, 1).signatures.keys() == {Team.MARKETING}
    # The same side may sign again, as somebody else or with another role.
    sign_agreement(store, 1, Team.MARKETING, revision=1, **{**ANNA, "role": "Chefin"})
    meant = sign_agreement(store, 1, Team.SALES, revision=1, is_same_person_meant=True, **same)
    assert meant.status is AgreementStatus.SIGNED


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"by": " "}, "signing.without_name"),
        ({"role": ""}, "signature_without_role"),
        ({"team": Team.BOTH}, "team_cannot_sign"),
    ],
)
def test_a_signature_has_a_person_a_role_and_a_side(
    store: Store, draft: Agreement, given: dict[str, Any], key: str
) -> None:
    wanted = {"team": Team.SALES, **BEN, **given}
    with pytest.raises(ClmError, match=key):
        sign_agreement(store, 1, revision=1, **wanted)


def test_a_later_signed_one_replaces_those_whose_period_it_shares(store: Store, draft: Agreement) -> None:
    signed(store)
    periods = [
        (date(2026, 7, 1), date(2026, 10, 31)),
        (date(2027, 2, 1), date(2027, 4, 30)),
        (date(2027, 1, 31), date(2027, 2, 1)),
    ]
    for start_on, end_on in periods:
        number = add_agreement(store, in_period(start_on, end_on), name="Q", **BY_ANNA).number
        signed(store, number)
    found = [read_agreement(store, number) for number in (1, 2, 3, 4)]
    assert [one.status for one in found] == ["replaced", "signed", "replaced", "signed"]
    assert [one.replaced_by for one in found] == [4, None, 4, None]
    with pytest.raises(ClmError, match=r"agreements\.is_fixed"):
        change_agreement(store, 1, {"revenue": 5.0}, revision=1, **BY_BEN)


def test_a_snapshot_that_has_a_name_keeps_it_and_a_taken_name_gets_a_number(store: Store, draft: Agreement) -> None:
    keep_snapshot(store, 1, "Beirat")
    assert signed(store).snapshot_name == "Beirat"
    keep_snapshot(store, 1, "Q4")
    write_snapshot(store, {}, 2, NOON)
    add_agreement(store, PLAN, name="Q4", **BY_ANNA)
    sign_agreement(store, 2, Team.MARKETING, revision=1, **ANNA)
    both = sign_agreement(store, 2, Team.SALES, revision=1, **{**BEN, "data_version": 2})
    assert both.snapshot_name == "Q4 (2)"
    assert {one.number: one.name for one in list_snapshots(store)} == {1: "Q4", 2: "Q4 (2)"}


def test_without_its_snapshot_nothing_is_signed(store: Store, draft: Agreement) -> None:
    sign_agreement(store, 1, Team.MARKETING, revision=1, **ANNA)
    with pytest.raises(ClmError, match=r"store\.unknown_snapshot.*7"):
        sign_agreement(store, 1, Team.SALES, revision=1, **{**BEN, "data_version": 7})
    assert read_agreement(store, 1).signatures.keys() == {Team.MARKETING}
