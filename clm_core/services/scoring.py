"""Lead scores: the facts they read, the scores of a day and of the judged leads, and why a lead has its score."""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import numpy as np
import pandas as pd

from clm_core.analysis.days import day_number, start_of_day
from clm_core.analysis.scoring.explanation import score_parts
from clm_core.analysis.scoring.first_model import first_model
from clm_core.analysis.scoring.judged_scores import JudgedFacts, judged_engagement, judged_facts, judged_fit
from clm_core.analysis.scoring.lead_weeks import LeadPace, lead_pace
from clm_core.analysis.scoring.leads import LeadFacts, days_of_minutes, lead_facts
from clm_core.analysis.scoring.outcomes import JudgedLeads, judged_leads
from clm_core.analysis.scoring.scores import Scores, score_frame, scored, scores
from clm_core.analysis.scoring.what_if import (
    ThresholdResult,
    channel_scores,
    compared_scores,
    score_distribution,
    threshold_result,
)
from clm_core.columns import SnapshotTable
from clm_core.errors import ClmError
from clm_core.scoring_model import LeadOutcome, ScoringModel
from clm_core.services.data import loop_data, require_days, settings
from clm_core.services.snapshots import Snapshot, fresh_snapshot
from clm_core.store.reductions import lead_events, reader_of
from clm_core.store.snapshots import read_table
from clm_core.store.workspaces import Store

__all__ = [
    "JudgedLeads",
    "LeadFacts",
    "Scores",
    "ScoringBase",
    "ThresholdResult",
    "compared_models",
    "lead_scores",
    "score_explanation",
    "scoring_base",
    "scoring_facts",
    "starting_model",
]

_KEPT_FACTS = 3
_KEPT_BASES = 6
_KEPT_PARTS = 64
_LEARNING_DAYS = 730


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScoringBase:
    """Everything that a model is tried on: the judged leads and what became of them; equal only to itself.

    ``pace`` says in which weeks leads a week are counted (those of the thresholds), ``as_of`` is the last day of data.
    """

    judged: JudgedLeads
    facts: JudgedFacts
    first_on: date
    as_of: date
    pace: LeadPace

    @property
    def outcomes(self) -> pd.DataFrame:
        """LEAD_OUTCOMES of the judged leads."""
        return self.judged.rows

    def scores(self, model: ScoringModel) -> Scores:
        """The score of each judged lead when it was judged, in the order of ``outcomes``.

        What a change of points or thresholds leaves as it is (who meets a criterion, what faded) is kept.
        """
        fit = _judged_fit(self.facts, _without_points(model))
        return scored(model, fit, _judged_engagement(self.facts, _without_points(model)))

    def distribution(self, found: Scores) -> pd.DataFrame:
        """SCORE_DISTRIBUTION of these scores."""
        return score_distribution(found.total, self.outcomes)

    def result(self, found: Scores) -> ThresholdResult:
        """What the thresholds of these scores would have done."""
        return threshold_result(found, self.outcomes, self.pace)

    def channels(self, found: Scores) -> pd.DataFrame:
        """CHANNEL_SCORES of these scores."""
        return channel_scores(found, self.facts.channels)


def scoring_facts(store: Store) -> LeadFacts:
    """The leads as scores read them. Raises ClmError in an empty workspace."""
    require_days(store)
    return _facts(fresh_snapshot(store), settings(store).reporting_zone)


@lru_cache(maxsize=_KEPT_FACTS)
def _facts(snapshot: Snapshot, zone: str) -> LeadFacts:
    contacts = read_table(snapshot, SnapshotTable.CONTACTS)
    return lead_facts(contacts, reader_of(snapshot).frame(lead_events()), zone)


