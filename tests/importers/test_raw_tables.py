"""How a file is read: found, said by the user, or as a kept profile remembers it."""

from io import BytesIO

import openpyxl
import pytest

from clm_core.importers.findings import ImportOptions
from clm_core.importers.profiles import MappingProfile
from clm_core.importers.recognition import RecognisedFile
from clm_core.records import RecordType
from tests.importers.recognising import only_table, recognised

HEADINGS = frozenset(("wann", "wo", "wieviel"))
TWO_HEADERS = "Datum;Kampagne;Kosten\nWann;Wo;Wieviel\n01.02.2026;Plakate;300,00\n"
BY_TILDES = "Wann~Wo~Wieviel\n01.02.2026~Łódź; Plakate; Innenstadt~300,00\n02.02.2026~Köln; Radio; Umland~5,00\n"


def kept(**reading: object) -> MappingProfile:
    """A profile of spend under three plain headings that remembers how its files are read."""
    return MappingProfile(
        name="Agentur",
        headings=HEADINGS,
        record_type=RecordType.SPEND,
        mapping={"wann": "day", "wo": "campaign", "wieviel": "spend_micros"},
        system="agency",
        options=ImportOptions(currency="EUR", **reading),  # type: ignore[arg-type]
    )


def book(**sheets: list[tuple[object, ...]]) -> bytes:
    """A workbook of these sheets; one whose name begins with Hidden is hidden."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        sheet.sheet_state = "hidden" if name.startswith("Hidden") else "visible"
        for row in rows:
            sheet.append(row)
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def headings(file: RecognisedFile) -> list[list[str]]:
    assert file.refusal is None, file.refusal
    return [[column.heading for column in table.mapping] for table in file.tables]


def test_what_was_found_is_told_with_the_first_rows_to_choose_from() -> None:
    reading = recognised("Bericht\n\nDatum;Kampagne;Kosten\n01.02.2026;Messe;10,50\n".encode("cp1252")).reading
    assert reading is not None
    assert (reading.encoding, reading.separator, reading.sheet, reading.remembered) == ("utf-8", ";", None, frozenset())
    rows = ((1, ("Bericht",)), (3, ("Datum", "Kampagne", "Kosten")), (4, ("01.02.2026", "Messe", "10,50")))
    assert reading.first_rows == {"": rows}


def test_a_workbook_names_all_its_sheets_and_reads_a_hidden_one_if_named() -> None:
    content = book(Eins=[("Datum", "Kosten"), ("2026-02-01", 1)], HiddenZwei=[("Wann", "Wo"), ("2026-02-01", "x")])
    found, named = recognised(content, "a.xlsx"), recognised(content, "a.xlsx", sheet="HiddenZwei")
    for file in (found, named):
        assert file.reading is not None
        assert file.reading.all_sheets == {"Eins": False, "HiddenZwei": True}
    assert [headings(found), headings(named)] == [[["Datum", "Kosten"]], [["Wann", "Wo"]]]


def test_a_header_row_can_be_said_for_one_sheet_only() -> None:
    content = book(
        A=[("Datum", "Kosten"), ("Tag", "Betrag"), ("2026-02-01", 1)], B=[("Datum", "Kosten"), ("2026-02-01", 2)]
    )
    file = recognised(content, "a.xlsx", by_sheet={"A": ImportOptions(header_row=2)})
    assert headings(file) == [["Tag", "Betrag"], ["Datum", "Kosten"]]


@pytest.mark.parametrize("separator", ["ab", "", '"', "\n"])
def test_what_cannot_separate_is_refused_in_words(separator: str) -> None:
    refusal = recognised(BY_TILDES, delimiter=separator).refusal
    assert refusal is not None
    assert refusal.key == "reading.wrong_separator"


def test_a_refused_header_row_leaves_the_rows_to_choose_from() -> None:
    file = recognised(BY_TILDES, header_row=9)
    assert file.refusal is not None
    assert file.reading is not None
    assert [number for number, _ in file.reading.first_rows[""]] == [1, 2, 3]


@pytest.mark.parametrize(
    ("said", "doubt"),
    [
        ({"encoding": "iso8859-15"}, "reading.encoding_user_doubtful"),
        ({"encoding": "utf-8"}, None),
        ({"delimiter": "\t"}, "reading.separator_user_doubtful"),
        ({"delimiter": ";"}, None),
    ],
)
def test_a_choice_that_is_probably_wrong_is_remarked_on(said: dict[str, str], doubt: str | None) -> None:
    (table,) = recognised(BY_TILDES, **said).tables
    doubts = [finding.key for finding in table.findings if finding.key.endswith("_doubtful")]
    assert doubts == ([doubt] if doubt else [])


def test_a_remembered_separator_reads_the_next_file() -> None:
    assert ["Wann", "Wo", "Wieviel"] not in headings(recognised(BY_TILDES))
    table = only_table(file := recognised(BY_TILDES, profiles=(kept(delimiter="~"),)))
    assert {column.how for column in table.mapping} == {"profile"}
    assert table.rows[RecordType.SPEND]["spend_micros"].tolist() == [300_000_000, 5_000_000]
    assert file.reading is not None
    assert (file.reading.separator, file.reading.remembered) == ("~", {"delimiter"})


def test_a_remembered_header_row_counts_only_where_it_gives_the_headings() -> None:
    profiles = (kept(header_row=2),)
    assert headings(recognised(TWO_HEADERS)) == [["Datum", "Kampagne", "Kosten"]]
    file = recognised(TWO_HEADERS, profiles=profiles)
    assert headings(file) == [["Wann", "Wo", "Wieviel"]]
    assert file.reading is not None
    assert file.reading.remembered == {"header_row"}
    one_lower = recognised("Stand: Februar\n" + TWO_HEADERS, profiles=profiles)
    assert headings(one_lower) == headings(recognised("Stand: Februar\n" + TWO_HEADERS))
    other = recognised("Datum;Kampagne;Kosten\n01.02.2026;Messe;1,00\n", profiles=profiles)
    assert headings(other) == [["Datum", "Kampagne", "Kosten"]]
    assert other.reading is not None
    assert not other.reading.remembered


def test_a_remembered_header_row_is_one_sheets_only() -> None:
    short = [("Datum", "Kosten"), ("2026-02-01", 2)]
    content = book(
        A=[("Datum", "Kampagne", "Kosten"), ("Wann", "Wo", "Wieviel"), ("2026-02-01", "x", 1)], B=short, C=short[:1]
    )
    file = recognised(content, "a.xlsx", profiles=(kept(header_row=2),))
    assert headings(file)[0] == ["Wann", "Wo", "Wieviel"]
    assert all(each == ["Datum", "Kosten"] for each in headings(file)[1:])


def test_the_user_goes_before_what_is_remembered() -> None:
    file = recognised(TWO_HEADERS, profiles=(kept(header_row=2),), header_row=1)
    assert headings(file) == [["Datum", "Kampagne", "Kosten"]]


def test_a_remembered_encoding_never_misreads_a_file_that_says_its_own() -> None:
    profiles = (kept(encoding="cp1250", delimiter="~"),)
    for encoding, found in (("cp1250", "cp1250"), ("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16")):
        file = recognised(BY_TILDES.replace("Köln", "Opole").encode(encoding), profiles=profiles)
        campaigns = only_table(file).rows[RecordType.SPEND]["campaign"]
        assert campaigns.tolist()[0] == "Łódź; Plakate; Innenstadt"
        assert file.reading is not None
        assert file.reading.encoding == found


def test_a_remembered_sheet_is_read_alone() -> None:
    rows = [("Wann", "Wo", "Wieviel"), ("2026-02-01", "x", 1)]
    content = book(Plan=rows, Ist=[*rows, ("2026-02-02", "y", 2)])
    assert len(recognised(content, "a.xlsx", profiles=(kept(),)).tables) == 2
    table = only_table(recognised(content, "a.xlsx", profiles=(kept(sheet="Ist"),)))
    assert (table.sheet, table.row_count) == ("Ist", 2)
    other = recognised(book(Plan=rows, Soll=rows), "b.xlsx", profiles=(kept(sheet="Ist"),))
    assert [table.sheet for table in other.tables] == ["Plan", "Soll"]
