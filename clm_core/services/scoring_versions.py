"""The versions of the scoring model as pages and the command line use them, and which one counts now."""

from datetime import UTC, datetime

import pandas as pd

from clm_core.columns import typed_frame
from clm_core.records import Team
from clm_core.scoring_changes import model_changes
from clm_core.scoring_columns import MODEL_CHANGES
from clm_core.scoring_model import ModelStatus, ScoringModel
from clm_core.services.workspaces import LOCAL_USER
from clm_core.store import scoring_versions as records
from clm_core.store.scoring_versions import ScoringVersion, read_scoring_version, read_scoring_versions
from clm_core.store.signing import SIGNING_TEAMS, Signature
from clm_core.store.workspaces import Store

__all__ = [
    "SIGNING_TEAMS",
    "ScoringVersion",
    "Signature",
    "agree",
    "change_draft",
    "copy_version",
    "in_force_before",
    "new_draft",
    "present_model",
    "publish",
    "published_version",
    "read_scoring_version",
    "read_scoring_versions",
    "rename",
    "version_changes",
]


def present_model(store: Store) -> ScoringVersion | None:
    """The version that counts: the published one, else the draft changed last, else None."""
    versions = read_scoring_versions(store)
    published = _published(versions)
    if published is not None:
        return published
    drafts = [version for version in versions if version.is_open]
    return max(drafts, key=lambda version: (version.changed_at, version.version), default=None)


def published_version(store: Store) -> ScoringVersion | None:
    """What marketing and sales agreed on; None until something was published."""
    return _published(read_scoring_versions(store))


def _published(versions: tuple[ScoringVersion, ...]) -> ScoringVersion | None:
    return next((version for version in versions if version.status is ModelStatus.PUBLISHED), None)


def in_force_before(store: Store, version: ScoringVersion) -> ScoringVersion | None:
    """The version that counted until this one did; for one that never counted the one that counts now, if any."""
    until = version.published_at
    earlier = [
        (one.published_at, one)
        for one in read_scoring_versions(store)
        if one.version != version.version and one.published_at is not None
    ]
    counted = [(at, one) for at, one in earlier if until is None or at < until]
    return max(counted, key=lambda pair: pair[0])[1] if counted else None


def new_draft(store: Store, model: ScoringModel, *, name: str, actor: str = LOCAL_USER) -> ScoringVersion:
    """A draft of this model. Raises ClmError without a name."""
    return records.add_scoring_version(store, model, name=name, actor=actor, at=datetime.now(UTC))


def copy_version(
    store: Store, version: int, *, name: str, model: ScoringModel | None = None, actor: str = LOCAL_USER
) -> ScoringVersion:
    """A new draft based on a version: its model, or ``model`` where it was changed meanwhile on the page."""
    model = model or read_scoring_version(store, version).model
    return records.add_scoring_version(store, model, name=name, based_on=version, actor=actor, at=datetime.now(UTC))


def change_draft(store: Store, seen: ScoringVersion, model: ScoringModel, *, actor: str = LOCAL_USER) -> ScoringVersion:
    """The draft with another model, unsigned. Raises ClmError when somebody changed it since it was ``seen``."""
    return records.save_scoring_version(
        store, seen.version, model, revision=seen.revision, actor=actor, at=datetime.now(UTC)
    )


def rename(store: Store, version: int, name: str, *, actor: str = LOCAL_USER) -> ScoringVersion:
    """The version under another name. Raises ClmError without one."""
    return records.rename_scoring_version(store, version, name, actor=actor, at=datetime.now(UTC))


def agree(store: Store, seen: ScoringVersion, team: Team, *, by: str, actor: str = LOCAL_USER) -> ScoringVersion:
    """The version with a team's signature. Raises ClmError when it is not any more what was ``seen``."""
    return records.sign_scoring_version(
        store, seen.version, team, by=by, revision=seen.revision, actor=actor, at=datetime.now(UTC)
    )


def publish(store: Store, seen: ScoringVersion, *, actor: str = LOCAL_USER) -> ScoringVersion:
    """The version that counts from now on. Raises ClmError while a signature is missing."""
    return records.publish_scoring_version(
        store, seen.version, revision=seen.revision, actor=actor, at=datetime.now(UTC)
    )


def version_changes(before: ScoringModel, after: ScoringModel) -> pd.DataFrame:
    """What differs between two models, criterion by criterion: MODEL_CHANGES."""
    changes = model_changes(before, after)
    columns = {name: [getattr(one, name) for one in changes] for name in MODEL_CHANGES}
    # As objects, so that a number stays a number and a missing value None.
    objects = {name: pd.Series(values, dtype="object") for name, values in columns.items()}
    return typed_frame(pd.DataFrame(objects), MODEL_CHANGES)
