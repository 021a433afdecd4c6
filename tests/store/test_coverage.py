"""How far each import's rows reach."""

import pandas as pd

from clm_core.records import RecordType
from clm_core.store.coverage import IMPORT_DAYS, import_days
from clm_core.store.workspaces import Store
from tests.store.small_rows import imported, spend, touchpoint


def test_days_are_those_of_the_rows_that_now_count(store: Store) -> None:
    assert import_days(store).dtypes.astype(str).to_dict() == IMPORT_DAYS
    march = [spend("2026-03-01", 1, campaign="A"), spend("2026-03-05", 1, campaign="A")]
    imported(store, RecordType.SPEND, *march)
    imported(store, RecordType.TOUCHPOINTS, touchpoint("2026-02-03 23:59"))
    imported(store, RecordType.SPEND, march[1] | {"spend_micros": 2_000_000})
    assert import_days(store).to_numpy().tolist() == [
        [1, pd.Timestamp("2026-03-01"), pd.Timestamp("2026-03-01")],
        [2, pd.Timestamp("2026-02-03"), pd.Timestamp("2026-02-03")],
        [3, pd.Timestamp("2026-03-05"), pd.Timestamp("2026-03-05")],
    ]
