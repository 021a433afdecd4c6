"""Imports: files written whole or not at all, taken back whole, listed with their problems."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, and_, func, insert, or_, select, update

from clm_core.columns import empty_frame, typed_frame
from clm_core.errors import ClmError, RowProblem
from clm_core.records import RecordType
from clm_core.store import tables
from clm_core.store.audit import raise_facts_version, record_action
from clm_core.store.connection import Store, reading, writing
from clm_core.store.fact_writing import RowsWritten, write_rows
from clm_core.store.incoming import clean_rows
from clm_core.store.moments import as_micros, as_moment
from clm_core.store.row_keys import rows_hash
from clm_core.store.withdrawal import withdraw_rows

COUNT_NAMES = ("added", "changed", "unchanged", "merged")

KEPT_PROBLEMS = 10_000
"""More problems of one file than anybody reads; the rest is only counted."""

IMPORT_COLUMNS = {
    "import_id": "int64",
    "file_name": "str",
    "preset": "str",
    "system": "str",
    "record_types": "str",
    "actor": "str",
    "imported_at": "datetime64[us, UTC]",
    "added": "int64",
    "changed": "int64",
    "unchanged": "int64",
    "merged": "int64",
    "problem_count": "int64",
    "undone_at": "datetime64[us, UTC]",
    "undone_by": "str",
    "content_hash": "str",
    "options_json": "str",
}

PROBLEM_COLUMNS = {
    "reason": "str",
    "severity": "str",
    "sheet": "str",
    "row": "Int64",
    "column": "str",
    "value": "str",
    "values_json": "str",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewImport:
    """What is known of a file before its rows are written; ``imported_at`` is a UTC moment."""

    file_name: str
    content_hash: str
    preset: str | None
    system: str
    options_json: str
    actor: str
    imported_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCounts:
    """Rows of an import by record type: new, in a newer version, and as they already were.

    ``merged`` counts rows that describe the same thing as another row of the same file.
    """

    added: Mapping[RecordType, int] = field(default_factory=dict)
    changed: Mapping[RecordType, int] = field(default_factory=dict)
    unchanged: Mapping[RecordType, int] = field(default_factory=dict)
    merged: Mapping[RecordType, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenImport:
    """What an import did; ``problems`` are those that only the stored rows could show."""

    import_id: int
    counts: ImportCounts
    is_repeat: bool
    problems: tuple[RowProblem, ...] = ()


def write_import(
    store: Store,
    new: NewImport,
    rows: Mapping[RecordType, pd.DataFrame],
    problems: Sequence[RowProblem] = (),
    on_progress: Callable[[float], None] | None = None,
) -> WrittenImport:
    """What one file did to the records, in one transaction: all of it, or, on any error or crash, nothing.

    The same file read to the same rows again changes nothing (``is_repeat``, with the number of the
    import that stands), unless that import was undone. ``on_progress`` hears 0 to 1.
    """
    tell = on_progress or (lambda _share: None)
    tell(0.0)
    rows = {record_type: clean_rows(record_type, frame) for record_type, frame in rows.items() if len(frame)}
    digest = rows_hash(rows)
    with writing(store) as connection:
        repeated = _active_import(connection, new, digest)
        if repeated is not None:
            _record(connection, "import.repeated", new, import_id=repeated)
            return WrittenImport(import_id=repeated, counts=ImportCounts(), is_repeat=True)
        import_id = 1 + (connection.scalar(select(func.max(tables.imports.c.import_id))) or 0)
        connection.execute(insert(tables.imports).values(_import_values(new, import_id) | {"rows_hash": digest}))
        written = _write_all(connection, import_id, rows, tell)
        found = tuple(problem for part in written for problem in part.problems)
        _save_problems(connection, import_id, [*problems, *found])
        counts = _counts(written)
        if any(part.added or part.changed for part in written):
            raise_facts_version(connection)
        totals = {name: sum(getattr(counts, name).values()) for name in COUNT_NAMES}
        _record(connection, "import.written", new, import_id=import_id, **totals)
    tell(1.0)
    return WrittenImport(import_id=import_id, counts=counts, is_repeat=False, problems=found)


def _active_import(connection: Connection, new: NewImport, digest: str) -> int | None:
    """The import that stands of the same file and rows; of one from before rows had a hash, the same options say so."""
    imports = tables.imports
    is_same_reading = or_(
        imports.c.rows_hash == digest,
        and_(imports.c.rows_hash.is_(None), imports.c.options_json == new.options_json),
    )
    query = select(func.max(imports.c.import_id)).where(
        imports.c.content_hash == new.content_hash, is_same_reading, imports.c.undone_at.is_(None)
    )
    found: int | None = connection.scalar(query)
    return found


def _record(connection: Connection, action: str, new: NewImport, **details: object) -> None:
    record_action(connection, action, actor=new.actor, at=new.imported_at, file_name=new.file_name, **details)


def _import_values(new: NewImport, import_id: int) -> dict[str, object]:
    values = {field.name: getattr(new, field.name) for field in fields(new)}
    return values | {"import_id": import_id, "imported_at": as_micros(new.imported_at), "problem_count": 0}


def _write_all(
    connection: Connection, import_id: int, rows: Mapping[RecordType, pd.DataFrame], tell: Callable[[float], None]
) -> list[RowsWritten]:
    total = sum(len(frame) for frame in rows.values())
    done = 0

    def on_rows(count: int) -> None:
        nonlocal done
        done += count
        # The last steps are problems and commit; a frame's refused rows never arrive here.
        tell(min(0.99, done / total))

    written = [
        write_rows(connection, import_id, record_type, frame, on_rows)
        for record_type, frame in rows.items()
        if len(frame)
    ]
    if written:
        connection.execute(insert(tables.import_rows), [_rows_values(import_id, part) for part in written])
    return written


def _rows_values(import_id: int, part: RowsWritten) -> dict[str, object]:
    values = {field.name: getattr(part, field.name) for field in fields(part) if field.name != "problems"}
    return values | {"import_id": import_id, "record_type": part.record_type.value}


def _counts(written: Sequence[RowsWritten]) -> ImportCounts:
    by_name = {name: {part.record_type: getattr(part, name) for part in written} for name in COUNT_NAMES}
    return ImportCounts(**by_name)


def _save_problems(connection: Connection, import_id: int, problems: Sequence[RowProblem]) -> None:
    rows = [
        {
            "import_id": import_id,
            "position": position,
            "reason": problem.reason,
            "severity": problem.severity.value,
            "sheet": problem.sheet,
            "row_number": problem.row,
            "heading": problem.column,
            "value": problem.value,
            "values_json": json.dumps(dict(problem.values), ensure_ascii=False, default=str),
        }
        for position, problem in enumerate(problems[:KEPT_PROBLEMS])
    ]
    if rows:
        connection.execute(insert(tables.import_problems), rows)
        by_id = tables.imports.c.import_id == import_id
        connection.execute(update(tables.imports).where(by_id).values(problem_count=len(problems)))


def undo_import(store: Store, import_id: int, *, actor: str, at: datetime) -> None:
    """Takes an import back whole, in one transaction and whatever came after it.

    Rows that a later import still contains stay. Raises ClmError for an import that does not exist or
    was undone before.
    """
    imports, lines = tables.imports, tables.import_rows
    with writing(store) as connection:
        found = connection.execute(select(imports).where(imports.c.import_id == import_id)).one_or_none()
        if found is None:
            raise ClmError("store.unknown_import", import_id=import_id)
        if found.undone_at is not None:
            raise ClmError("store.already_undone", file_name=found.file_name, at=as_moment(found.undone_at))
        types = connection.scalars(select(lines.c.record_type).where(lines.c.import_id == import_id)).all()
        withdrawn = sum(withdraw_rows(connection, import_id, RecordType(name)) for name in types)
        by_id = imports.c.import_id == import_id
        connection.execute(update(imports).where(by_id).values(undone_at=as_micros(at), undone_by=actor))
        if withdrawn:
            raise_facts_version(connection)
        details = {"import_id": import_id, "file_name": found.file_name, "withdrawn": withdrawn}
        record_action(connection, "import.undone", actor=actor, at=at, **details)


def newest_import_at(store: Store, *, until: datetime) -> datetime | None:
    """When the newest import up to a moment was made, undone or not; None where there is none."""
    imported_at = tables.imports.c.imported_at
    with reading(store) as connection:
        micros = connection.scalar(select(func.max(imported_at)).where(imported_at <= as_micros(until)))
    return None if micros is None else as_moment(micros)


def imports_frame(store: Store) -> pd.DataFrame:
    """All imports, newest first, with their row counts over all record types: IMPORT_COLUMNS."""
    with reading(store) as connection:
        imports = pd.DataFrame(connection.execute(select(tables.imports)).mappings().all())
        lines = pd.DataFrame(connection.execute(select(tables.import_rows)).mappings().all())
    if imports.empty:
        return empty_frame(IMPORT_COLUMNS)
    if not lines.empty:
        groups = lines.sort_values("record_type").groupby("import_id")
        sums = groups[list(COUNT_NAMES)].sum()
        imports = imports.join(sums, on="import_id").join(groups["record_type"].agg(", ".join), on="import_id")
    imports = imports.rename(columns={"record_type": "record_types"}).reindex(columns=list(IMPORT_COLUMNS))
    counted = imports.fillna(dict.fromkeys(COUNT_NAMES, 0) | {"record_types": ""})
    moments = {name: pd.to_datetime(imports[name], unit="us", utc=True) for name in ("imported_at", "undone_at")}
    frame = typed_frame(counted.assign(**moments), IMPORT_COLUMNS)
    return frame.sort_values("import_id", ascending=False, ignore_index=True)


def problems_frame(store: Store, import_id: int) -> pd.DataFrame:
    """The row problems that an import was written with, in the order of the file: PROBLEM_COLUMNS.

    At most KEPT_PROBLEMS of them; imports_frame has the whole count.
    """
    problems = tables.import_problems
    query = select(problems).where(problems.c.import_id == import_id).order_by(problems.c.position)
    with reading(store) as connection:
        rows = connection.execute(query).mappings().all()
    names = {"row_number": "row", "heading": "column"}
    frame = pd.DataFrame(rows, columns=list(problems.c.keys())).rename(columns=names)
    return typed_frame(frame, PROBLEM_COLUMNS)
