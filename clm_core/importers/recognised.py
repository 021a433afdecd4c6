"""What a file was recognised as: its tables, what each heading means, what is asked and what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from clm_core.errors import ClmError, RowProblem, Severity
from clm_core.importers.findings import Finding, Question
from clm_core.importers.tables import SkippedRow
from clm_core.records import RecordType


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """What one heading means here: ``field`` is empty where the column is not used.

    ``how`` is preset, profile, user, guess, attribute (kept as fit field) or unused.
    """

    heading: str
    field: str
    how: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognisedTable:
    """A table and the facts that its good rows become; without facts while a question is open."""

    file_name: str
    sheet: str
    preset: str | None
    system: str
    record_type: RecordType | None
    header_row: int
    mapping: tuple[ColumnMapping, ...]
    findings: tuple[Finding, ...]
    questions: tuple[Question, ...]
    problems: tuple[RowProblem, ...]
    rows: dict[RecordType, pd.DataFrame]
    row_count: int
    skipped: tuple[SkippedRow, ...]

    @property
    def is_ready(self) -> bool:
        """Whether the rows can go in: the kind of rows is known and nothing is left to ask."""
        return self.record_type is not None and not self.questions

    @property
    def has_refused_rows(self) -> bool:
        """Whether some rows stay out."""
        return any(problem.severity is Severity.REFUSED for problem in self.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReading:
    """How a file was read, found or said, and what else there is to choose from.

    ``encoding`` and ``separator`` are None for a workbook. ``all_sheets`` are a workbook's sheets and whether
    each is hidden, ``first_rows`` the first filled rows of each sheet that was read, as number and cells.
    ``remembered`` names the reading options that a kept profile supplied.
    """

    encoding: str | None
    separator: str | None
    sheet: str | None
    all_sheets: Mapping[str, bool] = field(default_factory=dict)
    first_rows: Mapping[str, tuple[tuple[int, tuple[str, ...]], ...]] = field(default_factory=dict)
    remembered: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognisedFile:
    """A dropped file: its tables, or why it cannot be read at all.

    ``reading`` is None where not even its cells could be read.
    """

    file_name: str
    content_hash: str
    tables: tuple[RecognisedTable, ...]
    refusal: ClmError | None = None
    reading: FileReading | None = None

    @property
    def is_ready(self) -> bool:
        """Whether every table can go in."""
        return self.refusal is None and bool(self.tables) and all(table.is_ready for table in self.tables)
