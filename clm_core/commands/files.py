"""Commands on files: import, undo, list, templates."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from clm_core.commands.opened import opened_store
from clm_core.commands.output import print_json, print_problems, print_table
from clm_core.commands.results import write_file
from clm_core.errors import ClmError
from clm_core.records import RecordType
from clm_core.services import importing, templates
from clm_core.services.importing import ImportOptions, ImportReport, RecognisedFile, RecognisedTable
from clm_core.services.snapshots import fresh_snapshot
from clm_core.texts import Texts

RECORD_TYPES = [str(record_type) for record_type in RecordType]
IMPORT_COLUMNS = (
    "import_id", "imported_at", "file_name", "record_types", "added", "changed", "unchanged", "problem_count",
    "undone_at",
)  # fmt: skip
PROBLEM_COLUMNS = ("severity", "sheet", "row", "column", "value", "reason")
MAX_CHOICES_SHOWN = 12
TEMPLATE_KINDS = [str(kind) for kind in templates.TEMPLATE_KINDS]


def import_files(given: argparse.Namespace) -> int:
    """Each file by itself: one that cannot be imported does not keep the others out; 1 if any could not."""
    options = _options(given)
    results: list[dict[str, object]] = []
    with opened_store(given) as store:
        for path in map(Path, given.files):
            results.append({"file": path.name})
            try:
                file = importing.recognised_file(store, path.name, _content(path), options)
                results[-1]["tables"] = _described(file, given)
                if given.dry_run:
                    importing.require_importable(file, accepts_good_rows=given.accept_good_rows)
                else:
                    report = importing.import_file(
                        store, file, options=options, accepts_good_rows=given.accept_good_rows
                    )
                    results[-1]["report"] = _reported(report, given)
            except ClmError as error:
                results[-1] |= {"error": error.key, "message": given.texts.error(error)}
                if not given.json:
                    print(f"{path.name}: {given.texts.error(error)}", file=sys.stderr)
        if not given.dry_run:
            fresh_snapshot(store)
    if given.json:
        print_json(results)
    return 1 if any("error" in result for result in results) else 0


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ClmError("commands.unreadable_file", file=str(path), problem=error.strerror or "") from None


def _options(given: argparse.Namespace) -> ImportOptions:
    pairs = [entry.rpartition("=") for entry in given.map]
    for entry, (_, sign, _) in zip(given.map, pairs, strict=True):
        if not sign:
            raise ClmError("commands.mapping_without_field", text=entry)
    return ImportOptions(
        encoding=given.encoding,
        delimiter=given.delimiter,
        sheet=given.sheet,
        header_row=given.header_row,
        date_order=given.date_order,
        decimal=given.decimal,
        currency=given.currency,
        zone=given.zone,
        record_type=RecordType(given.record_type) if given.record_type else None,
        preset=given.preset,
        system=given.system,
        mapping={heading: field for heading, _, field in pairs} or None,
        attributes=tuple(given.keep),
    )


def _described(file: RecognisedFile, given: argparse.Namespace) -> list[dict[str, object]]:
    for table in file.tables:
        if not given.json:
            _print_table_facts(table, given)
    return [
        {
            "sheet": table.sheet,
            "preset": table.preset,
            "system": table.system,
            "record_type": table.record_type,
            "row_count": table.row_count,
            "rows": {record_type.value: len(rows) for record_type, rows in table.rows.items()},
            "findings": [{"key": finding.key, "values": dict(finding.values)} for finding in table.findings],
            "questions": list(table.questions),
            "problems": list(table.problems),
            "mapping": {column.heading: column.field for column in table.mapping},
        }
        for table in file.tables
    ]


_COMMAND_OPTIONS = {"mapping": "--map"}
"""Import options that are called otherwise on the command line."""


def _print_table_facts(table: RecognisedTable, given: argparse.Namespace) -> None:
    texts = given.texts
    print(" · ".join(part for part in (table.file_name, table.sheet) if part))
    for finding in table.findings:
        print(f"  {texts(finding.key, **finding.values)}")
    for question in table.questions:
        option = _COMMAND_OPTIONS.get(question.option, "--" + question.option.replace("_", "-"))
        asked = texts(question.key, column=question.column)
        print("  " + texts("commands.open_question", question=asked, option=option), file=sys.stderr)
        for choice in question.choices[:MAX_CHOICES_SHOWN]:
            readings = ", ".join(f"{answer} → {reading}" for answer, reading in choice.readings)
            print(f"    {choice.value}" + (f": {readings}" if readings else ""), file=sys.stderr)
    print_problems(table.problems, texts)


def _reported(report: ImportReport, given: argparse.Namespace) -> dict[str, object]:
    if not given.json:
        key = "commands.already_imported" if report.is_repeat else "commands.imported"
        counts = report.counts
        print(
            "  "
            + given.texts(
                key,
                id=str(report.import_id),
                added=sum(counts.added.values()),
                changed=sum(counts.changed.values()),
                unchanged=sum(counts.unchanged.values()),
            )
        )
    return {
        "import_id": report.import_id,
        "is_repeat": report.is_repeat,
        "counts": report.counts,
        "problem_count": len(report.problems),
    }


def undo(given: argparse.Namespace) -> None:
    """Takes one import back."""
    with opened_store(given) as store:
        importing.undo_import(store, given.import_id)
    if given.json:
        print_json({"undone": given.import_id})
    else:
        print(given.texts("commands.undone", id=str(given.import_id)))


def list_imports(given: argparse.Namespace) -> None:
    """All imports."""
    with opened_store(given) as store:
        imports = importing.imports(store)
    if not given.json:
        kinds = [_kinds(names, given.texts) for names in imports["record_types"]]
        imports = imports.assign(record_types=kinds)
    _print_columns(imports, IMPORT_COLUMNS, given)


def _kinds(names: str, texts: Texts) -> str:
    return ", ".join(texts(f"fields.{name}.label") for name in names.split(", ") if name)


def list_problems(given: argparse.Namespace) -> None:
    """The row problems of one import."""
    with opened_store(given) as store:
        problems = importing.import_problems(store, given.import_id)
    if not given.json:
        said = [json.loads(values) for values in problems["values_json"]]
        reasons = [given.texts(key, **values) for key, values in zip(problems["reason"], said, strict=True)]
        severities = [given.texts(f"commands.severity.{severity}") for severity in problems["severity"]]
        problems = problems.assign(reason=reasons, severity=severities)
    _print_columns(problems, PROBLEM_COLUMNS, given)


def _print_columns(frame: pd.DataFrame, columns: Sequence[str], given: argparse.Namespace) -> None:
    """The whole frame for programs, its telling columns for people."""
    if given.json:
        print_json(frame)
    else:
        headings = {name: given.texts(f"commands.column.{name}") for name in columns}
        print_table(frame[list(columns)].rename(columns=headings), given.texts)


def write_template(given: argparse.Namespace) -> None:
    """An empty workbook of one kind in the chosen language."""
    write_file(given, templates.template(templates.TemplateKind(given.kind), given.texts.language))
