"""The scores that leads had when they were judged: what a model would have said at that moment, and no later."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.scoring.engagement import Floats, engagement_at
from clm_core.analysis.scoring.fit import Matrix, fit_matrix
from clm_core.analysis.scoring.leads import LeadFacts, LeadField, days_of_minutes, minutes_of
from clm_core.analysis.scoring.scores import Scores, scored
from clm_core.scoring_model import ScoringModel


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class JudgedFacts:
    """The facts of judged leads, in the order of their LEAD_OUTCOMES, with the moment at which each was judged.

    Equal only to itself, so that what was computed of it can be kept under it.
    """

    facts: LeadFacts
    rows: NDArray[np.int64]
    minutes: NDArray[np.int64]
    days: NDArray[np.int32]
    channels: LeadField


def judged_facts(facts: LeadFacts, outcomes: pd.DataFrame, zone: str) -> JudgedFacts:
    """The facts of the leads of ``outcomes`` (LEAD_OUTCOMES), all of whom are among ``facts``."""
    rows = np.searchsorted(facts.contact_keys, outcomes["contact_key"].to_numpy())
    # Leads that were not judged yet: at the moment they became leads; nobody reads their scores.
    minutes = facts.lead_minutes.copy()
    minutes[rows] = minutes_of(outcomes["judged_at"])
    channels = LeadField(codes=facts.channels.codes[rows], values=facts.channels.values)
    return JudgedFacts(facts=facts, rows=rows, minutes=minutes, days=days_of_minutes(minutes, zone), channels=channels)


def judged_fit(judged: JudgedFacts, model: ScoringModel) -> Matrix:
    """judged leads × fit criteria: 1 where a lead meets one."""
    return np.asfortranarray(fit_matrix(judged.facts, model.fit)[judged.rows])


def judged_engagement(judged: JudgedFacts, model: ScoringModel) -> Floats:
    """judged leads × engagement criteria: the decayed touchpoints before the judgement."""
    return np.asfortranarray(engagement_at(judged.facts, model, judged.minutes, judged.days)[judged.rows])


def judged_scores(facts: LeadFacts, model: ScoringModel, outcomes: pd.DataFrame, zone: str) -> Scores:
    """The score of each lead of ``outcomes`` when it was judged, in their order."""
    judged = judged_facts(facts, outcomes, zone)
    return scored(model, judged_fit(judged, model), judged_engagement(judged, model))
