"""ROI by maturity on the command line gives what the service gives."""

from dataclasses import replace
from pathlib import Path

import pytest

from clm_core.commands.output import plain
from clm_core.selection import Comparison
from clm_core.services.roi_maturity import RoiBasis, roi_maturity_view
from clm_core.services.workspaces import open_workspace
from tests.commands.conftest import Run
from tests.services.conftest import QUARTER

DAYS = ("--from", "2026-01-01", "--to", "2026-03-31")


def test_it_equals_the_service(tiny: Run, home: Path) -> None:
    store = open_workspace(home, "tiny")
    view = roi_maturity_view(store, replace(QUARTER, comparison=Comparison.NONE), RoiBasis.LIFETIME_VALUE)
    store.close()
    shown = tiny("roi", "--maturity", *DAYS, "--basis", "lifetime_value", "--json").data
    for name in ("total", "cohorts", "parts", "win_rates"):
        assert shown[name] == plain(getattr(view, name)), name
    assert (shown["rows"], shown["basis"]) == (plain(view.channels), "lifetime_value")
    by_campaign = tiny("roi", "--maturity", *DAYS, "--basis", "lifetime_value", "--by", "campaign", "--json").data
    assert by_campaign["rows"] == plain(view.campaigns)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Maturity by month of the touch", "Jan 2026", "Paid search", "€5,000", "Touch in the period")),
        (
            "de",
            ("Reife je Monat des Touchpoints", "Jan. 2026", "Bezahlte Suche", "5.000\u00a0€", "Touchpoint im Zeitraum"),
        ),
    ],
)
def test_tables_for_people(tiny: Run, language: str, words: tuple[str, ...]) -> None:
    outcome = tiny("roi", "--maturity", *DAYS, "--lang", language)
    assert outcome.code == 0
    for word in words:
        assert word in outcome.out
    assert len(outcome.err.splitlines()) == 3  # too few deals, revenue instead of margin, a deal without rate


def test_lifetime_value_needs_maturity(tiny: Run) -> None:
    outcome = tiny("roi", *DAYS, "--basis", "lifetime_value")
    assert (outcome.code, outcome.out) == (1, "")
    assert "--maturity" in outcome.err
    assert tiny("roi", *DAYS, "--basis", "revenue", "--json").data["basis"] == "revenue"
