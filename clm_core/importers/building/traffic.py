"""Web traffic: one row a day and channel."""

import pandas as pd

from clm_core.importers.building.typed_table import Built, TypedTable
from clm_core.records import RecordType

_KEYS = ["day", "channel", "source", "medium", "campaign"]
_MEASURES = ["sessions", "users", "key_events"]


def build_traffic(table: TypedTable) -> Built:
    """Sessions per day and channel: rows of finer grain (landing pages, devices) summed."""
    frame = table.with_fixed_values()
    if "source_medium" in frame:
        parts = frame["source_medium"].str.split("/", n=1, expand=True).reindex(columns=[0, 1])
        frame["source"], frame["medium"] = parts[0].str.strip(), parts[1].str.strip()
    frame["day"] = table.column("day")
    frame["_row"] = frame.index
    for name in _KEYS[1:]:
        frame[name] = frame[name] if name in frame else pd.Series(None, index=frame.index, dtype="str")
    for name in _MEASURES:
        frame[name] = table.column(name)
    grouped = frame.groupby(_KEYS, dropna=False, sort=False)
    facts = grouped[_MEASURES].sum(min_count=1).assign(_row=grouped["_row"].min()).reset_index()
    facts = facts.set_index("_row").rename_axis(None)
    return Built(rows={RecordType.TRAFFIC: table.facts(facts, RecordType.TRAFFIC)})
