"""Every score explains itself: the parts sum to it, each touchpoint with what is left of it."""

import pandas as pd
import pytest

from clm_core.analysis.scoring.explanation import score_parts
from clm_core.analysis.scoring.leads import lead_facts
from clm_core.analysis.scoring.scores import scores
from clm_core.columns import typed_frame
from clm_core.records import TouchpointKind
from clm_core.scoring_columns import LEAD_EVENTS, SCORE_PARTS
from clm_core.scoring_model import EngagementCriterion, EngagementGroup, ScoringModel
from tests.analysis.scoring.scoring_worlds import MODEL, TODAY, ZONE, day_number, facts_of, world

DAY = day_number(TODAY)


@pytest.mark.parametrize("seed", range(5))
def test_parts_sum_to_the_score_of_every_lead(seed: int) -> None:
    facts = facts_of(seed)
    found = scores(facts, MODEL, DAY)
    kinds = set()
    for row, key in enumerate(facts.contact_keys.tolist()):
        parts = score_parts(facts, MODEL, key, DAY)
        assert parts.dtypes.astype(str).to_dict() == SCORE_PARTS
        assert parts["points"].sum() == pytest.approx(found.total[row], abs=1e-9)
        assert parts.loc[parts["part"] == "fit", "points"].sum() == pytest.approx(found.fit[row])
        kinds |= set(parts["part"])
    assert {"fit", "engagement", "group_cap"} <= kinds


def test_the_sentence_of_the_issue() -> None:
    """+20 for the pricing page three days ago, of which decay has taken 6."""
    contacts, _ = world(0)
    key = int(contacts.dropna(subset="lead_at")["contact_key"].iloc[0])
    at = int(pd.Timestamp("2026-10-28 09:00", tz="UTC").timestamp()) * 1_000_000
    touch = {"contact_key": [key], "at": [at], "kind": ["pricing_page"], "team": ["marketing"], "content": ["/prices"]}
    half_life = 3 / 0.5145731728297583  # days after which 14 of 20 points are left
    model = ScoringModel(
        fit=(),
        engagement=(EngagementCriterion(group="intent", kinds=(TouchpointKind.PRICING_PAGE,), points=20),),
        groups=(EngagementGroup(name="intent", half_life_days=half_life),),
        mql_points=10,
        sql_points=20,
    )
    facts = lead_facts(contacts, typed_frame(touch, LEAD_EVENTS), ZONE)
    part = score_parts(facts, model, key, DAY).iloc[0]
    assert (part["full_points"], part["age_days"]) == (20, 3)
    assert (part["points"], part["decayed_points"]) == pytest.approx((14, -6))
    assert part["day"] == pd.Timestamp("2026-10-28")
    assert (part["kind"], part["content"]) == ("pricing_page", "/prices")


def test_touchpoints_are_newest_first_and_none_is_of_the_future() -> None:
    facts = facts_of(3, events=2_000)
    early = DAY - 60
    parts = score_parts(facts, MODEL, int(facts.contact_keys[5]), early)
    touches = parts[parts["part"] == "engagement"]
    assert touches["day"].is_monotonic_decreasing
    assert (touches["age_days"] >= 0).all()
    assert len(touches) > 10


def test_somebody_who_is_no_lead_has_no_score() -> None:
    with pytest.raises(KeyError):
        score_parts(facts_of(1), MODEL, 999_999, DAY)
