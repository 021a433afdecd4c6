"""What was not joined or not counted: how many rows for each reason, and the rows themselves."""

import pandas as pd

from clm_core.analysis.unmatched import Reason
from clm_core.columns import SnapshotTable
from clm_core.services.snapshots import fresh_snapshot
from clm_core.store.snapshots import read_table
from clm_core.store.workspaces import Store


def unmatched_rows(store: Store) -> pd.DataFrame:
    """Every row that could not be joined or counted, with its reason: SNAPSHOT_COLUMNS[UNMATCHED].

    Amounts are as the files have them, in whatever currency: they must not be added up.
    """
    return read_table(fresh_snapshot(store), SnapshotTable.UNMATCHED)


def unmatched_reasons(rows: pd.DataFrame) -> pd.DataFrame:
    """How many of these rows each reason has: record_type, reason, row_count, the most frequent first."""
    counts = rows.groupby(["record_type", "reason"], as_index=False).agg(row_count=("reason", "size"))
    return counts.sort_values(["row_count", "reason"], ascending=[False, True], ignore_index=True)


def currencies_without_rate(store: Store) -> tuple[str, ...]:
    """Currencies of money that is not counted anywhere, because nobody said what they are worth."""
    rows = unmatched_rows(store)
    listed = rows.loc[rows["reason"] == Reason.CURRENCY_WITHOUT_RATE, "reference"]
    # The reference of such a row starts with its currency (analysis/money.py).
    return tuple(sorted(listed.str.split().str[0].str.upper().unique()))
