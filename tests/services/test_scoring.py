"""Scores of the tiny company from its files, counted by hand."""

from dataclasses import replace
from datetime import date

import pytest

from clm_core.errors import ClmError
from clm_core.records import RecordType, TouchpointKind
from clm_core.scoring_model import EngagementCriterion, EngagementGroup, FitCriterion, LeadOutcome, ScoringModel
from clm_core.services.data import loop_data
from clm_core.services.scoring import (
    compared_models,
    lead_scores,
    score_explanation,
    scoring_base,
    scoring_facts,
    starting_model,
)
from clm_core.services.workspaces import Store
from tests.tiny_company import import_text

TOUCHES = """Time,Contact ID,Kind,Channel,Team
2026-01-13 10:00,c1,pricing page,Paid search,
2026-01-19 10:00,c1,pricing page,Paid search,
2026-01-25 10:00,c1,pricing page,Paid search,
2026-03-02 10:00,c3,visit,Events,
2026-03-02 11:00,c3,call,Events,sales
"""
MODEL = ScoringModel(
    fit=(FitCriterion(field="country", values=("de",), points=10),),
    engagement=(EngagementCriterion(group="intent", kinds=(TouchpointKind.PRICING_PAGE,), points=16),),
    groups=(EngagementGroup(name="intent", half_life_days=6),),
    mql_points=20,
    sql_points=30,
)


@pytest.fixture
def touched(tiny: Store) -> Store:
    import_text(tiny, "touches.csv", TOUCHES, record_type=RecordType.TOUCHPOINTS)
    return tiny


def keys_of(store: Store) -> dict[str, int]:
    contacts = loop_data(store).contacts
    return dict(zip(contacts["contact_id"], contacts["contact_key"], strict=True))


def test_a_score_belongs_to_a_day(touched: Store) -> None:
    ada = keys_of(touched)["c1"]

    def score(day: date) -> float:
        rows = lead_scores(touched, MODEL, day).set_index("contact_key")
        return float(rows.loc[ada, "score"])

    assert score(date(2026, 1, 12)) == 10
    assert score(date(2026, 1, 13)) == 26
    assert score(date(2026, 1, 25)) == 10 + 4 + 8 + 16
    assert score(date(2026, 1, 31)) == 10 + 2 + 4 + 8


def test_people_who_became_leads_later_have_no_score_yet(touched: Store) -> None:
    assert len(lead_scores(touched, MODEL, date(2026, 1, 14))) == 2
    assert len(lead_scores(touched, MODEL)) == 5
    assert len(scoring_facts(touched)) == 5


def test_judged_leads_have_the_score_before_the_hand_over(touched: Store) -> None:
    base = scoring_base(touched, LeadOutcome.SQL)
    found = dict(zip(base.outcomes["contact_key"], base.scores(MODEL).total, strict=True))
    # Handed over on 20 January: the touchpoint of the 25th had not happened.
    assert found[keys_of(touched)["c1"]] == pytest.approx(10 + 16 * 0.5 ** (7 / 6) + 16 * 0.5 ** (1 / 6))
    dearer = MODEL.with_points([20], [16])
    assert dict(zip(base.outcomes["contact_key"], base.scores(dearer).total, strict=True)) == {
        key: pytest.approx(value + (10 if value >= 10 else 0)) for key, value in found.items()
    }
    slower = replace(MODEL, groups=(replace(MODEL.groups[0], half_life_days=60),))
    assert base.scores(slower).total.sum() > base.scores(MODEL).total.sum()
    assert base.distribution(base.scores(MODEL))[["converted", "not_converted", "undecided"]].to_numpy().sum() == len(
        base.outcomes
    )
    assert base.channels(base.scores(MODEL))["leads"].sum() == len(base.outcomes)


def test_a_score_is_explained_and_two_models_compared(touched: Store) -> None:
    ada = keys_of(touched)["c1"]
    parts = score_explanation(touched, MODEL, ada, date(2026, 1, 25))
    assert parts["points"].tolist() == pytest.approx([10, 16, 8, 4])
    assert parts["age_days"].dropna().tolist() == [0, 6, 12]
    with pytest.raises(ClmError, match=r"scoring\.no_lead"):
        score_explanation(touched, MODEL, 999)
    moved = compared_models(touched, MODEL, MODEL.with_points([25], [16]), date(2026, 1, 12))
    assert (moved["score_after"] - moved["score_before"]).max() == 15
    assert moved.set_index("contact_key").loc[ada, ["is_mql_before", "is_mql_after"]].tolist() == [False, True]


def test_there_is_a_model_to_begin_with_and_none_without_data(touched: Store, store: Store) -> None:
    assert len(starting_model(touched).engagement) > 10
    with pytest.raises(ClmError, match=r"data\.nothing_loaded"):
        starting_model(store)


def test_nobody_is_an_mql_or_of_the_best_grade_for_nothing(tiny: Store) -> None:
    """Without touchpoints and with too few leads to tell values apart, all leads have no points at all."""
    rows = lead_scores(tiny, starting_model(tiny))
    assert rows["score"].tolist() == [0.0] * 5
    assert not rows["is_mql"].any()
    assert not rows["is_sql"].any()
    assert set(rows["grade"]) == {"D4"}
