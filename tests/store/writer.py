"""Another process that imports: run as ``python -m tests.store.writer HOME SLUG NAME IMPORTS ROWS [URL]``.

It says "ready" once everything slow is loaded, then waits for a line.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from clm_core.columns import fact_dtypes, typed_frame
from clm_core.records import RecordType
from clm_core.store.imports import write_import
from clm_core.store.workspaces import open_store
from tests.store.small_rows import a_new_import


def many_contacts(name: str, count: int) -> pd.DataFrame:
    """A fact frame of this many contacts, whose ids begin with a name."""
    number = np.arange(count)
    ids = name + pd.Series(number).astype("str")
    columns = {"contact_id": ids, "email": ids + "@x.de", "system": "crm", "source_row": number}
    return typed_frame(columns, fact_dtypes(RecordType.CONTACTS))


def main(home: str, slug: str, name: str, import_count: str, row_count: str, url: str = "") -> None:
    store = open_store(Path(home), slug, url or None)
    frames = [many_contacts(f"{name}-{number}-", int(row_count)) for number in range(int(import_count))]
    print("ready", flush=True)
    sys.stdin.readline()
    for frame in frames:
        # Shared rows in each import make both processes meet the same keys.
        shared = many_contacts("shared-", 50)
        together = pd.concat([frame, shared], ignore_index=True)
        write_import(store, a_new_import(name), {RecordType.CONTACTS: together})
    print("done", flush=True)
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
