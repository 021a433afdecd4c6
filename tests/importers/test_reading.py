"""Files of every kind are read by their content, or refused in plain words."""

import csv
import io
import struct
import zipfile
from datetime import datetime

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.errors import ClmError
from clm_core.importers import reading_excel
from clm_core.importers.findings import ImportOptions
from clm_core.importers.reading import RawSheet, read_sheets
from clm_core.importers.reading_csv import _even_cells, _padded, _rows


def only_sheet(content: bytes, file_name: str = "report.csv", **options: object) -> RawSheet:
    (sheet,) = read_sheets(file_name, content, ImportOptions(**options))  # type: ignore[arg-type]
    return sheet


def keys(sheet: RawSheet) -> list[str]:
    return [finding.key for finding in sheet.findings]


def workbook(rows: list[list[object]], *, hidden: bool = False, date_1904: bool = False) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"date_1904": date_1904})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("Data")
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, datetime):
                sheet.write_datetime(row, column, cell, day)
            elif isinstance(cell, str) and cell.startswith("="):
                sheet.write_formula(row, column, cell, None, "#DIV/0!")
            elif cell is not None:
                sheet.write(row, column, cell)
    if hidden:
        secret = book.add_worksheet("Old")
        secret.write(0, 0, "do not read")
        secret.hide()
    book.close()
    return stream.getvalue()


@pytest.mark.parametrize(
    ("encoding", "mark", "expected"),
    [
        ("utf-8", b"", "reading.encoding_valid_utf8"),
        ("utf-8", b"\xef\xbb\xbf", "reading.encoding_mark"),
        ("utf-16-le", b"\xff\xfe", "reading.encoding_mark"),
        ("utf-16-be", b"\xfe\xff", "reading.encoding_mark"),
        ("utf-16-le", b"", "reading.encoding_zeros"),
        ("utf-16-be", b"", "reading.encoding_zeros"),
        ("cp1252", b"", "reading.encoding_western"),
        ("latin-1", b"", "reading.encoding_western"),
    ],
)
def test_encodings(encoding: str, mark: bytes, expected: str) -> None:
    text = "Kampagne;Kosten\nFrühjahr Köln;1,50\nGröße süß;2,50\n"
    sheet = only_sheet(mark + text.encode(encoding))
    assert sheet.cells.to_numpy().tolist() == [["Kampagne", "Kosten"], ["Frühjahr Köln", "1,50"], ["Größe süß", "2,50"]]
    assert keys(sheet)[0] == expected


def test_one_broken_byte_does_not_spoil_utf8() -> None:
    sheet = only_sheet("Köln,1\n".encode() * 60 + b"K\xf6ln,1\n")
    assert sheet.cells.iloc[0, 0] == "Köln"
    assert "reading.characters_replaced" in keys(sheet)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(separator: str, line_end: str) -> None:
    rows = [["Campaign", "Cost"], ["a; b, c|d", "1"], ['say "hi"\nthere', "2"]]
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator, lineterminator=line_end).writerows(rows)
    assert only_sheet(stream.getvalue().encode()).cells.to_numpy().tolist() == rows


def test_decimal_commas_do_not_divide() -> None:
    content = b"Kampagne;Kosten;CPC\nA;1,50;0,10\nB;2,50;0,20\nC;3,50;0,30\n"
    assert only_sheet(content).cells.shape == (4, 3)


def test_semicolons_inside_a_column_do_not_divide() -> None:
    content = b"Email,Interests\na@x.de,red;blue\nb@x.de,red;green\n"
    assert only_sheet(content).cells.shape == (3, 2)


def test_ragged_rows_are_filled_up_and_blank_lines_kept() -> None:
    sheet = only_sheet(b"a,b,c\n1,2\n\n3,4,5,6\n")
    assert sheet.cells.to_numpy().tolist() == [
        ["a", "b", "c", ""],
        ["1", "2", "", ""],
        ["", "", "", ""],
        ["3", "4", "5", "6"],
    ]


def test_sep_line_names_the_separator_and_counts_as_row() -> None:
    sheet = only_sheet(b"sep=;\r\na;b\r\n1;2,5\r\n")
    assert sheet.cells.to_numpy().tolist()[1:] == [["a", "b"], ["1", "2,5"]]
    assert "reading.separator_declared" in keys(sheet)


