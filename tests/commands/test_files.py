"""Import, undo, lists and templates on the command line."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from clm_core.services.templates import TEMPLATE_KINDS
from tests.commands.conftest import Run
from tests.tiny_company import CONTACTS, SPEND

AMBIGUOUS = "Day,Campaign,Cost,Currency\n09/01/2026,Brand,300.00,EUR\n10/02/2026,Brand,200.00,EUR\n"


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("language", "sentence", "again"),
    [
        ("en", "Import 1: 4 rows new, 0 updated, 0 as they were.", "Imported before as number 1: nothing changed."),
        ("de", "Import 1: 4 Zeilen neu, 0 aktualisiert, 0 unverändert.", "Schon als Nummer 1 importiert"),
    ],
)
def test_import_says_what_it_did(empty: Run, tmp_path: Path, language: str, sentence: str, again: str) -> None:
    path = written(tmp_path, "spend.csv", SPEND)
    first = empty("import", path, "--lang", language)
    assert (first.code, first.err) == (0, "")
    assert sentence in first.out
    assert again in empty("import", path, "--lang", language).out


def test_import_in_json(empty: Run, tmp_path: Path) -> None:
    outcome = empty("import", written(tmp_path, "spend.csv", SPEND), written(tmp_path, "c.csv", CONTACTS), "--json")
    spend, contacts = outcome.data
    assert (outcome.code, outcome.err) == (0, "")
    assert spend["tables"][0]["mapping"]["Cost"] == "spend_micros"
    assert spend["tables"][0]["rows"] == {"spend_days": 4}
    assert spend["report"]["counts"]["added"] == {"spend_days": 4}
    assert contacts["report"]["import_id"] == 2


def test_a_dry_run_writes_nothing_and_tells_what_would_stop_the_import(empty: Run, tmp_path: Path) -> None:
    assert empty("import", written(tmp_path, "spend.csv", SPEND), "--dry-run").code == 0
    bad = written(tmp_path, "bad.csv", SPEND.replace("200.00", "viel"))
    page = written(tmp_path, "page.csv", "<!DOCTYPE html><html><body>Sign in</body></html>")
    outcome = empty("import", bad, page, "--dry-run", "--json")
    assert outcome.code == 1
    assert [file["error"] for file in outcome.data] == ["data.refused_rows", "reading.web_page"]
    assert outcome.data[0]["tables"][0]["problems"][0]["row"] == 4
    assert empty("import", bad, "--dry-run", "--accept-good-rows").code == 0
    assert empty("imports", "--json").data == []


def test_one_bad_file_does_not_keep_the_others_out(empty: Run, tmp_path: Path) -> None:
    good = written(tmp_path, "spend.csv", SPEND)
    outcome = empty("import", tmp_path / "missing.csv", good)
    assert outcome.code == 1
    assert outcome.err.startswith("missing.csv: ")
    assert "cannot be read" in outcome.err
    assert "4 rows new" in outcome.out


def test_an_ambiguous_date_names_the_option_that_settles_it(empty: Run, tmp_path: Path) -> None:
    path = written(tmp_path, "spend.csv", AMBIGUOUS)
    asked = empty("import", path)
    assert asked.code == 1
    assert "--date-order" in asked.err
    assert "09/01/2026: dmy → 2026-01-09, mdy → 2026-09-01" in asked.err
    assert "--date-order" in empty("import", path, "--lang", "de").err
    (question,) = empty("import", path, "--json").data[0]["tables"][0]["questions"]
    assert (question["option"], question["column"]) == ("date_order", "Day")
    assert empty("import", path, "--date-order", "dmy").code == 0
    assert empty("funnel").code == 0
    assert empty("roi", "--json", "--from", "2026-01-09", "--to", "2026-01-09").data["total"][0]["spend"] == 300


def test_a_missing_mapping_is_answered_with_map(empty: Run, tmp_path: Path) -> None:
    path = written(tmp_path, "media.csv", "Wann;Wo;Wieviel\n2026-01-13;Plakate;300,00\n")
    asked = empty("import", path, "--record-type", "spend_days")
    assert asked.code == 1
    assert "--map" in asked.err
    answers = ["--map", "Wann=day", "--map", "Wo=channel", "--map", "Wieviel=spend_micros", "--currency", "EUR"]
    assert empty("import", path, "--record-type", "spend_days", *answers).code == 0
    wrong = empty("import", path, "--map", "Wieviel")
    assert (wrong.code, "--map" in wrong.err) == (1, True)


def test_undo_and_the_list_of_imports(tiny: Run) -> None:
    assert "was taken back" in tiny("undo", 1).out
    assert tiny("undo", 1).code == 1
    unknown = tiny("undo", 99, "--json")
    assert (unknown.code, unknown.out) == (1, "")
    imports = {row["import_id"]: row for row in tiny("imports", "--json").data}
    assert imports[1]["undone_at"] is not None
    assert imports[2]["undone_at"] is None
    shown = tiny("imports").out.splitlines()
    assert max(map(len, shown)) <= 160
    assert "options_json" not in shown[0]
    assert "Taken back" in shown[0]
    assert "Zurückgenommen" in tiny("imports", "--lang", "de").out
    assert tiny("undo", 2, "--json").data == {"undone": 2}


def test_problems_are_told_in_words(empty: Run, tmp_path: Path) -> None:
    path = written(tmp_path, "spend.csv", SPEND.replace("200.00", "viel"))
    told = empty("import", path, "--accept-good-rows")
    assert "refused" in told.err
    assert "viel" in told.err
    (problem,) = empty("problems", 1, "--json").data
    assert (problem["row"], problem["column"], problem["value"]) == (4, "Cost", "viel")
    for language, word in (("en", "refused"), ("de", "abgelehnt")):
        shown = empty("problems", 1, "--lang", language).out
        assert word in shown
        assert "reading." not in shown


@pytest.mark.parametrize("kind", TEMPLATE_KINDS)
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_template_is_a_workbook_that_imports(empty: Run, tmp_path: Path, kind: str, language: str) -> None:
    path = tmp_path / f"{kind}.xlsx"
    assert empty("template", kind, "--out", path, "--lang", language, "--json").data == {"file": str(path)}
    assert len(load_workbook(path).sheetnames) >= 2
    (file,) = empty("import", path, "--dry-run", "--json", "--lang", language).data
    (table,) = file["tables"]
    assert (table["preset"].startswith("own_"), table["questions"], table["row_count"]) == (True, [], 0)


def test_a_file_that_cannot_be_written_is_said(run: Run, tmp_path: Path) -> None:
    outcome = run("template", "spend", "--out", tmp_path / "missing" / "x.xlsx")
    assert outcome.code == 1
    assert "cannot be written" in outcome.err
