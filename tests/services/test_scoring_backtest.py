"""A model on the leads of the tiny company's larger sister: tested, compared, and honest when it cannot be."""

import pytest

from clm_core.errors import ClmError
from clm_core.records import RecordType
from clm_core.scoring_model import FitCriterion, LeadOutcome, ScoringModel
from clm_core.services.scoring_backtest import backtest_view
from clm_core.services.workspaces import Store
from tests.tiny_company import import_text

COUNTRIES = ("DE", "AT", "FR")


def model(*points: float) -> ScoringModel:
    fit = tuple(
        FitCriterion(field="country", values=(country,), points=one)
        for country, one in zip(COUNTRIES, points, strict=True)
    )
    return ScoringModel(fit=fit, engagement=(), groups=(), mql_points=15, sql_points=25)


@pytest.fixture
def leads(store: Store) -> Store:
    """The empty workspace with these leads."""
    import_leads(store)
    return store


def import_leads(store: Store) -> None:
    """300 leads in 300 days: of ten of DE eight become SQL, of AT four, of FR none; all were handed over."""
    contacts, stages = ["Contact ID,Email,Country,Created on"], ["Contact ID,Stage,Entered on"]
    for number in range(300):
        day = f"2025-{number // 28 + 1:02}-{number % 28 + 1:02}"
        contacts.append(f"l{number},l{number}@x.example,{COUNTRIES[number % 3]},{day} 08:00")
        stages.append(f"l{number},MQL,{day} 10:00")
        if number // 3 % 10 < (8, 4, 0)[number % 3]:
            stages.append(f"l{number},SQL,{day} 12:00")
    # So that the last of them are old enough too.
    contacts.append("later,later@x.example,FR,2025-12-20 08:00")
    import_text(store, "contacts.csv", "\n".join(contacts), record_type=RecordType.CONTACTS)
    import_text(store, "stages.csv", "\n".join(stages), record_type=RecordType.STAGES)


def test_bands_thresholds_and_baseline(leads: Store) -> None:
    view = backtest_view(leads, model(30, 20, 0), LeadOutcome.SQL)
    assert (view.result.leads, view.result.converted) == (300, 120)
    assert view.result.bands["rate"].tolist() == [0.8, 0.4, 0.0]
    assert (view.mql.passed.leads, view.sql.passed.leads) == (200, 100)
    assert view.mql.recall.value == 1
    assert view.sql.recall.value == pytest.approx(80 / 120)
    # The score says of the country what counting says of it: both put leads in the same order.
    assert view.baseline is not None
    assert view.baseline.auc_difference.value == pytest.approx(0, abs=1e-12)
    assert view.former is None


def test_a_worse_model_is_found_worse(leads: Store) -> None:
    view = backtest_view(leads, model(0, 20, 30), LeadOutcome.SQL, model(30, 20, 0))
    assert view.former is not None
    assert view.former.auc_difference.high < 0
    assert view.moved is not None
    assert (view.moved.moves_in.leads, view.moved.moves_out.leads) == (100, 100)
    assert view.moved.moves_in.rate.value == 0


def test_what_cannot_be_measured_is_said(leads: Store, tiny: Store) -> None:
    with pytest.raises(ClmError, match=r"scores_equal"):
        backtest_view(leads, model(0, 0, 0), LeadOutcome.SQL)
    with pytest.raises(ClmError, match=r"scoring_backtest\."):
        backtest_view(tiny, model(30, 20, 0), LeadOutcome.OPPORTUNITY)
