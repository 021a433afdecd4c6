"""Commands on files: import, undo, list, templates."""

import argparse
import sys
from pathlib import Path

from clm_core.commands.opened import opened_store
from clm_core.commands.output import print_json, print_problems, print_table
from clm_core.errors import ClmError
from clm_core.records import RecordType
from clm_core.services import importing, templates
from clm_core.services.importing import ImportOptions, ImportReport, RecognisedFile, RecognisedTable
from clm_core.services.snapshots import fresh_snapshot

RECORD_TYPES = [str(record_type) for record_type in RecordType]
TEMPLATE_KINDS = [str(kind) for kind in templates.TEMPLATE_KINDS]


def import_files(given: argparse.Namespace) -> int:
    """Each file by itself: one that cannot be imported does not keep the others out; 1 if any could not."""
    options = _options(given)
    results: list[dict[str, object]] = []
    with opened_store(given) as store:
        for path in map(Path, given.files):
            try:
                file = importing.recognised_file(store, path.name, _content(path), options)
                results.append(_described(file, given))
                if not given.dry_run:
                    report = importing.import_file(
                        store, file, options=options, accepts_good_rows=given.accept_good_rows
                    )
                    results[-1]["report"] = _reported(report, given)
            except ClmError as error:
                results.append({"file": path.name, "error": error.key, "message": given.texts.error(error)})
                if not given.json:
                    print(f"{path.name}: {given.texts.error(error)}", file=sys.stderr)
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


def _described(file: RecognisedFile, given: argparse.Namespace) -> dict[str, object]:
    for table in file.tables:
        if not given.json:
            _print_table_facts(table, given)
    tables = [
        {
            "sheet": table.sheet,
            "preset": table.preset,
            "system": table.system,
            "record_type": table.record_type,
            "row_count": table.row_count,
            "rows": {record_type.value: len(rows) for record_type, rows in table.rows.items()},
            "findings": [{"key": finding.key, "values": dict(finding.values)} for finding in table.findings],
            "questions": [{"option": question.option, "column": question.column} for question in table.questions],
            "problems": list(table.problems),
            "mapping": {column.heading: column.field for column in table.mapping},
        }
        for table in file.tables
    ]
    return {"file": file.file_name, "tables": tables}


def _print_table_facts(table: RecognisedTable, given: argparse.Namespace) -> None:
    texts = given.texts
    print(" · ".join(part for part in (table.file_name, table.sheet) if part))
    for finding in table.findings:
        print(f"  {texts(finding.key, **finding.values)}")
    for question in table.questions:
        option = "--" + question.option.replace("_", "-")
        print("  " + texts("commands.open_question", option=option, column=question.column), file=sys.stderr)
        for choice in question.choices[:3]:
            readings = ", ".join(f"{option} {answer} → {reading}" for answer, reading in choice.readings)
            print(f"    „{choice.value}“: {readings}", file=sys.stderr)
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
        (print_json if given.json else print_table)(importing.imports(store))


def list_problems(given: argparse.Namespace) -> None:
    """The row problems of one import."""
    with opened_store(given) as store:
        (print_json if given.json else print_table)(importing.import_problems(store, given.import_id))


def write_template(given: argparse.Namespace) -> None:
    """An empty workbook of one kind in the chosen language."""
    Path(given.out).write_bytes(templates.template(templates.TemplateKind(given.kind), given.texts.language))
    if given.json:
        print_json({"file": given.out})
