"""A file's tables before they have a meaning, read as found, as the user said or as a kept profile remembers."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

import numpy as np

from clm_core.errors import ClmError
from clm_core.importers.encodings import is_certain
from clm_core.importers.findings import ImportOptions
from clm_core.importers.grids import cell_text
from clm_core.importers.headings import folded
from clm_core.importers.profiles import MappingProfile
from clm_core.importers.reading import read_sheets
from clm_core.importers.recognised import FileReading
from clm_core.importers.sheets import RawSheet
from clm_core.importers.tables import RawTable, find_tables

_ROWS_OFFERED = 100
_SEARCHED_ROWS = 1000
_CELLS_SHOWN = 6
_CELL_LENGTH = 40


@dataclass(frozen=True, slots=True)
class FileReader:
    """A dropped file whose cells are read once for each encoding, separator and sheet that is tried.

    ``known_headings`` are case-folded.
    """

    file_name: str
    content: bytes
    known_headings: frozenset[str]
    _read: dict[tuple[str | None, ...], tuple[RawSheet, ...]] = field(default_factory=dict)

    def sheets(self, options: ImportOptions) -> tuple[RawSheet, ...]:
        """The sheets under these options. Raises ClmError("reading.…") where they cannot be read so."""
        by = (options.encoding, options.delimiter, options.sheet)
        if by not in self._read:
            self._read[by] = read_sheets(self.file_name, self.content, options)
        return self._read[by]

    def tables(self, options: ImportOptions) -> list[RawTable]:
        """The tables of the sheets that are wanted. Raises ClmError as ``sheets`` and ``tables_of``."""
        return [table for sheet in self.wanted(options) for table in self.tables_of(sheet, options)]

    def wanted(self, options: ImportOptions) -> list[RawSheet]:
        """The sheets that are neither left out nor hidden, or the one that was named."""
        kept = [sheet for sheet in self.sheets(options) if sheet.name not in options.sheets_left_out]
        return [sheet for sheet in kept if not sheet.is_hidden or options.sheet == sheet.name]

    def tables_of(self, sheet: RawSheet, options: ImportOptions) -> list[RawTable]:
        """The tables of one sheet. Raises ClmError for a header row without cells."""
        found = find_tables(sheet, self.known_headings, options.of_sheet(sheet.name).header_row)
        return [replace(table, findings=(*sheet.findings, *table.findings)) for table in found]


def with_remembered_reading(
    reader: FileReader, options: ImportOptions, profiles: Sequence[MappingProfile]
) -> ImportOptions:
    """The options with what profiles remember of how files like this one are read.

    A profile's word counts only where the file, read so, has the headings that the profile is for. It never
    goes before the user's word, nor its encoding before one that the file itself says.
    """
    for profile in profiles:
        if profile.options.reading():
            options = _with_profile(reader, options, profile)
    return options


def _with_profile(reader: FileReader, options: ImportOptions, profile: MappingProfile) -> ImportOptions:
    remembered, said = profile.options.reading(), options.reading()
    try:
        if "encoding" in remembered and is_certain(reader.content, reader.file_name):
            del remembered["encoding"]
        tried = replace(options, **{name: value for name, value in remembered.items() if name not in said})
        sheets = reader.wanted(tried)
    except ClmError:  # a file that cannot be read as this profile's are
        return options
    fitting = [sheet.name for sheet in sheets if _is_headed(reader, sheet, tried, profile.headings)]
    if not fitting:
        return options
    # The header's place is one sheet's: the others of the workbook may have theirs elsewhere.
    by_sheet = {name: options.by_sheet.get(name, ImportOptions()) for name in fitting} if tried.header_row else {}
    by_sheet = {name: replace(own, header_row=own.header_row or tried.header_row) for name, own in by_sheet.items()}
    return replace(tried, header_row=options.header_row, by_sheet={**options.by_sheet, **by_sheet})


def _is_headed(reader: FileReader, sheet: RawSheet, options: ImportOptions, headings: frozenset[str]) -> bool:
    """Whether a table of the sheet has these headings under the options."""
    try:
        return any(headings == frozenset(map(folded, table.headings)) for table in reader.tables_of(sheet, options))
    except ClmError:  # nothing stands in that row here
        return False


def file_reading(sheets: Sequence[RawSheet], *, said: ImportOptions, remembered: ImportOptions) -> FileReading:
    """How the file was read, and its sheets and first rows to choose from."""
    given = {name for name, value in remembered.reading().items() if said.reading().get(name) != value}
    return FileReading(
        encoding=sheets[0].encoding,
        separator=sheets[0].separator,
        sheet=remembered.sheet,
        all_sheets=sheets[0].all_sheets,
        first_rows={sheet.name: _first_rows(sheet) for sheet in sheets},
        remembered=frozenset(given | ({"header_row"} if said.by_sheet != remembered.by_sheet else set())),
    )


def _first_rows(sheet: RawSheet) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """The first filled rows: number as the spreadsheet shows it, and its first cells, shortened."""
    top = sheet.cells.head(_SEARCHED_ROWS).to_numpy(dtype=object)
    rows = ((number, [text for text in map(cell_text, row) if text]) for number, row in enumerate(np.asarray(top), 1))
    filled = ((number, tuple(text[:_CELL_LENGTH] for text in texts[:_CELLS_SHOWN])) for number, texts in rows if texts)
    return tuple(islice(filled, _ROWS_OFFERED))
