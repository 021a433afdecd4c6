"""Weights from files in which countries decide, a leak that is filled in later, and what was accepted."""

import pytest

from clm_core.errors import ClmError
from clm_core.scoring_model import FitCriterion, LeadOutcome, ScoringModel
from clm_core.services.scoring_weights import accepted, weights_view
from clm_core.services.workspaces import Store
from tests.services.test_scoring_backtest import leads, model

__all__ = ["leads"]


@pytest.mark.usefixtures("leads")
def test_the_deals_put_countries_in_their_order(leads: Store) -> None:
    view = weights_view(leads, model(30, 20, 0), LeadOutcome.SQL)
    points = view.learned.rows.set_index("feature")["points"]
    assert points[0] > points[1] > points[2]
    assert (view.learned.leads, view.learned.converted) == (300, 120)
    assert view.candidates == ()


def test_a_value_that_no_criterion_names_is_a_candidate(leads: Store) -> None:
    lonely = ScoringModel(
        fit=(FitCriterion(field="country", values=("DE",), points=10),),
        engagement=(),
        groups=(),
        mql_points=5,
        sql_points=5,
    )
    view = weights_view(leads, lonely, LeadOutcome.SQL)
    # The more frequent of the two others stands for "as usual".
    (candidate,) = view.candidates
    assert candidate.values in (("AT",), ("FR",))
    taken = accepted(lonely, view, [0, 1])
    assert len(taken.fit) == 2
    learned = view.learned.rows.set_index("feature")["points"]
    assert [one.points for one in taken.fit] == [round(learned[0]), round(learned[1])]
    assert accepted(lonely, view, []) == lonely
    assert weights_view(leads, lonely, LeadOutcome.SQL, has_candidates=False).candidates == ()


def test_nothing_to_learn_is_said(leads: Store, tiny: Store) -> None:
    with pytest.raises(ClmError, match=r"scoring_learning\."):
        weights_view(leads, model(30, 20, 0), LeadOutcome.WON)
    with pytest.raises(ClmError, match=r"scoring_learning\."):
        weights_view(tiny, model(30, 20, 0), LeadOutcome.WON)
