"""Progress on the command line: tables, JSON and workbook; without an agreement a sentence what to do."""

from pathlib import Path

import openpyxl

from clm_core.records import Team
from clm_core.services.agreements import new_draft, sign
from clm_core.services.workspaces import open_workspace
from tests.commands.conftest import Run
from tests.services.test_progress import PLAN


def signed(home: Path) -> int:
    store = open_workspace(home, "tiny")
    draft = new_draft(store, PLAN, name="Q1", actor="Kim")
    once = sign(store, draft, Team.MARKETING, by="Anna", role="CMO", actor="Anna")
    number = sign(store, once, Team.SALES, by="Bert", role="CSO", actor="Bert").number
    store.close()
    return number


def test_without_an_agreement_it_says_what_to_do(tiny: Run) -> None:
    found = tiny("progress")
    assert found.code == 1
    assert "--proposal" in found.err


def test_tables_json_and_workbook(tiny: Run, home: Path, tmp_path: Path) -> None:
    number, target = signed(home), tmp_path / "progress.xlsx"
    found = tiny("progress", "--agreement", number, "--misses", "--xlsx", target)
    assert found.code == 0
    assert "New MQLs a week" in found.out
    assert "Revenue" in found.out
    book = openpyxl.load_workbook(target, data_only=True)
    assert book.sheetnames[:2] == ["Course", "Promises"]
    plain = tiny("progress", "--agreement", number, "--json").data
    revenue = next(one for one in plain["measures"] if one["planned"]["measure"] == "revenue")
    assert revenue["planned"]["total"] == 1_000_000
    assert [one["promise"]["kind"] for one in plain["promises"]] == [str(one.kind) for one in PLAN.promises]
    assert "misses" not in plain


def test_a_file_that_cannot_be_written_is_said(tiny: Run, tmp_path: Path) -> None:
    found = tiny("progress", "--proposal", "--xlsx", tmp_path / "none" / "progress.xlsx")
    assert (found.code, found.out) == (1, "")
    assert "progress.xlsx" in found.err
