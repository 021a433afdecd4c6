"""What late follow-up goes along with: how often leads convert by how long they waited for sales' first contact.

Association, not proof. The clock of a conversion starts at the first contact and runs equally long for every lead,
so that waiting costs nobody time (no immortal time); leads that converted before they were contacted, or that nobody
contacted in time, are counted apart. Assumptions and limits: docs/methods/sales-feedback.md.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.conversion_odds import (
    Estimate,
    estimate,
    expected_conversions,
    lead_controls,
    level_columns,
    odds_fits,
)
from clm_core.analysis.intervals import Floats, wilson_interval
from clm_core.columns import typed_frame
from clm_core.feedback_columns import FOLLOW_UP_BUCKETS
from clm_core.scoring_model import LeadOutcome

BUCKET_HOURS = (0.0, 4.0, 24.0, 72.0, 168.0)
"""Where each bucket of waiting hours begins; the last reaches to LATEST_DAYS."""

LATEST_DAYS = 30
"""A lead that nobody contacted within these days counts as not followed up: later contacts are another story."""

PROMPT_HOURS = 24.0
MIN_OUTCOMES = 20
"""Fewer leads with, or without, the outcome carry no comparison."""

_WINDOW_DAYS = {LeadOutcome.SQL: 45.0, LeadOutcome.OPPORTUNITY: 90.0, LeadOutcome.WON: 180.0}
_WINDOW_SHARE = 0.95
_MIN_LAGS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpEffect:
    """What each doubling of 1 + days of waiting goes along with, other things equal.

    ``change_share`` is the expected number of conversions against now, less one, if every lead waited one doubling
    longer; ``additional`` how many more there would be if all that waited longer had been contacted within
    PROMPT_HOURS, if (and only if) waiting were the cause. ``within_sellers`` compares leads of the same seller;
    None where there are not two sellers with enough leads.
    """

    odds_ratio: Estimate
    change_share: Estimate
    additional: Estimate
    late_count: int
    within_sellers: Estimate | None

    @property
    def is_clear(self) -> bool:
        """Whether the interval of the odds ratio lies on one side of 1."""
        return self.odds_ratio.high < 1 or self.odds_ratio.low > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """Conversions by waiting time, and what waiting goes along with; ``effect`` is None where data are too few.

    hand-overs = leads + undated + young + converted_before + uncontacted.
    """

    outcome: LeadOutcome
    window_days: int
    leads: int
    converted: int
    undated: int
    young: int
    converted_before: int
    uncontacted: int
    buckets: pd.DataFrame  # feedback_columns.FOLLOW_UP_BUCKETS
    effect: FollowUpEffect | None


def window_days(rows: pd.DataFrame, outcome: LeadOutcome) -> int:
    """Days after the first contact in which 19 in 20 of those who convert have, from the older half of ``rows``."""
    older = rows[rows["is_dated"] & (rows["age_days"] >= rows["age_days"].median())]
    lags = (older[f"{outcome}_at"] - older["first_contact_at"]).dt.total_seconds() / 86_400
    lags = lags[lags >= 0]
    days = _WINDOW_DAYS[outcome] if len(lags) < _MIN_LAGS else float(np.quantile(lags, _WINDOW_SHARE))
    return int(np.ceil(np.clip(days, 7.0, 365.0)))


def follow_up(
    rows: pd.DataFrame, contacts: pd.DataFrame, events: pd.DataFrame, outcome: LeadOutcome, *, within_days: int
) -> FollowUp:
    """Conversions of these hand-overs (HANDOVERS) within so many days after the first contact, by waiting time.

    Controls: channel, industry, country, company size, job title, quarter, what the lead did before (``events`` is
    LEAD_EVENTS), and its score where there is one.
    """
    dated = rows[rows["is_dated"]]
    mature = dated[dated["age_days"] >= LATEST_DAYS + within_days]
    reached_at, contacted_at = mature[f"{outcome}_at"], mature["first_contact_at"]
    is_before = (reached_at < contacted_at) | (reached_at.notna() & contacted_at.isna())
    rest = mature[~is_before]
    leads = rest[rest["hours_to_contact"] <= LATEST_DAYS * 24].reset_index(drop=True)
    lag = (leads[f"{outcome}_at"] - leads["first_contact_at"]).dt.total_seconds() / 86_400
    converted = (lag <= within_days).to_numpy(dtype=bool)
    return FollowUp(
        outcome=outcome,
        window_days=within_days,
        leads=len(leads),
        converted=int(converted.sum()),
        undated=len(rows) - len(dated),
        young=len(dated) - len(mature),
        converted_before=int(is_before.sum()),
        uncontacted=len(rest) - len(leads),
        buckets=_buckets(leads["hours_to_contact"].to_numpy(dtype=np.float64), converted),
        effect=_effect(leads, converted, contacts, events),
    )


def _buckets(hours: Floats, converted: NDArray[np.bool_]) -> pd.DataFrame:
    place = np.searchsorted(BUCKET_HOURS, hours, side="right") - 1
    leads = np.bincount(place, minlength=len(BUCKET_HOURS))
    hits = np.bincount(place[converted], minlength=len(BUCKET_HOURS))
    low, high = wilson_interval(hits, leads)
    frame = pd.DataFrame(
        {
            "hours_from": BUCKET_HOURS,
            "hours_to": [*BUCKET_HOURS[1:], np.inf],
            "leads": leads,
            "converted": hits,
            "rate": hits / np.where(leads > 0, leads, np.nan),
            "rate_low": low,
            "rate_high": high,
        }
    )
    return typed_frame(frame, FOLLOW_UP_BUCKETS)


def doublings(hours: Floats) -> Floats:
    """log2(1 + days): 0 at once, 1 after a day, 2 after three, 3 after seven."""
    steps: Floats = np.log2(1 + hours / 24)
    return steps


def _effect(
    leads: pd.DataFrame, converted: NDArray[np.bool_], contacts: pd.DataFrame, events: pd.DataFrame
) -> FollowUpEffect | None:
    hours = leads["hours_to_contact"].to_numpy(dtype=np.float64)
    wait = doublings(hours)
    if min(converted.sum(), (~converted).sum()) < MIN_OUTCOMES or np.ptp(wait) == 0:
        return None
    design = np.column_stack([wait, lead_controls(leads, contacts, events)])
    refits, fitted = odds_fits(design, converted)
    prompt = design.copy()
    prompt[:, 0] = np.minimum(wait, doublings(np.array(PROMPT_HOURS)))
    later = design.copy()
    later[:, 0] += 1
    now, sooner, slower = (expected_conversions(one, fitted, refits) for one in (design, prompt, later))
    sellers = level_columns(leads["owner"].reset_index(drop=True), MIN_OUTCOMES)
    within = odds_fits(np.column_stack([design, sellers]), converted) if sellers.shape[1] else None
    return FollowUpEffect(
        odds_ratio=_odds_ratio(refits, fitted),
        change_share=estimate(slower / now - 1),
        additional=estimate(sooner - now),
        late_count=int((hours > PROMPT_HOURS).sum()),
        within_sellers=None if within is None else _odds_ratio(*within),
    )


def _odds_ratio(refits: Floats, fitted: Floats) -> Estimate:
    return estimate(np.exp(np.concatenate([fitted[1:2], refits[:, 1]])))
