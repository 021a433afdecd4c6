"""One record type of an import into its table: new things, newer versions, and what is as it was."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Table, func, select, update

from clm_core.columns import fact_dtypes
from clm_core.errors import RowProblem
from clm_core.records import RecordType
from clm_core.store.bulk import fetched, insert_rows, staged
from clm_core.store.incoming import CONTENT_HASH, ROW_KEY, incoming_rows
from clm_core.store.row_keys import sql_lists
from clm_core.store.row_ranges import ranges_text
from clm_core.store.spend_identity import set_names_aside, with_campaign_ids
from clm_core.store.tables import FACT_TABLES, NAME_KEY


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsWritten:
    """What became of the rows of one record type; its new versions have the ids first to last."""

    record_type: RecordType
    first_row_id: int | None
    last_row_id: int | None
    sighted_rows: str
    added: int
    changed: int
    unchanged: int
    merged: int
    problems: tuple[RowProblem, ...]


def write_rows(
    connection: Connection,
    import_id: int,
    record_type: RecordType,
    rows: pd.DataFrame,
    on_rows: Callable[[int], None],
) -> RowsWritten:
    """Writes clean rows of one record type within the caller's transaction, and says what they did."""
    table = FACT_TABLES[record_type]
    problems: tuple[RowProblem, ...] = ()
    frame = rows
    if record_type is RecordType.SPEND:
        frame, problems = with_campaign_ids(connection, frame)
    incoming = incoming_rows(record_type, frame)
    last = connection.scalar(select(func.max(table.c.row_id))) or 0
    current = _current_versions(connection, table, incoming.frame) if last else _none_current(incoming.frame)
    is_known = current["row_id"].notna().to_numpy()
    known_hashes = current[CONTENT_HASH].fillna(0).to_numpy(dtype=np.int64)
    is_same = is_known & (known_hashes == incoming.frame[CONTENT_HASH].to_numpy())
    is_changed = is_known & ~is_same
    _set_aside(connection, table, current.loc[is_changed, "row_id"].tolist())
    added = _insert(connection, import_id, record_type, incoming.frame[~is_same], last + 1, on_rows)
    on_rows(len(rows) - added)
    return RowsWritten(
        record_type=record_type,
        first_row_id=last + 1 if added else None,
        last_row_id=last + added if added else None,
        sighted_rows=ranges_text(current.loc[is_same, "row_id"].to_numpy(dtype=np.int64)),
        added=int((~is_known).sum()),
        changed=int(is_changed.sum()),
        unchanged=int(is_same.sum()),
        merged=incoming.merged,
        problems=(*problems, *incoming.problems),
    )


def _none_current(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"row_id": pd.NA, CONTENT_HASH: pd.NA}, index=frame.index, dtype="Int64")


def _current_versions(connection: Connection, table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Row id and content hash of the version that each incoming row meets, blank for a new thing."""
    with staged(connection, range(len(frame)), frame[ROW_KEY].tolist()) as keys:
        met = table.join(keys, table.c.row_key == keys.c.key)
        query = select(keys.c.number, table.c.row_id, table.c.content_hash).select_from(met)
        parts = list(fetched(connection, query.where(table.c.is_current)))
    rows = np.array([row for part in parts for row in part], dtype=np.int64).reshape(-1, 3)
    found = pd.DataFrame(rows[:, 1:], columns=["row_id", CONTENT_HASH], index=rows[:, 0], dtype="Int64")
    return found.reindex(frame.index)


def _set_aside(connection: Connection, table: Table, row_ids: list[int]) -> None:
    if row_ids:
        with staged(connection, row_ids) as aside:
            numbers = select(aside.c.number)
            connection.execute(update(table).where(table.c.row_id.in_(numbers)).values(is_current=False))


def _insert(
    connection: Connection,
    import_id: int,
    record_type: RecordType,
    frame: pd.DataFrame,
    first_row_id: int,
    on_rows: Callable[[int], None],
) -> int:
    count = len(frame)
    if not count:
        return 0
    named = [ROW_KEY, CONTENT_HASH, *fact_dtypes(record_type)]
    if record_type is RecordType.SPEND:
        named.append(NAME_KEY)
    # Columns that the file does not have cost as much time as those it has.
    named = [name for name in named if frame[name].notna().any()]
    columns = {"row_id": range(first_row_id, first_row_id + count)} | sql_lists(frame, named)
    constants = {"import_id": import_id, "is_current": True, "is_withdrawn": False}
    insert_rows(connection, FACT_TABLES[record_type], columns, constants, on_rows)
    if record_type is RecordType.SPEND:
        set_names_aside(connection, first_row_id)
    return count
