"""Imports: files written whole or not at all, taken back whole, listed with their problems."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from clm_core.errors import RowProblem
from clm_core.records import RecordType
from clm_core.store.connection import Store


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
    """What one file did to the records, in one transaction."""
    raise NotImplementedError


def undo_import(store: Store, import_id: int, *, actor: str, at: datetime) -> None:
    """Takes an import back whole, in any order."""
    raise NotImplementedError


def imports_frame(store: Store) -> pd.DataFrame:
    """All imports, newest first."""
    raise NotImplementedError


def problems_frame(store: Store, import_id: int) -> pd.DataFrame:
    """The row problems that an import was written with, in the order of the file."""
    raise NotImplementedError
