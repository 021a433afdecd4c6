"""The live workbook: its formulas say what we say, also after somebody changed an amount; checked by LibreOffice."""

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from clm_core.exports.budget_sheet import FIRST_ROW, NEXT_MONEY
from clm_core.exports.budget_workbook import live_workbook
from clm_core.exports.tables import TableSheet
from clm_core.texts import Language, texts_for
from tests.exports.live_plan import FACTORS, NAMES, PLANNED, TODAY, assumptions, live_plan

DE = texts_for(Language.DE)
CHANGED = (12_345.67, 0.0, 0.4, 650_000.0, 1.0)
SCENARIOS = TableSheet(title="Szenarien", frame=pd.DataFrame({"Szenario": ["Heute"], "Ausgaben": [201_000.0]}))


def written(**options: object) -> bytes:
    live, _ = live_plan(**options)  # type: ignore[arg-type]
    colours = dict.fromkeys(NAMES, "#0072B2")
    return live_workbook(live, DE, scenarios=[SCENARIOS], assumptions=assumptions(), colours=colours)


def column(sheet: Worksheet, heading: str) -> list[object]:
    place = next(cell.column for cell in sheet[FIRST_ROW] if cell.value == heading)
    return [sheet.cell(FIRST_ROW + 1 + number, place).value for number in range(len(NAMES))]


def test_sheets_charts_and_values_for_readers_that_do_not_compute() -> None:
    book = openpyxl.load_workbook(BytesIO(written()), data_only=True)
    assert book.sheetnames == ["Budgetplan", "Szenarien", "Wirkungskurven", "Annahmen"]
    sheet = book["Budgetplan"]
    _, returns = live_plan()
    assert column(sheet, "Kanal") == list(NAMES)
    assert column(sheet, "Plan") == list(PLANNED)
    assert column(sheet, "Leads im Plan") == pytest.approx(returns.outcomes(np.array(PLANNED)))
    assert column(sheet, "Umsatz") == pytest.approx(returns.outcomes(np.array(PLANNED)) * FACTORS["revenue"].to_numpy())
    assert "Marge" not in [cell.value for cell in sheet[FIRST_ROW]], "no margin is known"
    assert column(sheet, "Prüfung")[0] == "mehr als je gesehen"
    charts = openpyxl.load_workbook(BytesIO(written()))["Budgetplan"]._charts
    assert [type(chart).__name__ for chart in charts] == ["BarChart", "ScatterChart"]
    assert sheet.cell(FIRST_ROW + 1, 1).data_type == "s"


def test_formulas_are_formulas_and_a_name_is_none() -> None:
    sheet = openpyxl.load_workbook(BytesIO(written()))["Budgetplan"]
    assert all(str(one).startswith("=IF(") for one in column(sheet, "Leads im Plan"))
    assert sheet.cell(FIRST_ROW + 2, 1).value == "=Messe; Köln"
    assert sheet.cell(FIRST_ROW + 2, 1).data_type == "s"


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory: pytest.TempPathFactory) -> Worksheet:
    """The plan's sheet after all amounts were changed, as LibreOffice computes it from the formulas alone."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed: the workbook's formulas are not recalculated")
    folder = tmp_path_factory.mktemp("office")
    book = openpyxl.load_workbook(BytesIO(written()))
    sheet = book["Budgetplan"]
    for number, amount in enumerate(CHANGED):
        sheet.cell(FIRST_ROW + 1 + number, 3).value = amount
    book.save(folder / "changed.xlsx")  # openpyxl writes formulas without values: nothing old can be read
    arguments = [
        office,
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
    ]
    subprocess.run(
        [*arguments, "--outdir", str(folder / "out"), str(folder / "changed.xlsx")],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return openpyxl.load_workbook(Path(folder / "out" / "changed.xlsx"), data_only=True)["Budgetplan"]


def test_recalculated_outcomes_are_ours(recalculated: Worksheet) -> None:
    _, returns = live_plan()
    amounts = np.array(CHANGED)
    amounts[2] = 1.0  # below one euro the workbook is proportional
    expected = returns.outcomes(amounts)
    expected[2] *= 0.4
    assert column(recalculated, "Leads im Plan") == pytest.approx(expected.tolist(), rel=1e-6)
    assert column(recalculated, "Leads heute") == pytest.approx(returns.outcomes(np.array(TODAY)).tolist(), rel=1e-6)
    assert column(recalculated, "SQLs") == pytest.approx((expected * FACTORS["sqls"].to_numpy()).tolist(), rel=1e-6)
    following = returns.marginals(amounts) * NEXT_MONEY
    assert column(recalculated, "Leads der nächsten 1000 EUR")[0::3] == pytest.approx(
        following[0::3].tolist(), rel=1e-5
    )
    total = recalculated.cell(FIRST_ROW + 1 + len(NAMES), 3).value
    assert total == pytest.approx(sum(CHANGED))
    assert column(recalculated, "Prüfung") == [
        None, "unter dem Minimum", None, "mehr als je gesehen", None,
    ]  # fmt: skip
    left = recalculated.cell(FIRST_ROW + len(NAMES) + 4, 3).value
    assert left == pytest.approx(200_900.5 - sum(CHANGED))
