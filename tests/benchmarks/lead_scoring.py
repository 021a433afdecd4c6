"""What a moved weight, half-life or threshold costs: a million leads × 30 features, and 20 million touchpoints."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from clm_core.analysis.scoring.engagement import engagement_matrix
from clm_core.analysis.scoring.leads import LeadEvents, LeadFacts, LeadField
from clm_core.analysis.scoring.score_matrix import (
    ScoreMatrix,
    channel_funnel,
    passing_counts,
    score_matrix,
    sorted_scores,
    totals,
)
from clm_core.analysis.scoring.scores import Scores
from clm_core.records import TouchpointKind
from clm_core.scoring_model import EngagementCriterion, EngagementGroup, FitCriterion, ScoringModel
from tests.benchmarks.measured import Measured, seconds_of

LEADS, FIT, ENGAGEMENT, CHANNELS = 1_000_000, 20, 10, 16
TOUCHPOINTS = 20_000_000
MOST_SECONDS = 0.5
TODAY = 20_700


def measured(folder: Path) -> Iterator[Measured]:
    """Scores, thresholds and funnel against one read of the matrix; decay against its goal and against pandas."""
    model, matrix = scoring_model(), random_matrix()
    columns = matrix.columns.ravel(order="K")
    total = totals(matrix, model)
    ordered = sorted_scores(matrix, total)
    seconds = seconds_of(
        {
            "read": lambda: columns @ columns,
            "scores": lambda: channel_funnel(matrix, totals(matrix, model), 50, 70),
            "threshold": lambda: passing_counts(ordered, (50, 70)),
        },
        rounds=15,
    )
    size = f"{LEADS:,} leads × {FIT + ENGAGEMENT} features"
    for name, what, goal in (
        ("scores", "a moved weight: scores, both thresholds and the funnel per channel", "≤ 3"),
        ("threshold", "a moved threshold: the funnel per channel", ""),
    ):
        yield Measured(
            what=f"{what}, {size}",
            seconds=seconds[name],
            yardstick="one read of the matrix",
            yardstick_seconds=seconds["read"],
            goal=goal,
        )
    yield from _decay()


def _decay() -> Iterator[Measured]:
    facts, model = random_facts(), replace(scoring_model(), fit=())
    touches = pd.DataFrame({"lead": facts.events.leads, "age": TODAY - facts.events.days})

    def in_pandas() -> object:
        return np.exp2(-touches["age"] / 30).groupby(touches["lead"]).sum()

    seconds = seconds_of({"ours": lambda: engagement_matrix(facts, model, TODAY), "pandas": in_pandas}, rounds=3)
    what = f"a moved half-life: {TOUCHPOINTS:,} touchpoints weighed anew for {ENGAGEMENT} criteria"
    yield Measured(what=what, seconds=seconds["ours"], yardstick="goal", yardstick_seconds=MOST_SECONDS, goal="≤ 1")
    yield Measured(
        what=what,
        seconds=seconds["ours"],
        yardstick="pandas, one sum for all",
        yardstick_seconds=seconds["pandas"],
        goal="≥ 1",
    )


def scoring_model() -> ScoringModel:
    """Twenty fit and ten engagement criteria; two of three groups have a cap, and the whole has one."""
    kinds = list(TouchpointKind)
    return ScoringModel(
        fit=tuple(FitCriterion(field="industry", values=(str(one),), points=one % 7 - 2) for one in range(FIT)),
        engagement=tuple(
            EngagementCriterion(group=f"group {one % 3}", kinds=(kinds[one],), points=one + 1)
            for one in range(ENGAGEMENT)
        ),
        groups=tuple(
            EngagementGroup(name=f"group {one}", half_life_days=20 + one, cap_points=40 if one else None)
            for one in range(3)
        ),
        engagement_cap_points=100,
        mql_points=50,
        sql_points=70,
    )


def random_matrix() -> ScoreMatrix:
    """A million leads with random features and channels."""
    random = np.random.default_rng(1)
    values = np.asfortranarray(random.random((FIT + ENGAGEMENT, LEADS), dtype=np.float32).T)
    nothing = np.zeros(0)
    found = Scores(
        fit_matrix=values[:, :FIT],
        engagement_matrix=values[:, FIT:].astype(np.float64),
        groups=nothing,
        fit=nothing,
        engagement=nothing,
        total=np.zeros(LEADS),
        cells=nothing.astype(np.int8),
        is_mql=nothing.astype(bool),
        is_sql=nothing.astype(bool),
    )
    return score_matrix(scoring_model(), found, random.integers(0, CHANNELS, LEADS), CHANNELS)


def random_facts() -> LeadFacts:
    """A million leads with twenty million touchpoints of all kinds in seven hundred days."""
    random = np.random.default_rng(2)
    leads = np.sort(random.integers(0, LEADS, TOUCHPOINTS)).astype(np.int32)
    kinds = [kind.value for kind in TouchpointKind]
    classes = pd.DataFrame({"kind": kinds, "team": "marketing", "channel": "email", "content": ""})
    days = random.integers(TODAY - 700, TODAY + 1, TOUCHPOINTS).astype(np.int32)
    nobody = LeadField(codes=np.zeros(LEADS, dtype=np.int32), values=("email",))
    return LeadFacts(
        contact_keys=np.arange(LEADS),
        lead_minutes=np.arange(LEADS),
        channels=nobody,
        fields={},
        events=LeadEvents(
            leads=leads,
            minutes=days,
            days=days,
            class_codes=random.integers(0, len(kinds), TOUCHPOINTS).astype(np.int32),
            classes=classes,
            starts=np.searchsorted(leads, np.arange(LEADS + 1)),
        ),
    )
