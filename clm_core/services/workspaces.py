"""Workspaces: one company, client or country each, with records and snapshots of its own."""

import os
from pathlib import Path

from clm_core.errors import ClmError
from clm_core.store.workspaces import Store, Workspace, create_workspace, list_workspaces, open_store

__all__ = [
    "LOCAL_USER",
    "Store",
    "Workspace",
    "create_workspace",
    "home_folder",
    "open_workspace",
    "workspace_of",
    "workspaces",
]

PROJECT_FOLDER = Path(__file__).resolve().parents[2]
LOCAL_USER = "local"
"""Who acts while there is no sign-in: whoever sits at this machine."""


def home_folder() -> Path:
    """The one folder in which all data live: CLM_HOME, or .clm in the project's folder."""
    given = os.environ.get("CLM_HOME", "").strip()
    return Path(given).expanduser().resolve() if given else PROJECT_FOLDER / ".clm"


def workspaces(home: Path) -> tuple[Workspace, ...]:
    """All workspaces, the sample company first, then by title."""
    return tuple(sorted(list_workspaces(home), key=lambda workspace: (not workspace.is_sample, workspace.title)))


def workspace_of(store: Store) -> Workspace:
    """The workspace whose records these are, as it is listed."""
    return next(one for one in list_workspaces(store.folder.parents[1]) if one.slug == store.slug)


def open_workspace(home: Path, slug: str) -> Store:
    """The records of a workspace, migrated to the present schema.

    Raises ClmError naming the workspaces there are if there is none of this name.
    """
    known = [workspace.slug for workspace in workspaces(home)]
    if slug not in known:
        raise ClmError("store.unknown_workspace", slug=slug, known=", ".join(known) or "–")
    return open_store(home, slug, os.environ.get("CLM_DATABASE_URL") or None)
