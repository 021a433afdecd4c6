"""Threshold and grid as pictures: what is drawn, and what it is called."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from clm_core.charts.palette import Mode
from clm_core.charts.scoring_thresholds import (
    MAX_SHOWN_CUTS,
    grade_heat_map,
    threshold_profit,
)
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


def test_cells_are_framed_and_named() -> None:
    found = graded()
    rows = rows_of(grade_heat_map(found.cells, TERMS, SEEN), "cell")
    framed = [row["cell"] for row in rows if row["is_recommended"]]
    assert framed == found.cells.loc[found.cells["is_recommended"], "cell"].tolist()
    (empty,) = (row for row in rows if row["cell"] == "D1")
    assert (empty["headline"], empty["n_text"]) == ("–", "n = 0")


@pytest.mark.parametrize(("margin", "title"), [(0.05, "Profit per week"), (1.0, "Revenue less the cost of the calls")])
def test_without_a_margin_nothing_is_called_a_profit(margin: float, title: str) -> None:
    plan = planned()
    terms = replace(plan.recommendation.terms, margin_share=margin)
    drawn = threshold_profit(plan.cuts, replace(plan.recommendation, terms=terms), ENGLISH)
    assert drawn["title"]["text"].startswith(title)
    words = json.dumps([drawn, grade_heat_map(graded().cells, terms, ENGLISH)])
    assert ("Profit" in words) == (margin < 1)
