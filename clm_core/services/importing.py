"""Files in: recognise, confirm, write, undo. The import page and the command line both stand on this."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from clm_core.columns import fact_dtypes, typed_frame
from clm_core.errors import ClmError, RowProblem, Severity
from clm_core.importers.findings import READING_OPTIONS, ImportOptions, Question
from clm_core.importers.mapping_fields import mapping_fields
from clm_core.importers.profiles import MappingProfile, mapping_profile
from clm_core.importers.recognition import ColumnMapping, FileReading, RecognisedFile, RecognisedTable, recognise_file
from clm_core.records import RecordType
from clm_core.services.workspaces import LOCAL_USER
from clm_core.store import imports as stored
from clm_core.store.imports import ImportCounts, NewImport
from clm_core.store.rules import StoredProfile, read_profiles, save_profile
from clm_core.store.settings import read_settings
from clm_core.store.workspaces import Store

__all__ = [
    "READING_OPTIONS",
    "ColumnMapping",
    "FileReading",
    "ImportOptions",
    "ImportReport",
    "Question",
    "RecognisedFile",
    "RecognisedTable",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did, in counts a record type, and every row that it refused or remarked on."""

    import_id: int
    file_name: str
    is_repeat: bool
    counts: ImportCounts
    problems: tuple[RowProblem, ...]

    @property
    def changed_count(self) -> int:
        """Rows that are now different from before."""
        return sum(self.counts.added.values()) + sum(self.counts.changed.values())


def recognised_file(
    store: Store, file_name: str, content: bytes, options: ImportOptions | None = None
) -> RecognisedFile:
    """What a file is, why, and its rows as they would be stored; nothing is written."""
    settings = read_settings(store)
    return recognise_file(
        file_name,
        content,
        options=options or ImportOptions(),
        profiles=[_as_mapping_profile(profile) for profile in read_profiles(store)],
        zone=settings.reporting_zone,
        reporting_currency=settings.reporting_currency,
    )


def import_file(
    store: Store,
    file: RecognisedFile,
    *,
    options: ImportOptions | None = None,
    accepts_good_rows: bool = False,
    actor: str = LOCAL_USER,
    on_progress: Callable[[float], None] | None = None,
) -> ImportReport:
    """Writes a recognised file in one transaction; the next reader of the data gets a fresh snapshot.

    Raises ClmError if the file was refused, if a question about it is open, or if rows are refused
    and the user has not said that the good ones may go in.
    """
    require_importable(file, accepts_good_rows=accepts_good_rows)
    problems = tuple(problem for table in file.tables for problem in table.problems)
    written = stored.write_import(
        store,
        _new_import(file, options or ImportOptions(), actor),
        _rows_by_type(file.tables),
        problems,
        on_progress,
    )
    return ImportReport(
        import_id=written.import_id,
        file_name=file.file_name,
        is_repeat=written.is_repeat,
        counts=written.counts,
        problems=problems + written.problems,
    )


def require_importable(file: RecognisedFile, *, accepts_good_rows: bool = False) -> None:
    """Raises the ClmError that keeps a file out, if there is one."""
    if file.refusal is not None:
        raise file.refusal
    open_options = sorted({question.option for table in file.tables for question in table.questions})
    if open_options:
        raise ClmError("data.open_questions", file=file.file_name, options=", ".join(open_options))
    if not file.is_ready:
        raise ClmError("data.nothing_to_import", file=file.file_name)
    refused_count = sum(problem.severity is Severity.REFUSED for table in file.tables for problem in table.problems)
    if refused_count and not accepts_good_rows:
        raise ClmError("data.refused_rows", file=file.file_name, count=refused_count)


def _new_import(file: RecognisedFile, options: ImportOptions, actor: str) -> NewImport:
    return NewImport(
        file_name=file.file_name,
        content_hash=file.content_hash,
        preset=file.tables[0].preset,
        system=file.tables[0].system,
        options_json=_options_json(options),
        actor=actor,
        imported_at=datetime.now(UTC),
    )


