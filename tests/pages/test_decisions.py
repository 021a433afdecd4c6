"""The page Decisions: nothing decided, one kept with the dialog, one judged, in both languages."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from clm_core.decisions import Action, ExpectedEffect, Measure
from clm_core.services.decisions import decide, read_decision
from clm_core.services.workspaces import open_workspace
from tests.pages.conftest import OpenApp
from tests.test_decisions import DECISION

PAGE = "plan/decisions.py"
PAST = replace(
    DECISION,
    title="![Stand](http://evil.invalid/x.png) ausbauen",
    action=Action.SCALE,
    effect=ExpectedEffect(measure=Measure.SPEND, change=-100.0, low=-200.0, high=-50.0),
    takes_effect_on=date(2025, 3, 3),
    check_on=date(2025, 3, 3) + timedelta(weeks=8),
    channels=("email",),
    origin="attribution",
)


def kept(home: Path, *decisions: object) -> None:
    store = open_workspace(home, "testfirma")
    for one in decisions:
        decide(store, one)  # type: ignore[arg-type]
    store.close()


def said(app: AppTest) -> str:
    return " ".join(one.value for one in [*app.markdown, *app.caption]).replace("\\", "").replace("\u00a0", " ")


def test_nothing_decided_leads_to_advice(open_app: OpenApp, company: Path) -> None:
    app = open_app(PAGE)
    assert not app.exception
    assert any("Noch keine Entscheidung" in one.value for one in app.header)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", ("Offen", "Geprüft wird, sobald die Daten bis zum 31.03.2027", "Zurückziehen")),
        ("en", ("Open", "It is checked as soon as the data reach 31 Mar 2027", "Withdraw")),
    ],
)
def test_what_waits_says_until_when(open_app: OpenApp, company: Path, language: str, words: tuple[str, ...]) -> None:
    kept(company, DECISION)
    app = open_app(PAGE, language=language)
    assert not app.exception
    shown = said(app) + " ".join(one.value for one in app.subheader) + " ".join(one.label for one in app.button)
    for word in words:
        assert word in shown


def test_a_verdict_comes_with_its_measurement_and_text_stays_text(open_app: OpenApp, company: Path) -> None:
    kept(company, PAST, DECISION)
    app = open_app(PAGE)
    assert not app.exception
    assert "Gemessen: " in said(app)
    titles = [one.value for one in app.markdown if "evil" in one.value]
    assert titles
    assert all("![Stand](" not in one for one in titles)
    assert app.dataframe[-1].value["title"].tolist() == [DECISION.title, PAST.title]


def test_a_decision_is_withdrawn(open_app: OpenApp, company: Path) -> None:
    kept(company, DECISION)
    app = open_app(PAGE)
    app.button("decision_1_withdraw").click().run()
    store = open_workspace(company, "testfirma")
    assert read_decision(store, 1).status == "withdrawn"
    store.close()
    assert not [one for one in app.button if one.key == "decision_1_withdraw"]


def test_the_dialog_begins_with_the_day_after_the_data(open_app: OpenApp, company: Path) -> None:
    app = open_app(PAGE)
    app.button("decide_own_idea").click().run()
    assert not app.exception
    assert app.date_input("decide_1_takes_effect_on").value == date(2025, 12, 11)
    assert app.date_input("decide_1_check_on").value == date(2025, 12, 11) + timedelta(weeks=8)
    assert "sobald die Daten bis zum 05.02.2026 reichen" in said(app)


def test_an_open_decision_is_changed_in_the_same_dialog(open_app: OpenApp, company: Path) -> None:
    kept(company, DECISION)
    app = open_app(PAGE)
    app.button("decision_1_change").click().run()
    assert (app.text_input("decide_1_title").value, app.text_input("decide_1_owner").value) == (DECISION.title, "Kim")
    assert app.text_input("decide_1_spend_change_de").value == "-500"
    assert app.date_input("decide_1_check_on").value == DECISION.check_on
