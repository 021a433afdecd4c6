"""Anybody's path file: bytes -> the columns path, conversions, conversion_value and non_conversions, row by row.

CSV, workbooks and Parquet; headings in German and English, also as ChannelAttribution and its like write them.
"""

from dataclasses import dataclass, field
from io import BytesIO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from clm_core.errors import ClmError, RowProblem, Severity
from clm_core.importers.findings import Finding, ImportOptions, Question
from clm_core.importers.grids import cell_text
from clm_core.importers.guesses import as_words
from clm_core.importers.raw_tables import FileReader
from clm_core.importers.tables import RawTable, SkippedRow
from clm_core.importers.values import ColumnHints, parse_column, shown_decimal
from clm_core.records import FieldType

__all__ = ["PathTable", "read_path_file"]

HEADINGS: dict[str, tuple[str, ...]] = {
    "path": (
        "path", "pfad", "pfade", "paths", "journey", "customer journey", "channel path", "kanalpfad", "conversion path",
        "conversion pfad", "conversionpfad", "top conversion path", "touchpoint path", "default channel group path",
    ),
    "conversions": (
        "conversions", "total conversions", "conversion", "conv", "abschlüsse", "anzahl conversions", "key events",
        "schlüsselereignisse", "konversionen", "total conv",
    ),
    "conversion_value": (
        "conversion value", "total conversion value", "value", "wert", "conversion wert", "conversionwert", "revenue",
        "umsatz", "purchase revenue", "total value", "conv value", "total conv value",
    ),
    "non_conversions": (
        "non conversions", "total null", "null", "nicht conversions", "ohne conversion", "non converting",
        "nonconversions", "nicht konvertiert", "ohne abschluss", "total non conversions",
    ),
}  # fmt: skip
"""What each column may be called: compared after case folding, with _ - / read as spaces."""

PARQUET_START = b"PAR1"
MAX_PROBLEMS = 1_000
_REQUIRED = ("path", "conversions")


@dataclass(frozen=True, slots=True, kw_only=True)
class PathTable:
    """The path file's rows as numbers, and whatever is wrong in them.

    ``paths`` has path and conversions, and conversion_value and non_conversions where the file has them; its
    index is the row as the spreadsheet shows it. ``is_good`` marks the rows without a refused cell.
    ``problems`` are at most MAX_PROBLEMS of each kind and column. ``headings`` says which heading is which column.
    """

    paths: pd.DataFrame
    is_good: pd.Series
    headings: dict[str, str]
    problems: tuple[RowProblem, ...] = ()
    questions: tuple[Question, ...] = ()
    findings: tuple[Finding, ...] = ()
    skipped: tuple[SkippedRow, ...] = ()
    unused_headings: tuple[str, ...] = field(default=())


def read_path_file(file_name: str, content: bytes, options: ImportOptions) -> PathTable:
    """The rows of the first table that has paths and conversions.

    ``options`` may say encoding, delimiter, sheet, header_row and decimal. Raises ClmError for anything that
    cannot be read as a table, or has no such columns.
    """
    if content.startswith(PARQUET_START):
        return _path_table(_parquet_table(file_name, content), options)
    known = frozenset(name.replace(" ", sign) for names in HEADINGS.values() for name in names for sign in " _-")
    tables = FileReader(file_name, content, known).tables(options)
    if not tables:
        raise ClmError("importing.no_table", file=file_name)
    fitting = [table for table in tables if _columns(table.headings).keys() >= set(_REQUIRED)]
    return _path_table((fitting or tables)[0], options)


def _parquet_table(file_name: str, content: bytes) -> RawTable:
    try:
        file = pq.ParquetFile(BytesIO(content))
        names = tuple(map(str, file.schema_arrow.names))
        columns = _columns(names)
        wanted = list(columns.values())
        if "path" in columns and _as_text(file.schema_arrow.field(columns["path"]).type) is None:
            raise ClmError("path_file.broken_parquet", file=file_name)
        frame = file.read(columns=wanted).to_pandas(types_mapper=_as_text)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise ClmError("path_file.broken_parquet", file=file_name) from error
    rows = np.arange(1, len(frame) + 1)
    cells = frame.set_axis(rows, axis="index").reindex(columns=[*frame, *(name for name in names if name not in frame)])
    return RawTable(sheet="", headings=names, header_row=0, cells=cells)


def _as_text(kind: pa.DataType) -> pd.StringDtype | None:
    # A text column as a table of few distinct texts, as many tools write it, is text as well.
    values = kind.value_type if pa.types.is_dictionary(kind) else kind
    is_text = pa.types.is_string(values) or pa.types.is_large_string(values)
    return pd.StringDtype(na_value=np.nan) if is_text else None