def test_quote_that_is_never_closed() -> None:
    sheet = only_sheet(b'Campaign,Cost\n"Brand,1\nOther,2\nThird,3\n')
    assert len(sheet.cells) == 4
    assert "reading.quotes_ignored" in keys(sheet)


CELL = st.text(alphabet=st.sampled_from(list("abcÄß€ 1,;\t|'\"\n-")), max_size=6).filter(lambda text: "\r" not in text)


@settings(max_examples=80, deadline=None)
@given(
    rows=st.integers(2, 4).flatmap(lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=6)),
    separator=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_what_is_written_is_read_back(rows: list[list[str]], separator: str, encoding: str, line_end: str) -> None:
    rows = [[f"Spalte {place}" for place in range(len(rows[0]) if rows else 2)], *rows]
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows(rows)
    sheet = only_sheet(stream.getvalue().encode(encoding), delimiter=separator, encoding=encoding)
    assert sheet.cells.to_numpy().tolist() == rows


@settings(max_examples=80, deadline=None)
@given(
    rows=st.lists(st.lists(CELL, min_size=2, max_size=2), min_size=1, max_size=5),
    separator=st.sampled_from([",", ";", "\t"]),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_quick_and_careful_way_agree(rows: list[list[str]], separator: str, line_end: str) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator, lineterminator=line_end).writerows(rows)
    quick = _even_cells(stream.getvalue(), separator)
    careful, _ = _rows(stream.getvalue(), separator, "x")
    if quick is not None:
        assert quick.to_numpy().tolist() == _padded(careful).to_numpy().tolist()


def test_workbook_cells_keep_their_types_and_errors_show() -> None:
    content = workbook([["Name", "Cost", "Day"], ["a", 1.5, datetime(2026, 1, 31)], [None, "=1/0", True]])
    sheet = only_sheet(content, "report.xlsx")
    name, cost, day = sheet.cells.to_numpy().tolist()[1]
    assert (name, cost, day.year, day.month, day.day) == ("a", 1.5, 2026, 1, 31)
    assert sheet.cells.to_numpy().tolist()[2] == [None, "#DIV/0!", True]


