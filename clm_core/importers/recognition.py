"""From a dropped file to facts: read its sheets, find its tables, recognise each, read and build its rows."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from clm_core.errors import ClmError
from clm_core.importers.building import Built, TypedTable, built_records
from clm_core.importers.findings import Finding, ImportOptions
from clm_core.importers.guesses import all_synonyms
from clm_core.importers.mapping import MappingPlan, mapping_plan
from clm_core.importers.presets import PRESETS
from clm_core.importers.presets.own_templates import EXAMPLE_MARKS
from clm_core.importers.profiles import MappingProfile
from clm_core.importers.raw_tables import FileReader, file_reading, with_remembered_reading
from clm_core.importers.recognised import ColumnMapping, FileReading, RecognisedFile, RecognisedTable
from clm_core.importers.tables import RawTable, SkipKind, SkippedRow
from clm_core.importers.typed_columns import TypedColumns, typed_columns

__all__ = ["ColumnMapping", "FileReading", "RecognisedFile", "RecognisedTable", "recognise_file", "recognise_table"]


def recognise_file(
    file_name: str,
    content: bytes,
    *,
    options: ImportOptions,
    profiles: Sequence[MappingProfile],
    zone: str,
    reporting_currency: str,
) -> RecognisedFile:
    """The file's tables with their facts, questions and problems; or the reason why it cannot be read.

    ``zone`` is the reporting zone, in which moments without an offset are read, ``reporting_currency``
    the first answer offered when a currency is unknown.
    """
    content_hash = hashlib.sha256(content).hexdigest()
    reader = FileReader(file_name, content, known_headings(profiles))
    reading = None
    try:
        remembered = with_remembered_reading(reader, options, profiles)
        reading = file_reading(reader.sheets(remembered), said=options, remembered=remembered)
        options = remembered
        tables = tuple(
            recognise_table(
                file_name,
                table,
                options=options.of_sheet(table.sheet),
                profiles=profiles,
                zone=zone,
                reporting_currency=reporting_currency,
            )
            for table in reader.tables(options)
        )
        if not tables:
            raise ClmError("importing.no_table", file=file_name)
    except ClmError as refusal:
        return RecognisedFile(
            file_name=file_name, content_hash=content_hash, tables=(), refusal=refusal, reading=reading
        )
    return RecognisedFile(
        file_name=file_name, content_hash=content_hash, tables=_without_notes(tables), reading=reading
    )


def known_headings(profiles: Sequence[MappingProfile] = ()) -> frozenset[str]:
    """Every heading that a preset, a synonym or a kept profile knows: these tell a header row from data."""
    presets = frozenset().union(*(preset.known_headings() for preset in PRESETS.values()))
    return presets.union(all_synonyms(), *(profile.headings for profile in profiles))


def recognise_table(
    file_name: str,
    table: RawTable,
    *,
    options: ImportOptions,
    profiles: Sequence[MappingProfile],
    zone: str,
    reporting_currency: str,
) -> RecognisedTable:
    """One table: what its headings mean, what is asked, and the facts of its good rows."""
    plan = mapping_plan(table, options, profiles)
    table = _without_examples(table) if plan.preset and plan.preset.name.startswith("own_") else table
    typed, built = _read_and_built(table, plan, zone, reporting_currency)
    header = Finding(key="importing.finding.header_row", values={"row": table.header_row})
    return RecognisedTable(
        file_name=file_name,
        sheet=table.sheet,
        preset=plan.preset.name if plan.preset else None,
        system=plan.system,
        record_type=plan.record_type,
        header_row=table.header_row,
        mapping=plan.columns(table),
        findings=(*plan.findings, *table.findings, header, *typed.findings, *built.findings),
        questions=(*plan.questions, *typed.questions),
        problems=(*typed.problems, *built.problems),
        rows=built.rows,
        row_count=len(table.cells),
        skipped=table.skipped,
    )


def _read_and_built(
    table: RawTable, plan: MappingPlan, zone: str, reporting_currency: str
) -> tuple[TypedColumns, Built]:
    nothing = Built(rows={})
    if plan.record_type is None or plan.questions:
        return TypedColumns(columns=pd.DataFrame()), nothing
    typed = typed_columns(table, plan, plan.record_type, zone, reporting_currency)
    if typed.questions:
        return typed, nothing
    kept = {heading: _texts(table.cells[heading]) for heading in plan.attributes}
    preset = plan.preset
    typed_table = TypedTable(
        sheet=table.sheet,
        record_type=plan.record_type,
        system=plan.system,
        columns=typed.columns,
        fixed=preset.fixed if preset else {},
        channel_field=preset.channel_field if preset else "",
        channels=preset.channels if preset else {},
        attributes=kept,
        period=table.period,
    )
    return typed, built_records(typed_table)


def _texts(cells: pd.Series) -> pd.Series:
    texts = cells.map(lambda cell: str(cell).strip() if cell is not None and cell == cell else "")
    return texts.replace("", None)


def _without_examples(table: RawTable) -> RawTable:
    """The table without the example row of our template, which says itself that it is one."""
    is_example = table.cells.isin(EXAMPLE_MARKS).any(axis=1)
    if not is_example.any():
        return table
    skipped = tuple(SkippedRow(row=int(row), kind=SkipKind.COMMENT) for row in table.cells.index[is_example])
    return replace(table, cells=table.cells[~is_example], skipped=(*table.skipped, *skipped))


def _without_notes(tables: tuple[RecognisedTable, ...]) -> tuple[RecognisedTable, ...]:
    """Without the tables that nobody knows (notes, legends) where a neighbour was recognised for certain."""
    certain = [table for table in tables if any(column.how in {"preset", "profile"} for column in table.mapping)]
    unknown = [table for table in tables if table.record_type is None]
    if not certain or not unknown:
        return tables
    left_out = Finding(
        key="importing.finding.tables_left_out",
        values={"count": len(unknown), "sheets": ", ".join(dict.fromkeys(table.sheet for table in unknown))},
    )
    first = replace(certain[0], findings=(*certain[0].findings, left_out))
    kept = (first if table is certain[0] else table for table in tables if table.record_type is not None)
    return tuple(kept)
