"""Workspaces: one company, client or country each, with records and snapshots of its own."""

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from clm_core.errors import ClmError
from clm_core.store.connection import Store, connect
from clm_core.store.migration import migrate

__all__ = ["Store", "Workspace", "create_workspace", "list_workspaces", "open_store"]

DESCRIPTION = "workspace.json"
SLUG_LENGTH = 40
_RESERVED = {"con", "prn", "aux", "nul"} | {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
"""Names that Windows keeps for devices: no folder may be called so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A workspace as it is listed: its title is the user's, its slug names folder and schema."""

    slug: str
    title: str
    is_sample: bool
    folder: Path


def list_workspaces(home: Path) -> tuple[Workspace, ...]:
    """All workspaces under a home folder, by slug; none when the folder does not exist yet."""
    descriptions = sorted((home / "workspaces").glob(f"*/{DESCRIPTION}"))
    return tuple(_described(path) for path in descriptions)


def _described(path: Path) -> Workspace:
    description = json.loads(path.read_text("utf-8"))
    return Workspace(
        slug=path.parent.name,
        title=description["title"],
        is_sample=description["is_sample"],
        folder=path.parent,
    )


def create_workspace(home: Path, title: str, *, is_sample: bool = False) -> Workspace:
    """A new empty workspace; an equal title gets a slug of its own. Raises ClmError without a title."""
    title = title.strip()
    if not title:
        raise ClmError("store.workspace_without_title")
    folder = _new_folder(home / "workspaces", _slug(title))
    description = {"title": title, "is_sample": is_sample, "created_at": datetime.now(UTC).isoformat()}
    # The description comes last and whole, so that a folder is either a workspace or not listed.
    draft = folder / f".{DESCRIPTION}"
    draft.write_text(json.dumps(description, ensure_ascii=False, indent=2), "utf-8")
    draft.replace(folder / DESCRIPTION)
    return _described(folder / DESCRIPTION)


def _new_folder(parent: Path, slug: str) -> Path:
    parent.mkdir(parents=True, exist_ok=True)
    number = 1
    while True:
        folder = parent / (slug if number == 1 else f"{slug}-{number}")
        try:
            folder.mkdir()
        except FileExistsError:
            number += 1
        else:
            return folder


def _slug(title: str) -> str:
    german = title.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    plain = unicodedata.normalize("NFKD", german).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LENGTH].strip("-")
    return f"{slug}-data" if slug in _RESERVED else slug or "workspace"


def open_store(home: Path, slug: str, database_url: str | None = None) -> Store:
    """The records of a workspace, brought to the present schema (an old SQLite file is copied first).

    Raises ClmError for a workspace that does not exist and for a database of a newer program.
    """
    folder = home / "workspaces" / slug
    if slug not in {workspace.slug for workspace in list_workspaces(home)}:
        known = ", ".join(workspace.slug for workspace in list_workspaces(home))
        raise ClmError("store.unknown_workspace", slug=slug, known=known or "–")
    store = connect(folder, slug, database_url)
    try:
        migrate(store)
    except BaseException:
        store.close()
        raise
    return store
