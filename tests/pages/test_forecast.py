"""The forecast on its page: the answer with its ranges, and why there is none where the data are too short."""

import time
from pathlib import Path

from streamlit.testing.v1 import AppTest

from clm_core.records import RecordType
from clm_core.store.workspaces import open_store
from clm_core.texts import Language, texts_for
from tests.forecast_company import forecast_frames
from tests.pages.conftest import OpenApp
from tests.small_company import add_rows

PAGE = "plan/forecast.py"


def finished(app: AppTest) -> AppTest:
    """The page when the back-test is done."""
    for _ in range(60):
        if not any("geprüft" in str(one.proto) for one in app.get("progress")):
            return app
        time.sleep(0.5)
        app.run()
    raise AssertionError("the forecast was never done")


def test_too_short_a_history_says_what_is_missing(open_app: OpenApp, company: Path) -> None:
    app = finished(open_app(PAGE, channel="email"))
    assert not app.exception
    assert texts_for(Language.DE)("forecast.empty_events.title") in [one.value for one in app.header]


def test_answer_ranges_and_quality(open_app: OpenApp, company: Path) -> None:
    store = open_store(company, "testfirma", None)
    contacts, deals = forecast_frames()
    add_rows(store, {RecordType.CONTACTS: contacts, RecordType.DEALS: deals}, "two_years.csv")
    store.close()
    app = finished(open_app(PAGE, language="de"))
    assert not app.exception
    headline = next(one.value for one in app.markdown if one.value.startswith("### "))
    assert "Umsatz sind zu erwarten, zu 90" in headline.replace("\\", "").replace("\u00a0", " ")
    periods = app.dataframe[0].value
    assert len(periods) == 7  # the rest of December and six whole months
    assert ((periods["low_90"] < periods["expected"]) & (periods["expected"] < periods["high_90"])).all()
    parts = periods[["open_pipeline", "in_funnel", "new_business"]].sum(axis=1)
    assert (abs(parts - periods["expected"]) < 1e-6 * periods["expected"]).all()
