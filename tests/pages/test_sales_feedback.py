"""The page of sales feedback: rates, what to mend, waiting and promise, leads behind a number, little and no data."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.testing.v1 import AppTest

from clm_core.records import RecordType
from clm_core.store.workspaces import create_workspace, open_store
from clm_core.texts import Language, texts_for
from tests.feedback_company import make_leads, rows_of
from tests.pages.conftest import OpenApp
from tests.small_company import add_rows

PAGE = "qualify/sales_feedback.py"
WHOLE_TIME = {"from": "2025-01-01", "to": "2025-12-31", "compare": "none"}
DE, EN = texts_for(Language.DE), texts_for(Language.EN)


def said(app: AppTest) -> str:
    found = " ".join(one.value for one in (*app.markdown, *app.caption, *app.info))
    return found.replace("\\", "").replace("\u00a0", " ")


def table(app: AppTest, place: int) -> pd.DataFrame:
    return app.dataframe[place].value


def written(app: AppTest, place: int) -> pd.DataFrame:
    """The texts in the cells of a table."""
    frame: pd.DataFrame = convert_arrow_bytes_to_pandas_df(app.dataframe[place].proto.arrow_data.styler.display_values)
    return frame.map(lambda cell: str(cell).replace("\u00a0", " "))


@pytest.fixture
def leads(home: Path) -> Path:
    make_leads(home)
    return home


def test_the_answer_counts_and_says_what_helps(open_app: OpenApp, leads: Path) -> None:
    app = open_app(PAGE, **WHOLE_TIME)
    assert not app.exception
    words = said(app)
    verdicts = table(app, 0).set_index("name")
    # Display: six of eight odd numbers are rejected … of the odd ones below 6: 1, 3, 5, so three of four.
    assert verdicts.loc["Display", "accepted_rate"] == pytest.approx(0.25, abs=0.02)
    assert verdicts.loc["Bezahlte Suche", "accepted_rate"] == pytest.approx(0.875, abs=0.02)
    assert verdicts["leads"].sum() == 240
    assert (verdicts["leads"] == verdicts["young"] + verdicts["waiting"] + verdicts["judged"]).all()
    assert verdicts.loc["Display", "word"] == DE("sales_feedback.standing.worse")
    assert "**Display** wird klar seltener angenommen" in words
    assert "**Passt nicht zur Zielgruppe** ist der häufigste Grund" in words
    assert DE("sales_feedback.unmapped", count=1, reasons="„Pfui“").rstrip(".") in words
    assert "innerhalb von **2 Stunden**" in words
    assert "bei **66,7 %** gehalten" in words


def test_rates_stand_with_their_intervals_and_are_sorted_as_numbers(open_app: OpenApp, leads: Path) -> None:
    app = open_app(PAGE, **WHOLE_TIME)
    cells = written(app, 0).set_index("name")
    # 30 of 120 and 105 of 120.
    assert cells.loc["Display", "accepted_rate"] == "25,0 % (18–33 %)"
    assert cells.loc["Bezahlte Suche", "accepted_rate"] == "87,5 % (80–92 %)"
    assert pd.api.types.is_float_dtype(table(app, 0)["accepted_rate"])


def test_follow_up_is_an_association_with_its_interval(open_app: OpenApp, leads: Path) -> None:
    app = open_app(PAGE, language="en", **WHOLE_TIME)
    assert not app.exception
    words = said(app)
    assert "fewer opportunities**, other things equal (95% interval" in words
    assert "An association, not proof" in words
    waits = next(one.value for one in app.dataframe if "converted" in one.value).set_index("name")
    assert waits.loc["under 4 hours", "leads"] > waits.loc["3–7 days", "leads"] > 0
    assert waits.loc["under 4 hours", "rate"] > waits.loc["3–7 days", "rate"]
    app.segmented_control("switch_feedback_outcome").set_value("won").run()
    assert "Too few data for an answer: 0 of" in said(app)


def test_another_promise_is_checked_and_part_of_the_link(open_app: OpenApp, leads: Path) -> None:
    app = open_app(PAGE, promise="120", **WHOLE_TIME)
    assert "„innerhalb von 120 Stunden“ wurde bei **100,0 %** gehalten" in said(app)
    assert "Schneller nachfassen" not in said(app), "nothing to mend"
    assert "Schneller nachfassen" in said(open_app(PAGE, **WHOLE_TIME))


def test_leads_behind_a_number_are_listed_and_narrowed(open_app: OpenApp, leads: Path) -> None:
    app = open_app(PAGE, **WHOLE_TIME)
    assert DE("sales_feedback.lead_count", count=240) in said(app)
    app.selectbox("feedback_channel").set_value("display").run()
    app.selectbox("feedback_reason").set_value("Falsche Zielgruppe").run()
    listed = table(app, -1)
    assert set(listed["reason"]) == {"Falsche Zielgruppe"}
    assert set(listed["channel"]) == {"Display"}
    assert len(listed) == 90
    assert listed["handed_on"].is_monotonic_decreasing
    app.selectbox("feedback_owner").set_value("Anna").run()
    assert set(table(app, -1)["seller"]) == {"Anna"}


def test_scores_split_the_leads_into_fifths(open_app: OpenApp, leads: Path) -> None:
    app = open_app(PAGE, feedback_by="band", **WHOLE_TIME)
    assert not app.exception
    bands = table(app, 0)
    assert bands["leads"].sum() == 240
    assert bands["name"].str.contains("Punkte").all()


def test_filters_apply(open_app: OpenApp, leads: Path) -> None:
    app = open_app(PAGE, channel="display", **WHOLE_TIME)
    assert table(app, 0)["name"].tolist() == ["Display"]
    assert DE("sales_feedback.lead_count", count=120) in said(app)


def test_few_verdicts_are_said_to_be_few(open_app: OpenApp, home: Path) -> None:
    make_leads(home, 30)
    app = open_app(PAGE, **WHOLE_TIME)
    assert not app.exception
    judged = int(np.sum(table(app, 0)["judged"]))
    assert DE("sales_feedback.few", judged=judged) in said(app)
    assert "Zu wenige Daten für eine Aussage" in said(app)


def test_without_activities_of_sales_the_page_says_what_is_missing(open_app: OpenApp, company: Path) -> None:
    store = open_store(company, "testfirma", None)
    stages = [{"contact_id": "c2", "stage": "mql", "entered_at": pd.Timestamp("2024-03-01", tz="UTC")}]
    add_rows(store, {RecordType.STAGES: rows_of(RecordType.STAGES, stages)}, "stages.csv")
    store.close()
    app = open_app(PAGE, **{"from": "2024-01-01", "to": "2025-12-31"})
    assert not app.exception
    assert DE("sales_feedback.contact_none") in said(app)
    assert DE("sales_feedback.reasons_none") in said(app)


def test_where_most_leads_have_no_verdict_the_rate_is_not_said_of_all(open_app: OpenApp, home: Path) -> None:
    make_leads(home, judged_every=5)
    app = open_app(PAGE, **WHOLE_TIME)
    assert not app.exception
    rows = table(app, 0)
    judged, waiting = int(rows["judged"].sum()), int(rows["waiting"].sum())
    assert waiting > judged > 0
    assert f"Nur {judged} von {judged + waiting} Leads haben eine Rückmeldung" in said(app)
    assert DE("sales_feedback.partial", waiting=waiting, old=str(judged + waiting)) in said(app)


def test_no_hand_over_says_so_and_leads_on(open_app: OpenApp, leads: Path) -> None:
    app = open_app(PAGE, **{"from": "2020-01-01", "to": "2020-01-31"})
    assert not app.exception
    assert DE("sales_feedback.empty.title") in [one.value for one in app.header]


def test_an_empty_workspace_leads_to_the_import(open_app: OpenApp, home: Path) -> None:
    create_workspace(home, "Leer")
    app = open_app(PAGE)
    assert not app.exception
    assert DE("shell.no_data.title") in [one.value for one in app.header]
