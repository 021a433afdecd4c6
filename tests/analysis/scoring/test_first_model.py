"""The model to begin with: points where leads clearly differ, thresholds that pass as many as today."""

import numpy as np
import pandas as pd

from clm_core.analysis.scoring.first_model import POINTS_ABOVE, POINTS_BELOW, first_model
from clm_core.analysis.scoring.judged_scores import judged_scores
from clm_core.analysis.scoring.leads import LeadFacts, lead_facts
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame
from clm_core.scoring_columns import LEAD_EVENTS, LEAD_OUTCOMES

RATES = {"Good": 0.7, "Usual": 0.4, "Poor": 0.1, "Rare": 0.9}


def leads(size: int = 3_000) -> tuple[LeadFacts, pd.DataFrame]:
    random = np.random.default_rng(5)
    industry = random.choice(list(RATES), size, p=[0.3, 0.399, 0.3, 0.001])
    lead_at = pd.to_datetime(1_772_000_000 + np.arange(size) * 3_600, unit="s", utc=True)
    contacts = typed_frame(
        {
            "contact_key": np.arange(size),
            "lead_at": lead_at,
            "industry": industry,
            "country": "DE",
            "job_title": random.choice(["Leiter Einkauf", "Werkstudentin", None], size),
        },
        SNAPSHOT_COLUMNS[SnapshotTable.CONTACTS],
    )
    who = random.integers(0, size, size * 3)
    events = typed_frame(
        {
            "contact_key": who,
            "at": (1_772_000_000 + who * 3_600 - 86_400) * 1_000_000,
            "kind": random.choice(["visit", "pricing_page", "download"], len(who)),
            "team": "marketing",
        },
        LEAD_EVENTS,
    ).sort_values("contact_key", ignore_index=True)
    is_handed_over = random.random(size) < 0.3
    rows = {
        "contact_key": np.arange(size),
        "judged_at": lead_at,
        "is_handed_over": is_handed_over,
        "is_converted": random.random(size) < np.vectorize(RATES.get)(industry),
        "is_mature": True,
        "revenue": 0.0,
    }
    return lead_facts(contacts, events, "UTC"), typed_frame(rows, LEAD_OUTCOMES)


def test_values_that_clearly_differ_get_points() -> None:
    facts, outcomes = leads()
    model = first_model(facts, outcomes, "UTC")
    by_field = {(one.field, one.points): one.values for one in model.fit}
    assert by_field[("industry", POINTS_ABOVE)] == ("Good",)
    assert by_field[("industry", POINTS_BELOW)] == ("Poor",)
    assert not any(field == "country" for field, _ in by_field), "one value for everybody tells nothing"
    titles = {one.points: one.values for one in model.fit if one.field == "job_title"}
    assert titles == {10: ("leiter", "einkauf"), -30: ("student",)}


def test_thresholds_pass_about_as_many_as_today() -> None:
    facts, outcomes = leads()
    model = first_model(facts, outcomes, "UTC")
    found = judged_scores(facts, model, outcomes, "UTC")
    assert abs(found.is_mql.mean() - outcomes["is_handed_over"].mean()) < 0.1
    assert model.sql_points >= model.mql_points
    assert (model.mql_points % 5, model.sql_points % 5) == (0, 0)


def test_without_any_history_there_is_a_model_too() -> None:
    facts, outcomes = leads(50)
    model = first_model(facts, outcomes.iloc[:0], "UTC")
    assert {one.field for one in model.fit} == {"job_title"}
    assert len(model.engagement) > 10
