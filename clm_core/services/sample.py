"""The sample company: generated once, imported through the same door as anybody's files."""

import json
import tempfile
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from clm_core.importers.findings import ImportOptions
from clm_core.records import RecordType
from clm_core.services.importing import import_file, recognised_file
from clm_core.services.snapshots import fresh_snapshot
from clm_core.services.workspaces import Workspace, create_workspace, open_workspace, workspaces
from clm_core.store.workspaces import Store

SAMPLE_TITLE = "Sample company"
"""Names the folder; on screen the catalogues name it (shell.sample_company)."""
SAMPLE_ACTOR = "sample"
OPTIONS_FILE = "options.json"
_COMPLETE = "sample-complete"


def ensure_sample_workspace(home: Path, on_progress: Callable[[float], None] | None = None) -> Workspace:
    """The sample company's workspace with all its files imported; made now if it is missing or was cut short."""
    report = on_progress or (lambda _share: None)
    existing = [workspace for workspace in workspaces(home) if workspace.is_sample]
    workspace = existing[0] if existing else create_workspace(home, SAMPLE_TITLE, is_sample=True)
    mark = workspace.folder / _COMPLETE
    if not mark.exists():
        store = open_workspace(home, workspace.slug)
        try:
            with tempfile.TemporaryDirectory() as folder:
                _import_all(store, Path(folder), report)
            fresh_snapshot(store)
        finally:
            store.close()
        # Imports are repeatable, so a first start that was cut short simply goes on with what is missing.
        mark.touch()
    report(1.0)
    return workspace


def _import_all(store: Store, folder: Path, report: Callable[[float], None]) -> None:
    # Not an import at the top: the simulation is no part of the product and must not load with it.
    paths = import_module("sample_data.company").generate(folder)
    report(0.2)
    known = json.loads((folder / OPTIONS_FILE).read_text("utf-8"))
    for position, path in enumerate(paths, start=1):
        options = _options_for(path.name, known)
        file = recognised_file(store, path.name, path.read_bytes(), options)
        import_file(store, file, options=options, accepts_good_rows=True, actor=SAMPLE_ACTOR)
        report(0.2 + 0.7 * position / len(paths))


def _options_for(file_name: str, known: Mapping[str, Mapping[str, Any]]) -> ImportOptions:
    given = next((dict(options) for prefix, options in known.items() if file_name.startswith(prefix)), {})
    if "record_type" in given:
        given["record_type"] = RecordType(given["record_type"])
    if "attributes" in given:
        given["attributes"] = tuple(given["attributes"])
    return ImportOptions(**given)
