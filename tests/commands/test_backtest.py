"""The backtest on the command line: what the service says, in tables and as JSON; what cannot be is said."""

from pathlib import Path

import pytest

from clm_core.commands.output import plain
from clm_core.scoring_model import FitCriterion, LeadOutcome, ScoringModel
from clm_core.services.scoring_backtest import backtest_view
from clm_core.services.scoring_versions import new_draft
from clm_core.services.workspaces import Store, open_workspace
from tests.commands.conftest import Run
from tests.services.test_scoring_backtest import import_leads

COUNTRIES = ScoringModel(
    fit=(
        FitCriterion(field="country", values=("DE",), points=30),
        FitCriterion(field="country", values=("AT",), points=20),
    ),
    engagement=(),
    groups=(),
    mql_points=15,
    sql_points=25,
)


@pytest.fixture
def leads(home: Path) -> Store:
    """Three hundred leads in the empty workspace, and two versions of a model."""
    store = open_workspace(home, "empty")
    import_leads(store)
    new_draft(store, COUNTRIES, name="Countries")
    new_draft(store, COUNTRIES.with_points([10, 20], []), name="Upside down")
    yield store
    store.close()


def test_it_equals_the_service(leads: Store, empty: Run) -> None:
    document = empty("backtest", "--model", "1", "--against", "2", "--outcome", "sql", "--json").data
    view = backtest_view(leads, COUNTRIES, LeadOutcome.SQL, COUNTRIES.with_points([10, 20], []))
    assert document["bands"] == plain(view.result.bands)
    assert document["auc"] == plain(view.result.auc)
    assert document["against_former"]["auc_difference"]["low"] > 0
    assert document["mql"]["passed"]["leads"] == 200


def test_tables_and_weights_are_printed(leads: Store, empty: Run) -> None:
    printed = empty("backtest", "--model", "1", "--outcome", "sql", "--weights").out
    assert "80.0%" in printed
    assert "Country: DE" in printed
    assert "n = 300 leads" in printed


def test_thresholds_need_a_won_deal(leads: Store, empty: Run) -> None:
    outcome = empty("backtest", "--model", "1", "--outcome", "sql", "--thresholds")
    assert outcome.code == 1
    assert "deal" in outcome.err


def test_without_conversions_nothing_is_measured(tiny: Run) -> None:
    outcome = tiny("backtest")
    assert (outcome.code, outcome.out) == (1, "")
