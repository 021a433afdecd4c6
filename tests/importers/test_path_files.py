"""Path files: whatever the headings, the locale and the format are, the same rows; everything wrong is listed."""

from io import BytesIO

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clm_core.errors import ClmError
from clm_core.importers.findings import ImportOptions
from clm_core.importers.path_files import MAX_PROBLEMS, PathTable, read_path_file

NO_WORD = ImportOptions()
PLAIN = pd.DataFrame(
    {"path": ["A > B", "Größe"], "conversions": [1200.0, 2.0], "conversion_value": [1234.5, 0.0],
     "non_conversions": [0.0, 7.0]}
)  # fmt: skip


def read(text: str, encoding: str = "utf-8", options: ImportOptions = NO_WORD) -> PathTable:
    return read_path_file("paths.csv", text.encode(encoding), options)


def as_bytes(frame: pd.DataFrame, kind: str) -> bytes:
    target = BytesIO()
    if kind == "xlsx":
        frame.to_excel(target, index=False)
    else:
        frame.to_parquet(target, index=False)
    return target.getvalue()


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("path,conversions,conversion_value,non_conversions\nA > B,1200,1234.5,0\nGröße,2,0,7\n", "utf-8"),
        ("path,total_conversions,total_conversion_value,total_null\nA > B,1200,1234.5,0\nGröße,2,0,7\n", "utf-16"),
        ("Pfad;Conversions;Wert;Nicht-Conversions\nA > B;1.200,0;1.234,50;0\nGröße;2,0;0;7\n", "cp1252"),
        ("PFAD\tAbschlüsse\tUmsatz\tOhne Conversion\nA > B\t1200\t1.234,50 €\t0\nGröße\t2\t0,00 €\t7\n", "utf-8-sig"),
        ("Bericht Pfade\n\nPfad;Conversions;Wert;Nicht-Conversions\nA > B;1200;1234,5;0\nGröße;2;0;7\n", "utf-8"),
    ],
)  # fmt: skip
def test_every_locale_and_heading_gives_the_same_rows(text: str, encoding: str) -> None:
    table = read(text, encoding)
    pd.testing.assert_frame_equal(table.paths.reset_index(drop=True), PLAIN, check_dtype=False)
    assert table.is_good.all()
    assert table.problems == ()


@pytest.mark.parametrize("kind", ["xlsx", "parquet"])
def test_workbook_and_parquet_give_the_same_rows(kind: str) -> None:
    table = read_path_file(f"paths.{kind}", as_bytes(PLAIN.assign(note="x"), kind), NO_WORD)
    pd.testing.assert_frame_equal(table.paths.reset_index(drop=True), PLAIN, check_dtype=False)
    assert table.unused_headings == ("note",)


def test_parquet_text_may_be_few_distinct_texts_but_must_be_text() -> None:
    few = PLAIN.assign(path=PLAIN["path"].astype("category"))
    assert read_path_file("p.parquet", as_bytes(few, "parquet"), NO_WORD).paths["path"].tolist() == ["A > B", "Größe"]
    target = BytesIO()
    pq.write_table(pa.table({"path": [["A", "B"]], "conversions": [1]}), target)
    for content in (target.getvalue(), b"PAR1 and then nothing that fits"):
        with pytest.raises(ClmError, match="broken_parquet"):
            read_path_file("p.parquet", content, NO_WORD)


def test_what_is_wrong_is_listed_with_the_spreadsheets_row() -> None:
    table = read(
        "path,conversions,conversion_value,non_conversions\nA,1,,0\nB,-2,1,0\nC,,1,0\nD,many,1,0\n,4,4,4\nE,0,,3\n"
    )
    listed = [(one.row, one.column, one.reason.rpartition(".")[2]) for one in table.problems]
    assert listed == [
        (2, "conversion_value", "blank"),
        (3, "conversions", "negative"),
        (4, "conversions", "blank"),
        (5, "conversions", "not_a_number"),
        (6, "path", "blank_path"),
    ]
    assert table.paths.index[table.is_good].tolist() == [6, 7]
    assert table.paths.loc[7, "conversion_value"] == 0  # no conversion, so no value: that is no guess


def test_a_file_full_of_faults_names_the_first_thousand() -> None:
    table = read("path,conversions\n" + "A > B,-1\n" * (MAX_PROBLEMS + 50))
    assert len(table.problems) == MAX_PROBLEMS
    assert not table.is_good.any()


def test_an_open_decimal_sign_is_asked_about_and_can_be_said() -> None:
    text = "path;conversions\nA > B;1,234\n"
    assert [question.column for question in read(text).questions] == ["conversions"]
    for decimal, number in ((",", 1.234), (".", 1234.0)):
        assert read(text, options=ImportOptions(decimal=decimal)).paths["conversions"].tolist() == [number]


@pytest.mark.parametrize(("text", "column"), [("a,b\n1,2\n", "path"), ("path,clicks\nA,1\n", "conversions")])
def test_a_missing_column_is_named(text: str, column: str) -> None:
    with pytest.raises(ClmError, match="column_missing") as refused:
        read(text)
    assert refused.value.values["column"] == column


def test_totals_are_left_out() -> None:
    table = read("path,conversions\nA > B,3\nB,2\nTotal,5\n")
    assert table.paths["conversions"].sum() == 5
    assert [row.row for row in table.skipped] == [4]
