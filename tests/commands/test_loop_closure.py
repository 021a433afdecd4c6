"""Loop closure on the command line gives what the service gives, and the deals to work through."""

from pathlib import Path

import pytest

from clm_core.commands.output import plain
from clm_core.services.loop_closure import loop_closure_view
from clm_core.services.workspaces import open_workspace
from tests.commands.conftest import Run
from tests.services.conftest import QUARTER

DAYS = ("--from", "2026-01-01", "--to", "2026-03-31")


def test_it_equals_the_service(tiny: Run, home: Path) -> None:
    store = open_workspace(home, "tiny")
    view = loop_closure_view(store, QUARTER)
    store.close()
    shown = tiny("loop-closure", *DAYS, "--json").data
    for name in ("reasons", "deals", "months", "total"):
        assert shown[name] == plain(getattr(view, name)), name
    assert (shown["traceable_share"], shown["won_deals_without_date"]) == (0, 0)
    listed = tiny("loop-closure", *DAYS, "--reason", "no_touches", "--json").data["deals"]
    assert [deal["deal_id"] for deal in listed] == ["d1", "d2"]
    assert tiny("loop-closure", *DAYS, "--reason", "traceable", "--json").data["deals"] == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Contact without touchpoints", "connect tracking", "Together", "Mar 2026", "€5,000")),
        ("de", ("Kontakt ohne Touchpoints", "anbinden", "Zusammen", "März 2026", "5.000\u00a0€")),
    ],
)
def test_tables_for_people(tiny: Run, language: str, words: tuple[str, ...]) -> None:
    outcome = tiny("loop-closure", *DAYS, "--lang", language)
    assert (outcome.code, outcome.err) == (0, "")
    for word in words:
        assert word in outcome.out
    listed = tiny("loop-closure", *DAYS, "--lang", language, "--reason", "no_touches").out
    assert "Lathe" in listed
    assert words[1] in listed
