"""Scaled tables have a snapshot's exact dtypes, hang together and are the same as frames and as files."""

from pathlib import Path

import pandas as pd
import pytest

from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable
from sample_data.scale.tables import scale_tables, write_scale_tables

COUNT = 30_005


@pytest.fixture(scope="module")
def tables() -> dict[SnapshotTable, pd.DataFrame]:
    return scale_tables(COUNT)


@pytest.mark.parametrize("table", list(SnapshotTable))
def test_columns_and_dtypes(tables: dict[SnapshotTable, pd.DataFrame], table: SnapshotTable) -> None:
    frame = tables[table]
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == SNAPSHOT_COLUMNS[table]
    assert list(frame.columns) == list(SNAPSHOT_COLUMNS[table])


def test_files_read_back_as_the_same_frames(tables: dict[SnapshotTable, pd.DataFrame], tmp_path: Path) -> None:
    for path, table in zip(write_scale_tables(tmp_path, COUNT), SnapshotTable, strict=True):
        assert path.name == f"{table.value}.parquet"
        pd.testing.assert_frame_equal(pd.read_parquet(path), tables[table])


def test_references_lead_somewhere(tables: dict[SnapshotTable, pd.DataFrame]) -> None:
    touches, contacts = tables[SnapshotTable.TOUCHPOINTS], tables[SnapshotTable.CONTACTS]
    deals, accounts = tables[SnapshotTable.DEALS], tables[SnapshotTable.ACCOUNTS]
    assert len(touches) == COUNT
    assert touches["touchpoint_key"].is_unique
    account_of = contacts.set_index("contact_key")["account_key"]
    assert (touches["contact_key"].map(account_of) == touches["account_key"]).all()
    assert contacts["account_key"].isin(accounts["account_key"]).all()
    assert tables[SnapshotTable.STAGES]["contact_key"].isin(contacts["contact_key"]).all()
    pairs = tables[SnapshotTable.DEAL_CONTACTS]
    assert sorted(pairs["deal_key"]) == sorted(deals["deal_key"])
    assert (pairs["contact_key"].map(account_of).to_numpy() == deals["account_key"].to_numpy()).all()
    campaigns = tables[SnapshotTable.CAMPAIGNS].set_index("campaign")["channel"]
    assert (touches["campaign"].map(campaigns) == touches["channel"]).all()
    assert tables[SnapshotTable.SPEND]["campaign"].isin(campaigns.index).all()


def test_times_are_in_order(tables: dict[SnapshotTable, pd.DataFrame]) -> None:
    touches, contacts = tables[SnapshotTable.TOUCHPOINTS], tables[SnapshotTable.CONTACTS]
    assert (touches["at"].dt.tz_localize(None).to_numpy().astype("int64") == touches["at_us"]).all()
    first = touches.groupby("contact_key")["at"].min()
    assert (first == contacts.set_index("contact_key")["first_touch_at"].reindex(first.index)).all()
    for earlier, later in (("lead_at", "mql_at"), ("mql_at", "sal_at"), ("sql_at", "opportunity_at")):
        both = contacts[[earlier, later]].dropna()
        assert len(both) > 100
        assert (both[earlier] <= both[later]).all()
    decided = tables[SnapshotTable.DEALS].query("outcome != 'open'")
    assert (decided["closed_on"] < pd.Timestamp("2026-11-01")).all()