def _columns(headings: tuple[str, ...]) -> dict[str, str]:
    """Which heading holds which column; the first known name of a column goes first."""
    words = {as_words(heading): heading for heading in reversed(headings)}
    found = {column: next((words[name] for name in names if name in words), None) for column, names in HEADINGS.items()}
    return {column: heading for column, heading in found.items() if heading is not None}


def _path_table(table: RawTable, options: ImportOptions) -> PathTable:
    columns = _columns(table.headings)
    for column in _REQUIRED:
        if column not in columns:
            raise ClmError("attribution.column_missing", column=column, present=", ".join(table.headings))
    paths = pd.DataFrame({"path": _texts(table.cells[columns["path"]])})
    problems = _blank_paths(paths["path"], columns["path"], table.sheet)
    questions: list[Question] = []
    for column, heading in columns.items():
        if column != "path":
            numbers, found, asked = _numbers(table, heading, _hints(table, columns, heading, options))
            if column == "conversion_value":  # a blank value beside no conversion says what 0 says
                numbers = numbers.mask(numbers.isna() & (paths["conversions"] == 0), 0.0)
            paths[column] = numbers
            questions += asked
            problems += [*found, *_impossible(numbers, heading, table.sheet, {one.row for one in found})]
    amounts = paths.drop(columns="path")
    return PathTable(
        paths=paths,
        is_good=(amounts >= 0).all(axis=1),
        headings=columns,
        problems=tuple(sorted(problems, key=lambda one: one.row or 0)),
        questions=tuple(questions[:1]),
        findings=table.findings,
        skipped=table.skipped,
        unused_headings=tuple(heading for heading in table.headings if heading not in columns.values()),
    )


def _texts(cells: pd.Series) -> pd.Series:
    if isinstance(cells.dtype, pd.StringDtype):
        return cells
    return cells.map(lambda cell: cell if isinstance(cell, str) else cell_text(cell)).astype("str")


def _blank_paths(texts: pd.Series, heading: str, sheet: str) -> list[RowProblem]:
    blank = texts.index[(texts.isna() | (texts.str.strip() == "")).to_numpy()]
    return [
        RowProblem(
            reason="path_file.problem.blank_path", sheet=sheet, row=int(row), column=heading, severity=Severity.NOTICE
        )
        for row in blank[:MAX_PROBLEMS]
    ]


def _hints(table: RawTable, columns: dict[str, str], heading: str, options: ImportOptions) -> ColumnHints:
    """The decimal sign that the user names or the other columns of numbers show."""
    if options.decimal is not None or pd.api.types.is_numeric_dtype(table.cells[heading]):
        return ColumnHints(decimal=options.decimal)
    others = [other for column, other in columns.items() if column != "path" and other != heading]
    shown = [shown_decimal(table.cells[other]) for other in others]
    return ColumnHints(file_decimal=next((sign for sign in shown if sign), None))


def _numbers(
    table: RawTable, heading: str, hints: ColumnHints
) -> tuple[pd.Series, tuple[RowProblem, ...], list[Question]]:
    cells = table.cells[heading]
    if pd.api.types.is_numeric_dtype(cells):
        numbers = pd.Series(cells.to_numpy(dtype=np.float64, na_value=np.nan), index=cells.index)
        return numbers.where(np.isfinite(numbers)), (), []
    parsed = parse_column(cells, FieldType.NUMBER, heading, table.sheet, hints)
    numbers = pd.Series(parsed.values.to_numpy(dtype=np.float64, na_value=np.nan), index=cells.index)
    return numbers, parsed.problems[:MAX_PROBLEMS], [parsed.question] if parsed.question else []


def _impossible(numbers: pd.Series, heading: str, sheet: str, listed: set[int | None]) -> list[RowProblem]:
    """Blank and negative numbers; those that could not be read at all are listed already."""
    is_listed = numbers.index.isin([row for row in listed if row is not None])
    blank = numbers.index[numbers.isna().to_numpy() & ~is_listed]
    negative = numbers.index[(numbers < 0).to_numpy()]
    return [
        *(
            RowProblem(reason="path_file.problem.blank", sheet=sheet, row=int(row), column=heading)
            for row in blank[:MAX_PROBLEMS]
        ),
        *(
            RowProblem(
                reason="path_file.problem.negative",
                sheet=sheet,
                row=int(row),
                column=heading,
                value=f"{numbers[row]:g}",
            )
            for row in negative[:MAX_PROBLEMS]
        ),
    ]