def scoring_base(store: Store, outcome: LeadOutcome) -> ScoringBase:
    """The leads judged in the last two years of the data, not before spend was recorded.

    Before that, often only people who bought are still on record, so that rates would be far too good.
    Raises ClmError in an empty workspace.
    """
    first_on, last_on = require_days(store)
    spend = loop_data(store).spend["day"]
    earliest = date.fromordinal(max(first_on.toordinal(), last_on.toordinal() - _LEARNING_DAYS))
    begin = max(earliest, spend.min().date()) if len(spend) and spend.min().date() < last_on else earliest
    return _base(fresh_snapshot(store), settings(store).reporting_zone, outcome, begin, last_on)


@lru_cache(maxsize=_KEPT_BASES)
def _base(snapshot: Snapshot, zone: str, outcome: LeadOutcome, first_on: date, as_of: date) -> ScoringBase:
    judged = judged_leads(
        read_table(snapshot, SnapshotTable.CONTACTS),
        read_table(snapshot, SnapshotTable.DEALS),
        read_table(snapshot, SnapshotTable.DEAL_CONTACTS),
        outcome,
        first_on=first_on,
        as_of=as_of,
        zone=zone,
    )
    facts = judged_facts(_facts(snapshot, zone), judged.rows, zone)
    days = pd.Series([pd.Timestamp(first_on), pd.Timestamp(as_of) + pd.Timedelta(days=1)])
    begin, until = start_of_day(days, zone)
    pace = lead_pace(judged.rows["judged_at"], until, begin)
    return ScoringBase(judged=judged, facts=facts, first_on=first_on, as_of=as_of, pace=pace)


def _without_points(model: ScoringModel) -> ScoringModel:
    """The model as far as it decides who meets a criterion and how touchpoints fade."""
    bare = model.with_points([0.0] * len(model.fit), [0.0] * len(model.engagement))
    groups = tuple(replace(group, cap_points=None) for group in model.groups)
    return ScoringModel(
        fit=bare.fit,
        engagement=bare.engagement,
        groups=groups,
        mql_points=0.0,
        sql_points=0.0,
        counts_sales_touches=model.counts_sales_touches,
    )


@lru_cache(maxsize=_KEPT_PARTS)
def _judged_fit(facts: JudgedFacts, model: ScoringModel) -> np.ndarray:
    return judged_fit(facts, model)


@lru_cache(maxsize=_KEPT_PARTS)
def _judged_engagement(facts: JudgedFacts, model: ScoringModel) -> np.ndarray:
    return judged_engagement(facts, model)


def starting_model(store: Store, outcome: LeadOutcome = LeadOutcome.OPPORTUNITY) -> ScoringModel:
    """A model made of the data, to begin with where none was saved. Raises ClmError in an empty workspace."""
    outcomes = scoring_base(store, outcome).outcomes
    return first_model(scoring_facts(store), outcomes, settings(store).reporting_zone)


def lead_scores(store: Store, model: ScoringModel, as_of: date | None = None) -> pd.DataFrame:
    """LEAD_SCORES of all leads at the end of a day (the data's last one): yesterday's score can be had again.

    People who became leads later are left out. Raises ClmError in an empty workspace.
    """
    facts, day = scoring_facts(store), as_of or require_days(store)[1]
    frame = score_frame(facts, scores(facts, model, day_number(day)))
    lead_days = days_of_minutes(facts.lead_minutes, settings(store).reporting_zone)
    return frame[lead_days <= day_number(day)].reset_index(drop=True)


def compared_models(store: Store, before: ScoringModel, after: ScoringModel, as_of: date | None = None) -> pd.DataFrame:
    """MODEL_COMPARISON: both models on all leads of a day."""
    return compared_scores(lead_scores(store, before, as_of), lead_scores(store, after, as_of))


def score_explanation(store: Store, model: ScoringModel, contact_key: int, as_of: date | None = None) -> pd.DataFrame:
    """SCORE_PARTS of one lead, which sum to its score. Raises ClmError for somebody who is no lead."""
    day = as_of or require_days(store)[1]
    try:
        return score_parts(scoring_facts(store), model, contact_key, day_number(day))
    except KeyError as problem:
        raise ClmError("scoring.no_lead", contact_key=contact_key) from problem
