"""The agreement's workbook: its formulas say what we say, also after rates were changed; checked by LibreOffice."""

import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from clm_core.exports.agreement_sheet import CHAIN, LiveAgreement, chain
from clm_core.exports.agreement_workbook import agreement_workbook
from clm_core.texts import Language, texts_for
from tests.exports.live_agreement import MONTHS, NEEDED, assumptions, live_agreement

DE = texts_for(Language.DE)
ID = 8
CHANGED = {"revenue": 2_000_000.0, "rate.lead_to_mql": 0.25, "rate.mql_to_sql": 0.4, "rate.opportunity_to_won": 0.2}


def written(live: LiveAgreement | None = None) -> bytes:
    return agreement_workbook(live or live_agreement(), DE, assumptions=assumptions())


def opened(content: bytes, *, values: bool = True) -> Workbook:
    return openpyxl.load_workbook(BytesIO(content), data_only=values)


def row_of(sheet: Worksheet, identity: str, column: int = ID) -> int:
    return next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, column).value == identity)


def value(sheet: Worksheet, identity: str) -> object:
    return sheet.cell(row_of(sheet, identity), 2).value


def test_the_reference_chain_is_in_the_cells() -> None:
    sheet = opened(written())["Ziel"]
    for stage, needed in NEEDED.items():
        assert value(sheet, CHAIN + stage) == pytest.approx(needed, rel=1e-8)
    rounded = [sheet.cell(row_of(sheet, CHAIN + stage), 3).value for stage in NEEDED]
    assert rounded == [23, 90, 150, 429, 2381]
    assert value(sheet, CHAIN + "visitor") == pytest.approx(2380.952381 / 0.02 * 0.75)


def test_sheets_charts_and_months_that_sum_to_the_whole() -> None:
    book = opened(written(), values=False)
    assert book.sheetnames == ["Ziel", "Monate", "Zusagen", "Unterschriften", "Annahmen"]
    assert [type(chart).__name__ for chart in book["Ziel"]._charts] == ["BarChart"]
    assert [type(chart).__name__ for chart in book["Monate"]._charts] == ["BarChart"]
    months = opened(written())["Monate"]
    mqls = next(row for row in months.iter_rows(min_row=5, values_only=True) if row[0] == "MQLs")
    assert mqls[2:6] == pytest.approx([NEEDED["mql"] * share for _, share in MONTHS])
    assert mqls[6] == pytest.approx(NEEDED["mql"])
    revenue = next(row for row in months.iter_rows(min_row=5, values_only=True) if row[0] == "Umsatzziel")
    assert sum(revenue[2:6]) == pytest.approx(1_200_000)


def test_names_are_text_and_formulas_are_formulas() -> None:
    book = opened(written(), values=False)
    assert book["Ziel"]["A1"].value == "=1+1 Frühjahr"
    assert book["Ziel"]["A1"].data_type == "s"
    owner = next(cell for row in book["Zusagen"].iter_rows() for cell in row if cell.value == "=Messe; Köln")
    assert owner.data_type == "s"
    assert {book["Unterschriften"].cell(5, column).data_type for column in (1, 2, 3, 4)} == {"s"}
    assert str(value(book["Ziel"], CHAIN + "mql")).startswith("=")


def test_without_a_funnel_the_rest_is_there() -> None:
    book = opened(written(replace(live_agreement(), rates={}, note="Der Zeitraum ist vorbei.")))
    assert book.sheetnames == ["Ziel", "Zusagen", "Unterschriften", "Annahmen"]
    said = [row[0] for row in book["Ziel"].iter_rows(values_only=True)]
    assert "Der Zeitraum ist vorbei." in said


def recomputed(content: bytes, folder: Path, changes: dict[str, float], quality: float | None) -> Workbook:
    """The workbook after cells were changed, as LibreOffice computes it from the formulas alone."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed: the workbook's formulas are not recalculated")
    book = opened(content, values=False)
    for identity, changed in changes.items():
        book["Ziel"].cell(row_of(book["Ziel"], identity), 2).value = changed
    if quality is not None:
        promises = book["Zusagen"]
        promises.cell(row_of(promises, "promise.mql_quality", 11), 2).value = quality
    book.save(folder / "changed.xlsx")  # openpyxl writes formulas without values: nothing old can be read
    arguments = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    arguments += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out")]
    arguments.append(str(folder / "changed.xlsx"))
    subprocess.run(arguments, check=True, capture_output=True, timeout=180)
    return openpyxl.load_workbook(folder / "out" / "changed.xlsx", data_only=True)


def test_recalculated_numbers_are_ours(tmp_path: Path) -> None:
    """Revenue and three rates changed, and a quality promised a third above today's 30 %."""
    book = recomputed(written(), tmp_path, CHANGED, 0.40)
    sheet = book["Ziel"]
    won = 2_000_000 * 0.45 / 24_000
    opportunities = won / 0.2
    sqls = opportunities / 0.6
    mqls = sqls / (0.4 * 0.40 / 0.30)
    leads = mqls / 0.25
    expected = [won, opportunities, sqls, mqls, leads, leads / 0.02 * 0.75]
    stages = ("won", "opportunity", "sql", "mql", "lead", "visitor")
    assert [value(sheet, CHAIN + stage) for stage in stages] == pytest.approx(expected, rel=1e-6)
    rounded = [sheet.cell(row_of(sheet, CHAIN + stage), 3).value for stage in ("won", "opportunity", "mql")]
    assert rounded == [38, 188, 586]
    months = next(row for row in book["Monate"].iter_rows(min_row=5, values_only=True) if row[0] == "MQLs")
    assert months[2:6] == pytest.approx([mqls * share for _, share in MONTHS], rel=1e-6)


def test_what_is_written_is_what_would_be_computed(tmp_path: Path) -> None:
    """Unchanged, LibreOffice finds the numbers that readers which do not compute are shown."""
    live = live_agreement(quality=0.36)
    sheet = recomputed(written(live), tmp_path, {}, None)["Ziel"]
    for stage, count in chain(live).items():
        assert value(sheet, CHAIN + stage) == pytest.approx(count, rel=1e-9)
