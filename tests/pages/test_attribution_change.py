"""What moved, on its page: the biggest movement and its cause, a table that adds up, the deals behind a cause."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from clm_core.records import RecordType
from clm_core.services.snapshots import fresh_snapshot, keep_snapshot
from clm_core.services.workspaces import open_workspace
from clm_core.texts import Language, texts_for
from tests.pages.conftest import OpenApp
from tests.small_company import add_rows, deals_frame

PAGE = "understand/attribution_change.py"
WHOLE_TIME = {"from": "2024-01-01", "to": "2025-12-31", "compare": "none"}


@pytest.fixture
def moved(company: Path) -> Path:
    """The small company, kept as "Beirat Q3"; then one deal grew to 16 000 and two were added."""
    store = open_workspace(company, "testfirma")
    keep_snapshot(store, fresh_snapshot(store).number, "Beirat Q3")
    deals = deals_frame(10)
    deals.loc[0, "amount_micros"] = 16_000_000_000
    add_rows(store, {RecordType.DEALS: deals}, "more_deals.csv")
    store.close()
    return company


def headline(app: AppTest) -> str:
    found = next(one.value for one in app.markdown if one.value.startswith("### "))
    return found.replace("\\", "").replace("\u00a0", " ")


def test_the_biggest_movement_and_its_cause_are_named(open_app: OpenApp, moved: Path) -> None:
    app = open_app(PAGE, **WHOLE_TIME)
    assert not app.exception
    # Contacts 0, 32 and 36: paid search grew by 6 000 and 10 000 euros is credited to channel 32 % 3 and 36 % 3.
    assert "Bezahlte Suche bekommt heute 16,0 Tsd. € mehr" in headline(app)
    assert "„Beirat Q3“, vor allem durch neu hinzugekommene gewonnene Abschlüsse" in headline(app)
    whole = next(one.value for one in app.caption if "Insgesamt" in one.value)
    for number in ("80.000", "106.000", "26.000", "3"):
        assert number in whole.replace("\\", ""), number


def test_before_and_causes_are_after_in_every_row_and_in_sum(open_app: OpenApp, moved: Path) -> None:
    app = open_app(PAGE, language="en", **WHOLE_TIME)
    table = app.dataframe[0].value.set_index("name")
    causes = table.drop(columns=["before", "after", "difference"])
    assert list(causes.columns) == ["new_conversion", "changed_value"]
    assert (table["before"] + causes.sum(axis=1)).tolist() == pytest.approx(table["after"].tolist())
    assert table.loc["Together", ["before", "new_conversion", "changed_value", "after"]].tolist() == [
        80_000, 20_000, 6_000, 106_000
    ]  # fmt: skip


def test_a_link_restores_cause_and_channel_of_the_deals(open_app: OpenApp, moved: Path) -> None:
    app = open_app(PAGE, **WHOLE_TIME)
    assert sorted(app.dataframe[1].value["label"]) == ["Deal 0", "Deal 8", "Deal 9"]
    app = open_app(PAGE, cause="changed_value", **WHOLE_TIME)
    assert app.dataframe[1].value[["label", "amount"]].to_numpy().tolist() == [["Deal 0", 6_000.0]]
    app = open_app(PAGE, cause="new_conversion", moved="paid_search", **WHOLE_TIME)
    assert app.dataframe[1].value[["label", "amount"]].to_numpy().tolist() == [["Deal 9", 10_000.0]]


def test_leads_did_not_move(open_app: OpenApp, moved: Path) -> None:
    app = open_app(PAGE, conversion="lead", **WHOLE_TIME)
    assert "Seit dem Stand „Beirat Q3“ hat sich für keinen Kanal etwas verändert" in headline(app)
    assert not app.dataframe


def test_a_learning_model_explains_its_weights(open_app: OpenApp, moved: Path) -> None:
    app = open_app(PAGE, model="markov_1", **WHOLE_TIME)
    assert not app.exception
    assert app.selectbox("switch_model_then").value == "markov_1"
    assert app.selectbox("attribution_model").value == "markov_1"


def test_without_a_kept_state_the_way_to_keep_one(open_app: OpenApp, company: Path) -> None:
    app = open_app(PAGE)
    assert not app.exception
    assert texts_for(Language.DE)("attribution_change.empty.title") in [one.value for one in app.header]
