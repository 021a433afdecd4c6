"""Two processes that write at the same time lose nothing and wait for each other."""

import subprocess
import sys
from pathlib import Path
from uuid import uuid4

from clm_core.records import RecordType
from clm_core.store.audit import audit_frame
from clm_core.store.facts import facts_version, read_facts
from clm_core.store.imports import imports_frame
from clm_core.store.workspaces import create_workspace, open_store
from tests.conftest import REPOSITORY
from tests.store.conftest import drop_schema

IMPORTS = 6
ROWS = 400


def started_writer(home: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.store.writer", str(home), *arguments]
    return subprocess.Popen(command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_two_processes_write_at_once_and_lose_nothing(tmp_path: Path, database_url: str | None) -> None:
    workspace = create_workspace(tmp_path, f"Two {uuid4().hex[:8]}")
    # Both also open the new workspace at once: only one may migrate it.
    further = (str(IMPORTS), str(ROWS), database_url or "")
    writers = [started_writer(tmp_path, workspace.slug, name, *further) for name in ("anna", "ben")]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    assert [writer.communicate("\n", timeout=120)[0] for writer in writers] == ["done\n"] * 2

    store = open_store(tmp_path, workspace.slug, database_url)
    contacts = read_facts(store, RecordType.CONTACTS)
    assert len(contacts) == 2 * IMPORTS * ROWS + 50
    assert contacts["contact_id"].is_unique
    imports = imports_frame(store)
    assert imports["import_id"].tolist() == list(range(2 * IMPORTS, 0, -1))
    assert imports["added"].sum() == len(contacts)
    assert imports["unchanged"].sum() == 50 * (2 * IMPORTS - 1)
    assert facts_version(store) == 2 * IMPORTS
    assert len(audit_frame(store)) == 2 * IMPORTS
    drop_schema(store)
    store.close()
