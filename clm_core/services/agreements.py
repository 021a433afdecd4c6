"""Agreements as pages and the command line use them: negotiated part by part, signed by both sides, copied anew."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from clm_core.records import Team
from clm_core.services.snapshots import fresh_snapshot
from clm_core.services.workspaces import LOCAL_USER
from clm_core.store import agreement_signing
from clm_core.store import agreements as records
from clm_core.store.agreement_rows import Agreement, LatestChange, latest_change, read_agreement, read_agreements
from clm_core.store.agreements import ConflictError, PartConflict
from clm_core.store.signing import SIGNING_TEAMS, Signature
from clm_core.store.workspaces import Store
from clm_core.target_parts import PartValue, changed_parts, promise_part
from clm_core.targets import AgreementStatus, Promise, PromiseKind, Target, TargetPlan

__all__ = [
    "SIGNING_TEAMS",
    "Agreement",
    "ConflictError",
    "LatestChange",
    "PartConflict",
    "Signature",
    "agreement_in_force",
    "change_plan",
    "copy_agreement",
    "latest_change",
    "new_draft",
    "present_agreement",
    "read_agreement",
    "read_agreements",
    "remove_draft",
    "remove_promise",
    "rename_agreement",
    "set_parts",
    "set_promise",
    "set_target",
    "sign",
]


def agreement_in_force(store: Store, on: date) -> Agreement | None:
    """The agreement that both sides signed for a period with this day; None where there is none."""
    periods = [(one, one.plan.target.period) for one in read_agreements(store) if one.status is AgreementStatus.SIGNED]
    return next((one for one, period in periods if period.start_on <= on <= period.end_on), None)


def present_agreement(store: Store) -> Agreement | None:
    """What a meeting opens with: the draft changed last, else what was signed last, else None."""
    found = [one for one in read_agreements(store) if one.status is not AgreementStatus.REPLACED]
    return max(found, key=lambda one: (one.is_draft, one.changed_at, one.number), default=None)


def new_draft(store: Store, plan: TargetPlan, *, name: str, actor: str = LOCAL_USER) -> Agreement:
    """A new draft to negotiate. Raises ClmError without a name."""
    return records.add_agreement(store, plan, name=name, actor=actor, at=datetime.now(UTC))


def copy_agreement(store: Store, number: int, *, name: str, actor: str = LOCAL_USER) -> Agreement:
    """A new draft with the plan of this one: how a signed agreement is changed."""
    plan = read_agreement(store, number).plan
    return records.add_agreement(store, plan, name=name, based_on=number, actor=actor, at=datetime.now(UTC))


def set_promise(store: Store, seen: Agreement, promise: Promise, *, actor: str = LOCAL_USER) -> Agreement:
    """The draft with this promise, whatever else was changed meanwhile.

    Raises ConflictError (a ClmError with who, when, theirs and yours) where somebody else set the same promise to
    something else since it was ``seen``.
    """
    return set_parts(store, seen, {promise_part(promise.kind): promise}, actor=actor)


def remove_promise(store: Store, seen: Agreement, kind: PromiseKind, *, actor: str = LOCAL_USER) -> Agreement:
    """The draft without this promise. Raises ConflictError as ``set_promise`` does."""
    return set_parts(store, seen, {promise_part(kind): None}, actor=actor)


def set_target(store: Store, seen: Agreement, target: Target, *, actor: str = LOCAL_USER) -> Agreement:
    """The draft with what differs between this target and the one ``seen``. Raises ConflictError as ``set_promise``."""
    return change_plan(store, seen, replace(seen.plan, target=target), actor=actor)


def change_plan(store: Store, seen: Agreement, plan: TargetPlan, *, actor: str = LOCAL_USER) -> Agreement:
    """The draft with what differs between this plan and the one ``seen``. Raises ConflictError as ``set_promise``."""
    return set_parts(store, seen, changed_parts(seen.plan, plan), actor=actor)


def set_parts(store: Store, seen: Agreement, parts: Mapping[str, PartValue], *, actor: str = LOCAL_USER) -> Agreement:
    """The draft with these parts (names as in target_parts). Raises ConflictError as ``set_promise`` does."""
    now = datetime.now(UTC)
    return records.change_agreement(store, seen.number, parts, revision=seen.revision, actor=actor, at=now)


def rename_agreement(store: Store, number: int, name: str, *, actor: str = LOCAL_USER) -> Agreement:
    """The agreement under another name. Raises ClmError without one."""
    return records.rename_agreement(store, number, name, actor=actor, at=datetime.now(UTC))


def sign(
    store: Store,
    seen: Agreement,
    team: Team,
    *,
    by: str,
    role: str,
    data_version: int | None = None,
    is_same_person_meant: bool = False,
    actor: str = LOCAL_USER,
) -> Agreement:
    """The agreement with one side's signature; with both it is frozen, with a kept snapshot of its data.

    ``data_version`` is that of the numbers which were seen, by default the present one. Raises ClmError when the
    agreement is not any more what was ``seen``, without name or role, and, until ``is_same_person_meant``, where
    one person signs for both sides.
    """
    version = fresh_snapshot(store).number if data_version is None else data_version
    return agreement_signing.sign_agreement(
        store,
        seen.number,
        team,
        by=by,
        role=role,
        revision=seen.revision,
        data_version=version,
        is_same_person_meant=is_same_person_meant,
        actor=actor,
        at=datetime.now(UTC),
    )


def remove_draft(store: Store, seen: Agreement, *, actor: str = LOCAL_USER) -> None:
    """Takes a draft off the list. Raises ClmError for a signed agreement and when it was changed since ``seen``."""
    records.remove_agreement(store, seen.number, revision=seen.revision, actor=actor, at=datetime.now(UTC))
