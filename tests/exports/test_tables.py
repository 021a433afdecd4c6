"""What is handed out opens as it was meant, and text from files stays text."""

import csv
from datetime import datetime
from io import BytesIO, StringIO

import openpyxl
import pandas as pd
import pytest

from clm_core.exports.tables import TableSheet, csv_file, workbook
from clm_core.kpis import Unit

EVIL = '=HYPERLINK("http://example.invalid","click")'
ASSUMPTIONS = TableSheet(title="Assumptions", frame=pd.DataFrame({"What": ["Period"], "Value": ["2026"]}))


def opened(*sheets: TableSheet) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(workbook(sheets, currency="EUR", assumptions=ASSUMPTIONS)))


def test_numbers_dates_and_blanks_come_back_as_they_went_in() -> None:
    frame = pd.DataFrame(
        {
            "Spend": [1234.56, float("nan")],
            "Leads": pd.array([3, None], dtype="Int64"),
            "Day": pd.to_datetime(["2026-01-31", None]),
        }
    )
    sheet = opened(TableSheet(title="ROI", frame=frame, units={"Spend": Unit.MONEY, "Leads": Unit.COUNT}))["ROI"]
    assert [cell.value for cell in sheet[2]] == [1234.56, 3, datetime(2026, 1, 31)]
    assert [cell.value for cell in sheet[3]] == [None, None, None]
    assert sheet["A2"].number_format == '#,##0.00 "EUR"'


@pytest.mark.parametrize("text", [EVIL, "+49 30 123", "-1+2", "@SUM(A1)", "plain"])
def test_text_is_never_a_formula_in_a_workbook(text: str) -> None:
    cell = opened(TableSheet(title="T", frame=pd.DataFrame({"Campaign": [text]})))["T"]["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_text_is_never_a_formula_in_a_csv_file() -> None:
    rows = list(
        csv.reader(StringIO(csv_file(pd.DataFrame({"C": [EVIL, "plain"], "N": [-1.5, 2]}), "en").decode("utf-8-sig")))
    )
    assert rows == [["C", "N"], ["'" + EVIL, "-1.5"], ["plain", "2.0"]]


def test_german_csv_has_semicolons_and_decimal_commas() -> None:
    assert csv_file(pd.DataFrame({"Ausgaben": [1.5]}), "de") == "\ufeffAusgaben\r\n1,5\r\n".encode()


def test_sheet_names_that_excel_refuses_are_made_acceptable_and_stay_distinct() -> None:
    long = "Cost per [MQL]: channel/campaign by month"
    frame = pd.DataFrame({"a": [1]})
    names = opened(TableSheet(title=long, frame=frame), TableSheet(title=long.upper(), frame=frame)).sheetnames
    assert len({name.casefold() for name in names}) == 3
    assert all(len(name) <= 31 for name in names)


@pytest.mark.parametrize("dtype", ["float64", "str", "Int64", "datetime64[us]"])
def test_a_column_in_which_nothing_is_known_stays_blank(dtype: str) -> None:
    frame = pd.DataFrame({"Low": pd.Series([None, None], dtype=dtype), "Name": ["a", "b"]})
    sheet = opened(TableSheet(title="ROI", frame=frame))["ROI"]
    assert list(sheet.values) == [("Low", "Name"), (None, "a"), (None, "b")]


def test_columns_with_the_same_heading_are_all_there() -> None:
    frame = pd.DataFrame([["=A", 1, 0.5, 2]], columns=["Kanal", "n", "Quote", "n"])
    empty = TableSheet(title="Annahmen", frame=pd.DataFrame({"Was": ["x"]}))
    content = workbook([TableSheet(title="Gruppen", frame=frame)], currency="EUR", assumptions=empty)
    sheet = openpyxl.load_workbook(BytesIO(content))["Gruppen"]
    assert list(sheet.iter_rows(values_only=True)) == [("Kanal", "n", "Quote", "n"), ("=A", 1, 0.5, 2)]
    assert csv_file(frame, "de").decode("utf-8-sig").splitlines() == ["Kanal;n;Quote;n", "'=A;1;0,5;2"]
