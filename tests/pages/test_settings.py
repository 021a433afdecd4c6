"""Settings: a rate and a margin as a German types them count at once on every page."""

from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from clm_core.records import RecordType
from clm_core.services import data, workspaces
from clm_core.texts import Language, texts_for
from tests.pages.conftest import OpenApp
from tests.small_company import add_rows, spend_frame

TEXTS = texts_for(Language.DE)


@pytest.fixture
def dollar_company(company: Path) -> Path:
    """The small company with some spend in dollars."""
    store = workspaces.open_workspace(company, "testfirma")
    dollars = spend_frame(days=1).head(1).assign(currency="USD", campaign="Abroad")
    add_rows(store, {RecordType.SPEND: dollars}, "dollars.csv")
    store.close()
    return company


def press(app: AppTest, label: str) -> AppTest:
    """Presses the button with this label."""
    next(one for one in app.button if one.label == label).click().run()
    assert not app.exception
    return app


def test_a_rate_is_asked_for_each_foreign_currency_and_kept(open_app: OpenApp, dollar_company: Path) -> None:
    app = open_app("data/settings.py")
    rate = next(one for one in app.text_input if "USD" in one.label)
    rate.set_value("0,9205").run()
    press(app, TEXTS("settings.save_rates"))
    assert TEXTS("settings.saved") in [one.value for one in app.success]
    store = workspaces.open_workspace(dollar_company, "testfirma")
    assert data.settings(store).exchange_rates == {"USD": 0.9205}
    abroad = data.loop_data(store).spend.query("original_currency == 'USD'")
    assert abroad["spend"].to_list() == pytest.approx([92.05])


def test_a_margin_is_kept_as_share_and_one_above_a_hundred_percent_refused(open_app: OpenApp, company: Path) -> None:
    app = open_app("data/settings.py")
    margin = next(one for one in app.text_input if one.label == TEXTS("settings.margin_percent"))
    margin.set_value("137,5").run()
    assert [one.value for one in app.error] == [TEXTS("messages.too_large", maximum="100")]
    next(one for one in app.text_input if one.label == TEXTS("settings.margin_percent")).set_value("37,5").run()
    press(app, TEXTS("settings.save_margin"))
    store = workspaces.open_workspace(company, "testfirma")
    assert data.settings(store).margin_share == float(Decimal("0.375"))
