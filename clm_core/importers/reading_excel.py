"""Sheets of XLSX, XLSM, XLSB, XLS and ODS workbooks, cells typed as the workbook has them.

python-calamine reads everything. A large XLSX sheet that is a plain table from A1 on takes a quicker way,
fastexcel, which reads whole columns of one type; it gives up, and the first way is taken, as soon as a
column mixes types or the header is not plainly one.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

import fastexcel
import numpy as np
import pandas as pd
import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from clm_core.errors import ClmError
from clm_core.importers.archives import SheetPart, checked_archive, sheet_parts
from clm_core.importers.cells import Objects
from clm_core.importers.findings import Finding, ImportOptions
from clm_core.importers.sheets import RawSheet

ZIP_START = b"PK\x03\x04"
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
QUICK_FROM_BYTES = 1_000_000
_ERROR_NAMES = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
}
_NUMBER_LIKE = re.compile(r"[\s\d.,:/%€$+-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Workbook:
    content: bytes
    file_name: str
    format: str
    book: CalamineWorkbook
    parts: dict[str, SheetPart]


def read_workbook(file_name: str, content: bytes, options: ImportOptions) -> tuple[RawSheet, ...]:
    """The visible sheets that have cells, or the one that the user named.

    Raises ClmError for encrypted, broken, empty and dangerous files.
    """
    workbook = _opened(file_name, content)
    wanted = [sheet for sheet in workbook.book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    all_sheets = {sheet.name: sheet.visible != SheetVisibleEnum.Visible for sheet in wanted}
    if options.sheet is not None and options.sheet not in all_sheets:
        raise ClmError("reading.no_such_sheet", file=file_name, sheet=options.sheet, sheets=", ".join(all_sheets))
    findings = [Finding(key="reading.workbook", values={"format": workbook.format})]
    sheets = []
    for sheet in wanted:
        is_hidden = all_sheets[sheet.name]
        if options.sheet not in (None, sheet.name):
            continue
        if is_hidden and options.sheet is None:
            findings.append(Finding(key="reading.hidden_sheet_skipped", values={"sheet": sheet.name}))
            continue
        cells = _cells(workbook, sheet.name)
        if len(cells):
            sheets.append((sheet.name, cells, is_hidden))
    if not sheets:
        raise ClmError("reading.workbook_without_cells", file=file_name)
    return tuple(
        RawSheet(name=name, cells=cells, is_hidden=is_hidden, findings=tuple(findings), all_sheets=all_sheets)
        for name, cells, is_hidden in sheets
    )


def _opened(file_name: str, content: bytes) -> _Workbook:
    parts: dict[str, SheetPart] = {}
    if content.startswith(ZIP_START):
        archive = checked_archive(content, file_name)
        members = set(archive.namelist())
        if "xl/workbook.xml" in members:
            format_ = "XLSX"
            parts = sheet_parts(archive, file_name)
        elif "xl/workbook.bin" in members:
            format_ = "XLSB"
        elif "content.xml" in members:
            format_ = "ODS"
        else:
            raise ClmError("reading.archive_without_workbook", file=file_name)
    else:
        format_ = "XLS"
        if "EncryptedPackage".encode("utf-16-le") in content or _is_encrypted_xls(content):
            raise ClmError("reading.encrypted", file=file_name)
    with _refusing(file_name):
        book = CalamineWorkbook.from_filelike(BytesIO(content))
    return _Workbook(content=content, file_name=file_name, format=format_, book=book, parts=parts)


def _is_encrypted_xls(content: bytes) -> bool:
    """Whether a FILEPASS record follows the beginning of an old workbook."""
    for begin in re.finditer(rb"\x09\x08[\x08\x10]\x00\x00[\x05\x06]", content):
        position = begin.start()
        for _ in range(12):
            kind = content[position : position + 2]
            if kind == b"\x2f\x00":
                return True
            position += 4 + int.from_bytes(content[position + 2 : position + 4], "little")
    return False


@contextmanager
def _refusing(file_name: str) -> Iterator[None]:
    """Whatever the reader in Rust stumbles over becomes a plain refusal."""
    try:
        yield
    except PasswordError as error:
        raise ClmError("reading.encrypted", file=file_name) from error
    except (CalamineError, OSError, ValueError) as error:
        raise ClmError("reading.broken_workbook", file=file_name) from error
    except BaseException as error:
        # A panic in Rust arrives as a BaseException whose class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise ClmError("reading.broken_workbook", file=file_name) from error


def _cells(workbook: _Workbook, name: str) -> pd.DataFrame:
    """The cells of a sheet from A1 on; no rows where it is blank."""
    part = workbook.parts.get(name)
    if part and part.starts_at_a1 and len(workbook.content) >= QUICK_FROM_BYTES:
        quick = _quick_cells(workbook.content, name)
        if quick is not None:
            return quick
    with _refusing(workbook.file_name):
        sheet = workbook.book.get_sheet_by_name(name)
        array = pd.DataFrame(sheet.to_python(skip_empty_area=False), dtype=object).to_numpy(dtype=object, copy=True)
    array[array == ""] = None
    if array.size and (part is None or part.has_errors is not False):
        _mark_errors(workbook.content, name, array, sheet.start or (0, 0))
    return pd.DataFrame(array[: _filled_length(array)], dtype=object, copy=False)


def _filled_length(array: Objects) -> int:
    """Rows up to the last one that has a cell."""
    is_filled = (array != None).any(axis=1)  # noqa: E711 (element by element)
    return int(np.flatnonzero(is_filled).max()) + 1 if is_filled.any() else 0


def _mark_errors(content: bytes, name: str, array: Objects, start: tuple[int, int]) -> None:
    """Writes #DIV/0! and its like into cells where a formula failed, which otherwise would look blank."""
    try:
        sheet = fastexcel.read_excel(content).load_sheet(name, header_row=None, dtypes="string")
        _, errors = sheet.to_arrow_with_errors()
    except (fastexcel.FastExcelError, pa.ArrowInvalid):
        return
    for error in errors.errors if errors else ():
        row, column = error.position
        if row + start[0] < array.shape[0] and column + start[1] < array.shape[1]:
            array[row + start[0], column + start[1]] = _error_name(error.detail)


