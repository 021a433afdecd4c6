"""Funnel, channel ROI, export, snapshots and settings on the command line give what services give."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from clm_core.commands.main import command_line
from clm_core.commands.output import plain
from clm_core.selection import Comparison
from clm_core.services.channel_roi import channel_roi_view
from clm_core.services.funnel import funnel_view
from clm_core.services.workspaces import create_workspace, open_workspace
from tests.commands.conftest import Run
from tests.services.conftest import QUARTER

DAYS = ("--from", "2026-01-01", "--to", "2026-03-31")
ALONE = replace(QUARTER, comparison=Comparison.NONE)


def test_funnel_and_roi_equal_the_services(tiny: Run, home: Path) -> None:
    store = open_workspace(home, "tiny")
    cohort, roi = funnel_view(store, ALONE).cohort, channel_roi_view(store, ALONE).now
    store.close()
    funnel = tiny("funnel", *DAYS, "--json").data
    assert [funnel[name] for name in ("total", "groups", "steps")] == plain([cohort.total, cohort.groups, cohort.steps])
    assert (funnel["size"], funnel["period"]) == (4, {"start_on": "2026-01-01", "end_on": "2026-03-31"})
    shown = tiny("roi", *DAYS, "--json").data
    assert (shown["total"], shown["rows"]) == (plain(roi.total), plain(roi.channels))
    assert tiny("roi", *DAYS, "--by", "campaign", "--json").data["rows"] == plain(roi.campaigns)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Paid search", "€500", "1 Jan 2026")), ("de", ("Bezahlte Suche", "500\u00a0€", "01.01.2026"))],
)
def test_tables_for_people(tiny: Run, language: str, words: tuple[str, ...]) -> None:
    outcome = tiny("roi", *DAYS, "--lang", language)
    assert outcome.code == 0
    for word in words:
        assert word in outcome.out
    assert outcome.err  # what to know before reading: revenue instead of margin, a deal without rate
    assert words[0] in tiny("funnel", *DAYS, "--lang", language).out


def test_filters(tiny: Run) -> None:
    assert tiny("roi", *DAYS, "--channel", "events", "--json").data["total"][0]["spend"] == 1000
    assert tiny("roi", *DAYS, "--campaign", "Brand", "--json").data["total"][0]["spend"] == 300
    groups = tiny("funnel", *DAYS, "--by", "country", "--json").data["groups"]
    assert {row["group"] for row in groups} == {"AT", "DE"}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("funnel", "--from", "1.1.2026"), "1.1.2026"),
        (("roi", "--from", "2026-02-01", "--to", "2026-01-01"), "2026"),
        (("roi", "--snapshot", "Board"), "Board"),
        (("settings", "margin_share", "much"), "much"),
        (("settings", "reporting_currency", "EURO"), "EURO"),
        (("settings", "colour", "red"), "reporting_currency"),
        (("settings", "margin_share"), "margin_share"),
    ],
)
@pytest.mark.parametrize("language", ["de", "en"])
def test_what_cannot_be_done_is_said_in_a_sentence(
    tiny: Run, arguments: tuple[str, ...], sentence: str, language: str
) -> None:
    outcome = tiny(*arguments, "--lang", language)
    assert (outcome.code, outcome.out) == (1, "")
    assert sentence in outcome.err
    assert len(outcome.err.splitlines()) == 1


def test_an_empty_workspace_asks_for_data(empty: Run) -> None:
    outcome = empty("funnel")
    assert outcome.code == 1
    assert "no data" in outcome.err


def test_several_workspaces_make_the_choice_the_users(run: Run, home: Path) -> None:
    outcome = run("funnel")
    assert outcome.code == 1
    assert "--workspace: empty, tiny" in outcome.err
    assert run("funnel", "--workspace", "nobody").code == 1
    listed = run("workspaces", "--json").data
    assert [row["workspace"] for row in listed] == ["empty", "tiny"]
    assert "Kurzname" in run("workspaces", "--create", "Graz", "--lang", "de").out
    assert (home / "workspaces" / "graz").is_dir()


def test_the_only_own_workspace_comes_before_the_sample(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLM_HOME", str(tmp_path / "other"))
    create_workspace(tmp_path / "other", "Sample", is_sample=True)
    assert run("imports", "--json").data == []
    run("workspaces", "--create", "Mine")
    run("settings", "margin_share", "0.4")
    assert run("settings", "--workspace", "mine", "--json").data["margin_share"] == 0.4
    assert run("settings", "--workspace", "sample", "--json").data["margin_share"] is None


def test_settings_change_the_numbers(tiny: Run) -> None:
    assert tiny("settings", "exchange_rates", "usd=0.9, CHF=1.05", "--json").data["exchange_rates"] == {
        "USD": 0.9,
        "CHF": 1.05,
    }
    assert tiny("roi", *DAYS, "--json").data["total"][0]["revenue"] == 5900
    assert "USD=0.9,CHF=1.05" in tiny("settings").out
    tiny("settings", "margin_share", "0.4")
    assert tiny("roi", *DAYS, "--json").data["basis"] == "margin"
    assert tiny("settings", "margin_share", "", "--json").data["margin_share"] is None


def test_a_kept_snapshot_answers_as_then(tiny: Run) -> None:
    (kept,) = tiny("snapshots", "--keep", "Board Q1", "--json").data
    assert kept["name"] == "Board Q1"
    tiny("undo", 1)
    assert tiny("roi", *DAYS, "--json").data["total"][0]["spend"] == 0
    assert tiny("roi", *DAYS, "--snapshot", "Board Q1", "--json").data["total"][0]["spend"] == 1500
    assert "Board Q1" in tiny("snapshots").out
    assert tiny("snapshots", "--keep", "Board Q1").code == 1


def test_export_opens(tiny: Run, tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    outcome = tiny("export", *DAYS, "--out", path, "--lang", "de")
    assert (outcome.code, str(path) in outcome.out) == (0, True)
    assert load_workbook(path).sheetnames[:2] == ["Funnel", "Funnel nach Gruppe"]


def test_commands_do_without_streamlit_and_other_slow_starters(home: Path) -> None:
    code = (
        "import sys; from clm_core.commands.main import main; "
        "code = main(['funnel', '--workspace', 'tiny', '--json']); "
        "slow = {'streamlit', 'altair', 'openpyxl', 'sklearn', 'vl_convert'} & set(sys.modules); "
        "print(sorted(slow), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"CLM_HOME": str(home), "PATH": ""},
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, "[]")


def test_every_command_explains_itself() -> None:
    subparsers = command_line()._subparsers
    assert subparsers is not None
    for name, parser in subparsers._group_actions[0].choices.items():  # type: ignore[union-attr]
        assert parser.description, name
        for action in parser._actions:
            assert action.help or not action.option_strings or action.choices or action.metavar, (name, action.dest)
