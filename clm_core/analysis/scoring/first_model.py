"""A model to begin the talk with: usual points for behaviour, fit by how leads of each kind have done so far.

No claim to be right: the points are round numbers, and what the deals say stands beside them on the page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.intervals import wilson_interval
from clm_core.analysis.scoring.judged_scores import judged_scores
from clm_core.analysis.scoring.leads import LeadFacts, LeadField
from clm_core.analysis.scoring.scores import Scores
from clm_core.records import TouchpointKind as Kind
from clm_core.scoring_model import (
    Decay,
    EngagementCriterion,
    EngagementGroup,
    FitCriterion,
    FitTest,
    ScoringModel,
)

Floats: TypeAlias = NDArray[np.float64]

FIT_FIELDS = ("industry", "size_band", "country")
MAX_VALUES = 40
POINTS_ABOVE, POINTS_BELOW = 10.0, -10.0
_ROUND_TO = 5.0
_TOP_SHARES = (0.25, 0.5, 0.75)

GROUPS = (
    EngagementGroup(name="intent", half_life_days=30, cap_points=60),
    EngagementGroup(name="content", half_life_days=45, cap_points=40),
    EngagementGroup(name="events", half_life_days=90, cap_points=30),
    EngagementGroup(name="attention", half_life_days=20, cap_points=20),
    EngagementGroup(name="doubt", decay=Decay.NONE, cap_points=60),
)
"""Their names have words in both languages (scoring.group); a group of somebody's own keeps its name."""

_ENGAGEMENT: tuple[tuple[str, tuple[Kind, ...], float], ...] = (
    ("intent", (Kind.DEMO,), 40),
    ("intent", (Kind.PRICING_PAGE,), 20),
    ("intent", (Kind.REPLY, Kind.MEETING), 15),
    ("content", (Kind.WEBINAR,), 15),
    ("content", (Kind.DOWNLOAD,), 10),
    ("content", (Kind.FORM,), 10),
    ("events", (Kind.EVENT,), 20),
    ("attention", (Kind.VISIT, Kind.AD_CLICK), 2),
    ("attention", (Kind.EMAIL_CLICK,), 3),
    ("attention", (Kind.EMAIL_OPEN, Kind.MAILING), 1),
    ("doubt", (Kind.UNSUBSCRIBE,), -25),
    ("doubt", (Kind.BOUNCE,), -15),
)
_JOB_PAGES = ("karriere", "career", "/jobs", "stellenangebot", "vacanc")
_TITLES: tuple[tuple[float, tuple[str, ...]], ...] = (
    (15, ("geschäftsführ", "inhaber", "vorstand", "ceo", "managing director", "owner", "founder")),
    (10, ("leiter", "leitung", "head of", "director", "einkauf", "einkäufer", "purchas", "procurement")),
    (-30, ("student", "praktik", "internship", "trainee", "auszubild", "azubi")),
    (-10, ("berater", "consultant", "freelance")),
)


def first_model(facts: LeadFacts, outcomes: pd.DataFrame, zone: str) -> ScoringModel:
    """A model for these leads: its MQL threshold lets as many pass as are handed over today, its SQL threshold half.

    ``outcomes`` are LEAD_OUTCOMES. Values of industry, size and country whose leads converted clearly more or less
    often than all (Wilson intervals apart from the whole's rate) get points; fields without such values none.
    """
    engagement = (
        EngagementCriterion(group="doubt", contents=_JOB_PAGES, points=-20),
        *(EngagementCriterion(group=group, kinds=kinds, points=points) for group, kinds, points in _ENGAGEMENT),
    )
    fit = (*_fit_of_fields(facts, outcomes), *_fit_of_titles(facts))
    model = ScoringModel(fit=fit, engagement=engagement, groups=GROUPS, mql_points=40, sql_points=60)
    if outcomes.empty:
        return model
    return _with_bounds(model, judged_scores(facts, model, outcomes, zone), outcomes)


def _fit_of_fields(facts: LeadFacts, outcomes: pd.DataFrame) -> list[FitCriterion]:
    mature = outcomes[outcomes["is_mature"] & outcomes["is_handed_over"]]
    rows = np.searchsorted(facts.contact_keys, mature["contact_key"].to_numpy())
    converted = mature["is_converted"].to_numpy(dtype=np.float64)
    found = []
    for name in FIT_FIELDS:
        field = facts.fields[name]
        if not len(rows) or not 1 < len(field.values) <= MAX_VALUES:
            continue
        for points, values in _apart(field, rows, converted).items():
            if values:
                found.append(FitCriterion(field=name, values=values, points=points))
    return found


def _apart(field: LeadField, rows: NDArray[np.int64], converted: Floats) -> Mapping[float, tuple[str, ...]]:
    """The values whose leads converted clearly more or less often than all."""
    codes, size = field.codes[rows], len(field.values)
    leads = np.bincount(codes[codes >= 0], minlength=size)
    wins = np.bincount(codes[codes >= 0], weights=converted[codes >= 0], minlength=size)
    low, high = wilson_interval(wins, leads)
    return {
        POINTS_ABOVE: _named(field, low > converted.mean()),
        POINTS_BELOW: _named(field, high < converted.mean()),
    }


def _named(field: LeadField, chosen: NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(value for value, is_chosen in zip(field.values, chosen, strict=True) if is_chosen)


def _fit_of_titles(facts: LeadFacts) -> list[FitCriterion]:
    titles = " | ".join(facts.fields["job_title"].values).casefold()
    criteria = []
    for points, parts in _TITLES:
        known = tuple(part for part in parts if part in titles)
        if known:
            criteria.append(FitCriterion(field="job_title", test=FitTest.CONTAINS, values=known, points=points))
    return criteria


def _with_bounds(model: ScoringModel, found: Scores, outcomes: pd.DataFrame) -> ScoringModel:
    """The model with thresholds that pass as many as today, and grades of about a quarter each."""
    passed_share = float(outcomes["is_handed_over"].mean())
    mql = _threshold(found.total, passed_share)
    sql = max(_threshold(found.total, passed_share / 2), mql)
    return replace(
        model,
        mql_points=mql,
        sql_points=sql,
        fit_bounds=_bounds(found.fit, model.fit_bounds),
        engagement_bounds=_bounds(found.engagement, model.engagement_bounds),
    )


def _threshold(values: Floats, passed_share: float) -> float:
    """The points that this share reaches; a step more where everybody would, who mostly have no points at all."""
    points = _rounded(_cut(values, passed_share))
    return points + _ROUND_TO if passed_share < 1 and points <= values.min() else points


def _bounds(values: Floats, usual: tuple[float, float, float]) -> tuple[float, float, float]:
    """Grades of about a quarter each; the usual ones where all leads are alike, so that nobody is best for nothing."""
    if values.max() == values.min():
        return usual
    first, *others = (_cut(values, share) for share in _TOP_SHARES)
    is_for_everybody = _rounded(first) <= values.min()
    return _falling([first + _ROUND_TO if is_for_everybody else first, *others])


def _cut(values: Floats, top_share: float) -> float:
    return float(np.quantile(values, 1.0 - top_share))


def _rounded(points: float) -> float:
    return float(np.round(points / _ROUND_TO) * _ROUND_TO)


def _falling(bounds: Sequence[float]) -> tuple[float, float, float]:
    """The bounds rounded, each at least a step below the one before."""
    first = _rounded(bounds[0])
    second = min(_rounded(bounds[1]), first - _ROUND_TO)
    return first, second, min(_rounded(bounds[2]), second - _ROUND_TO)
