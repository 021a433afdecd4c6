"""What is inside a zipped workbook, looked at before anything unpacks it."""

import re
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

from clm_core.errors import ClmError

MAX_UNPACKED_BYTES = 2 * 1024**3
MAX_CELLS = 60_000_000
"""Rows times columns of one sheet: a stray value in the last cell of a sheet spans 17 000 million."""

_SAMPLE_BYTES = 64 * 1024
_SURVEYED_BYTES = 4 * 1024**2
_REFERENCE = re.compile(rb'<c [^>]*?r="([A-Z]{1,3})(\d{1,7})"')
_DIMENSION = re.compile(rb'<dimension ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPart:
    """One sheet's XML inside an XLSX file; ``has_errors`` is None where it was too large to look."""

    path: str
    starts_at_a1: bool
    has_errors: bool | None


def checked_archive(content: bytes, file_name: str) -> zipfile.ZipFile:
    """The archive; refused where it is broken or would unpack to more than a workbook ever has."""
    try:
        archive = zipfile.ZipFile(BytesIO(content))
        members = archive.infolist()
        unpacked = sum(max(member.file_size, _estimated_bytes(content, member)) for member in members)
    except (zipfile.BadZipFile, zlib.error, ValueError, IndexError, OSError) as error:
        raise ClmError("reading.broken_workbook", file=file_name) from error
    if unpacked > MAX_UNPACKED_BYTES:
        raise ClmError("reading.unpacks_too_large", file=file_name, megabytes=MAX_UNPACKED_BYTES // 1024**2)
    if any(member.flag_bits & 1 for member in members):
        raise ClmError("reading.encrypted", file=file_name)
    return archive


def _estimated_bytes(content: bytes, member: zipfile.ZipInfo) -> int:
    """The unpacked size by the packing rate of the beginning, because an archive can lie about its sizes."""
    if member.compress_type != zipfile.ZIP_DEFLATED or member.compress_size < 1024:
        return 0
    header = member.header_offset
    name_and_extra = int.from_bytes(content[header + 26 : header + 28], "little") + int.from_bytes(
        content[header + 28 : header + 30], "little"
    )
    start = header + 30 + name_and_extra
    sample = content[start : start + _SAMPLE_BYTES]
    unpacked = len(zlib.decompressobj(-15).decompress(sample, 1 << 27))
    return int(unpacked / max(len(sample), 1) * member.compress_size)


def sheet_parts(archive: zipfile.ZipFile, file_name: str) -> dict[str, SheetPart]:
    """The sheets of an XLSX file by name; sheets whose cells would span too much are refused."""
    try:
        book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    except (KeyError, zipfile.BadZipFile, zlib.error):
        return {}
    targets = {}
    for link in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", links):
        link_id, link_target = re.search(r'\bId="([^"]+)"', link), re.search(r'\bTarget="([^"]+)"', link)
        if link_id and link_target:
            targets[link_id.group(1)] = link_target.group(1)
    parts = {}
    for sheet in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book):
        name, identity = re.search(r'\bname="([^"]*)"', sheet), re.search(r':id="([^"]+)"', sheet)
        target = targets.get(identity.group(1), "") if identity else ""
        path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if name and path in archive.namelist():
            parts[_unescaped(name.group(1))] = _surveyed(archive, path, file_name)
    return parts


def _unescaped(text: str) -> str:
    for code, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(code, character)
    return text


def _surveyed(archive: zipfile.ZipFile, path: str, file_name: str) -> SheetPart:
    """What the sheet's XML shows: all of a small one and of one that hides its dimension, else the beginning."""
    is_whole = archive.getinfo(path).file_size <= _SURVEYED_BYTES
    try:
        with archive.open(path) as stream:
            xml = stream.read(_SURVEYED_BYTES if is_whole else 8192)
            if not is_whole and not _DIMENSION.search(xml):
                xml, is_whole = xml + stream.read(), True
    except (zipfile.BadZipFile, zlib.error) as error:
        raise ClmError("reading.broken_workbook", file=file_name) from error
    if _cell_span(xml, is_whole=is_whole) > MAX_CELLS:
        raise ClmError("reading.sheet_too_large", file=file_name, cells=MAX_CELLS)
    first = re.search(rb'<row\b[^>]*\br="1"[^>]*>\s*<c\b[^>]*\br="A1"[^>]*>\s*<(?:v|is)>', xml[:8192])
    return SheetPart(path=path, starts_at_a1=first is not None, has_errors=b't="e"' in xml if is_whole else None)


def _cell_span(xml: bytes, *, is_whole: bool) -> int:
    """Rows times columns between the outermost cells, as far as the XML that was read says."""
    if is_whole:
        references = _REFERENCE.findall(xml)
        columns = {column_number(letters.decode()) for letters in {letters for letters, _ in references}}
        rows = [int(row) for _, row in references]
        return (max(columns) - min(columns) + 1) * (max(rows) - min(rows) + 1) if references else 0
    found = _DIMENSION.search(xml)
    if not found:
        return 0
    left, top, right, bottom = found.groups()
    return (column_number(right.decode()) - column_number(left.decode()) + 1) * (int(bottom) - int(top) + 1)


def column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """A for 1, AA for 27."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
