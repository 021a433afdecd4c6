"""Lead scoring: sliders move the model, thresholds give way, and every view answers in both languages."""

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from clm_core.records import RecordType
from clm_core.services.data import change_setting
from clm_core.services.scoring import starting_model
from clm_core.services.scoring_versions import change_draft, new_draft, read_scoring_version
from clm_core.services.workspaces import Store, create_workspace, open_workspace
from clm_core.texts import Language, texts_for
from tests.pages.conftest import OpenApp
from tests.pages.journey_company import add_journeys
from tests.services.test_scoring_backtest import import_leads
from tests.services.test_scoring_backtest import model as country_points
from tests.tiny_company import import_text

PAGE = "qualify/lead_scoring.py"


@pytest.fixture
def journeys(company: Path) -> Path:
    add_journeys(company)
    return company


def opened(open_app: OpenApp, *, language: str = "de", **query: str) -> AppTest:
    """The page with query parameters of its own: going to it from the start page takes them away."""
    app = open_app(PAGE, language=language)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def words(app: AppTest) -> str:
    return " ".join(one.value for one in [*app.markdown, *app.caption])


@pytest.mark.usefixtures("judged")
def test_the_headline_says_what_the_model_lets_pass(open_app: OpenApp) -> None:
    german, english = opened(open_app, outcome="sql"), opened(open_app, outcome="sql", language="en")
    assert not german.exception
    assert "Leads je Woche MQL" in words(german)
    assert "leads a week become MQL" in words(english)
    assert "95-%-Intervall" in words(german)


@pytest.mark.usefixtures("journeys")
def test_a_threshold_that_is_typed_moves_the_other_one_out_of_its_way(open_app: OpenApp) -> None:
    app = open_app(PAGE)
    app.number_input(key="scoring_mql_points").set_value(500).run()
    assert app.number_input(key="scoring_sql_points").value == 500
    assert "wird kein Lead MQL" in words(app)
    assert "Nicht gespeicherte" in words(app)
    app.number_input(key="scoring_sql_points").set_value(-500).run()
    assert app.number_input(key="scoring_mql_points").value == -500


@pytest.mark.usefixtures("journeys")
def test_a_slider_moves_points_and_a_half_life(open_app: OpenApp) -> None:
    app = opened(open_app, part="intent")
    before = words(app)
    app.select_slider(key="scoring_half_life_intent").set_value(1).run()
    app.select_slider(key="scoring_engagement_2").set_value(-50).run()
    assert app.select_slider(key="scoring_engagement_2").value == -50
    assert app.select_slider(key="scoring_half_life_intent").value == 1
    assert words(app) != before
    assert not app.exception


@pytest.mark.parametrize("part", ["fit", "doubt"])
@pytest.mark.usefixtures("journeys")
def test_every_part_can_be_chosen(part: str, open_app: OpenApp) -> None:
    app = opened(open_app, part=part, outcome="won")
    assert not app.exception


@pytest.mark.usefixtures("journeys")
def test_a_model_is_saved_signed_by_both_and_published(open_app: OpenApp) -> None:
    app = opened(open_app, view="versions")
    assert "Vorschlag" in words(app)
    app.button(key="scoring_save_new").click().run()
    assert "braucht einen Namen" in app.error[0].value
    app.text_input(key="scoring_version_name_0").set_value("Herbst").run()
    app.button(key="scoring_save_new").click().run()
    assert "„Herbst“" in words(app)
    assert not any(one.key == "scoring_publish" for one in app.button)
    for team in ("marketing", "sales"):
        app.text_input(key=f"scoring_sign_{team}_by").set_value("Ada").run()
        app.button(key=f"scoring_sign_{team}").click().run()
    app.button(key="scoring_publish").click().run()
    assert "Es gilt „Herbst“" in words(app)
    assert not app.exception


@pytest.mark.usefixtures("journeys")
def test_what_was_changed_is_compared_and_discarded(open_app: OpenApp, company: Path) -> None:
    store = open_workspace(company, "testfirma")
    new_draft(store, starting_model(store), name="Entwurf")
    app = open_app(PAGE)
    app.number_input(key="scoring_mql_points").set_value(3).run()
    app.query_params["view"] = "versions"
    app.run()
    changed = next(one.value for one in app.dataframe if "what" in one.value)
    assert "MQL-Schwelle" in changed["what"].tolist()
    assert "fallen weg" in words(app)
    app.button(key="scoring_save").click().run()
    assert read_scoring_version(store, 1).model.mql_points == 3
    store.close()


@pytest.mark.usefixtures("journeys")
def test_saving_over_somebody_elses_change_is_told(open_app: OpenApp, company: Path) -> None:
    store = open_workspace(company, "testfirma")
    draft = new_draft(store, starting_model(store), name="Entwurf")
    app = open_app(PAGE)
    app.number_input(key="scoring_mql_points").set_value(3).run()
    change_draft(store, draft, replace(draft.model, sql_points=777), actor="Bo")
    app.query_params["view"] = "versions"
    app.run()
    app.button(key="scoring_save").click().run()
    assert "Bo hat „Entwurf“ inzwischen geändert" in messages_of(app)
    assert read_scoring_version(store, 1).model.sql_points == 777
    store.close()


