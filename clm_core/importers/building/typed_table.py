"""A table whose cells are read, before it becomes facts; and what comes of building."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from clm_core.columns import DTYPES, SOURCE_ROW, SYSTEM, fact_dtypes, typed_frame
from clm_core.errors import RowProblem, Severity
from clm_core.importers.findings import Finding
from clm_core.importers.headings import folded
from clm_core.importers.mapping_fields import mapping_fields
from clm_core.records import RecordType


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedTable:
    """Good rows with typed columns named after fields, indexed by spreadsheet row.

    ``fixed``, ``channel_field`` and ``channels`` come from the preset; ``attributes`` are the texts of
    the columns kept as fit fields, by heading; ``period`` is the report's own date range.
    """

    sheet: str
    record_type: RecordType
    system: str
    columns: pd.DataFrame
    fixed: Mapping[str, str] = field(default_factory=dict)
    channel_field: str = ""
    channels: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, pd.Series] = field(default_factory=dict)
    period: tuple[date, date] | None = None

    def has(self, name: str) -> bool:
        """Whether the file has this field."""
        return name in self.columns

    def column(self, name: str) -> pd.Series:
        """The field's values; blank where the file does not have it."""
        if name in self.columns:
            return self.columns[name]
        dtype = DTYPES[mapping_fields(self.record_type)[name].type]
        return pd.Series(pd.NA if dtype in {"Int64", "boolean"} else None, index=self.columns.index, dtype=dtype)

    def with_fixed_values(self) -> pd.DataFrame:
        """The columns, with the channel that the preset derives and its fixed values where a cell is blank."""
        frame = self.columns.copy()
        if self.channels and self.channel_field in frame:
            known = translated(frame[self.channel_field], self.channels)
            frame["channel"] = known.fillna(frame["channel"]) if "channel" in frame else known
        for name, value in self.fixed.items():
            frame[name] = (frame[name].fillna(value) if name in frame else pd.Series(value, index=frame.index)).astype(
                "str"
            )
        return frame

    def facts(self, frame: pd.DataFrame, record_type: RecordType) -> pd.DataFrame:
        """A fact frame of these columns; the source row is the frame's index."""
        numbered = frame.copy()
        numbered[SYSTEM] = self.system
        numbered[SOURCE_ROW] = frame.index
        return typed_frame(numbered, fact_dtypes(record_type)).reset_index(drop=True)

    def notice(self, row: int | None, reason: str, **values: object) -> RowProblem:
        """Something to know about a row that goes in all the same."""
        return RowProblem(sheet=self.sheet, row=row, reason=reason, values=values, severity=Severity.NOTICE)

    def refusal(self, row: int, reason: str, **values: object) -> RowProblem:
        """Why a row stays out."""
        return RowProblem(sheet=self.sheet, row=row, reason=reason, values=values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """Fact frames by record type, with the problems and findings that building brought up."""

    rows: dict[RecordType, pd.DataFrame]
    problems: tuple[RowProblem, ...] = ()
    findings: tuple[Finding, ...] = ()


def translated(values: pd.Series, names: Mapping[str, str]) -> pd.Series:
    """The values by a table of case-folded names; missing where the table does not list one."""
    distinct = {value: names.get(folded(str(value))) for value in values.dropna().unique()}
    return values.map(distinct).astype("str")
