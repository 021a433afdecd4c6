"""Why a lead has its score: every criterion with its points, every touchpoint with what is left of it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from clm_core.analysis.scoring.engagement import criterion_of_class, decay_weight, group_of
from clm_core.analysis.scoring.fit import fit_matrix
from clm_core.analysis.scoring.leads import LeadEvents, LeadFacts
from clm_core.columns import typed_frame
from clm_core.scoring_columns import SCORE_PARTS
from clm_core.scoring_model import ScoringModel

FIT, ENGAGEMENT, GROUP_CAP, ENGAGEMENT_CAP = "fit", "engagement", "group_cap", "engagement_cap"


def score_parts(facts: LeadFacts, model: ScoringModel, contact_key: int, as_of_day: int) -> pd.DataFrame:
    """SCORE_PARTS of one lead on a day: their points sum to its score. KeyError for somebody who is no lead.

    Touchpoints newest first; those of which nothing is left (too old for their window) are listed with 0 points,
    those after the day are not.
    """
    row = int(np.searchsorted(facts.contact_keys, contact_key))
    if row >= len(facts) or facts.contact_keys[row] != contact_key:
        raise KeyError(contact_key)
    touched = _touches(facts.events, model, row, as_of_day)
    parts = [_fit(facts, model, row), touched, *_caps(model, touched)]
    return typed_frame(pd.concat(parts, ignore_index=True), SCORE_PARTS)


def _fit(facts: LeadFacts, model: ScoringModel, row: int) -> pd.DataFrame:
    holds = np.flatnonzero(fit_matrix(_only(facts, row), model.fit)[0])
    points = [model.fit[place].points for place in holds]
    values = [_value(facts, model.fit[place].field, row) for place in holds]
    return typed_frame(
        {
            "part": FIT,
            "criterion": holds,
            "points": points,
            "full_points": points,
            "decayed_points": 0.0,
            "value": values,
        }
        if len(holds)
        else {},
        SCORE_PARTS,
    )


def _only(facts: LeadFacts, row: int) -> LeadFacts:
    """The same facts of one lead, without events."""
    place = slice(row, row + 1)
    fields = {name: type(field)(codes=field.codes[place], values=field.values) for name, field in facts.fields.items()}
    return LeadFacts(
        contact_keys=facts.contact_keys[place],
        lead_minutes=facts.lead_minutes[place],
        channels=type(facts.channels)(codes=facts.channels.codes[place], values=facts.channels.values),
        fields=fields,
        events=facts.events,
    )


def _value(facts: LeadFacts, name: str, row: int) -> str:
    field = facts.fields.get(name)
    return "" if field is None or field.codes[row] < 0 else field.values[field.codes[row]]


def _touches(events: LeadEvents, model: ScoringModel, row: int, as_of_day: int) -> pd.DataFrame:
    places = np.arange(events.starts[row], events.starts[row + 1])[::-1]
    criteria = criterion_of_class(events, model)[events.class_codes[places]]
    ages = as_of_day - events.days[places].astype(np.int64)
    counted = (criteria >= 0) & (ages >= 0)
    places, criteria, ages = places[counted], criteria[counted], ages[counted]
    full = np.array([model.engagement[place].points for place in criteria], dtype=np.float64)
    weights = np.array([decay_weight(group_of(model, model.engagement[place]), np.array([age]))[0]
                        for place, age in zip(criteria, ages, strict=True)], dtype=np.float64)  # fmt: skip
    classes = events.classes.take(events.class_codes[places]).reset_index(drop=True)
    found: Mapping[str, Any] = {
        "part": np.full(len(places), ENGAGEMENT, dtype=object),
        "criterion": criteria,
        "points": full * weights,
        "full_points": full,
        "decayed_points": full * weights - full,
        "day": pd.to_datetime(events.days[places], unit="D"),
        "age_days": ages,
        **{name: classes[name] for name in ("kind", "channel", "content")},
    }
    return typed_frame(found, SCORE_PARTS)


def _caps(model: ScoringModel, touched: pd.DataFrame) -> list[pd.DataFrame]:
    """What the caps of groups and of the whole engagement take away or, of negative points, give back."""
    rows, total = [], 0.0
    groups = np.array([one.group for one in model.engagement], dtype=object)[touched["criterion"].to_numpy(dtype=int)]
    for place, group in enumerate(model.groups):
        points = float(touched["points"].to_numpy()[groups == group.name].sum())
        kept = points if group.cap_points is None else float(np.clip(points, -group.cap_points, group.cap_points))
        total += kept
        if kept != points:
            rows.append({"part": GROUP_CAP, "criterion": place, "points": kept - points})
    cap = model.engagement_cap_points
    if cap is not None and total > cap:
        rows.append({"part": ENGAGEMENT_CAP, "criterion": -1, "points": cap - total})
    capped = [row | {"full_points": row["points"], "decayed_points": 0.0} for row in rows]
    return [typed_frame(pd.DataFrame(capped), SCORE_PARTS)] if capped else []
