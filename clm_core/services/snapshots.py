"""Snapshots: the joined history that every page reads, rebuilt after each change of facts, kept by name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

import pandas as pd

from clm_core.analysis.resolution import resolve
from clm_core.errors import ClmError
from clm_core.services.channel_rules import resolution_rules
from clm_core.store.facts import facts_version, read_all_facts
from clm_core.store.settings import read_settings
from clm_core.store.snapshots import (
    Snapshot,
    current_snapshot,
    keep_snapshot,
    list_snapshots,
    open_snapshot,
    write_snapshot,
)
from clm_core.store.workspaces import Store

__all__ = ["Snapshot", "StoreAt", "fresh_snapshot", "keep_snapshot", "list_snapshots", "open_snapshot", "store_at"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreAt(Store):
    """The store as it was at a snapshot: every service answers from that one, under its settings."""

    snapshot: Snapshot


def fresh_snapshot(store: Store, on_progress: Callable[[float], None] | None = None) -> Snapshot:
    """The snapshot of the present facts; built now if an import, undo or rule change came since the last one.

    Of a store opened at a snapshot it is that one.
    """
    if isinstance(store, StoreAt):
        return store.snapshot
    report = on_progress or (lambda _share: None)
    version = facts_version(store)
    snapshot = current_snapshot(store)
    if snapshot is not None and snapshot.facts_version == version:
        return snapshot
    with _turn(store):
        facts = read_all_facts(store)
        snapshot = current_snapshot(store)
        if snapshot is not None and snapshot.facts_version == facts.version:
            return snapshot
        report(0.4)
        settings = read_settings(store)
        tables = resolve(facts.frames, resolution_rules(store, settings))
        report(0.8)
        return write_snapshot(store, tables, facts.version, datetime.now(UTC), settings)


def store_at(store: Store, asked: str) -> StoreAt:
    """The store at the snapshot of this name or number. Raises ClmError naming the snapshots there are."""
    found = list_snapshots(store)
    for snapshot in found:
        if asked in (snapshot.name, str(snapshot.number)):
            return StoreAt(engine=store.engine, folder=store.folder, slug=store.slug, snapshot=snapshot)
    known = ", ".join(snapshot.name or str(snapshot.number) for snapshot in found)
    raise ClmError("store.unknown_snapshot", number=asked, known=known or "–")


def snapshots_frame(store: Store) -> pd.DataFrame:
    """All snapshots that can be opened, newest first: number, name, created_at."""
    rows = [(one.number, one.name or "", one.created_at) for one in list_snapshots(store)]
    return pd.DataFrame(rows, columns=["number", "name", "created_at"])


_TURNS: dict[Path, Lock] = {}
_TURNS_LOCK = Lock()


def _turn(store: Store) -> Lock:
    """Readers of one workspace that arrive together wait for one build instead of each making their own."""
    with _TURNS_LOCK:
        return _TURNS.setdefault(store.folder, Lock())
