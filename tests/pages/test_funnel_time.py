"""The views of the funnel in time: every one answers, in both languages, also where there is nothing to say."""

from pathlib import Path

import pytest

from clm_core.texts import Language, texts_for
from tests.pages.conftest import OpenApp

WHOLE_TIME = {"from": "2024-01-01", "to": "2025-12-31"}
VIEWS = ("cohorts", "stay", "velocity", "win_rates", "bridge", "ageing")


def headline(app) -> str:
    return next(one.value for one in app.markdown if one.value.startswith("### ")).replace("\\", "")


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_view_answers(open_app: OpenApp, company: Path, language: str) -> None:
    app = open_app("understand/funnel.py", language=language, view="cohorts", **WHOLE_TIME)
    for view in VIEWS:
        app.segmented_control("switch_view").set_value(view).run()
        assert not app.exception, view
        assert not app.error, view


def test_cohorts_say_how_many_come_on_within_how_many_days(open_app: OpenApp, company: Path) -> None:
    app = open_app("understand/funnel.py", view="cohorts", step="lead_customer", **WHOLE_TIME)
    assert "Von 40 neuen Leads werden" in headline(app)
    frame = app.dataframe[0].value
    whole = frame[frame["month"] == "Alle Monate"].set_index("age_days")
    assert int(whole.loc[7, "entered"]) == 40


def test_win_rate_names_won_and_decided(open_app: OpenApp, company: Path) -> None:
    app = open_app("understand/funnel.py", view="win_rates", **WHOLE_TIME)
    decided = app.dataframe[0].value[["won", "decided"]].sum()
    assert f"Von {decided['decided']} entschiedenen Verkaufschancen wurden {decided['won']} gewonnen" in headline(app)


def test_the_rows_behind_what_is_open(open_app: OpenApp, company: Path) -> None:
    app = open_app("understand/funnel.py", view="ageing", **WHOLE_TIME)
    part = app.selectbox("switch_open_part")
    counted = app.dataframe[0].value
    rows = app.dataframe[1].value
    assert len(rows) in counted["count"].tolist()
    assert texts_for(Language.DE)("funnel_time.rows_count", count=len(rows)) in [one.value for one in app.caption]
    assert part.options


def test_a_bridge_without_comparison_says_what_to_choose(open_app: OpenApp, company: Path) -> None:
    app = open_app("understand/funnel.py", view="bridge", compare="none", **WHOLE_TIME)
    assert texts_for(Language.DE)("funnel.no_comparison") in [one.value for one in app.info]


@pytest.mark.parametrize("view", ["cohorts", "stay", "velocity", "win_rates", "bridge"])
def test_a_period_without_anybody_says_so(open_app: OpenApp, company: Path, view: str) -> None:
    app = open_app("understand/funnel.py", view=view, **{"from": "2020-01-01", "to": "2020-01-31"})
    assert not app.exception
    known = texts_for(Language.DE)
    titles = {known("funnel.empty.title"), known("funnel_time.no_deals.title")}
    assert titles & {one.value for one in app.header}
