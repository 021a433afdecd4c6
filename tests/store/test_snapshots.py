"""Snapshots: whole or not seen, never changed, kept by name, and the newest facts win."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame
from clm_core.errors import ClmError
from clm_core.store import snapshots
from clm_core.store.snapshots import (
    KEPT_UNNAMED,
    Snapshot,
    current_snapshot,
    keep_snapshot,
    list_snapshots,
    open_snapshot,
    read_table,
    write_snapshot,
)
from clm_core.store.workspaces import Store
from tests.store.small_rows import NOON


def channels(*names: str) -> dict[SnapshotTable, pd.DataFrame]:
    given = {"channel": list(names), "is_offline": False, "position": range(len(names))}
    return {SnapshotTable.CHANNELS: typed_frame(given, SNAPSHOT_COLUMNS[SnapshotTable.CHANNELS])}


def written(store: Store, facts_version: int, *names: str) -> Snapshot:
    return write_snapshot(store, channels(*names), facts_version, NOON)


def shown(snapshot: Snapshot) -> list[Any]:
    return read_table(snapshot, SnapshotTable.CHANNELS)["channel"].tolist()


def folders(store: Store) -> list[str]:
    return sorted(path.name for path in (store.folder / "snapshots").iterdir())


def test_a_snapshot_gives_back_what_went_in_with_the_declared_dtypes(store: Store) -> None:
    assert current_snapshot(store) is None
    snapshot = written(store, 1, "email", "events")
    assert (snapshot.number, snapshot.facts_version, snapshot.name, snapshot.created_at) == (1, 1, None, NOON)
    assert current_snapshot(store) == snapshot
    assert shown(snapshot) == ["email", "events"]
    for table in SnapshotTable:
        assert read_table(snapshot, table).dtypes.astype(str).to_dict() == SNAPSHOT_COLUMNS[table]


def test_readers_keep_what_they_began_with(store: Store) -> None:
    first = written(store, 1, "email")
    written(store, 2, "events")
    assert shown(first) == ["email"]


def test_old_unnamed_snapshots_go_and_named_ones_stay(store: Store) -> None:
    named = written(store, 1, "email")
    keep_snapshot(store, named.number, "Board meeting Q3")
    for version in range(2, 7):
        written(store, version)
    assert [(one.number, one.name) for one in list_snapshots(store)] == [
        (6, None),
        (5, None),
        (4, None),
        (1, "Board meeting Q3"),
    ]
    assert folders(store) == ["1", "4", "5", "6"]
    assert shown(open_snapshot(store, 1)) == ["email"]
    with pytest.raises(ClmError, match=r"store\.unknown_snapshot.*6, 5, 4, 1"):
        open_snapshot(store, 2)


def test_a_late_snapshot_of_older_facts_is_not_current_and_never_displaces_the_current_one(store: Store) -> None:
    newest = written(store, 9, "newest")
    for _ in range(KEPT_UNNAMED + 2):
        written(store, 3, "late")
    assert current_snapshot(store) == newest
    assert shown(newest) == ["newest"]


def test_names_are_unique_and_can_be_taken_off(store: Store) -> None:
    written(store, 1)
    written(store, 2)
    keep_snapshot(store, 1, "Q3")
    with pytest.raises(ClmError, match=r"store\.snapshot_name_taken"):
        keep_snapshot(store, 2, "Q3")
    assert keep_snapshot(store, 1, "").name is None
    assert keep_snapshot(store, 2, " Q3 ").name == "Q3"


def test_a_snapshot_of_other_columns_is_not_current_but_can_be_opened(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = written(store, 1, "email")
    with monkeypatch.context() as later:
        later.setattr(snapshots, "FORM", snapshots.FORM + 1)
        assert current_snapshot(store) is None
        assert shown(open_snapshot(store, old.number)) == ["email"]
        assert written(store, 1, "events") == current_snapshot(store)
    assert current_snapshot(store) == old


def test_what_a_crash_left_is_cleaned_and_its_number_not_used_again(store: Store) -> None:
    written(store, 1)
    folder = store.folder / "snapshots"
    (folder / "2").mkdir()
    fresh, abandoned = folder / ".writing-fresh", folder / ".writing-abandoned"
    fresh.mkdir()
    abandoned.mkdir()
    long_ago = time.time() - snapshots.ABANDONED_AFTER_S - 60
    os.utime(abandoned, (long_ago, long_ago))
    assert written(store, 2).number == 3
    assert folders(store) == [".writing-fresh", "1", "3"]


def test_a_crash_before_the_row_leaves_the_earlier_snapshot_current(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = written(store, 1, "email")

    def crash(_path: Path) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as crashing:
        crashing.setattr(snapshots, "_flush_folder", crash)
        with pytest.raises(OSError, match="disk full"):
            written(store, 2, "events")
    assert current_snapshot(store) == first
    assert folders(store) == ["1"]


def test_many_writers_at_once_give_whole_snapshots_and_the_newest_facts_win(store: Store) -> None:
    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(lambda version: written(store, version, f"v{version}"), range(1, 5)))
    assert sorted(snapshot.number for snapshot in results) == [1, 2, 3, 4]
    assert shown(current_snapshot(store)) == ["v4"]


def test_reading_a_removed_snapshot_says_so(store: Store) -> None:
    first = written(store, 1)
    for version in range(2, 6):
        written(store, version)
    with pytest.raises(ClmError, match=r"store\.snapshot_removed"):
        read_table(first, SnapshotTable.CHANNELS)
