"""The sample company: generated once, imported through the same door as anybody's files."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from clm_core.errors import ClmError
from clm_core.services import importing
from clm_core.services.workspaces import Workspace, create_workspace, open_workspace, workspaces

SAMPLE_ACTOR = "sample"


def ensure_sample_workspace(home: Path, on_progress: Callable[[float], None] | None = None) -> Workspace:
    """The sample company's workspace with all its files imported; made now if it is missing or was cut short."""
    report = on_progress or (lambda _share: None)
    workspace = _sample_workspace(home)
    if workspace is None:
        workspace = create_workspace(home, SAMPLE_TITLE, is_sample=True)
    store = open_workspace(home, workspace.slug)
    try:
        if not _is_complete(workspace):
            with tempfile.TemporaryDirectory() as folder:
                _import_all(store, _generated(Path(folder)), report)
            _complete_mark(workspace).touch()
    finally:
        store.close()
    report(1.0)
    return workspace
