"""The report on the command line: files in the chosen language, and plain words where nothing can be written."""

from pathlib import Path

from clm_core.commands.report import SECTION_NAMES
from clm_core.services.report import SECTIONS
from tests.commands.conftest import Run

DAYS = ("--from", "2026-01-01", "--to", "2026-03-31")


def test_both_files_in_the_language(tiny: Run, tmp_path: Path) -> None:
    page, paper = tmp_path / "report.html", tmp_path / "report.pdf"
    found = tiny("report", *DAYS, "--lang", "de", "--html", page, "--pdf", paper)
    assert found.code == 0
    assert found.out.count("ist geschrieben") == 2
    assert "Bericht zum Zielgespräch" in page.read_text("utf-8")
    assert paper.read_bytes().startswith(b"%PDF-")


def test_only_some_sections_and_json(tiny: Run, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    found = tiny("report", *DAYS, "--section", "funnel", "--html", target, "--json").data
    assert [one["name"] for one in found["sections"]] == ["findings", "funnel"]
    assert found["files"] == [str(target)]


def test_what_cannot_be_is_said(tiny: Run, empty: Run, tmp_path: Path) -> None:
    assert "--html" in tiny("report", *DAYS).err
    nowhere = tiny("report", *DAYS, "--section", "funnel", "--html", tmp_path / "no" / "report.html")
    assert nowhere.code == 1
    assert "report.html" in nowhere.err
    assert empty("report", "--html", tmp_path / "report.html").code == 1


def test_every_section_can_be_asked_for() -> None:
    assert tuple(SECTIONS) == SECTION_NAMES