def open_document(rows: list[str]) -> bytes:
    """A minimal ODS file, each row the XML of its cells."""
    names = "office", "table", "text"
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet><table:table '
        f'table:name="Data">{body}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = b'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return archive(**{"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content.encode()})


def test_open_document() -> None:
    name = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    cost = '<table:table-cell office:value-type="float" office:value="1.5"/>'
    sheet = only_sheet(open_document([name.format("Kosten"), cost]), "report.ods")
    assert sheet.cells.to_numpy().tolist() == [["Kosten"], [1.5]]
    assert sheet.findings[0].values == {"format": "ODS"}


def test_1904_dates() -> None:
    sheet = only_sheet(workbook([["Day"], [datetime(2026, 1, 31)]], date_1904=True), "mac.xlsx")
    assert sheet.cells.iloc[1, 0].isoformat()[:10] == "2026-01-31"


def test_hidden_sheets_are_left_out_unless_named() -> None:
    content = workbook([["a"], [1]], hidden=True)
    sheet = only_sheet(content, "report.xlsx")
    assert sheet.name == "Data"
    assert "reading.hidden_sheet_skipped" in keys(sheet)
    assert only_sheet(content, "report.xlsx", sheet="Old").is_hidden


def test_quick_way_through_large_workbooks_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[list[object]] = [["Name", "Cost", "Day", "Won", "Gaps"]]
    rows += [
        [f"n{row}", row / 7, datetime(2026, 1, 1 + row % 28), row % 2 == 0, row if row % 3 else None]
        for row in range(50)
    ]
    rows.append(["n50", "=1/0", None, None, 5.0])
    content = workbook(rows)
    careful = only_sheet(content, "report.xlsx").cells
    monkeypatch.setattr(reading_excel, "QUICK_FROM_BYTES", 0)
    quick = only_sheet(content, "report.xlsx").cells
    assert reading_excel._quick_cells(content, "Data") is not None
    assert [[str(c)[:10] for c in row] for row in quick.to_numpy()] == [
        [str(c)[:10] for c in row] for row in careful.to_numpy()
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [["Report"], [None], ["Name", "Cost"], ["a", 1.5]],
        [["Name", 2024], ["a", 1.5]],
        [["Name", "Cost"], ["a", 1.5], ["b", "1.234"]],
        [["Name", "Name"], ["a", "b"]],
    ],
)
def test_quick_way_gives_up_where_it_would_change_cells(
    rows: list[list[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_excel, "QUICK_FROM_BYTES", 0)
    cells = only_sheet(workbook(rows), "report.xlsx").cells
    width = max(map(len, rows))
    assert cells.to_numpy().tolist() == [row + [None] * (width - len(row)) for row in rows]


def test_content_counts_not_the_ending() -> None:
    assert "reading.really_a_workbook" in keys(only_sheet(workbook([["a"], [1]]), "report.csv"))
    assert "reading.really_a_text" in keys(only_sheet(b"a,b\n1,2\n", "report.xlsx"))


def archive(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def lying_bomb() -> bytes:
    """An archive whose one member says it is small, but unpacks to gigabytes."""
    content = bytearray(archive(xl__workbook=b"0" * 110_000_000))
    position = content.rfind(b"PK\x01\x02")
    content[position + 24 : position + 28] = struct.pack("<I", 1000)
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "reading.empty_file"),
        (b" \r\n\t\n", "reading.empty_file"),
        (b"\x00" * 100, "reading.empty_file"),
        (bytes(range(256)) * 20, "reading.not_text"),
        (b"%PDF-1.7 something", "reading.other_format"),
        (b'[{"a": 1}]', "reading.other_format"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "reading.web_page"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><p>", "reading.web_page"),
        (b"<?xml version='1.0'?><Workbook/>", "reading.web_page"),
        (b"PK\x03\x04 but then nothing", "reading.broken_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000, "reading.broken_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 50, "reading.encrypted"),
        (archive(**{"a.csv": b"a,b"}), "reading.archive_without_workbook"),
        (archive(**{"xl/workbook.xml": b"rubbish"}), "reading.broken_workbook"),
        (workbook([]), "reading.workbook_without_cells"),
    ],
)
def test_refusals(content: bytes, key: str) -> None:
    with pytest.raises(ClmError) as refusal:
        read_sheets("report.xls", content, ImportOptions())
    assert refusal.value.key == key


def test_bombs_are_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clm_core.importers.archives.MAX_UNPACKED_BYTES", 100_000_000)
    with pytest.raises(ClmError) as refusal:
        read_sheets("bomb.xlsx", lying_bomb(), ImportOptions())
    assert refusal.value.key == "reading.unpacks_too_large"


def test_a_stray_cell_in_the_last_corner_is_refused() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    sheet.write(0, 0, "a")
    sheet.write(1_048_575, 16_383, "stray")
    book.close()
    with pytest.raises(ClmError) as refusal:
        read_sheets("corner.xlsx", stream.getvalue(), ImportOptions())
    assert refusal.value.key == "reading.sheet_too_large"


@pytest.mark.parametrize(
    ("options", "key"),
    [({"sheet": "Nope"}, "reading.no_such_sheet"), ({"encoding": "klingon"}, "reading.wrong_encoding")],
)
def test_wrong_options_are_said(options: dict[str, str], key: str) -> None:
    content = workbook([["a"], [1]]) if "sheet" in options else b"a,b\n"
    with pytest.raises(ClmError) as refusal:
        read_sheets("x", content, ImportOptions(**options))  # type: ignore[arg-type]
    assert refusal.value.key == key


@settings(max_examples=150, deadline=None)
@given(
    content=st.binary(max_size=300),
    start=st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe"]),
)
def test_rubbish_never_crashes(content: bytes, start: bytes) -> None:
    keys_seen = []
    try:
        sheets = read_sheets("rubbish.xls", start + content, ImportOptions())
        keys_seen = [finding.key for finding in sheets[0].findings]
    except ClmError as refusal:
        keys_seen = [refusal.key]
    assert keys_seen
    assert all(key.startswith("reading.") for key in keys_seen)
