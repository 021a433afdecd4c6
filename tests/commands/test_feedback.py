"""Sales' verdicts on the command line: listed by channel, and read from a list that came back."""

from pathlib import Path

import pytest

from clm_core.commands.output import plain
from clm_core.services.lead_verdicts import verdict_counts
from clm_core.services.workspaces import open_workspace
from tests.commands.conftest import Run

LIST = """Lead key;Email;Verdict;Reason;Recycle on;Sales note
;emil@etch.example;rejected;No interest or need;;=1+1
;bela@bolt.example;recycled;;31.12.2199;
;cora@cog.example;;;;
;anna@acme.example;rejected;;;
crm|99;nobody@x.example;accepted;;;
"""


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "leads.csv"
    path.write_text(LIST, "utf-8")
    return path


def test_it_equals_the_service(tiny: Run, home: Path) -> None:
    store = open_workspace(home, "tiny")
    counts = verdict_counts(store)
    store.close()
    assert tiny("feedback", "--json").data == {"counts": plain(counts)}
    assert counts["leads"].sum() == 4


def test_a_returned_list_is_checked_then_kept_once(tiny: Run, sheet: Path) -> None:
    checked = tiny("feedback", "--sheet", sheet, "--dry-run", "--json")
    assert (checked.code, checked.err) == (0, "")
    assert checked.data["saved"] is None
    found = checked.data["sheet"]
    assert [(one["row"], one["reason"]) for one in found["problems"]] == [
        (5, "lead_sheet.problem.reason_missing"),
        (6, "lead_sheet.problem.unknown_lead"),
    ]
    assert [(one["contact_id"], one["verdict"], one["is_new"]) for one in found["verdicts"]] == [
        ("c5", "rejected", True),
        ("c2", "recycled", True),
    ]
    kept = tiny("feedback", "--sheet", sheet, "--by", "Ben", "--json").data
    assert kept["saved"] == {"added_count": 2, "unchanged_count": 0}
    assert tiny("feedback", "--sheet", sheet, "--json").data["saved"] == {"added_count": 0, "unchanged_count": 2}
    rejected = [row for row in kept["counts"] if row["verdict"] == "rejected"]
    (row,) = rejected
    assert row == {
        "channel": "paid_search",
        "verdict": "rejected",
        "reason": "No interest or need",
        "cause": "low_intent",
        "leads": 1,
    }


@pytest.mark.parametrize(
    ("language", "said", "complained"),
    [
        ("en", ("2 of 5 rows", "without: 1", "over: 2", "Paid search", "low intent"), "Rejected, but"),
        ("de", ("2 von 5 Zeilen", "ohne: 1", "Übernommen: 2", "Bezahlte Suche", "wenig Interesse"), "Abgelehnt, aber"),
    ],
)
def test_words_for_people(tiny: Run, sheet: Path, language: str, said: tuple[str, ...], complained: str) -> None:
    outcome = tiny("feedback", "--sheet", sheet, "--lang", language)
    assert outcome.code == 0
    for words in said:
        assert words in outcome.out
    assert complained in outcome.err


def test_a_file_that_is_no_list_is_refused_with_its_headings(tiny: Run, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("Name;Feedback\nAnna;gut\n", "utf-8")
    outcome = tiny("feedback", "--sheet", path)
    assert outcome.code == 1
    assert "Name, Feedback" in outcome.err
    assert tiny("feedback", "--sheet", tmp_path / "missing.csv").code == 1


def test_without_verdicts_it_says_so(empty: Run) -> None:
    assert "There are none yet." in empty("feedback").out
    assert empty("feedback", "--json").data == {"counts": []}
