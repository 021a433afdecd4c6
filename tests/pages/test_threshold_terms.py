"""What goes into a threshold's calculation: links with nonsense, and proposals that change while one looks."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from clm_core.handover import HandoverPolicy
from clm_core.services.handover_policy import save_policy
from clm_core.services.workspaces import open_workspace
from tests.pages.conftest import OpenApp

PAGE = "qualify/lead_scoring.py"
NONSENSE = ("NaN", "sNaN", "Infinity", "1e999999", "-5", "0", "x")


def cuts(open_app: OpenApp, **query: str) -> AppTest:
    """The view of cuts by a link."""
    app = open_app(PAGE)
    for name, value in {"view": "cuts", **query}.items():
        app.query_params[name] = value
    return app.run()


def typed(app: AppTest, name: str) -> str:
    """What stands in the field of this name."""
    return next(str(one.value) for one in app.text_input if str(one.key).startswith(f"mql_{name}_"))


@pytest.mark.usefixtures("company")
def test_a_link_with_impossible_numbers_shows_the_proposal(open_app: OpenApp) -> None:
    proposed = {name: typed(cuts(open_app), name) for name in ("deal_value", "margin")}
    for nonsense in NONSENSE:
        app = cuts(open_app, mql_deal_value=nonsense, sql_margin=nonsense, mql_margin="500")
        assert not app.exception, nonsense
        assert {name: typed(app, name) for name in proposed} == proposed


def test_a_changed_agreement_is_what_the_fields_begin_with(company: Path, open_app: OpenApp) -> None:
    app = cuts(open_app)
    assert typed(app, "cost") == "90"
    store = open_workspace(company, "testfirma")
    save_policy(store, HandoverPolicy(cost_per_lead=40.0))
    store.close()
    assert typed(app.run(), "cost") == "40"
