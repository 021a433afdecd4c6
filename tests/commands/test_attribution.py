"""Attribution on the command line: a path file or a workspace, as the services say it."""

from pathlib import Path

import pytest

from clm_core.commands.output import plain
from clm_core.services.attribution import (
    DecisionTarget,
    TargetMeasure,
    attribution_intervals,
    attribution_view,
    decisions,
)
from clm_core.services.path_file import opened_path_file, path_file_view
from clm_core.services.workspaces import open_workspace
from tests.commands.conftest import Run
from tests.services.conftest import QUARTER

DAYS = ("--from", "2026-01-01", "--to", "2026-03-31")
PATHS = "path,conversions,conversion_value,non_conversions\nGA,2,20,1\nM,1,10,0\nGA > M,1,10.5,0\n"


@pytest.fixture
def paths(tmp_path: Path) -> Path:
    file = tmp_path / "paths.csv"
    file.write_text(PATHS, "utf-8")
    return file


def test_a_path_file_gives_what_the_service_gives(run: Run, paths: Path) -> None:
    view = path_file_view(opened_path_file("paths.csv", PATHS.encode()))
    shown = run("attribution", "--paths", paths, "--model", "all", "--json").data
    assert shown["credit"] == plain(view.credit.drop(columns="campaign"))
    assert shown["removal_effects"] == plain(view.removal_effects)
    assert (shown["conversions"], shown["conversion_value"], shown["paths"]) == (4, 40.5, 3)
    assert len(shown["models"]) == 9
    one = run("attribution", "--paths", paths, "--model", "linear", "--model", "markov_1", "--json").data
    assert one["models"] == ["linear", "markov_1"]
    assert {row["model"] for row in one["credit"]} == {"linear", "markov_1"}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("First touch", "Value by model", "2.40", "Removal effects")),
        ("de", ("Erstkontakt", "Wert nach Modell", "2,40", "Wegfalleffekte")),
    ],
)
def test_tables_of_a_path_file(run: Run, paths: Path, language: str, words: tuple[str, ...]) -> None:
    outcome = run("attribution", "--paths", paths, "--lang", language)
    assert (outcome.code, outcome.err) == (0, "")
    for word in words:
        assert word in outcome.out


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("path,conversions\nA | B,1\nB | A,2\n", (), "joined by “|”"),
        ("path,conversions\nA > B,-1\nB,2\n", (), "row 2"),
        ("path,conversions\nA > B,\nB,2\n", (), "A number has to be given"),
        ("path,conversions\n,1\n,2\n", (), "every path is blank"),
        ("path,clicks\nA,1\n", (), "“conversions” is missing"),
        ("path;conversions\nA > B;1,234\n", (), "decimal sign (1,234)"),
        ("path,conversions\nA > B,1\n", ("--model", "time_decay"), "no time stamps"),
    ],
)
def test_refusals_explain_themselves(run: Run, tmp_path: Path, text: str, options: tuple[str, ...], said: str) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(text, "utf-8")
    outcome = run("attribution", "--paths", file, *options)
    assert (outcome.code, outcome.out) == (1, "")
    assert said in outcome.err


def test_what_was_refused_can_be_settled(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text("path;conversions\nA | B;1,234\nB | A;-2,000\n", "utf-8")
    outcome = run("attribution", "--paths", file, "--separator", "|", "--decimal", ",", "--accept-good-rows", "--json")
    assert (outcome.code, outcome.data["conversions"]) == (0, 1.234)
    assert [note["key"] for note in outcome.data["notes"]][-1] == "path_file.note.refused_rows"


def test_notes_are_said_beside_the_tables(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text("path,conversions\nA > A,1\n", "utf-8")
    outcome = run("attribution", "--paths", file, "--intervals")
    assert "only one channel, A" in outcome.err
    assert "no journeys without conversion" in outcome.err
    assert "Conversions, intervals" in outcome.out


def test_a_missing_file(run: Run) -> None:
    outcome = run("attribution", "--paths", "nowhere.csv")
    assert (outcome.code, "nowhere.csv cannot be read" in outcome.err) == (1, True)


def test_a_workspace_equals_the_service(tiny: Run, home: Path) -> None:
    store = open_workspace(home, "tiny")
    view = attribution_view(store, QUARTER)
    intervals = attribution_intervals(store, QUARTER)
    found = decisions(view, intervals, DecisionTarget(measure=TargetMeasure.COST, value=500.0))
    store.close()
    shown = tiny("attribution", *DAYS, "--target-cac", "500", "--intervals", "--json").data
    assert shown["channels"] == plain(view.channel_credit)
    assert shown["campaigns"] == plain(view.credit)
    assert shown["intervals"] == plain(intervals)
    assert shown["decisions"] == plain(found.channels) + plain(found.campaigns)
    assert (shown["conversions"], shown["traced_conversions"]) == (2, 2)
    leads = tiny("attribution", *DAYS, "--conversion", "lead", "--entity", "contact", "--without-direct", "--json").data
    assert leads["conversions"] == 4
    assert leads["options"]["excludes_direct"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("2 of 2 conversions", "Paid search", "What to do", "Too little data")),
        ("de", ("2 von 2 Conversions", "Suche", "Was zu tun ist", "Zu wenig Daten")),
    ],
)
def test_tables_of_a_workspace(tiny: Run, language: str, words: tuple[str, ...]) -> None:
    outcome = tiny("attribution", *DAYS, "--target-roi", "1", "--lang", language)
    assert (outcome.code, outcome.err) == (0, "")
    for word in words:
        assert word in outcome.out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--target-roi", "1", "--target-cac", "5"), "one target only"),
        (("--target-cac", "0"), "more than 0"),
        (("--look-back-days", "0"), "look"),
    ],
)
def test_impossible_questions(tiny: Run, options: tuple[str, ...], said: str) -> None:
    outcome = tiny("attribution", *DAYS, *options)
    assert (outcome.code, said in outcome.err) == (1, True)
