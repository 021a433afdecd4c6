"""Journeys: the answer, paths and the deals behind them, roles, contents, single histories; and empty data."""

from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from clm_core.texts import Language, texts_for
from tests.pages.conftest import OpenApp
from tests.pages.journey_company import EVIL_CONTENT, LOST, WON, add_journeys

PAGE = "understand/journeys.py"
WHOLE = {"from": "2025-03-15", "to": "2025-04-30"}


@pytest.fixture
def journeys(company: Path) -> Path:
    """The small company with journeys whose every number is known."""
    add_journeys(company)
    return company


def opened(open_app: OpenApp, *, language: str = "de", **query: str) -> AppTest:
    """The page with query parameters of its own: going to it from the start page takes them away."""
    app = open_app(PAGE, language=language, **WHOLE)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def words(app: AppTest) -> str:
    """Everything that the page says outside its tables."""
    return "\n".join(one.value for kind in ("markdown", "caption", "info", "subheader") for one in getattr(app, kind))


def table(app: AppTest, column: str) -> pd.DataFrame:
    """The frame of the first table with this column."""
    frame: pd.DataFrame = next(one.value for one in app.dataframe if column in one.value)
    return frame


@pytest.mark.parametrize("language", list(Language))
def test_the_answer_says_how_many_touches_and_days_and_which_ends(
    open_app: OpenApp, journeys: Path, language: Language
) -> None:
    """From the fair on 10 March to the end of 9 April: 31 days less two hours."""
    texts = texts_for(language)
    app = open_app(PAGE, language=language.value, **WHOLE)
    assert not app.exception
    answer = next(one.value for one in app.markdown if one.value.startswith("###"))
    first, last = texts("channels.events"), texts("channels.field_sales")
    for part in (texts("journeys.subject.won_deal"), " 3 ", " 31 ", first, last):
        assert part in answer
    assert answer.index(first) < answer.index(last)


def test_paths_name_their_channels_with_rate_and_n(open_app: OpenApp, journeys: Path) -> None:
    app = open_app(PAGE, **WHOLE)
    app.button_group("switch_form").set_value("whole").run()
    assert not app.exception
    rows = table(app, "converted").set_index("name")
    row = rows.loc["Messen und Veranstaltungen → E-Mail → Außendienst"]
    assert row[["converted", "non_conversions", "conversion_value"]].tolist() == [WON, 0, WON * 1000]
    assert rows.loc["Messen und Veranstaltungen → Außendienst", ["converted", "non_conversions"]].tolist() == [0, LOST]
    assert app.query_params["form"] in ("whole", ["whole"])
    app.button_group("switch_form").set_value("ends").run()
    both = table(app, "converted").set_index("name").loc["Messen und Veranstaltungen → Außendienst"]
    assert both[["converted", "non_conversions", "rate"]].tolist() == [WON, LOST, 0.5]
    assert both["interval"] == "39,3–60,7\u00a0%"
    assert {"CSV", "Excel"} <= {one.label for one in app.get("download_button")}


def test_roles_and_steps_have_their_numbers(open_app: OpenApp, journeys: Path) -> None:
    roles = table(opened(open_app, part="roles"), "opens").set_index("name")
    assert roles.loc["E-Mail", ["opens", "helps", "closes", "assists"]].tolist() == [0, WON, 0, WON]
    assert roles.loc["Außendienst", ["closes", "closes_interval"]].tolist() == [WON, "91,2–100,0\u00a0%"]
    app = opened(open_app, part="course", steps="3")
    steps = table(app, "step1").set_index("name")
    assert steps.loc["E-Mail"].tolist() == [0, WON, 0]
    assert f"n = {WON}" in words(app).replace("\\", "")


def test_contents_are_compared_with_lost_deals_and_stay_text(open_app: OpenApp, journeys: Path) -> None:
    texts = texts_for(Language.DE)
    app = opened(open_app, part="contents")
    row = table(app, "word").set_index("item").loc[EVIL_CONTENT]
    assert row[["won", "won_base", "lost", "lost_base", "points"]].tolist() == [WON, WON, 0, LOST, 100.0]
    assert row["word"] == texts("journeys.verdict.better")
    assert EVIL_CONTENT not in words(app)
    assert texts("journeys.contents_caution.lost_deal") in words(app)
    app.button_group("switch_kind").set_value("events").run()
    fair = table(app, "word").set_index("item").loc["Fair 2025"]
    assert fair[["won", "lost", "word"]].tolist() == [WON, LOST, texts("journeys.verdict.within_noise")]
    assert "Bei keinem der 1 verglichenen" in words(app)


def test_a_search_leads_to_a_history_and_a_link_restores_it(open_app: OpenApp, journeys: Path) -> None:
    app = opened(open_app, part="history")
    app.text_input("journeys_search").set_value("journeyman 17").run()
    found = app.selectbox("journeys_found")
    assert len(found.options) == 3, "a deal, a company and a person"
    found.select_index(0).run()
    assert not app.exception
    touches = table(app, "kind_name")
    assert touches["kind_name"].tolist() == ["Anruf", "E-Mail-Klick", "Veranstaltung"]
    assert touches["team_name"].tolist() == ["Vertrieb", "Marketing", "Marketing"]
    marks = table(app, "mark_name")
    assert {"Gewonnen", "Chance angelegt"} <= set(marks["mark_name"])
    key = str(app.query_params["history"]).partition("-")[2].rstrip("']")
    again = opened(open_app, language="en", part="history", history=f"deal-{key}")
    assert table(again, "kind_name")["kind_name"].tolist() == ["Call", "Email click", "Event"]


def test_a_history_that_is_gone_is_said(open_app: OpenApp, journeys: Path) -> None:
    app = opened(open_app, part="history", history="deal-99999")
    assert texts_for(Language.DE)("journeys.history_unknown").split("(")[0] in app.error[0].value.replace("\\", "")
    assert not app.exception
    assert not opened(open_app, part="history", history="nonsense").exception


def test_options_are_in_the_address_and_change_what_counts(open_app: OpenApp, journeys: Path) -> None:
    app = opened(open_app, touches="marketing", entity="contact", direct="without_direct")
    assert not app.exception
    rows = table(app, "converted")
    assert rows.loc[rows["converted"] > 0, "name"].tolist() == ["Messen und Veranstaltungen → E-Mail"], "without sales"


def test_chosen_channels_are_said_to_narrow_the_journeys(open_app: OpenApp, journeys: Path) -> None:
    app = open_app(PAGE, **WHOLE, channel="email")
    assert any("Gezeigt werden Customer Journeys, in denen" in one.value for one in app.info)
    assert table(app, "converted")["non_conversions"].sum() == 1, "a lead of the small company came by e-mail"


def test_without_conversions_the_next_step_and_the_search_are_shown(open_app: OpenApp, company: Path) -> None:
    app = open_app(PAGE, **{"from": "2019-01-01", "to": "2019-12-31"})
    assert not app.exception
    assert "Keine Customer Journey mit Conversion" in "\n".join(one.value for one in app.header)
    assert app.text_input("journeys_search")
    assert not app.dataframe


def test_a_link_to_what_is_no_number_shows_no_history(open_app: OpenApp, journeys: Path) -> None:
    for nonsense in ("deal-²", "deal-" + "9" * 5000):
        assert not opened(open_app, part="history", history=nonsense).exception
