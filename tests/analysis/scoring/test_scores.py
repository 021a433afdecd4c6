"""Scores: the sum of both parts, grades at their bounds, thresholds by points and by cells."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from clm_core.analysis.scoring.leads import days_of_minutes, lead_facts
from clm_core.analysis.scoring.scores import grade_cells, score_frame, scores, scores_at
from clm_core.scoring_model import GRADE_CELLS
from tests.analysis.scoring.scoring_worlds import MODEL, TODAY, ZONE, day_number, facts_of, slow_scores, world

DAY = day_number(TODAY)


@pytest.mark.parametrize("seed", range(4))
def test_score_is_fit_and_engagement_of_plain_loops(seed: int) -> None:
    contacts, events = world(seed)
    facts = lead_facts(contacts, events, ZONE)
    frame = score_frame(facts, scores(facts, MODEL, DAY)).set_index("contact_key")
    for key, (fit, engaged) in slow_scores(contacts, events, MODEL, TODAY).items():
        row = frame.loc[key]
        assert (row["fit_points"], row["engagement_points"]) == pytest.approx((fit, engaged))
        assert row["score"] == pytest.approx(fit + engaged)
        assert (row["is_mql"], row["is_sql"]) == (row["score"] >= 40, row["score"] >= 60)


def test_yesterdays_score_is_found_again_when_more_has_happened() -> None:
    contacts, events = world(9)
    before = date(2026, 8, 15)
    known = events[events["at"] < 1_786_744_800_000_000].reset_index(drop=True)  # 2026-08-15 00:00 in Berlin
    facts, then = lead_facts(contacts, events, ZONE), lead_facts(contacts, known, ZONE)
    day = day_number(before) - 1
    assert scores(facts, MODEL, day).total.tolist() == scores(then, MODEL, day).total.tolist()
    assert scores(facts, MODEL, DAY).total.tolist() != scores(then, MODEL, DAY).total.tolist()


def test_at_its_own_moment_a_lead_has_the_score_of_that_day() -> None:
    facts = facts_of(10)
    midnight = np.full(len(facts), int(facts.events.minutes.max()) + 1_440)
    days = days_of_minutes(midnight, ZONE)
    assert scores_at(facts, MODEL, midnight, days).total.tolist() == scores(facts, MODEL, int(days[0])).total.tolist()


def test_grades_begin_at_their_bounds() -> None:
    fit = np.array([30, 29.9, 20, 10, 9.9, -50])
    engagement = np.array([30, 30, 19, 10, 0, 0])
    cells = grade_cells(MODEL, fit, engagement)
    assert [GRADE_CELLS[cell] for cell in cells] == ["A1", "B1", "B3", "C3", "D4", "D4"]


def test_chosen_cells_decide_instead_of_the_threshold() -> None:
    facts = facts_of(11, leads=300)
    model = replace(MODEL, mql_cells=("A1", "B2", "D4"), sql_cells=("A1", "C4"))
    found = scores(facts, model, DAY)
    grades = np.array(GRADE_CELLS)[found.cells]
    assert found.is_sql.tolist() == np.isin(grades, ["A1", "C4"]).tolist()
    # Whoever sales calls qualified is an MQL too.
    assert found.is_mql.tolist() == np.isin(grades, ["A1", "B2", "D4", "C4"]).tolist()
    assert 0 < found.is_sql.sum() < found.is_mql.sum() < len(facts)
