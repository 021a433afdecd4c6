"""Scores on the command line, of all leads and of one."""

from pathlib import Path

import pytest

from clm_core.commands.output import plain
from clm_core.services.model_in_use import model_in_use
from clm_core.services.scoring import lead_scores
from clm_core.services.workspaces import open_workspace
from tests.commands.conftest import Run


def test_it_equals_the_service(tiny: Run, home: Path) -> None:
    store = open_workspace(home, "tiny")
    expected = lead_scores(store, model_in_use(store).model)
    store.close()
    document = tiny("score", "--json").data
    found = {row["contact_key"]: row["score"] for row in document["leads"]}
    assert found == {row["contact_key"]: row["score"] for row in plain(expected)}
    assert [row["score"] for row in document["leads"]] == sorted(found.values(), reverse=True)
    assert (document["as_of"], document["model"]) == ("2026-03-25", None)


def test_a_day_before_has_the_leads_of_that_day(tiny: Run) -> None:
    assert len(tiny("score", "--as-of", "2026-01-14", "--json").data["leads"]) == 2
    assert "Acme" in tiny("score", "--as-of", "2026-01-14").out
    assert "not a day" in tiny("score", "--as-of", "yesterday").err


@pytest.mark.parametrize("asked", ["c1", " Anna@ACME.example"])
def test_one_lead_is_explained(tiny: Run, asked: str) -> None:
    document = tiny("score", "--lead", asked, "--json").data
    assert document["lead"]["contact_id"] == "c1"
    points = sum(reason["points"] for reason in document["reasons"])
    assert points == pytest.approx(document["lead"]["score"], abs=0.2)
    assert "anna@acme.example" in tiny("score", "--lead", asked).out


def test_what_cannot_be_is_said(tiny: Run, empty: Run) -> None:
    outcome = tiny("score", "--lead", "nobody")
    assert (outcome.code, outcome.out) == (1, "")
    assert "“nobody” is no lead" in outcome.err
    assert tiny("score", "--model", "7").code == 1
    assert empty("score").code == 1
