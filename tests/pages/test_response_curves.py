"""The page Response curves: a table of one's own, the company, too little data, everything wrong, given curves."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from clm_core.services.curve_file import curve_template
from clm_core.services.workspaces import create_workspace, open_workspace
from clm_core.store.curve_sets import read_curve_sets
from clm_core.texts import Language, texts_for
from tests.pages.conftest import OpenApp

PAGE = "plan/response_curves.py"
TEXTS = texts_for(Language.DE)


def weeks(count: int = 104) -> bytes:
    """Search follows a curve, radio does nothing."""
    rng = np.random.default_rng(3)
    search, radio = rng.uniform(0, 10_000, count), rng.uniform(0, 5_000, count)
    revenue = 20_000 + 90_000 * (1 - np.exp(-search / 5_000)) + rng.normal(0, 2_000, count)
    frame = pd.DataFrame({"date": pd.date_range("2024-01-01", periods=count, freq="7D"), "revenue": revenue.round(2),
                          "search_S": search.round(2), "radio_S": radio.round(2)})  # fmt: skip
    return frame.to_csv(index=False).encode()


def drop(app: AppTest, content: bytes, name: str = "wochen.csv") -> AppTest:
    app.file_uploader[0].set_value((name, content, "text/csv")).run()
    assert not app.exception
    return app


def shown(app: AppTest) -> str:
    kinds = (app.markdown, app.error, app.info, app.warning, app.caption, app.subheader, app.success)
    return "\n".join(one.value for kind in kinds for one in kind).replace("\\", "").replace("\u00a0", " ")


@pytest.mark.parametrize("language", list(Language))
def test_a_table_is_answered_at_once_with_the_warning_beside(
    open_app: OpenApp, company: Path, language: Language
) -> None:
    app = drop(open_app(PAGE, language=str(language), source="file"), weeks())
    texts, said = texts_for(language), shown(app)
    assert "search" in said.splitlines()[0]
    assert texts("response_curves_page.warning") in said
    table = app.dataframe[0].value.set_index("channel")
    assert table.loc["search", "mean"] > 5 > 3 * table.loc["radio", "mean"]
    assert len(app.get("vega_lite_chart")) == 4  # next returns, the curve, what comes next along it, fitted


def test_everything_wrong_in_a_file_is_listed_and_it_can_be_let_go(open_app: OpenApp, company: Path) -> None:
    text = b"date,revenue,tv_S\n2026-01-05,1,ten\n2026-01-12,1,-2\n2026-01-26,,3\n"
    app = drop(open_app(PAGE, source="file"), text)
    assert TEXTS("response_curves_page.problems") in shown(app)
    assert list(app.dataframe[0].value["row"].dropna()) == [2, 3, 4]
    assert len(app.dataframe[0].value) == 4
    app.button(key="curves_close").click().run()
    assert not app.exception
    assert app.file_uploader, shown(app)


def test_too_few_weeks_give_an_experiment_and_no_advice(open_app: OpenApp, company: Path) -> None:
    app = drop(open_app(PAGE, source="file"), weeks(12))
    said = shown(app)
    assert said.startswith("### " + TEXTS("response_curves_page.answer_none"))
    assert TEXTS("response_curves_page.experiment.title") in said


def test_the_company_is_answered_by_its_months(open_app: OpenApp, company: Path) -> None:
    """The small company spends the same each month: nothing can be told from the baseline."""
    app = open_app(PAGE, length="month", scope="total")
    assert not app.exception
    said = shown(app)
    assert said.startswith("### " + TEXTS("response_curves_page.answer_none"))
    assert TEXTS("response_curves_page.finding.always_the_same") in said
    assert "evil.invalid" in said
    assert "![stand]" not in "".join(one.value for one in app.markdown)


def test_a_link_restores_what_was_asked(open_app: OpenApp, company: Path) -> None:
    app = open_app(PAGE, length="month", outcome="won_deals", known="email~0.001~0.002")
    assert not app.exception
    assert app.selectbox(key="switch_outcome").value == "won_deals"
    assert any(one.key == "range_without_1" or str(one.key).startswith("range_without_") for one in app.button)


def test_margin_without_a_margin_says_what_to_do(open_app: OpenApp, company: Path) -> None:
    app = open_app(PAGE, length="month", outcome="margin")
    assert TEXTS("response_series.no_margin") in shown(app)
    assert app.selectbox(key="switch_outcome").value == "margin"


def test_an_empty_workspace_leads_to_the_import_and_still_takes_a_table(open_app: OpenApp, home: Path) -> None:
    create_workspace(home, "Leer")
    app = open_app(PAGE)
    assert not app.exception
    assert TEXTS("shell.no_data.title") in [one.value for one in app.header]
    app = drop(open_app(PAGE, source="file"), weeks())
    assert "search" in shown(app).splitlines()[0]


def test_given_curves_are_shown_and_kept_for_the_budget_plan(open_app: OpenApp, company: Path) -> None:
    app = drop(open_app(PAGE, source="given"), curve_template(TEXTS), "kurven.xlsx")
    said = shown(app)
    assert TEXTS("response_curves_page.given.answer", count=3, outcome="Leads", period="Woche") in said
    assert TEXTS("channels.events") in said  # whose spend nobody knows here
    app.text_input(key="given_keep_name").set_value("Agentur").run()
    app.button(key="given_keep").click().run()
    assert not app.exception
    store = open_workspace(company, "testfirma")
    assert [one.curve_set.name for one in read_curve_sets(store)] == ["Agentur"]
    store.close()
