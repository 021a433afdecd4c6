"""Taking the rows of an import back, so that what the other imports say counts again."""

from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, Row, Select, Table, and_, exists, func, or_, select, update

from clm_core.records import RecordType
from clm_core.store import tables
from clm_core.store.bulk import staged
from clm_core.store.row_ranges import row_ids, span_ids
from clm_core.store.tables import FACT_TABLES, NAME_KEY


def withdraw_rows(connection: Connection, import_id: int, record_type: RecordType) -> int:
    """The number of versions that no import carries any more, once this one is undone.

    A version is carried by the import that wrote it and by every later one that contained it
    unchanged (its sightings). The newest version still carried becomes the current one.
    """
    withdrawn = _no_longer_carried(_import_rows(connection, record_type), import_id)
    if not len(withdrawn):
        return 0
    table = FACT_TABLES[record_type]
    with staged(connection, withdrawn.tolist()) as gone:
        is_gone = table.c.row_id.in_(select(gone.c.number))
        connection.execute(update(table).where(is_gone).values(is_current=False, is_withdrawn=True))
        successors = list(connection.scalars(_successors(table, gone)))
    if successors:
        with staged(connection, successors) as chosen:
            is_chosen = table.c.row_id.in_(select(chosen.c.number))
            connection.execute(update(table).where(is_chosen).values(is_current=True))
    return len(withdrawn)


def _import_rows(connection: Connection, record_type: RecordType) -> list[Row[Any]]:
    lines, imports = tables.import_rows, tables.imports
    query = (
        select(lines, imports.c.undone_at.is_not(None).label("is_undone"))
        .join(imports, imports.c.import_id == lines.c.import_id)
        .where(lines.c.record_type == record_type.value)
    )
    return list(connection.execute(query))


def _no_longer_carried(lines: list[Row[Any]], import_id: int) -> np.ndarray:
    this = [line for line in lines if line.import_id == import_id]
    active = [line for line in lines if not line.is_undone and line.import_id != import_id]
    undone = [line for line in lines if line.is_undone and line.import_id != import_id]
    sighted_of_undone = np.intersect1d(_sighted(this), _written(undone))
    return np.setdiff1d(np.union1d(_written(this), sighted_of_undone), _sighted(active))


def _written(lines: list[Row[Any]]) -> np.ndarray:
    return span_ids((line.first_row_id, line.last_row_id) for line in lines if line.first_row_id is not None)


def _sighted(lines: list[Row[Any]]) -> np.ndarray:
    return row_ids(",".join(line.sighted_rows for line in lines if line.sighted_rows))


def _successors(table: Table, gone: Table) -> Select[int]:
    """Newest carried version of every thing that lost its current one."""
    lost, current = table.alias(), table.alias()
    touched: ColumnElement[bool] = table.c.row_key.in_(
        select(lost.c.row_key).join(gone, gone.c.number == lost.c.row_id)
    )
    is_free: ColumnElement[bool] = ~exists().where(current.c.row_key == table.c.row_key, current.c.is_current)
    if NAME_KEY in table.c:
        names = select(lost.c[NAME_KEY]).join(gone, gone.c.number == lost.c.row_id)
        touched = or_(touched, table.c.row_key.in_(names.where(lost.c[NAME_KEY].is_not(None))))
        known_by_id = exists().where(current.c[NAME_KEY] == table.c.row_key, ~current.c.is_withdrawn)
        is_free = and_(is_free, ~known_by_id)
    return (
        select(func.max(table.c.row_id))
        .where(~table.c.is_current, ~table.c.is_withdrawn, touched, is_free)
        .group_by(table.c.row_key)
    )
