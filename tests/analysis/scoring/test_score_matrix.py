"""The fast way gives what the exact one gives, for any points, caps and thresholds."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.scoring.score_matrix import (
    channel_funnel,
    passing_counts,
    score_matrix,
    sorted_scores,
    totals,
)
from clm_core.analysis.scoring.scores import scored, scores
from clm_core.scoring_model import ScoringModel
from tests.analysis.scoring.scoring_worlds import MODEL, TODAY, day_number, facts_of

FACTS = facts_of(12, leads=300, events=3_000)
FOUND = scores(FACTS, MODEL, day_number(TODAY))
MATRIX = score_matrix(MODEL, FOUND, FACTS.channels.codes, len(FACTS.channels.values))


@given(
    fit=st.lists(st.integers(-50, 50), min_size=len(MODEL.fit), max_size=len(MODEL.fit)),
    engagement=st.lists(st.integers(-50, 50), min_size=len(MODEL.engagement), max_size=len(MODEL.engagement)),
    cap=st.one_of(st.none(), st.floats(1, 200)),
)
@settings(max_examples=60, deadline=None)
def test_totals_are_the_exact_ones(fit: list[float], engagement: list[float], cap: float | None) -> None:
    model = replace(MODEL.with_points(fit, engagement), engagement_cap_points=cap)
    exact = scored(model, FOUND.fit_matrix, FOUND.engagement_matrix).total
    np.testing.assert_allclose(totals(MATRIX, model), exact, rtol=1e-5, atol=2e-3)


@pytest.mark.parametrize(("mql", "sql"), [(40, 60), (-100, 0), (10, 10), (500, 600)])
def test_the_funnel_of_a_channel_is_counted_lead_by_lead(mql: float, sql: float) -> None:
    total = totals(MATRIX, MODEL)
    funnel = channel_funnel(MATRIX, total, mql, sql)
    for channel in range(len(FACTS.channels.values)):
        mine = total[FACTS.channels.codes == channel]
        assert funnel[channel].tolist() == [len(mine), (mine >= mql).sum(), (mine >= sql).sum()]
    ordered = sorted_scores(MATRIX, total)
    assert passing_counts(ordered, [mql, sql]).tolist() == funnel[:, 1:].tolist()
    assert len(ordered.everybody) == len(FACTS)


def test_a_model_without_criteria_scores_nothing() -> None:
    empty = ScoringModel(fit=(), engagement=(), groups=(), mql_points=1, sql_points=2)
    found = scores(FACTS, empty, day_number(TODAY))
    matrix = score_matrix(empty, found, FACTS.channels.codes, len(FACTS.channels.values))
    assert totals(matrix, empty).tolist() == [0.0] * len(FACTS)
