"""A returned plan: what was changed comes back, and all that is wrong is said at once."""

from collections.abc import Callable
from io import BytesIO

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from clm_core.errors import ClmError, Severity
from clm_core.importers.budget_sheet import SHEET_AMOUNTS, PlanWords, ReturnedPlan, read_plan_sheet

WORDS = PlanWords(
    channel_headings=("Kanal", "Channel"),
    amount_headings=("Plan",),
    channels={"Bezahlte Suche": "paid_search", "Paid search": "paid_search", "E-Mail": "email", "=Messe": "messe"},
    totals=("Summe", "Sum"),
    example="12.000",
)


def workbook(change: Callable[[Worksheet], None] = lambda _: None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Budgetplan"
    for row in (
        ["Plan für Q4"], [], ["Kanal", "Heute", "Plan", "Leads"],
        ["Bezahlte Suche", 1, 1000, 5.5], ["e-mail", 2, 0, 6], ["=Messe", 3, 250.75, 7], ["Summe", 6, 1250.75, 18],
        ["Budget", None, "frei"],
    ):  # fmt: skip
        sheet.append(row)
    sheet["A6"].data_type = "s"
    notes = book.create_sheet("Annahmen")
    notes.append(["Zum Einlesen", "?plan=1&periods=13&length=week"])
    change(sheet)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def read(change: Callable[[Worksheet], None] = lambda _: None) -> ReturnedPlan:
    return read_plan_sheet("plan.xlsx", workbook(change), WORDS)


def found(plan: ReturnedPlan) -> list[tuple[str, int | None, str, str]]:
    prefix = "budget_plan_sheet.problem."
    return [(one.reason.removeprefix(prefix), one.row, one.column, one.value) for one in plan.problems]


def test_amounts_come_back_by_channel_with_what_the_workbook_says_of_itself() -> None:
    plan = read()
    assert {name: str(kind) for name, kind in plan.amounts.dtypes.items()} == SHEET_AMOUNTS
    assert plan.amounts.to_numpy().tolist() == [[4, "paid_search", 1000.0], [5, "email", 0.0], [6, "messe", 250.75]]
    assert plan.problems == ()
    assert plan.facts == {"plan": "1", "periods": "13", "length": "week"}


def test_all_problems_are_said_at_once_and_good_rows_stay() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["A4"], sheet["C4"] = "Google", "zwölf"
        sheet["C5"] = -1
        sheet["C6"], sheet["D6"] = None, "#REF!"
        sheet.insert_rows(7)
        sheet["A7"], sheet["C7"] = "E-Mail", 7

    plan = read(change)
    assert found(plan) == [
        ("channel_missing", 3, "Kanal", "Bezahlte Suche"),
        ("unknown_channel", 4, "Kanal", "Google"),
        ("amount_no_number", 4, "Plan", "zwölf"),
        ("amount_negative", 5, "Plan", "-1"),
        ("amount_missing", 6, "Plan", ""),
        ("outcome_broken", 6, "Leads", "#REF!"),
        ("channel_twice", 7, "Kanal", "E-Mail"),
    ]
    assert plan.problems[1].values["missing"] == "Bezahlte Suche"
    assert plan.problems[-1].values["row"] == 5
    severities = [one.severity for one in plan.problems]
    assert severities == [Severity.NOTICE, *[Severity.REFUSED] * 4, Severity.NOTICE, Severity.REFUSED]
    assert plan.amounts.empty


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("#REF!", "formula_broken"),
        ("#NAME?", "formula_broken"),
        ("1.000 €", "amount_no_number"),
        (True, "amount_no_number"),
    ],
)
def test_what_is_no_amount_is_named(value: object, reason: str) -> None:
    plan = read(lambda sheet: sheet.__setitem__("C5", value))
    assert [one[:3] for one in found(plan)] == [(reason, 5, "Plan")]
    assert plan.amounts["channel"].tolist() == ["paid_search", "messe"]


def test_columns_may_be_moved_and_a_missing_sheet_is_named_with_those_there_are() -> None:
    plan = read(lambda sheet: sheet.insert_cols(1, 2))
    assert plan.amounts["amount"].tolist() == [1000.0, 0.0, 250.75]
    with pytest.raises(ClmError) as caught:
        read(lambda sheet: sheet.__setitem__("C3", "Betrag neu"))
    assert caught.value.key == "budget_plan_sheet.refused.no_plan_sheet"
    assert caught.value.values["sheets"] == "Budgetplan, Annahmen"


def test_a_workbook_without_facts_and_rows_is_read_too() -> None:
    target = BytesIO()
    pd.DataFrame({"Channel": [], "Plan": []}).to_excel(target, index=False)
    plan = read_plan_sheet("plan.xlsx", target.getvalue(), WORDS)
    assert plan.amounts.empty
    assert plan.facts == {}
    assert [one[0] for one in found(plan)] == ["channel_missing"] * 3
