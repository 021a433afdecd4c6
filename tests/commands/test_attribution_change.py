"""What moved on the command line gives what the service gives, and adds up for people."""

from dataclasses import replace
from pathlib import Path

import pytest

from clm_core.commands.output import plain
from clm_core.selection import AttributionModel
from clm_core.services.attribution_change import attribution_change
from clm_core.services.snapshots import fresh_snapshot, keep_snapshot
from clm_core.services.workspaces import open_workspace
from tests.commands.conftest import Run
from tests.services.conftest import QUARTER
from tests.tiny_company import DEALS, import_text

DAYS = ("--from", "2026-01-01", "--to", "2026-03-31")


@pytest.fixture
def kept(tiny: Run, home: Path) -> Run:
    """The tiny company, kept as "Board" before a deal of 5 000 euros grew to 6 000."""
    store = open_workspace(home, "tiny")
    keep_snapshot(store, fresh_snapshot(store).number, "Board")
    import_text(store, "deals.csv", DEALS.replace("5000.00", "6000.00"))
    store.close()
    return tiny


def test_it_equals_the_service(kept: Run, home: Path) -> None:
    store = open_workspace(home, "tiny")
    selection = replace(QUARTER, attribution_model=AttributionModel.LINEAR)
    found = attribution_change(store, selection, before="Board", model_before=AttributionModel.LAST_TOUCH)
    store.close()
    asked = ("--before", "Board", "--model-before", "last_touch", "--model", "linear")
    shown = kept("attribution-change", *DAYS, *asked, "--json").data
    assert shown["channels"] == plain(found.channels)
    assert shown["conversions"] == plain(found.conversions)
    assert [row["amount"] for row in shown["conversions"]] == [1_000.0]
    assert (shown["before"]["name"], shown["model_before"], shown["conversion"]) == ("Board", "last_touch", "won_deal")
    assert shown["before"]["number"] < shown["after"]["number"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("First touch", "Changed amounts", "Together", "€6,000", "€1,000", "Lathe", "Paid search")),
        ("de", ("Erstkontakt", "Geänderte Beträge", "Zusammen", "6.000\u00a0€", "Lathe", "Bezahlte Suche")),
    ],
)
def test_tables_for_people(kept: Run, language: str, words: tuple[str, ...]) -> None:
    outcome = kept("attribution-change", *DAYS, "--before", "Board", "--lang", language)
    assert (outcome.code, outcome.err) == (0, "")
    for word in words:
        assert word in outcome.out, outcome.out


def test_people_of_a_stage_did_not_move(kept: Run) -> None:
    shown = kept("attribution-change", *DAYS, "--before", "Board", "--conversion", "mql", "--json").data
    assert shown["conversions"] == []
    assert sum(row["after"] for row in shown["channels"]) == 3


def test_an_unknown_state_names_those_there_are(kept: Run) -> None:
    outcome = kept("attribution-change", *DAYS, "--before", "Bord")
    assert outcome.code == 1
    assert "Board" in outcome.err
