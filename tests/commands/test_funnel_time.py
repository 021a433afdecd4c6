"""The funnel in time on the command line gives what the services give."""

from pathlib import Path

import openpyxl
import pytest

from clm_core.commands.output import plain
from clm_core.services.funnel_time import DealGroup, ageing_view, stage_time_view, velocity_view, win_rate_view
from clm_core.services.workspaces import open_workspace
from tests.commands.conftest import Run
from tests.services.conftest import QUARTER

DAYS = ("--from", "2026-01-01", "--to", "2026-03-31")


def test_it_equals_the_services(tiny: Run, home: Path) -> None:
    store = open_workspace(home, "tiny")
    times, levers, ages = (view(store, QUARTER) for view in (stage_time_view, velocity_view, ageing_view))
    rates = win_rate_view(store, QUARTER, DealGroup.OWNER)
    store.close()
    shown = tiny("funnel-time", *DAYS, "--deals-by", "owner", "--json").data
    assert shown["stage_times"] == plain(times.total)
    assert shown["velocity"] == plain(levers.velocity)
    assert shown["ageing"] == plain(ages.rows)
    assert (shown["win_rates_by"], shown["win_rates"]) == ("owner", plain(rates.groups))
    assert [(one["start"], one["end"]) for one in shown["conversions"]][-1] == ("lead", "customer")
    assert {one["method"] for one in shown["conversions"]} == {"kaplan_meier", "aalen_johansen"}
    assert shown["bridge"]["mix"]["value"] + shown["bridge"]["own_rate"]["value"] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Leads → MQLs", "Time in stage by group", "The four levers", "Paid search", "Why the rate moved")),
        ("de", ("Leads → MQLs", "Verweildauer nach Gruppe", "Die vier Hebel", "Bezahlte Suche", "Was offen ist")),
    ],
)
def test_tables_for_people(tiny: Run, language: str, words: tuple[str, ...]) -> None:
    outcome = tiny("funnel-time", *DAYS, "--lang", language)
    assert outcome.code == 0
    for word in words:
        assert word in outcome.out
    assert outcome.err.startswith("MQLs → SQLs: ")  # one of the four has no date as an MQL


def test_tables_as_a_workbook(tiny: Run, tmp_path: Path) -> None:
    file = tmp_path / "time.xlsx"
    outcome = tiny("funnel-time", *DAYS, "--xlsx", file, "--lang", "en")
    assert str(file) in outcome.out
    names = openpyxl.load_workbook(file).sheetnames
    assert len(names) == len(set(names)) >= 11
    assert {"The four levers", "Assumptions"} <= set(names)
    unwritable = tiny("funnel-time", *DAYS, "--xlsx", tmp_path / "none" / "time.xlsx")
    assert (unwritable.code, unwritable.out) == (1, "")


def test_a_selection_without_anybody_has_empty_tables(tiny: Run) -> None:
    outcome = tiny("funnel-time", "--from", "2020-01-01", "--to", "2020-01-31")
    assert outcome.code == 0
