"""Agreements as a meeting uses them: two people, one draft, two signatures, the data kept with them."""

from dataclasses import replace
from datetime import date

import pytest

from clm_core.errors import ClmError
from clm_core.records import Team
from clm_core.services.agreements import (
    ConflictError,
    agreement_in_force,
    change_plan,
    copy_agreement,
    new_draft,
    present_agreement,
    read_agreement,
    read_agreements,
    remove_draft,
    remove_promise,
    rename_agreement,
    set_promise,
    set_target,
    sign,
)
from clm_core.services.snapshots import fresh_snapshot, list_snapshots, store_at
from clm_core.services.workspaces import Store
from clm_core.targets import AgreementStatus, Promise, PromiseKind
from tests.test_target_parts import FIRST_CONTACT, PLAN

CAPACITY = Promise(kind=PromiseKind.CAPACITY, level=40.0)


def test_a_meeting_from_draft_to_signature(tiny: Store) -> None:
    seen = new_draft(tiny, PLAN, name="Q4", actor="anna")
    set_promise(tiny, seen, CAPACITY, actor="ben")
    set_target(tiny, seen, replace(PLAN.target, revenue=1_500_000.0), actor="anna")
    now = remove_promise(tiny, seen, PromiseKind.FIRST_CONTACT, actor="ben")
    assert now.plan.promises == (PLAN.promises[0], CAPACITY)
    assert (now.plan.target.revenue, now.plan.target.rates) == (1_500_000.0, PLAN.target.rates)
    with pytest.raises(ConflictError):
        set_promise(tiny, seen, replace(FIRST_CONTACT, level=0.7), actor="anna")
    sign(tiny, now, Team.MARKETING, by="Anna", role="CMO")
    signed = sign(tiny, now, Team.SALES, by="Ben", role="CSO")
    assert (signed.status, signed.data_version) == (AgreementStatus.SIGNED, fresh_snapshot(tiny).number)
    assert store_at(tiny, "Q4").snapshot.number == signed.data_version
    assert [one.name for one in list_snapshots(tiny)] == ["Q4"]
    with pytest.raises(ClmError, match="is_fixed"):
        change_plan(tiny, signed, PLAN)


def test_the_agreement_in_force_is_the_signed_one_whose_period_has_the_day(tiny: Store) -> None:
    seen = new_draft(tiny, PLAN, name="Q4")
    assert agreement_in_force(tiny, date(2026, 12, 1)) is None
    assert present_agreement(tiny) == seen
    sign(tiny, seen, Team.MARKETING, by="Anna", role="CMO")
    signed = sign(tiny, seen, Team.SALES, by="Ben", role="CSO")
    found = [agreement_in_force(tiny, date.fromisoformat(day)) for day in ("2026-10-31", "2026-11-01", "2027-01-31")]
    assert found == [None, signed, signed]
    assert agreement_in_force(tiny, date(2027, 2, 1)) is None


def test_a_signed_agreement_is_changed_in_a_copy_which_a_meeting_opens_with(tiny: Store) -> None:
    seen = new_draft(tiny, PLAN, name="Q4")
    sign(tiny, seen, Team.MARKETING, by="Anna", role="CMO")
    sign(tiny, seen, Team.SALES, by="Ben", role="CSO")
    assert present_agreement(tiny) == read_agreement(tiny, 1)
    copy = copy_agreement(tiny, 1, name="Q4, zweiter Entwurf")
    assert (copy.plan, copy.based_on, copy.signatures, present_agreement(tiny)) == (PLAN, 1, {}, copy)
    renamed = rename_agreement(tiny, copy.number, "Neu")
    remove_draft(tiny, renamed)
    assert [one.number for one in read_agreements(tiny)] == [1]
