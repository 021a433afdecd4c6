"""What a lead is worth and where to cut, from files whose numbers can be counted by hand."""

import pytest

from clm_core.errors import ClmError
from clm_core.handover import HandoverPolicy, Seller
from clm_core.records import RecordType
from clm_core.scoring_model import LeadOutcome
from clm_core.scoring_terms import ThresholdTerms
from clm_core.services.data import change_setting
from clm_core.services.scoring_thresholds import conversion_worth, threshold_terms, threshold_view
from clm_core.services.workspaces import Store
from tests.services.test_scoring_backtest import leads, model
from tests.tiny_company import import_text

__all__ = ["leads"]

POLICY = HandoverPolicy(sellers=(Seller(name="Ada", hours_per_week=12),), hours_per_lead=2, cost_per_lead=60)


def test_a_leads_worth_is_the_deals_mean(tiny: Store) -> None:
    worth = conversion_worth(tiny, LeadOutcome.WON)
    assert (worth.won_leads, worth.won_share, worth.margin_share) == (1, 1.0, None)
    assert worth.value_per_conversion == 5_000
    change_setting(tiny, "margin_share", 0.05)
    terms = threshold_terms(conversion_worth(tiny, LeadOutcome.WON), POLICY, effort=2)
    assert (terms.deal_value, terms.margin_share) == (5_000, 0.05)
    assert (terms.cost_per_lead, terms.leads_per_week) == (120, 3)


def test_without_wins_there_is_no_worth(store: Store) -> None:
    import_text(
        store, "c.csv", "Contact ID,Email,Created on\na,a@x.example,2025-01-01\n", record_type=RecordType.CONTACTS
    )
    worth = conversion_worth(store, LeadOutcome.WON)
    assert worth.won_leads == 0
    assert worth.deal_value != worth.deal_value
    with pytest.raises(ClmError, match="deal_value_outside"):
        threshold_terms(worth, POLICY)


@pytest.mark.usefixtures("leads")
def test_the_cut_follows_cost_and_capacity(leads: Store) -> None:
    def recommended(cost: float, capacity: float) -> float | None:
        terms = ThresholdTerms(deal_value=1_000, margin_share=0.5, cost_per_lead=cost, leads_per_week=capacity)
        view = threshold_view(leads, model(30, 20, 0), LeadOutcome.SQL, terms, terms)
        found = view.thresholds.mql.recommendation.recommended
        assert view.chance.leads == 300
        assert view.thresholds.sql.cuts["score"].min() >= (found.score if found else 0)
        return None if found is None else found.score

    # A lead of AT brings .4 × 500 = 200, of DE 400; about seven leads come a week, a third from each country.
    assert recommended(cost=100, capacity=100) == 20
    assert recommended(cost=300, capacity=100) == 30
    assert recommended(cost=100, capacity=3) == 30
    assert recommended(cost=100, capacity=0.5) is None


def test_the_grid_counts_worked_leads(leads: Store) -> None:
    terms = ThresholdTerms(deal_value=1_000, margin_share=0.5, cost_per_lead=100, leads_per_week=50)
    cells = threshold_view(leads, model(30, 20, 0), LeadOutcome.SQL, terms, terms).grid.cells.set_index("cell")
    assert cells.loc[["A4", "B4", "D4"], "leads"].tolist() == [100, 100, 100]
    assert cells.loc[["A4", "B4", "D4"], "converted"].tolist() == [80, 40, 0]
    assert cells.loc[["A4", "B4", "D4"], "is_recommended"].tolist() == [True, True, False]
