"""Progress: nothing agreed, a proposal, a signed agreement with its promises and events, and an empty workspace."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest
from streamlit.testing.v1 import AppTest

from clm_core.decisions import Action
from clm_core.records import Team
from clm_core.selection import Period
from clm_core.services.agreements import new_draft, sign
from clm_core.services.data import require_days
from clm_core.services.workspaces import Store, create_workspace, open_workspace
from clm_core.targets import Promise, PromiseKind, Target, TargetPlan
from clm_core.texts import Language, texts_for
from tests.pages.conftest import OpenApp
from tests.target_company import make_plan_company

PAGE = "plan/progress.py"
DE = texts_for(Language.DE)


@pytest.fixture
def firm(home: Path) -> Iterator[Store]:
    store = open_workspace(home, make_plan_company(home))
    yield store
    store.close()


def said(app: AppTest) -> str:
    boxes = [*app.header, *app.subheader, *app.markdown, *app.caption, *app.info, *app.warning, *app.success]
    return " ".join(str(one.value) for one in boxes).replace("\\", "").replace("\u00a0", " ")


def signed(store: Store, *, revenue: float = 1e9) -> None:
    """An agreement for the ninety days around the end of the data that cannot be met, signed by both sides."""
    last = require_days(store)[1]
    period = Period(start_on=last - timedelta(days=59), end_on=last + timedelta(days=30))
    promises = (
        Promise(kind=PromiseKind.MQLS_PER_WEEK, level=100_000, owner="Anna"),
        Promise(kind=PromiseKind.FIRST_CONTACT, level=0.5, within=24),
    )
    plan = TargetPlan(target=Target(period=period, revenue=revenue), promises=promises)
    draft = new_draft(store, plan, name="Herbst *1*", actor="Kim")
    once = sign(store, draft, Team.MARKETING, by="Anna", role="Marketing", actor="Anna")
    sign(store, once, Team.SALES, by="Bert", role="Vertrieb", actor="Bert")


def test_nothing_agreed_leads_to_targets_and_to_a_proposal(open_app: OpenApp, firm: Store) -> None:
    app = open_app(PAGE)
    assert not app.exception
    assert DE("progress_page.empty.title") in said(app)
    app.button(key="look_at_proposal").click().run()
    assert not app.exception
    words = said(app)
    assert "Vorschlag aus Ihren Daten, keine Vereinbarung" in words
    assert DE("progress_page.promises") in words
    assert DE("progress_page.misses") in words


def test_a_signed_agreement_is_followed(open_app: OpenApp, firm: Store) -> None:
    signed(firm)
    app = open_app(PAGE)
    assert not app.exception
    words = said(app)
    assert "Unterschrieben von Anna (Marketing) · Bert (Vertrieb)" in words
    assert "ist kaum noch zu erreichen" in words
    assert DE("progress_page.status.out_of_reach") in words
    assert "Nächster Schritt: Marketing." in words, "a hundred thousand MQLs a week fall short first"
    assert "Neue MQLs je Woche** (Marketing)" in words
    assert "Wochen in Folge unter der Zusage" in words
    assert "„Herbst *1*“ unterschrieben von Anna, Bert" in words


def test_a_missed_promise_becomes_a_decision(open_app: OpenApp, firm: Store) -> None:
    signed(firm)
    app = open_app(PAGE)
    key, until = "decide_alert_mqls_per_week", monotonic() + 60
    while key not in [one.key for one in app.button] and monotonic() < until:
        sleep(0.5)
        app.run()
    app.button(key=key).click().run()
    assert not app.exception
    assert app.text_input("decide_1_title").value == "Zusage einhalten: Neue MQLs je Woche (100.000 je Woche)"
    assert app.text_input("decide_1_owner").value == "Anna"
    assert app.selectbox("decide_1_action").value == Action.KEEP_PROMISE
    assert app.text_input("decide_1_won_deals_change_de").value, "what the misses go along with a week"


def test_the_same_in_english_and_another_measure(open_app: OpenApp, firm: Store) -> None:
    signed(firm, revenue=1.0)
    app = open_app(PAGE, language="en")
    assert not app.exception
    assert "is reached" in said(app)
    tables = [one.value for one in app.dataframe]
    assert tables[0]["measure"].tolist() == ["Leads", "MQLs", "SQLs", "Won deals", "Revenue"]
    assert tables[1]["promise"].tolist() == ["New MQLs a week", "First contact"]
    app.query_params["progress_measure"] = "mqls"
    assert not app.run().exception


def test_an_empty_workspace_leads_to_the_import(open_app: OpenApp, home: Path) -> None:
    create_workspace(home, "Leer")
    app = open_app(PAGE)
    assert not app.exception
    assert DE("shell.no_data.title") in said(app)
