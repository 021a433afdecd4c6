"""The scaled company as frames or straight as Parquet files."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame
from sample_data.scale import media, people, touches
from sample_data.world.randomness import part

DEFAULT_SEED = 2026


def write_scale_tables(folder: Path, touchpoint_count: int, *, seed: int = DEFAULT_SEED) -> tuple[Path, ...]:
    """One Parquet file a snapshot table, with this many touchpoints and a tenth of that of contacts."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = _other_tables(touchpoint_count, seed)
    for table, frame in tables.items():
        frame.to_parquet(_path(folder, table), index=False)
    path = _path(folder, SnapshotTable.TOUCHPOINTS)
    with pq.ParquetWriter(path, touches.SCHEMA) as writer:
        for rows in _touches(touchpoint_count, tables, seed):
            writer.write_table(rows)
    return tuple(_path(folder, table) for table in SnapshotTable)


def scale_tables(touchpoint_count: int, *, seed: int = DEFAULT_SEED) -> dict[SnapshotTable, pd.DataFrame]:
    """The same tables as frames, for sizes that fit in memory."""
    tables = _other_tables(touchpoint_count, seed)
    rows = pa.concat_tables(_touches(touchpoint_count, tables, seed)).to_pandas()
    tables[SnapshotTable.TOUCHPOINTS] = typed_frame(rows, SNAPSHOT_COLUMNS[SnapshotTable.TOUCHPOINTS])
    return {table: tables[table] for table in SnapshotTable}


def _path(folder: Path, table: SnapshotTable) -> Path:
    return folder / f"{table.value}.parquet"


def _touches(count: int, tables: Mapping[SnapshotTable, pd.DataFrame], seed: int) -> Iterator[pa.Table]:
    return touches.slices(count, tables[SnapshotTable.CONTACTS], part(seed, "scale touchpoints"))


def _other_tables(touchpoint_count: int, seed: int) -> dict[SnapshotTable, pd.DataFrame]:
    """Every table but the touchpoints."""
    contact_count = max(1, touchpoint_count // touches.TOUCHES_PER_CONTACT)
    account_count = max(1, contact_count // 2)
    campaigns = media.campaigns()
    contacts = people.contacts(contact_count, account_count, part(seed, "scale contacts"))
    deals = people.deals(contacts, part(seed, "scale deals"))
    contents: dict[SnapshotTable, Any] = {
        SnapshotTable.CHANNELS: media.channels(),
        SnapshotTable.CAMPAIGNS: campaigns,
        SnapshotTable.ACCOUNTS: people.accounts(account_count, part(seed, "scale accounts")),
        SnapshotTable.CONTACTS: contacts,
        SnapshotTable.STAGES: people.stages(contacts),
        SnapshotTable.DEALS: deals,
        SnapshotTable.DEAL_CONTACTS: people.deal_contacts(deals),
        SnapshotTable.SPEND: media.spend(campaigns, part(seed, "scale spend")),
        SnapshotTable.TRAFFIC: media.traffic(part(seed, "scale traffic")),
        SnapshotTable.UNMATCHED: {},
    }
    return {table: typed_frame(content, SNAPSHOT_COLUMNS[table]) for table, content in contents.items()}
