"""Targets: promises answer, two browsers share a draft, conflicts are told, both sides sign, what is signed stays."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from clm_core.errors import ClmError
from clm_core.records import Team
from clm_core.selection import Period, Selection
from clm_core.services.agreements import new_draft, read_agreements, remove_draft, set_promise, sign
from clm_core.services.data import require_days
from clm_core.services.target_plan import proposed_plan
from clm_core.services.workspaces import Store, create_workspace, open_workspace
from clm_core.targets import Promise, PromiseKind
from tests.pages.conftest import OpenApp
from tests.target_company import make_plan_company

PAGE = "plan/targets.py"


@pytest.fixture
def firm(home: Path) -> Iterator[Store]:
    store = open_workspace(home, make_plan_company(home))
    yield store
    store.close()


def words(app: AppTest) -> str:
    boxes = [*app.markdown, *app.caption, *app.error, *app.info, *app.warning, *app.success, *app.subheader]
    return " ".join(str(one.value) for one in boxes)


def opened(open_app: OpenApp, *, language: str = "de", **query: str) -> AppTest:
    app = open_app(PAGE, language=language)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def put_on_table(firm: Store) -> int:
    first, last = require_days(firm)
    plan = proposed_plan(firm, Selection(period=Period(start_on=first, end_on=last)))
    return new_draft(firm, plan, name="Ziele Q2", actor="Kim").number


def chance(app: AppTest) -> str:
    return str(app.metric[0].value)


@pytest.mark.usefixtures("firm")
def test_the_meeting_opens_with_a_proposal_in_both_languages(open_app: OpenApp) -> None:
    german, english = opened(open_app), opened(open_app, language="en")
    assert not german.exception
    assert not english.exception
    assert "Mit diesen Zusagen wird das Ziel von 240\u00a0Tsd.\u00a0€ bis 30.06.2026" in words(german)
    assert "With these promises the target of €240k by 30 Jun 2026" in words(english)
    assert [one.value for one in german.subheader][:3] == ["Marketing sagt zu", "Gemeinsam", "Vertrieb sagt zu"]
    assert "Das sehen nur Sie" in words(german)


@pytest.mark.usefixtures("firm")
def test_a_moved_promise_moves_the_chance(open_app: OpenApp) -> None:
    app = opened(open_app)
    before = chance(app)
    app.slider(key="target_mqls_per_week").set_value(17).run()
    assert not app.exception
    assert chance(app) != before
    assert "Punkte gegen heute" in str(app.metric[0].delta)
    assert "17 je Woche" in app.slider(key="target_mqls_per_week").label


def test_changes_are_saved_for_everybody_and_told_to_the_others(open_app: OpenApp, firm: Store) -> None:
    number = put_on_table(firm)
    kim, alex = opened(open_app), opened(open_app, language="en")
    kim.text_input(key="meeting_name").set_value("Kim").run()
    alex.text_input(key="meeting_name").set_value("Alex").run()
    kim.slider(key="target_mqls_per_week").set_value(12).run()
    saved = read_agreements(firm)[-1]
    assert saved.number == number
    promise = saved.plan.promise(PromiseKind.MQLS_PER_WEEK)
    assert promise is not None
    assert (promise.level, saved.changed_by) == (12.0, "Kim")
    alex.run()
    assert alex.slider(key="target_mqls_per_week").value == 12
    assert [one.value for one in alex.toast] == ["Kim set “New MQLs a week” to 12 a week."]


@pytest.mark.parametrize(("button", "level"), [("target_take_mine", 15.0), ("target_keep_theirs", 12.0)])
def test_the_later_of_two_conflicting_changes_is_told_and_not_lost(
    open_app: OpenApp, firm: Store, button: str, level: float
) -> None:
    put_on_table(firm)
    alex = opened(open_app, language="en")
    seen = read_agreements(firm)[-1]
    set_promise(firm, seen, Promise(kind=PromiseKind.MQLS_PER_WEEK, level=12.0), actor="Kim")
    alex.slider(key="target_mqls_per_week").set_value(15).run()
    assert not alex.exception
    assert "Kim" in alex.warning[0].value
    assert "15" in alex.warning[0].value
    alex.button(key=button).click().run()
    promise = read_agreements(firm)[-1].plan.promise(PromiseKind.MQLS_PER_WEEK)
    assert promise is not None
    assert promise.level == level
    assert not [one for one in alex.warning if "Kim" in one.value]


def test_both_sides_sign_and_what_is_signed_stays(open_app: OpenApp, firm: Store) -> None:
    number = put_on_table(firm)
    app = opened(open_app, view="versions")
    for team, name, role in (("marketing", "Kim", "Leitung Marketing"), ("sales", "Alex", "Leitung Vertrieb")):
        app.text_input(key=f"sign_{team}_name").set_value(name)
        app.text_input(key=f"sign_{team}_role").set_value(role)
        app.button(key=f"sign_{team}_button").click().run()
        assert not app.exception
        assert not app.error
    assert "von beiden Seiten unterschrieben" in words(app)
    assert "Eingefroren mit dem Datenstand" in words(app)
    app.query_params["view"] = "table"
    app.run()
    assert all(one.disabled for one in app.slider)
    with pytest.raises(ClmError, match="is_fixed"):
        set_promise(firm, read_agreements(firm)[0], Promise(kind=PromiseKind.CAPACITY, level=1.0), actor="Kim")
    app.query_params["view"] = "versions"
    app.run()
    app.button(key="draft_copy").click().run()
    assert read_agreements(firm)[-1].based_on == number
    assert "Nichts: wie" in words(app)


def test_a_signature_without_a_role_is_asked_for(open_app: OpenApp, firm: Store) -> None:
    put_on_table(firm)
    app = opened(open_app, view="versions")
    app.text_input(key="sign_sales_name").set_value("Alex")
    app.button(key="sign_sales_button").click().run()
    assert "In welcher Rolle?" in app.error[0].value
    assert not read_agreements(firm)[0].signatures


@pytest.mark.usefixtures("firm")
def test_what_must_exist_when_and_rates_of_ones_own(open_app: OpenApp) -> None:
    app = opened(open_app, view="needed")
    assert not app.exception
    assert "MQLs müssen bis" in words(app)
    app.text_input(key="target_rate_lead_to_mql_None_de").set_value("120").run()
    assert "höchstens 100" in app.error[0].value
    app.text_input(key="target_rate_lead_to_mql_None_de").set_value("25,0").run()
    assert not app.exception
    assert not app.error
    assert "Verstanden als 25,0 %" in words(app)
    app.button(key="target_budget").click().run()
    assert not app.exception


@pytest.mark.usefixtures("firm")
def test_a_period_in_the_past_is_explained_and_mended_where_it_stands(open_app: OpenApp, firm: Store) -> None:
    number = put_on_table(firm)
    app = opened(open_app, agreement=str(number))
    assert "Eigene Tage" in next(one for one in app.selectbox if one.label == "Zeitraum").options
    # A draft of long ago, opened again when its period is over.
    plan = read_agreements(firm)[0].plan
    over = Period(start_on=date(2025, 4, 1), end_on=date(2025, 6, 30))
    old = replace(plan, target=replace(plan.target, period=over))
    past = new_draft(firm, old, name="Alt", actor="Kim").number
    app = opened(open_app, agreement=str(past))
    assert not app.exception
    assert "Er liegt ganz in der Vergangenheit" in words(app)
    assert [one for one in app.selectbox if one.label == "Zeitraum"]


def test_without_history_the_way_to_the_import(open_app: OpenApp, home: Path, firm: Store) -> None:
    empty = create_workspace(home, "Leer")
    app = open_app(PAGE, ws=empty.slug)
    assert not app.exception
    assert not app.metric


@pytest.mark.parametrize("view", ["table", "needed", "versions", "files"])
def test_a_draft_that_somebody_removed_meanwhile_is_told_and_its_promises_stay(
    open_app: OpenApp, firm: Store, view: str
) -> None:
    put_on_table(firm)
    alex = opened(open_app, language="en", view=view)
    seen = set_promise(firm, read_agreements(firm)[-1], Promise(kind=PromiseKind.MQLS_PER_WEEK, level=12.0))
    alex.run()
    remove_draft(firm, seen, actor="Kim")
    alex.run()
    assert not alex.exception
    assert "“Ziele Q2” was removed from the table meanwhile" in alex.warning[0].value
    assert "Only you see this" in words(alex)
    alex.query_params["view"] = "table"
    alex.run()
    assert not [one for one in alex.warning if "removed" in one.value]
    assert alex.slider(key="target_mqls_per_week").value == 12


def test_moving_a_promise_of_a_removed_draft_loses_nothing(open_app: OpenApp, firm: Store) -> None:
    put_on_table(firm)
    alex = opened(open_app, language="en")
    remove_draft(firm, read_agreements(firm)[-1], actor="Kim")
    alex.slider(key="target_mqls_per_week").set_value(15).run()
    assert not alex.exception
    assert "was removed from the table meanwhile" in alex.warning[0].value
    assert alex.slider(key="target_mqls_per_week").value == 15


def test_moving_a_promise_of_what_was_signed_meanwhile_is_refused_in_words(open_app: OpenApp, firm: Store) -> None:
    put_on_table(firm)
    alex = opened(open_app, language="en")
    level = alex.slider(key="target_mqls_per_week").value
    for team, by in ((Team.MARKETING, "Kim"), (Team.SALES, "Sam")):
        sign(firm, read_agreements(firm)[-1], team, by=by, role="Head")
    alex.slider(key="target_mqls_per_week").set_value(15).run()
    assert not alex.exception
    assert "“Ziele Q2” is signed and stays as it is" in alex.warning[0].value
    assert alex.slider(key="target_mqls_per_week").value == level
    assert alex.slider(key="target_mqls_per_week").disabled


@pytest.mark.usefixtures("firm")
@pytest.mark.parametrize("number", ["999", "9" * 5000, "abc", "²", "-1"])
def test_a_link_to_nothing_is_told_and_opens_what_there_is(open_app: OpenApp, number: str) -> None:
    app = opened(open_app, language="en", agreement=number, view="versions")
    assert not app.exception
    assert "not there any more" in app.warning[0].value
    assert app.query_params["agreement"] in ("own", ["own"])


@pytest.mark.usefixtures("firm")
def test_what_cannot_be_is_taken_back_where_it_was_set(open_app: OpenApp) -> None:
    app = opened(open_app)
    app.slider(key="target_mql_quality").set_value(0).run()
    assert not app.exception
    assert "Eine Quote liegt über 0" in app.error[0].value
    app.slider(key="target_mql_quality").set_value(60).run()
    assert not app.error
    assert app.metric
