"""Threshold and grid as pictures and sentences: what is drawn, and what is said in each case."""

from dataclasses import replace

import pandas as pd
import pytest

from clm_core.charts.palette import Mode
from clm_core.charts.scoring_thresholds import (
    MAX_SHOWN_CUTS,
    cells_sentence,
    grade_heat_map,
    recommendation_sentence,
    threshold_profit,
)
from clm_core.scoring_terms import CutReason
from clm_core.texts import Language
from tests.charts.gallery import reader
from tests.charts.scoring_backtest_gallery import TERMS, graded, planned

SEEN = reader(Language.DE, Mode.LIGHT)
ENGLISH = reader(Language.EN, Mode.LIGHT)


def rows_of(specification, field: str) -> list[dict]:
    return [row for rows in specification["datasets"].values() for row in rows if field in row]


def test_rules_stand_at_todays_and_the_recommended_cut() -> None:
    plan = planned()
    rules = rows_of(threshold_profit(plan.cuts, plan.recommendation, SEEN), "at")
    found = plan.recommendation.recommended.score
    assert {row["at"] for row in rules} == {found, 35.5}
    labels = {row["at"]: row["label"] for row in rules if row["label"]}
    assert labels[35.5] == "heute: 35,5"
    assert labels[found].startswith("empfohlen: ")


def test_one_rule_where_todays_cut_is_the_recommended_one() -> None:
    plan = planned()
    found = plan.recommendation.recommended
    same = replace(plan.recommendation, present=found)
    labels = {row["label"] for row in rows_of(threshold_profit(plan.cuts, same, ENGLISH), "at")} - {""}
    assert labels == {f"today and recommended: {found.score:g}"}


def test_the_feasible_band_is_shaded_only_where_there_is_one() -> None:
    plan = planned()
    (band,) = rows_of(threshold_profit(plan.cuts, plan.recommendation, SEEN), "band_from")
    assert band == {"band_from": plan.recommendation.band_from, "band_to": plan.recommendation.band_to}
    none = planned(cost=5_000.0)
    assert rows_of(threshold_profit(none.cuts, none.recommendation, SEEN), "band_from") == []


def test_a_lead_far_off_does_not_squeeze_the_others() -> None:
    plan = planned()
    far = plan.cuts.tail(1).assign(score=900.0, leads_per_week=0.01)
    cuts = pd.concat([plan.cuts, far], ignore_index=True)
    rows = rows_of(threshold_profit(cuts, plan.recommendation, SEEN), "profit_per_week")
    assert len(rows) <= MAX_SHOWN_CUTS
    assert max(row["score"] for row in rows) < 70
    assert {plan.recommendation.recommended.score, 35.5} <= {row["score"] for row in rows}


def test_capacity_is_said_where_it_binds() -> None:
    plan = planned()
    assert plan.recommendation.reason is CutReason.CAPACITY
    sentence = recommendation_sentence(plan.recommendation, SEEN)
    found = plan.recommendation.recommended
    assert f"Ab {SEEN.number(found.score, decimals=1)} Punkten" in sentence
    assert "Kapazität des Vertriebs von 20 Leads" in sentence
    assert SEEN.share(found.precision) in sentence
    assert f"in {SEEN.share(plan.recommendation.full_weeks_share, decimals=0)} der vergangenen Wochen" in sentence
    assert SEEN.interval(found.precision_low, found.precision_high) in sentence


@pytest.mark.parametrize(
    ("capacity", "cost", "reason", "word"),
    [
        (20.0, 60.0, CutReason.CAPACITY, "what limits"),
        (90.0, 60.0, CutReason.BREAK_EVEN, "pays from a chance of 5.0% on"),
        (90.0, 1.0, CutReason.NOTHING_BINDS, "Hand over all leads"),
        (0.0, 60.0, CutReason.NO_CAPACITY, "sales can work 0"),
        (20.0, 5_000.0, CutReason.NOT_WORTH_IT, "No threshold pays"),
    ],
)
def test_each_reason_has_its_sentence(capacity: float, cost: float, reason: CutReason, word: str) -> None:
    recommendation = planned(capacity, cost).recommendation
    assert recommendation.reason is reason
    assert word in recommendation_sentence(recommendation, ENGLISH)
    assert recommendation_sentence(recommendation, SEEN) != recommendation_sentence(recommendation, ENGLISH)


def test_the_cost_that_would_pay_is_named() -> None:
    recommendation = planned(20.0, 5_000.0).recommendation
    sentence = recommendation_sentence(recommendation, ENGLISH)
    assert ENGLISH.money(recommendation.paying_cost_per_lead) in sentence
    assert ENGLISH.money(recommendation.paying_deal_value) in sentence


def test_cells_are_framed_and_named() -> None:
    found = graded()
    rows = rows_of(grade_heat_map(found.cells, SEEN), "cell")
    framed = [row["cell"] for row in rows if row["is_recommended"]]
    assert framed == found.cells.loc[found.cells["is_recommended"], "cell"].tolist()
    (empty,) = (row for row in rows if row["cell"] == "D1")
    assert (empty["headline"], empty["n_text"]) == ("–", "n = 0")
    sentence = cells_sentence(found.cells, found.reason, TERMS, ENGLISH)
    assert sentence.startswith(f"Hand over {', '.join(framed)}: ")
    assert ENGLISH.money(found.profit_per_week) in sentence


@pytest.mark.parametrize(
    ("capacity", "cost", "word"),
    [
        (20.0, 60.0, "can work 20 leads a week"),
        (90.0, 60.0, "less likely to convert than the 5.0%"),
        (90.0, 1.0, "Hand over all cells"),
        (0.5, 60.0, "No cell can be handed over"),
        (20.0, 5_000.0, "No cell pays"),
    ],
)
def test_each_reason_of_the_grid_has_its_sentence(capacity: float, cost: float, word: str) -> None:
    found = graded(capacity, cost)
    given = replace(TERMS, leads_per_week=capacity, cost_per_lead=cost)
    assert word in cells_sentence(found.cells, found.reason, given, ENGLISH)
