"""Since when a lead has been above the threshold, day by day."""

from dataclasses import replace

import numpy as np
import pytest

from clm_core.analysis.handover_waiting import LOOK_BACK_DAYS, above_since, chosen_leads
from clm_core.analysis.scoring.leads import LeadFacts, days_of_minutes
from clm_core.analysis.scoring.scores import scores
from clm_core.scoring_model import ScoringModel
from tests.analysis.scoring.scoring_worlds import MODEL, TODAY, ZONE, facts_of

AS_OF = (TODAY - TODAY.replace(year=1970, month=1, day=1)).days
CHEERFUL = replace(MODEL, engagement=MODEL.engagement[1:])
"""Without the points for doubt, which never fade and keep nearly everybody below."""


def slow_since(facts: LeadFacts, model: ScoringModel, row: int, lead_day: int) -> int:
    """Back from today, every day computed by itself, until the score is below."""
    since = AS_OF + 1
    for day in range(AS_OF, AS_OF - LOOK_BACK_DAYS - 1, -1):
        if not scores(facts, model, day).is_mql[row] or day < lead_day:
            break
        since = day
    return since


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("points", [15.0, 35.0])
def test_as_every_day_computed_by_itself(seed: int, points: float) -> None:
    facts = facts_of(seed, leads=12, events=160)
    model = replace(CHEERFUL, mql_points=points)
    lead_days = days_of_minutes(facts.lead_minutes, ZONE)
    rows = np.arange(len(facts))
    found = above_since(facts, model, rows, lead_days, AS_OF)
    assert found.tolist() == [slow_since(facts, model, row, int(lead_days[row])) for row in rows]
    assert len(set(found)) > 2


def test_cells_of_the_grid_decide_where_they_are_chosen() -> None:
    facts = facts_of(2, leads=12, events=120)
    model = replace(
        CHEERFUL, mql_cells=tuple(f"{letter}{number}" for letter in "ABCD" for number in (1, 2, 3)), sql_cells=("A1",)
    )
    lead_days, rows = np.full(len(facts), AS_OF - 30, dtype=np.int32), np.arange(len(facts))
    found = above_since(facts, model, rows, lead_days, AS_OF)
    assert found.tolist() == [slow_since(facts, model, row, int(lead_days[row])) for row in rows]
    assert (found <= AS_OF).any()
    assert (found > AS_OF).any()


def test_a_lead_that_has_always_been_good_waits_as_long_as_we_look_back() -> None:
    facts = facts_of(1, leads=8, events=10)
    model = replace(MODEL, mql_points=-1000.0)
    early = np.full(len(facts), AS_OF - 400, dtype=np.int32)
    assert set(above_since(facts, model, np.arange(len(facts)), early, AS_OF)) == {AS_OF - LOOK_BACK_DAYS}
    late = np.full(len(facts), AS_OF - 3, dtype=np.int32)
    assert set(above_since(facts, model, np.arange(len(facts)), late, AS_OF)) == {AS_OF - 3}


def test_chosen_leads_have_the_same_scores() -> None:
    facts = facts_of(2)
    rows = np.arange(len(facts))[1::3]
    every, chosen = scores(facts, MODEL, AS_OF), scores(chosen_leads(facts, rows), MODEL, AS_OF)
    assert chosen.total.tolist() == every.total[rows].tolist()
    nobody = chosen_leads(facts, rows[:0])
    assert len(nobody) == 0
    assert above_since(facts, MODEL, rows[:0], np.zeros(len(facts), dtype=np.int32), AS_OF).tolist() == []