def _options_json(options: ImportOptions) -> str:
    given = {name: value for name, value in asdict(options).items() if value not in (None, (), {})}
    return json.dumps(given, ensure_ascii=False, sort_keys=True)


def _rows_by_type(tables: tuple[RecognisedTable, ...]) -> Mapping[RecordType, pd.DataFrame]:
    frames: dict[RecordType, list[pd.DataFrame]] = {}
    for table in tables:
        for record_type, rows in table.rows.items():
            frames.setdefault(record_type, []).append(rows)
    return {
        record_type: typed_frame(pd.concat(parts, ignore_index=True), fact_dtypes(record_type))
        for record_type, parts in frames.items()
    }


IMPORTABLE_TYPES = tuple(RecordType)
"""Kinds of rows that a user can say a table has."""


def mapping_choices(record_type: RecordType) -> dict[str, bool]:
    """What a heading of such a table can mean: field name, and whether the table needs it."""
    return {name: field.is_required for name, field in mapping_fields(record_type).items()}


def remember_mapping(
    store: Store, table: RecognisedTable, name: str, *, options: ImportOptions, actor: str = LOCAL_USER
) -> None:
    """Keeps a table's mapping, and what was answered about it, for the next file with the same headings.

    It takes the place of what was kept for these headings before; a name that other headings have gets a number.
    """
    if table.record_type is None:
        raise ClmError("data.nothing_to_import", file=table.file_name)
    options = options.of_sheet(table.sheet)
    known = read_profiles(store)
    mapping = {column.heading: column.field for column in table.mapping}
    profile = mapping_profile(name, mapping, table.record_type, table.system, options)
    stored_profile = StoredProfile(
        name=_profile_name(name, profile.headings, known),
        headings=profile.headings,
        record_type=profile.record_type,
        mapping=profile.mapping,
        system=profile.system,
        options=_remembered_before(profile.headings, known)
        | {option: getattr(options, option) for option in _REMEMBERED_OPTIONS if getattr(options, option)},
    )
    save_profile(store, stored_profile, actor=actor, at=datetime.now(UTC))


def _profile_name(name: str, headings: frozenset[str], known: Sequence[StoredProfile]) -> str:
    same = next((profile.name for profile in known if profile.headings == headings), None)
    taken = {profile.name for profile in known}
    numbered = (f"{name} ({number})" for number in range(2, len(taken) + 3))
    return same or next(free for free in (name, *numbered) if free not in taken)


def _remembered_before(headings: frozenset[str], known: Sequence[StoredProfile]) -> dict[str, Any]:
    """What was answered about such files earlier: an answer holds until another takes its place."""
    return next((dict(profile.options) for profile in known if profile.headings == headings), {})


_REMEMBERED_OPTIONS = ("date_order", "decimal", "currency", "zone", "attributes", *READING_OPTIONS)
"""Answers that hold for the next file of the same kind too; how it is read only where that gives these headings."""


def _as_mapping_profile(profile: StoredProfile) -> MappingProfile:
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in profile.options.items()
    }
    return MappingProfile(
        name=profile.name,
        headings=profile.headings,
        record_type=profile.record_type,
        mapping=profile.mapping,
        system=profile.system,
        options=ImportOptions(**given),
    )


def undo_import(store: Store, import_id: int, *, actor: str = LOCAL_USER) -> None:
    """Takes an import back whole; rows that another import also brought stay."""
    stored.undo_import(store, import_id, actor=actor, at=datetime.now(UTC))


def imports(store: Store) -> pd.DataFrame:
    """Every import with its counts, newest first."""
    return stored.imports_frame(store)


def import_problems(store: Store, import_id: int) -> pd.DataFrame:
    """The rows that an import refused or remarked on."""
    return stored.problems_frame(store, import_id)
