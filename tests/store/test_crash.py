"""kill -9 at any moment of an import leaves the records as before or as after, never between."""

import multiprocessing
import random
import shutil
import sqlite3
import sys
import time
from contextlib import closing
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType

import pytest

from clm_core.records import RecordType
from clm_core.store.imports import write_import
from clm_core.store.workspaces import create_workspace, open_store
from tests.store.small_rows import a_new_import
from tests.store.writer import many_contacts

KILLS = 22
ROWS = 8_000
BEFORE_ROWS = 100
ANSWER_SECONDS = 120
BEFORE = ("ok", BEFORE_ROWS, 1, 1)
AFTER = ("ok", BEFORE_ROWS + ROWS, 2, 2)


def state(folder: Path) -> tuple[str, int, int, int]:
    """What the database says of itself, and its contacts, imports and audit lines."""
    with closing(sqlite3.connect(folder / "records.sqlite")) as connection:
        (health,) = connection.execute("PRAGMA integrity_check").fetchone()
        counts = [
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("contacts", "imports", "audit")
        ]
    return (health, *counts)


def import_when_told(home: str, slug: str, pipe: Connection) -> None:
    """What the killed process does."""
    store = open_store(Path(home), slug)
    frame = many_contacts("killed-", ROWS)
    pipe.send("ready")
    pipe.recv()
    write_import(store, a_new_import(), {RecordType.CONTACTS: frame})
    pipe.send("done")


def importing(home: Path, slug: str) -> tuple[BaseProcess, Connection]:
    """A process that has begun to import this very moment, and the line on which it says that it is done."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.store.test_crash"])
    here, there = context.Pipe()
    process = context.Process(target=import_when_told, args=(str(home), slug, there))
    process.start()
    there.close()  # else a child that died would be waited for without end
    assert answer(here) == "ready"
    here.send("go")
    return process, here


def answer(pipe: Connection) -> str:
    """What the other process says next; fails if it says nothing or is gone."""
    assert pipe.poll(ANSWER_SECONDS), "the importing process does not answer"
    return str(pipe.recv())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill -9 and no fork server")
def test_a_killed_import_leaves_the_records_before_or_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Tests of pages leave a page behind as __main__, which every new process would run first.
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
    workspace = create_workspace(tmp_path, "Before")
    store = open_store(tmp_path, workspace.slug)
    write_import(store, a_new_import(), {RecordType.CONTACTS: many_contacts("before-", BEFORE_ROWS)})
    store.close()
    assert state(workspace.folder) == BEFORE
    duration = whole_import_s(tmp_path, workspace.folder)

    moments = random.Random(20260301)
    found = []
    for number in range(KILLS):
        slug = copied(tmp_path, workspace.folder, f"trial-{number}")
        process, _ = importing(tmp_path, slug)
        # Spread over the whole import and a little beyond, each at a random moment of its slice.
        time.sleep(duration * 1.2 * (number + moments.random()) / KILLS)
        process.kill()
        process.join()
        found.append(state(tmp_path / "workspaces" / slug))
        assert found[-1] in (BEFORE, AFTER), number
        assert rows_still_missing(tmp_path, slug) == (0 if found[-1] == AFTER else ROWS)
    assert BEFORE in found, "no kill came in time: the test shows nothing"


def whole_import_s(home: Path, folder: Path) -> float:
    """How long the import takes when nobody kills it."""
    process, pipe = importing(home, copied(home, folder, "whole"))
    began = time.perf_counter()
    assert answer(pipe) == "done"
    duration = time.perf_counter() - began
    process.join()
    assert state(home / "workspaces" / "whole") == AFTER
    return duration


def rows_still_missing(home: Path, slug: str) -> int:
    """How many rows the same import adds when it is tried again after the crash."""
    store = open_store(home, slug)
    again = write_import(store, a_new_import(), {RecordType.CONTACTS: many_contacts("killed-", ROWS)})
    store.close()
    return again.counts.added[RecordType.CONTACTS]


def copied(home: Path, folder: Path, slug: str) -> str:
    shutil.copytree(folder, home / "workspaces" / slug)
    return slug
