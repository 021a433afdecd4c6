"""Budget plan: sliders answer, what cannot be is explained, scenarios stay, a workbook with problems loses nothing."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from time import monotonic, sleep

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from clm_core.budget_scenario import CurveSet
from clm_core.response_curves import ResponseOutcome
from clm_core.selection import Period, Selection
from clm_core.services.budget_plan import PlanTerms, own_split, plan_base, scenario_of
from clm_core.services.budget_scenarios import keep_curves, read_scenarios, save_new_scenario
from clm_core.services.budget_workbook import plan_workbook
from clm_core.services.data import require_days
from clm_core.services.workspaces import Store, create_workspace, open_workspace
from clm_core.texts import Language, texts_for
from tests.budget_company import make_budget_company
from tests.pages.conftest import OpenApp
from tests.small_company import EVIL_CHANNEL

PAGE = "plan/budget_plan.py"


@pytest.fixture
def firm(home: Path) -> Store:
    return open_workspace(home, make_budget_company(home))


def opened(open_app: OpenApp, *, language: str = "de", **query: str) -> AppTest:
    app = open_app(PAGE, language=language)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def words(app: AppTest) -> str:
    boxes = [*app.markdown, *app.caption, *app.error, *app.info, *app.warning, *app.success]
    return " ".join(one.value for one in boxes)


@pytest.mark.usefixtures("firm")
def test_the_page_answers_for_the_management_in_both_languages(open_app: OpenApp) -> None:
    german, english = opened(open_app), opened(open_app, language="en")
    assert not german.exception
    assert not english.exception
    assert "über 13 Wochen" in words(german)
    assert "Umsatz" in words(german)
    assert "Anfangs bewegt sich jeder Kanal um höchstens 30" in words(german)
    assert "over 13 weeks" in words(english)
    assert len(german.slider) == 3


def test_a_plan_by_months_has_its_own_length_curves_and_budget(firm: Store, open_app: OpenApp) -> None:
    days = require_days(firm)
    weekly = plan_base(firm, Selection(period=Period(start_on=days[0], end_on=days[1])), PlanTerms())
    curves = CurveSet(name="Je Woche", curves=weekly.curve_set.curves, data_version=weekly.data_version)
    keep_curves(firm, curves)
    app = opened(open_app, plan_length="month")
    assert not app.exception
    assert "über 3 Monate" in words(app)
    assert app.text_input(key="months_de").value == "3"
    assert app.text_input(key="months_de").label == "Monate"
    assert "Je Woche" not in words(app), "curves by week are no curves by month"
    app.text_input(key="months_de").set_value("6").run()
    assert "über 6 Monate" in words(app)
    assert app.query_params["months"] == "6"
    app.text_input(key="months_de").set_value("25").run()
    assert "über 6 Monate" in words(app), "two years are the most"
    app.query_params["plan_length"] = "week"
    app.run()
    assert not app.exception
    assert "über 13 Wochen" in words(app)
    assert "Je Woche" in words(app)


@pytest.mark.usefixtures("firm")
def test_a_moved_slider_becomes_an_own_split_and_can_be_filled_up(open_app: OpenApp) -> None:
    app = opened(open_app)
    app.slider(key="budget_amount_email").set_value(0).run()
    assert not app.exception
    assert "noch nicht verplant" in words(app)
    app.button(key="budget_fill").click().run()
    assert app.checkbox(key="budget_lock_email").value
    assert app.slider(key="budget_amount_email").value == 0
    app.slider(key="budget_amount_display").set_value(0).run()
    app.button(key="budget_back").click().run()
    assert not app.checkbox(key="budget_lock_email").value
    assert app.slider(key="budget_amount_email").value > 0


@pytest.mark.usefixtures("firm")
def test_what_cannot_be_is_one_sentence_with_the_smallest_repair(open_app: OpenApp) -> None:
    app = opened(open_app)
    app.text_input(key="budget-13_de").set_value("5.000").run()
    assert not app.exception
    assert "Bitte das Budget um" in app.error[0].value
    for view in ("limits", "scenarios", "files"):
        app.query_params["view"] = view
        app.run()
        assert not app.exception
        assert "Bitte das Budget um" in app.error[0].value


@pytest.mark.usefixtures("company")
def test_too_little_data_is_said_instead_of_a_plan(open_app: OpenApp) -> None:
    app = opened(open_app)
    assert not app.exception
    assert "tragen die Daten keine Wirkungskurve: Der heutige Betrag bleibt" in words(app)
    assert "es wird nichts verschoben" in words(app)
    assert EVIL_CHANNEL not in words(app), "a channel's name is text, not a picture"


@pytest.mark.usefixtures("home")
def test_an_empty_workspace_leads_to_the_import(home: Path, open_app: OpenApp) -> None:
    create_workspace(home, "Leer")
    app = opened(open_app)
    assert not app.exception
    assert not app.slider


@pytest.mark.usefixtures("firm")
def test_the_table_says_what_each_limit_costs(open_app: OpenApp) -> None:
    app = opened(open_app, language="en")
    table = next(one.value for one in app.dataframe if "price" in one.value.columns)
    assert {"maximum", "minimum"} & {one.lower() for one in table["binding_text"]}
    is_held = table["binding_text"] != "–"
    assert (table.loc[is_held, "price"] > 0).all()
    assert table.loc[~is_held, "price"].isna().all()


@pytest.mark.usefixtures("firm")
def test_how_much_the_plan_hangs_on_a_curve_is_computed_when_asked(open_app: OpenApp) -> None:
    app = opened(open_app)
    assert "hängt der Plan" not in words(app)
    app.button(key="budget_risk").click().run()
    until = monotonic() + 60
    while "hängt der Plan" not in words(app) and "Der Plan hält" not in words(app) and monotonic() < until:
        sleep(0.2)
        app.run()
    assert not app.exception
    assert "hängt der Plan" in words(app) or "Der Plan hält" in words(app)
    app.slider(key="budget_amount_email").set_value(500).run()
    assert "hängt der Plan" not in words(app), "of another split it is asked anew"
    assert app.button(key="budget_risk")


def test_kept_curves_are_chosen_from_a_list_and_said(firm: Store, open_app: OpenApp) -> None:
    app = opened(open_app)
    assert "schnellen Vorschau" in words(app)
    assert not any(one.key == "switch_curves" for one in app.selectbox)
    days = require_days(firm)
    selection = Selection(period=Period(start_on=days[0], end_on=days[1]))
    known = plan_base(firm, selection, PlanTerms()).curve_set
    number = keep_curves(firm, replace(known, name="Herbst")).number
    keep_curves(firm, CurveSet(name="*Messen*", curves=known.curves))
    app.run()
    assert "zuletzt gemerkten Wirkungskurven dieser Daten: Herbst" in words(app)
    chosen = app.selectbox(key="switch_curves")
    assert chosen.value == str(number)
    chosen.set_value(str(number + 1)).run()
    assert not app.exception
    assert "gemerkten Wirkungskurven \\*Messen\\*" in words(app)
    app.selectbox(key="switch_curves").set_value("preview").run()
    assert "schnellen Vorschau" in words(app)


def test_a_saved_scenario_is_marked_on_the_response_curves(firm: Store, open_app: OpenApp) -> None:
    days = require_days(firm)
    known = plan_base(firm, Selection(period=Period(start_on=days[0], end_on=days[1])), PlanTerms())
    curves = open_app("plan/response_curves.py").run()
    assert "geplant" not in drawn(curves)
    number = save_new_scenario(firm, scenario_of(known, "Herbst", known.today, None)).number
    curves.run()
    curves.selectbox(key="switch_plan_mark").set_value(str(number)).run()
    assert not curves.exception
    assert "geplant" in drawn(curves)


def drawn(app: AppTest) -> str:
    return " ".join(str(one.proto) for one in app.get("vega_lite_chart"))


def test_a_scenario_is_saved_compared_and_not_twice(firm: Store, open_app: OpenApp) -> None:
    app = opened(open_app, view="scenarios")
    app.text_input(key="budget_save_name").set_value("=Vorschlag")
    app.button(key="FormSubmitter:budget_save-Speichern").click().run()
    assert not app.exception
    assert [one.scenario.name for one in read_scenarios(firm)] == ["=Vorschlag"]
    app.text_input(key="budget_save_name").set_value("=vorschlag")
    app.button(key="FormSubmitter:budget_save-Speichern").click().run()
    assert "gibt es schon" in app.error[0].value
    app.button(key="budget_load").click().run()
    assert not app.exception
    app.button(key="budget_remove").click().run()
    assert read_scenarios(firm) == ()


def test_an_uploaded_plan_with_problems_says_all_and_keeps_the_rest(firm: Store, open_app: OpenApp) -> None:
    days = require_days(firm)
    selection = Selection(period=Period(start_on=days[0], end_on=days[1]))
    base = plan_base(firm, selection, PlanTerms(outcome=ResponseOutcome.REVENUE))
    book = openpyxl.load_workbook(
        BytesIO(plan_workbook(firm, selection, base, own_split(base, {}), texts_for(Language.DE)))
    )
    sheet = book["Budgetplan"]
    sheet["A5"], sheet["C6"], sheet["C7"] = "![x](http://evil.invalid/x.png)", "viel", 4321
    target = BytesIO()
    book.save(target)
    app = opened(open_app, view="files")
    app.file_uploader(key="budget_upload").upload("plan.xlsx", target.getvalue(), "application/xlsx").run()
    assert not app.exception
    said = app.error[0].value
    assert "keine Zahl" in said
    assert "Diesen Kanal gibt es im Plan nicht" in said
    assert "![x](http" not in said
    app.button(key="budget_take_file").click().run()
    assert "Beträge sind übernommen" in words(app)
