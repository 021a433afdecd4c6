"""Since when a lead has been above the MQL threshold, without a gap."""

import numpy as np
from numpy.typing import NDArray

from clm_core.analysis.scoring.engagement import engagement_days
from clm_core.analysis.scoring.fit import fit_matrix
from clm_core.analysis.scoring.leads import LeadEvents, LeadFacts, LeadField
from clm_core.analysis.scoring.scores import scored
from clm_core.scoring_model import ScoringModel

LOOK_BACK_DAYS = 90
"""Who has been waiting longer has been waiting too long; how long exactly changes nothing."""


def above_since(
    facts: LeadFacts, model: ScoringModel, rows: NDArray[np.int64], lead_days: NDArray[np.int32], as_of_day: int
) -> NDArray[np.int64]:
    """The first day (since 1970) of the present stretch of days on whose end each of these leads was an MQL.

    Not before the lead's own first day (``lead_days``, of all leads), at most LOOK_BACK_DAYS back; the day after
    ``as_of_day`` for a lead that is none on it. Every day is looked at: a score can fall below the threshold and
    come back.
    """
    chosen = chosen_leads(facts, rows)
    fit = fit_matrix(chosen, model.fit)
    first_day = as_of_day - LOOK_BACK_DAYS
    begun = np.maximum(lead_days[rows].astype(np.int64), first_day)
    for day, engagement in engagement_days(chosen, model, first_day, as_of_day):
        is_below = ~scored(model, fit, engagement).is_mql
        begun[is_below] = np.maximum(begun[is_below], day + 1)
    # Who becomes a lead later is none yet.
    return np.minimum(begun, as_of_day + 1)


def chosen_leads(facts: LeadFacts, rows: NDArray[np.int64]) -> LeadFacts:
    """The same facts of these leads only; ``rows`` rise."""
    events = facts.events
    is_chosen = np.zeros(len(facts), dtype=bool)
    is_chosen[rows] = True
    kept = np.flatnonzero(is_chosen[events.leads])
    leads = np.searchsorted(rows, events.leads[kept]).astype(np.int32)
    mine = LeadEvents(
        leads=leads,
        minutes=events.minutes[kept],
        days=events.days[kept],
        class_codes=events.class_codes[kept],
        classes=events.classes,
        starts=np.searchsorted(leads, np.arange(len(rows) + 1)),
    )
    return LeadFacts(
        contact_keys=facts.contact_keys[rows],
        lead_minutes=facts.lead_minutes[rows],
        channels=LeadField(codes=facts.channels.codes[rows], values=facts.channels.values),
        fields={name: LeadField(codes=field.codes[rows], values=field.values) for name, field in facts.fields.items()},
        events=mine,
    )
