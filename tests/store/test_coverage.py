"""How far each import's rows reach."""

from datetime import date

import pandas as pd

from clm_core.records import RecordType
from clm_core.store.coverage import IMPORT_DAYS, import_days
from clm_core.store.workspaces import Store
from tests.store.small_rows import imported, spend, touchpoint

MARCH = date(2026, 3, 31)


def test_days_are_those_of_the_rows_that_now_count(store: Store) -> None:
    assert import_days(store, zone="UTC", until=MARCH).dtypes.astype(str).to_dict() == IMPORT_DAYS
    march = [spend("2026-03-01", 1, campaign="A"), spend("2026-03-05", 1, campaign="A")]
    imported(store, RecordType.SPEND, *march)
    imported(store, RecordType.TOUCHPOINTS, touchpoint("2026-02-03 23:59"))
    imported(store, RecordType.SPEND, march[1] | {"spend_micros": 2_000_000})
    assert import_days(store, zone="UTC", until=MARCH).to_numpy().tolist() == [
        [1, pd.Timestamp("2026-03-01"), pd.Timestamp("2026-03-01")],
        [2, pd.Timestamp("2026-02-03"), pd.Timestamp("2026-02-03")],
        [3, pd.Timestamp("2026-03-05"), pd.Timestamp("2026-03-05")],
    ]


def test_a_moment_late_in_the_evening_is_the_next_day_further_east(store: Store) -> None:
    imported(store, RecordType.TOUCHPOINTS, touchpoint("2026-02-03 00:30"), touchpoint("2026-02-03 23:30"))
    for zone, days in (
        ("Europe/Berlin", ("2026-02-03", "2026-02-04")),
        ("America/New_York", ("2026-02-02", "2026-02-03")),
    ):
        assert import_days(store, zone=zone, until=MARCH).to_numpy().tolist() == [[1, *map(pd.Timestamp, days)]]


def test_a_mistyped_year_does_not_make_a_source_reach_further(store: Store) -> None:
    imported(store, RecordType.SPEND, spend("2026-03-01", 1, campaign="A"), spend("2062-03-02", 1, campaign="A"))
    imported(store, RecordType.TOUCHPOINTS, touchpoint("2026-03-31 22:30"), touchpoint("2026-03-31 21:30"))
    found = import_days(store, zone="Europe/Berlin", until=MARCH)
    assert found["last_day"].tolist() == [pd.Timestamp("2026-03-01"), pd.Timestamp("2026-03-31")]
    assert found["first_day"].tolist() == [pd.Timestamp("2026-03-01"), pd.Timestamp("2026-03-31")]
