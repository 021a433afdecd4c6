"""The funnel page: cohort and activity of the small company, and the people behind a bar."""

from pathlib import Path

import pyarrow as pa
import pytest

from clm_core.texts import Language, texts_for
from tests.pages.conftest import OpenApp

WHOLE_TIME = {"from": "2024-01-01", "to": "2025-12-31", "compare": "none"}


def captions(app) -> list[str]:
    return [one.value for one in app.caption]


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_answer_names_the_cohort_and_how_many_became_customers(
    open_app: OpenApp, company: Path, language: str
) -> None:
    app = open_app("understand/funnel.py", language=language, **WHOLE_TIME)
    headline = next(one.value for one in app.markdown if one.value.startswith("### "))
    share = {"de": "20,0 %", "en": "20.0%"}[language]
    assert " 40 " in headline
    assert " 8 " in headline
    assert share in headline.replace("\u00a0", " ").replace("\\", "")


def test_charts_hold_the_counts_of_each_stage(open_app: OpenApp, company: Path) -> None:
    app = open_app("understand/funnel.py", **WHOLE_TIME)
    chart = app.get("vega_lite_chart")[0].proto
    rows = pa.ipc.open_stream(chart.datasets[0].data.data).read_all().to_pylist()
    assert [(row["stage"], row["reached"]) for row in rows] == [("lead", 40), ("opportunity", 8), ("customer", 8)]


def test_people_behind_a_stage_are_listed_and_narrowed(open_app: OpenApp, company: Path) -> None:
    texts = texts_for(Language.DE)
    app = open_app("understand/funnel.py", **WHOLE_TIME)
    assert texts("funnel.people_count", count=8) in captions(app)
    app.selectbox("people_stage").set_value("lead").run()
    assert texts("funnel.people_count", count=40) in captions(app)
    app.selectbox("people_standing").set_value("still_open").run()
    assert texts("funnel.people_count", count=32) in captions(app)


def test_activity_counts_entries_of_the_period_without_rates(open_app: OpenApp, company: Path) -> None:
    app = open_app("understand/funnel.py", **WHOLE_TIME)
    app.segmented_control("switch_view").set_value("activity").run()
    frame = app.dataframe[0].value
    assert int(frame["lead"].sum()) == 40
    assert int(frame["customer"].sum()) == 8
    assert not app.get("vega_lite_chart")


def test_a_selection_without_people_says_so_and_leads_on(open_app: OpenApp, company: Path) -> None:
    app = open_app("understand/funnel.py", **{"from": "2020-01-01", "to": "2020-01-31"})
    assert not app.exception
    assert texts_for(Language.DE)("funnel.empty.title") in [one.value for one in app.header]
