"""Loop closure on its page: the rate, what is missing most, and the deals to work through."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from clm_core.records import RecordType
from clm_core.services.loop_closure import LoopReason
from clm_core.store.workspaces import open_store
from clm_core.texts import Language, texts_for
from tests.pages.conftest import OpenApp
from tests.small_company import add_rows, deals_frame

PAGE = "understand/loop_closure.py"
WHOLE_TIME = {"from": "2024-01-01", "to": "2025-12-31", "compare": "none"}


def headline(app: AppTest) -> str:
    found = next(one.value for one in app.markdown if one.value.startswith("### "))
    return found.replace("\\", "").replace("\u00a0", " ")


def add_deals_of_nobody(home: Path) -> None:
    """Two won deals of 20 000 euros together, of companies that nobody is known of."""
    store = open_store(home, "testfirma", None)
    deals = deals_frame(2).assign(
        deal_id=["n1", "n2"], deal=["Nobody 1", "Nobody 2"], contact_id=None, company=["Lost AG", "Gone SE"]
    )
    add_rows(store, {RecordType.DEALS: deals}, "nobody.csv")
    store.close()


def test_each_reason_has_its_revenue_and_its_deals(open_app: OpenApp, company: Path) -> None:
    add_deals_of_nobody(company)
    app = open_app(PAGE, **WHOLE_TIME)
    assert not app.exception
    assert "0,0 % des gewonnenen Umsatzes" in headline(app)
    reasons = app.dataframe[0].value.set_index("name")
    words = {one: texts_for(Language.DE)(f"loop_closure.reason.{one}") for one in LoopReason}
    assert reasons["revenue"].to_dict() == {words["no_touches"]: 80_000, words["no_contact"]: 20_000}
    assert list(app.dataframe[1].value["deal"]) == [f"Deal {number}" for number in range(8)]
    app.segmented_control("switch_reason").set_value("no_contact").run()
    assert list(app.dataframe[1].value["deal"]) == ["Nobody 1", "Nobody 2"]
    assert texts_for(Language.DE)("loop_closure.action.no_contact") in [one.value for one in app.markdown]


def test_a_link_restores_the_reason(open_app: OpenApp, company: Path) -> None:
    add_deals_of_nobody(company)
    app = open_app(PAGE, language="en", reason="no_contact", **WHOLE_TIME)
    assert set(app.dataframe[1].value["company"]) == {"Lost AG", "Gone SE"}
    assert "0.0% of the won revenue" in headline(app)


def test_what_is_missing_most_says_what_it_is_worth(open_app: OpenApp, company: Path) -> None:
    app = open_app(PAGE, **WHOLE_TIME)
    sentence = next(one.value for one in app.markdown if "Am meisten fehlt" in one.value).replace("\u00a0", " ")
    for part in ("Kontakt ohne Touchpoints", "8 Abschlüsse", "80,0 Tsd", "100,0", "0,0"):
        assert part in sentence.replace("\\", ""), part


def test_a_channel_filter_is_warned_of(open_app: OpenApp, company: Path) -> None:
    hint = texts_for(Language.DE)("loop_closure.narrowed")
    assert hint not in [one.value for one in open_app(PAGE, **WHOLE_TIME).info]
    assert hint in [one.value for one in open_app(PAGE, channel="email", **WHOLE_TIME).info]


def test_nothing_won_says_so_and_leads_on(open_app: OpenApp, company: Path) -> None:
    app = open_app(PAGE, **{"from": "2020-01-01", "to": "2020-01-31"})
    assert not app.exception
    assert texts_for(Language.DE)("loop_closure.empty.title") in [one.value for one in app.header]


def test_an_empty_workspace_leads_to_the_import(open_app: OpenApp, home: Path) -> None:
    from clm_core.store.workspaces import create_workspace

    create_workspace(home, "Leer")
    app = open_app(PAGE)
    assert not app.exception
    assert texts_for(Language.DE)("shell.no_data.title") in [one.value for one in app.header]
