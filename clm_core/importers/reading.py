"""A dropped file's sheets, whatever its format; or a plain refusal."""

import re
from dataclasses import replace
from pathlib import PurePath

from clm_core.errors import ClmError
from clm_core.importers.findings import Finding, ImportOptions
from clm_core.importers.reading_csv import read_text_file
from clm_core.importers.reading_excel import OLE_START, ZIP_START, read_workbook
from clm_core.importers.sheets import RawSheet

__all__ = ["RawSheet", "read_sheets"]

_WORKBOOK_ENDINGS = frozenset((".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".ods"))
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta|style|div|script|\?xml|svg|rss)\b", re.IGNORECASE)
_KNOWN_BINARIES = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x1f\x8b": "GZIP",
    b"7z\xbc\xaf": "7Z",
    b"Rar!": "RAR",
    b"SQLite format 3": "SQLite",
    b"PAR1": "Parquet",
    b"MZ": "EXE",
    b"\x7fELF": "ELF",
}


def read_sheets(file_name: str, content: bytes, options: ImportOptions) -> tuple[RawSheet, ...]:
    """The sheets of a CSV, XLSX, XLSM, XLS, XLSB or ODS file, recognised by content, not by name.

    Raises ClmError("reading.…") for anything that holds no readable table.
    """
    if not content.strip(b"\x00 \t\r\n"):
        raise ClmError("reading.empty_file", file=file_name)
    is_named_workbook = PurePath(file_name.lower()).suffix in _WORKBOOK_ENDINGS
    is_workbook = content.startswith((ZIP_START, OLE_START))
    if is_workbook:
        sheets = read_workbook(file_name, content, options)
    else:
        _refuse_other_formats(file_name, content)
        sheets = (read_text_file(file_name, content, options),)
    if is_workbook == is_named_workbook:
        return sheets
    kind = "workbook" if is_workbook else "text"
    otherwise = Finding(key=f"reading.really_a_{kind}", values={"file": file_name})
    return tuple(replace(sheet, findings=(otherwise, *sheet.findings)) for sheet in sheets)


def _refuse_other_formats(file_name: str, content: bytes) -> None:
    """Raises ClmError for formats that are told by their first bytes: web pages and well-known binaries."""
    for start, name in _KNOWN_BINARIES.items():
        if content.startswith(start) and (len(start) > 2 or b"\x00" in content[:512]):
            raise ClmError("reading.other_format", file=file_name, format=name)
    opening = content[:1024].removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").lstrip(b"\xff\xfe \t\r\n")
    if _MARKUP.match(opening):
        raise ClmError("reading.web_page", file=file_name)
    if opening.startswith((b"{", b"[{")):
        raise ClmError("reading.other_format", file=file_name, format="JSON")
