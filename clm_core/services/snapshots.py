"""Snapshots: the joined history that every page reads, rebuilt after each change of facts, kept by name."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

import pandas as pd

from clm_core.analysis.resolution import resolve
from clm_core.services.channel_rules import resolution_rules
from clm_core.store.facts import facts_version, read_all_facts
from clm_core.store.snapshots import (
    Snapshot,
    current_snapshot,
    keep_snapshot,
    list_snapshots,
    open_snapshot,
    write_snapshot,
)
from clm_core.store.workspaces import Store

__all__ = ["Snapshot", "fresh_snapshot", "keep_snapshot", "list_snapshots", "open_snapshot"]


def fresh_snapshot(store: Store, on_progress: Callable[[float], None] | None = None) -> Snapshot:
    """The snapshot of the present facts; built now if an import, undo or rule change came since the last one."""
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
        tables = resolve(facts.frames, resolution_rules(store))
        report(0.8)
        return write_snapshot(store, tables, facts.version, datetime.now(UTC))


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