@pytest.mark.usefixtures("journeys")
def test_only_what_was_seen_is_signed(open_app: OpenApp, company: Path) -> None:
    store = open_workspace(company, "testfirma")
    draft = new_draft(store, starting_model(store), name="Entwurf")
    app = opened(open_app, view="versions")
    change_draft(store, draft, replace(draft.model, sql_points=777), actor="Bo")
    app.text_input(key="scoring_sign_marketing_by").set_value("Ada")
    app.button(key="scoring_sign_marketing").click().run()
    assert "Bo hat „Entwurf“ inzwischen geändert" in messages_of(app)
    assert not read_scoring_version(store, 1).agreed
    store.close()


@pytest.mark.usefixtures("journeys")
def test_the_table_shows_the_model_and_takes_it_back(open_app: OpenApp) -> None:
    app = opened(open_app, view="table")
    assert not app.exception
    before = words(app)
    app.button[-1].click().run()
    assert not app.error
    assert words(app) == before


@pytest.mark.usefixtures("journeys")
@pytest.mark.parametrize("view", ["cuts", "backtest", "weights"])
def test_every_view_answers_or_says_why_it_cannot(view: str, open_app: OpenApp) -> None:
    for outcome in ("opportunity", "won"):
        app = opened(open_app, view=view, outcome=outcome, language="en")
        assert not app.exception
        assert [one.value for one in [*app.info, *app.subheader]]


def messages_of(app: AppTest) -> str:
    return " ".join(one.value.replace("\\", "") for one in app.error)


def test_an_empty_workspace_leads_to_the_import(open_app: OpenApp, home: Path) -> None:
    create_workspace(home, "Leer")
    app = open_app(PAGE)
    assert not app.exception
    assert texts_for(Language.DE)("shell.no_data.title") in [one.value for one in app.header]


@pytest.mark.usefixtures("journeys")
def test_a_short_half_life_offers_nothing_that_cannot_be(journeys: Path, open_app: OpenApp) -> None:
    store = open_workspace(journeys, "testfirma")
    model = starting_model(store)
    groups = tuple(replace(one, half_life_days=0.3) for one in model.groups)
    new_draft(store, replace(model, groups=groups), name="Short")
    store.close()
    app = opened(open_app, part="intent")
    assert not app.exception
    assert app.select_slider(key="scoring_half_life_intent").options[0] == "1"


def test_a_group_named_like_another_part_has_its_own_sliders(journeys: Path, open_app: OpenApp) -> None:
    store = open_workspace(journeys, "testfirma")
    model = starting_model(store)
    engagement = tuple(replace(one, group="fit") for one in model.engagement)
    renamed = replace(model, engagement=engagement, groups=(replace(model.groups[0], name="fit"),))
    new_draft(store, renamed, name="Own group")
    store.close()
    app = opened(open_app, part="group-fit")
    assert not app.exception
    assert app.select_slider(key="scoring_half_life_fit").value > 0
    assert "scoring_half_life_fit" not in [one.key for one in opened(open_app, part="fit").select_slider]


@pytest.fixture
def judged(home: Path) -> Store:
    """Three hundred leads of three countries, of which those of one convert most, and one won deal."""
    store = open_workspace(home, create_workspace(home, "Leads").slug)
    import_leads(store)
    deal = (
        "Deal ID,Contact ID,Amount,Currency,Outcome,Created on,Closed on\nd1,l0,1000000,EUR,won,2025-01-02,2025-02-01\n"
    )
    import_text(store, "deals.csv", deal, record_type=RecordType.DEALS)
    new_draft(store, country_points(30, 20, 0), name="Countries")
    yield store
    store.close()


@pytest.mark.parametrize(("margin", "is_asked"), [(None, True), (0.3, False)])
def test_the_margin_is_asked_for_before_a_profit_is_promised(
    margin: float | None, is_asked: bool, judged: Store, open_app: OpenApp
) -> None:
    change_setting(judged, "margin_share", margin)
    said = words(opened(open_app, language="en", view="cuts", outcome="sql", mql_capacity="20"))
    assert "Hand over" in said
    assert ("What margin does a deal earn?" in said) == is_asked
    assert ("revenue less the cost of the calls" in said) == is_asked
    assert ("profit a week" in said) == (not is_asked)


def test_where_nothing_was_won_the_worth_of_a_lead_is_asked_for(home: Path, open_app: OpenApp) -> None:
    store = open_workspace(home, create_workspace(home, "Leads").slug)
    import_leads(store)
    new_draft(store, country_points(30, 20, 0), name="Countries")
    store.close()
    asked = texts_for(Language.EN)("lead_scoring.cuts.nothing_won")
    app = opened(open_app, language="en", view="cuts", outcome="sql")
    assert asked in [one.value for one in app.info]
    app = opened(open_app, language="en", view="cuts", outcome="sql", mql_deal_value="5000", mql_capacity="20")
    assert asked not in [one.value for one in app.info]
    assert "Hand over" in words(app)
