"""Caches see every change, and the selection follows the data, the address and nothing else."""

from datetime import date
from pathlib import Path

from streamlit.testing.v1 import AppTest

from clm_core.records import RecordType
from clm_core.services import data, workspaces
from clm_core.store.workspaces import open_store
from tests.pages.conftest import OpenApp
from tests.small_company import add_rows, spend_frame


def probe() -> None:
    """A page that shows what the session knows."""
    import streamlit as st

    from pages.shared import session
    from tests.pages.test_session import counted_spend

    st.text(session.computed(counted_spend, "spend"))
    selection = session.selection()
    st.text(f"{selection.period.start_on} {selection.period.end_on} {selection.channels}")


calls: list[str] = []


def counted_spend(store, name: str) -> str:
    """A service whose answer changes with the data; counts how often it was asked."""
    calls.append(name)
    return f"{data.loop_data(store).spend['spend'].sum():.2f}"


def shown(app: AppTest) -> list[str]:
    assert not app.exception
    return [one.value for one in app.text]


def change_spend(home: Path, amount: int, days: int, name: str) -> None:
    store = open_store(home, "testfirma")
    add_rows(store, {RecordType.SPEND: spend_frame(amount, days)}, name)
    store.close()


def test_an_answer_is_computed_once_a_version_and_every_change_of_the_data_is_seen(company: Path) -> None:
    calls.clear()
    app = AppTest.from_function(probe, default_timeout=60).run()
    before = shown(app)[0]
    assert before == "7500.00", "25 days, 3 channels, 100 euros each"
    assert shown(app.run())[0] == before
    assert len(calls) == 1

    # One cell of one row, changed by another process behind the page's back.
    change_spend(company, 101, 1, "newer.csv")
    assert shown(app.run())[0] == "7503.00"
    assert len(calls) == 2
    other_session = AppTest.from_function(probe, default_timeout=60).run()
    assert shown(other_session)[0] == "7503.00"
    assert len(calls) == 2, "sessions share what was computed"


def test_another_workspace_has_answers_of_its_own(company: Path) -> None:
    workspaces.create_workspace(company, "Leer")
    app = AppTest.from_function(probe, default_timeout=60)
    app.query_params["ws"] = "leer"
    assert shown(app.run())[0] == "0.00"


def test_the_default_view_is_the_last_twelve_full_months_of_the_data(company: Path) -> None:
    app = AppTest.from_function(probe, default_timeout=60).run()
    assert shown(app)[1] == "2024-12-01 2025-11-30 ()"


def test_an_address_describes_the_view(company: Path) -> None:
    app = AppTest.from_function(probe, default_timeout=60)
    app.query_params["from"], app.query_params["to"] = "2025-02-01", "2025-02-28"
    app.query_params["channel"] = ["email", "paid_search"]
    assert shown(app.run())[1] == "2025-02-01 2025-02-28 ('email', 'paid_search')"
    # Another link followed in the same session: what it does not name returns to the default.
    app.query_params.clear()
    app.query_params["from"], app.query_params["to"] = "2025-03-01", "2025-03-31"
    assert shown(app.run())[1] == "2025-03-01 2025-03-31 ()"


def test_a_choice_in_the_filters_is_seen_by_the_page_and_the_address(open_app: OpenApp, company: Path) -> None:
    app = open_app("understand/funnel.py")
    app.radio("filter_preset").set_value("last_month").run()
    assert parameters(app, "from", "to") == [["2025-11-01"], ["2025-11-30"]]
    app.date_input("filter_from").set_value(date(2025, 11, 5)).run()
    assert parameters(app, "from") == [["2025-11-05"]]
    app.multiselect("filter_channels").set_value(["email"]).run()
    app.multiselect("filter_segment_country").set_value(["AT"]).run()
    assert parameters(app, "channel", "by", "segment") == [["email"], ["country"], ["AT"]]
    app.button("filter_reset").click().run()
    assert parameters(app, "from", "channel") == [["2024-12-01"], []]


def parameters(app: AppTest, *names: str) -> list[list[str]]:
    """The values of each parameter in the address."""
    values = [app.query_params.get(name, []) for name in names]
    return [[value] if isinstance(value, str) else list(value) for value in values]
