"""What a file was recognised as: its tables, what each heading means, what is asked and what is wrong."""

from dataclasses import dataclass

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
class RecognisedFile:
    """A dropped file: its tables, or why it cannot be read at all."""

    file_name: str
    content_hash: str
    tables: tuple[RecognisedTable, ...]
    refusal: ClmError | None = None

    @property
    def is_ready(self) -> bool:
        """Whether every table can go in."""
        return self.refusal is None and bool(self.tables) and all(table.is_ready for table in self.tables)
