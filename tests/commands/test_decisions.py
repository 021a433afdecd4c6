"""Decisions on the command line: listed as they stand, judged when asked."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from clm_core.decisions import ExpectedEffect, Measure
from clm_core.services.decisions import decide
from clm_core.services.workspaces import open_workspace
from tests.commands.conftest import Run
from tests.test_decisions import DECISION

PAST = replace(
    DECISION,
    effect=ExpectedEffect(measure=Measure.LEADS, change=2.0),
    takes_effect_on=date(2026, 2, 1),
    check_on=date(2026, 2, 1) + timedelta(weeks=2),
)


@pytest.fixture
def decided(home: Path) -> None:
    store = open_workspace(home, "tiny")
    decide(store, DECISION)
    decide(store, PAST)
    store.close()


def test_judging_is_asked_for(tiny: Run, decided: None) -> None:
    before = tiny("decisions", "--json").data
    assert [(row["decision"], row["verdict"]) for row in before["decisions"]] == [(2, ""), (1, "")]
    judged = tiny("decisions", "--judge", "--json").data
    assert [(row["verdict"], row["reason"]) for row in judged["decisions"]] == [
        ("cannot_tell", "too_few"), ("too_early", "check_ahead"),
    ]  # fmt: skip
    assert judged["hit_rate"] == {"came_true": 0, "told": 0, "untold": 1, "share": None, "low": None, "high": None}
    still_open = tiny("decisions", "--open", "--json").data["decisions"]
    assert [row["decision"] for row in still_open] == [1]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Too early: Display halbieren (Kim)", "the data reach 31 Mar 2027", "No decision allowed")),
        ("de", ("Zu früh: Display halbieren (Kim)", "bis zum 31.03.2027", "Noch keine Entscheidung")),
    ],
)
def test_in_words(tiny: Run, decided: None, language: str, words: tuple[str, ...]) -> None:
    outcome = tiny("decisions", "--judge", "--lang", language)
    assert (outcome.code, outcome.err) == (0, "")
    for word in words:
        assert word in outcome.out
