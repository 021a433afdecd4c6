"""Engagement: decay, windows, steps and caps against plain loops, and the shortcut of a day more."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.scoring import engagement
from clm_core.analysis.scoring.engagement import (
    criteria_counts,
    decay_weight,
    engagement_at,
    engagement_days,
    engagement_matrix,
    engagement_points,
    faded,
    fades_evenly,
    group_points,
    unmatched_events,
)
from clm_core.analysis.scoring.leads import days_of_minutes, lead_facts
from clm_core.scoring_model import Decay, EngagementGroup, ScoringModel
from tests.analysis.scoring.scoring_worlds import MODEL, TODAY, ZONE, day_number, facts_of, slow_scores, world

DAY = day_number(TODAY)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("counts_sales", [False, True])
def test_points_are_those_of_a_plain_loop(seed: int, counts_sales: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engagement, "_CHUNK_EVENTS", 37)  # several chunks, each with a few leads
    model = replace(MODEL, counts_sales_touches=counts_sales)
    contacts, events = world(seed)
    facts = lead_facts(contacts, events, ZONE)
    found = engagement_points(model, group_points(model, engagement_matrix(facts, model, DAY)))
    slow = slow_scores(contacts, events, model, TODAY)
    assert found.tolist() == pytest.approx([slow[key][1] for key in facts.contact_keys.tolist()], abs=1e-9)
    assert len({round(value, 6) for value in found}) > 10


def test_known_halvings() -> None:
    evenly = EngagementGroup(name="x", half_life_days=30)
    assert decay_weight(evenly, np.array([-1, 0, 15, 30, 60])).tolist() == pytest.approx([0, 1, 0.5**0.5, 0.5, 0.25])
    steps = replace(evenly, decay=Decay.STEP, window_days=60)
    assert decay_weight(steps, np.array([0, 29, 30, 59, 60, 61])).tolist() == [1, 1, 0.5, 0.5, 0.25, 0]
    assert decay_weight(replace(evenly, decay=Decay.NONE), np.array([0, 9999])).tolist() == [1, 1]


def test_steps_fall_on_the_day_though_the_half_life_is_no_binary_number() -> None:
    group = EngagementGroup(name="x", half_life_days=0.1, decay=Decay.STEP)
    assert decay_weight(group, np.array([3]))[0] == 0.5**30


@given(seed=st.integers(0, 20), days=st.integers(1, 400), half_life=st.floats(0.5, 500))
@settings(max_examples=40, deadline=None)
def test_a_later_day_is_one_factor(seed: int, days: int, half_life: float) -> None:
    facts = facts_of(seed)
    groups = tuple(EngagementGroup(name=group.name, half_life_days=half_life) for group in MODEL.groups)
    model = replace(MODEL, groups=groups)
    last = int(facts.events.days.max())
    before, after = engagement_matrix(facts, model, last), engagement_matrix(facts, model, last + days)
    np.testing.assert_allclose(faded(before, groups[0], days), after, rtol=1e-9, atol=1e-12)


def test_day_by_day_is_the_same_as_each_day_anew() -> None:
    facts = facts_of(4)
    found = list(engagement_days(facts, MODEL, DAY - 60, DAY))
    assert [day for day, _ in found] == list(range(DAY - 60, DAY + 1))
    for day, matrix in found:
        np.testing.assert_allclose(matrix, engagement_matrix(facts, MODEL, day), atol=1e-9)
    assert [fades_evenly(group) for group in MODEL.groups] == [True, True, False, False, True]


def test_a_leads_own_moment_leaves_out_what_came_later() -> None:
    contacts, events = world(5)
    facts = lead_facts(contacts, events, ZONE)
    random = np.random.default_rng(1)
    minutes = random.integers(29_600_000, 29_900_000, len(facts))
    minutes[0] = facts.events.minutes[facts.events.starts[0]]  # exactly at a touchpoint: it is not counted yet
    days = days_of_minutes(minutes, ZONE)
    found = engagement_at(facts, MODEL, minutes, days)
    for row in range(len(facts)):
        earlier = events[events["at"] < minutes[row] * 60_000_000]
        alone = lead_facts(contacts, earlier.reset_index(drop=True), ZONE)
        assert found[row].tolist() == pytest.approx(engagement_matrix(alone, MODEL, int(days[row]))[row].tolist())


def test_a_touchpoint_counts_once_for_the_first_criterion() -> None:
    facts = facts_of(6)
    twice = replace(MODEL, engagement=MODEL.engagement + MODEL.engagement)
    matrix = engagement_matrix(facts, twice, DAY)
    assert not matrix[:, len(MODEL.engagement) :].any()
    counted = sum(criteria_counts(facts.events, MODEL))
    assert counted + unmatched_events(facts.events, MODEL) == len(facts.events.leads)


def test_no_criteria_no_points() -> None:
    facts = facts_of(7)
    empty = ScoringModel(fit=(), engagement=(), groups=(), mql_points=1, sql_points=2)
    matrix = engagement_matrix(facts, empty, DAY)
    assert matrix.shape == (len(facts), 0)
    assert engagement_points(empty, group_points(empty, matrix)).tolist() == [0.0] * len(facts)


def test_touchpoints_of_the_future_count_nothing_yet() -> None:
    facts = facts_of(8)
    assert not engagement_matrix(facts, MODEL, int(facts.events.days.min()) - 1).any()
