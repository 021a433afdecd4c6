"""The budget plan on the command line: a sentence, a table, JSON, and a workbook that goes on computing."""

from pathlib import Path

import openpyxl
import pytest

from tests.budget_company import make_budget_company
from tests.commands.conftest import Run


@pytest.fixture
def firm(run: Run, home: Path) -> Run:
    slug = make_budget_company(home)
    return lambda *arguments: run("plan-budget", "--workspace", slug, *arguments)


def test_the_plan_is_a_sentence_a_table_and_a_workbook(firm: Run, tmp_path: Path) -> None:
    target = tmp_path / "plan.xlsx"
    found = firm("--outcome", "leads", "--weeks", 10, "--xlsx", target)
    assert found.code == 0
    assert "over 10 weeks" in found.out
    assert "Paid search" in found.out
    book = openpyxl.load_workbook(target, data_only=True)
    assert book.sheetnames == ["Budget plan", "Scenarios", "Response curves", "Assumptions"]
    plain = firm("--outcome", "leads", "--weeks", 10, "--json").data
    written = {row[0]: row[2] for row in book["Budget plan"].iter_rows(min_row=5, max_row=7, values_only=True)}
    assert written["Email"] == pytest.approx(
        next(one["amount"] for one in plain["channels"] if one["channel"] == "email")
    )


def test_json_has_everything_and_limits_hold(firm: Run) -> None:
    plain = firm("--outcome", "sqls", "--budget", 40_000, "--limit", "email=..-10%", "--free", "--json").data
    rows = {one["channel"]: one for one in plain["channels"]}
    assert sum(one["amount"] for one in plain["channels"]) == pytest.approx(40_000)
    assert rows["email"]["amount"] == pytest.approx(0.9 * rows["email"]["today"])
    assert rows["email"]["binding"] == "maximum"
    assert [one["scenario"] for one in plain["scenarios"]] == ["today", "equal", "proportional", "optimised"]
    assert plain["return_arrival"][-1]["share"] == pytest.approx(1.0)


def test_what_cannot_be_says_what_would_repair_it(firm: Run) -> None:
    small = firm("--budget", 1_000)
    assert small.code == 1
    assert "Please raise the budget by" in small.err
    unclear = firm("--limit", "e-mail:1000")
    assert "either end may be blank" in unclear.err
    assert firm("--outcome", "margin").code == 1