def _error_name(detail: str) -> str | None:
    found = re.search(r"Error\((\w+)\)", detail)
    return _ERROR_NAMES.get(found.group(1), "#N/A") if found else None


def _quick_cells(content: bytes, name: str) -> pd.DataFrame | None:
    """The cells of a plain table; None where columns mix types or the first row is not plainly a header."""
    try:
        sheet = fastexcel.read_excel(content).load_sheet(
            name, header_row=0, schema_sample_rows=None, dtype_coercion="strict"
        )
        columns = sheet.available_columns()
        headings = [column.name for column in columns]
        if not all(column.column_name_from == "looked_up" for column in columns) or not _are_headings(headings):
            return None
        batch, errors = sheet.to_arrow_with_errors()
    except (fastexcel.FastExcelError, pa.ArrowInvalid):
        return None
    array = np.empty((batch.num_rows + 1, batch.num_columns), dtype=object, order="F")
    array[0] = headings
    for position, column in enumerate(batch.columns):
        array[1:, position] = _objects(column)
    for error in errors.errors if errors else ():
        row, column = error.position
        array[row, column] = _error_name(error.detail)
    return pd.DataFrame(array[: _filled_length(array)], dtype=object, copy=False)


def _are_headings(names: list[str]) -> bool:
    """Whether the first row's texts are what stood there: no numbers turned into text, no name made unique."""
    seen: set[str] = set()
    for name in names:
        base = re.fullmatch(r"(.*)_\d+", name, re.DOTALL)
        if _NUMBER_LIKE.fullmatch(name) or (base and base.group(1) in seen):
            return False
        seen.add(name)
    return True


def _objects(column: pa.Array) -> Objects:
    """The cells of one typed column as python-calamine would give them; a blank is None."""
    if pa.types.is_timestamp(column.type):
        moments: Objects = column.cast(pa.timestamp("us")).to_numpy(zero_copy_only=False).astype(object)
        return moments
    if pa.types.is_floating(column.type) or pa.types.is_integer(column.type) or pa.types.is_boolean(column.type):
        blank = False if pa.types.is_boolean(column.type) else 0
        objects: Objects = column.fill_null(blank).to_numpy(zero_copy_only=False).astype(object)
        if column.null_count:
            objects[column.is_null().to_numpy(zero_copy_only=False)] = None
        return objects
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        texts: Objects = column.to_numpy(zero_copy_only=False)
        return texts
    return np.array([*column.to_pylist(), None], dtype=object)[:-1]
