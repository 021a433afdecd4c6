"""What a reader found out about a file, what it must ask, and what the user has said."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from clm_core.records import RecordType


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something recognised and why: a sentence of the catalogues and what fills it."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the user's own values and how each answer would read it.

    ``readings`` are pairs of answer and result, the result as ISO date or plain number:
    ``("dmy", "2026-01-09")``.
    """

    value: str
    readings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something that the file alone does not settle; ``option`` is the import option whose value answers it."""

    option: str
    key: str
    choices: tuple[Choice, ...]
    column: str = ""


READING_OPTIONS = ("encoding", "delimiter", "sheet", "header_row")
"""The import options that say how a file is read, before anything in it has a meaning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What the user said about a file; None means: find out.

    ``date_order`` is dmy, mdy or ymd; ``decimal`` is the sign before decimals; ``header_row`` is the
    row as the spreadsheet shows it; ``mapping`` gives headings their field name ("" = not used);
    ``attributes`` are the headings kept as fit fields. ``by_sheet`` holds what was said about one sheet of
    a workbook only; ``sheets_left_out`` are not read at all.
    """

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    date_order: str | None = None
    decimal: str | None = None
    currency: str | None = None
    zone: str | None = None
    record_type: RecordType | None = None
    preset: str | None = None
    system: str | None = None
    mapping: Mapping[str, str] | None = None
    attributes: tuple[str, ...] = ()
    sheets_left_out: tuple[str, ...] = ()
    by_sheet: Mapping[str, "ImportOptions"] = field(default_factory=dict)

    def reading(self) -> dict[str, Any]:
        """What was said about how the file is read, without what was not said."""
        said = {name: getattr(self, name) for name in READING_OPTIONS}
        return {name: value for name, value in said.items() if value is not None}

    def of_sheet(self, sheet: str) -> "ImportOptions":
        """What holds for one sheet: what was said about it, else about the whole file."""
        said = self.by_sheet.get(sheet, ImportOptions())
        given = {one.name: getattr(said, one.name) for one in fields(said)}
        return replace(self, **{name: value for name, value in given.items() if value not in (None, (), {})})
