"""Weights from files in which countries decide, a leak that is filled in later, and what was accepted."""

import math

import pandas as pd
import pytest

from clm_core.errors import ClmError
from clm_core.scoring_model import FitCriterion, LeadOutcome, ScoringModel
from clm_core.services.scoring_weights import accepted, advice, by_change, weights_view
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


LEARNED = pd.DataFrame(
    [
        # own points, learned, from, to, verdict, what is said
        (10.0, 9.0, 5.0, 12.0, "agrees", "agrees"),
        (-30.0, -49.0, -59.0, -40.0, "lower", "larger_deduction"),
        (-10.0, 1.0, -8.0, 9.0, "raise", "smaller_deduction"),
        (40.0, 31.0, 25.0, 38.0, "lower", "lower"),
        (-20.0, 90.0, 80.0, 99.0, "too_little", "too_little"),
        (math.nan, -25.0, -33.0, -15.0, "lower", "worth_minus"),
        (math.nan, 7.0, 1.0, 14.0, "raise", "worth_points"),
        (math.nan, 0.0, -3.0, 3.0, "agrees", "no_need"),
        (5.0, -8.0, -12.0, -4.0, "turn", "turn"),
    ],
    columns=["own_points", "points", "points_low", "points_high", "verdict", "said"],
)


def test_each_row_is_said_as_people_think_of_points_and_deductions() -> None:
    assert [advice(row) for row in LEARNED.itertuples()] == LEARNED["said"].tolist()


def test_what_surely_should_change_most_stands_first() -> None:
    found = by_change(LEARNED)
    # By hand: 15, 10, 9, 2, 2 and 1 points from what is surely wrong; then what fits; what nobody knows is last.
    assert found["said"].tolist() == [
        "worth_minus",
        "larger_deduction",
        "turn",
        "smaller_deduction",
        "lower",
        "worth_points",
        "agrees",
        "no_need",
        "too_little",
    ]
