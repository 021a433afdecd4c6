"""What became of leads after they were judged: what weights are learned from and models are tested on."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from clm_core.analysis.days import start_of_day
from clm_core.analysis.selected import channel_keys
from clm_core.columns import typed_frame
from clm_core.records import DealOutcome
from clm_core.scoring_columns import LEAD_OUTCOMES
from clm_core.scoring_model import LeadOutcome

JUDGED_AFTER_DAYS = 30
"""A lead that nobody handed over counts as judged (and passed over) this long after it became a lead."""

_MATURE_SHARE = 0.8
_MIN_LAGS = 20
_DEFAULT_MATURITY_DAYS = 180.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class JudgedLeads:
    """LEAD_OUTCOMES of the leads judged from a day on, and from which age on they count as decided.

    ``maturity_days``: by this age four in five of those who convert have converted; younger leads are not mature,
    converted or not, because only the fast ones among them are known.
    """

    outcome: LeadOutcome
    rows: pd.DataFrame
    maturity_days: float


def judged_leads(
    contacts: pd.DataFrame,
    deals: pd.DataFrame,
    deal_contacts: pd.DataFrame,
    outcome: LeadOutcome,
    *,
    first_on: date,
    as_of: date,
    zone: str,
) -> JudgedLeads:
    """The leads judged from ``first_on`` to ``as_of``, in the order in which they were.

    A lead is judged when it is handed over: at its first entry into MQL, SAL or rejected. One that never was is
    judged JUDGED_AFTER_DAYS after it became a lead, or when it converted by itself, if that came first. Frames are
    the snapshot's.
    """
    begin, end = _bounds(first_on, as_of, zone)
    leads = contacts[contacts["lead_at"].notna()]
    won = _won_deals(deals, deal_contacts, zone)
    converted_at = _converted_at(leads, won, outcome)
    handed_at = leads[["mql_at", "sal_at", "rejected_at"]].min(axis=1)
    left_at = pd.concat([leads["lead_at"] + pd.Timedelta(days=JUDGED_AFTER_DAYS), converted_at], axis=1).min(axis=1)
    judged_at = handed_at.fillna(left_at)
    # A handed-over lead can only convert afterwards: what came before was another business.
    converted_at = converted_at.where(converted_at >= judged_at)
    known = (judged_at >= begin) & (judged_at < end) & (leads["lead_at"] >= begin)
    rows = pd.DataFrame(
        {
            "contact_key": leads["contact_key"],
            "channel": channel_keys(leads["first_touch_channel"]),
            "judged_at": judged_at,
            "is_handed_over": handed_at.notna(),
            "converted_at": converted_at.where(converted_at < end),
            "revenue": _revenue(leads, won),
        }
    )[known]
    rows = rows.assign(is_converted=rows["converted_at"].notna())
    days = _maturity_days(rows, end)
    rows = rows.assign(is_mature=(end - rows["judged_at"]) >= pd.Timedelta(days=days))
    rows = rows.sort_values(["judged_at", "contact_key"], kind="stable", ignore_index=True)
    return JudgedLeads(outcome=outcome, rows=typed_frame(rows, LEAD_OUTCOMES), maturity_days=days)


def _bounds(first_on: date, as_of: date, zone: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    days = pd.Series([pd.Timestamp(first_on), pd.Timestamp(as_of) + pd.Timedelta(days=1)])
    begin, end = start_of_day(days, zone)
    return begin, end


def _won_deals(deals: pd.DataFrame, deal_contacts: pd.DataFrame, zone: str) -> pd.DataFrame:
    """One row a won deal and contact in it: contact_key, created_at, won_at, amount (the contact's equal share)."""
    won = deals.loc[deals["outcome"] == DealOutcome.WON.value, ["deal_key", "created_at", "closed_on", "amount"]]
    rows = deal_contacts[["deal_key", "contact_key"]].drop_duplicates().merge(won, on="deal_key")
    people = rows.groupby("deal_key")["contact_key"].transform("size")
    won_at = start_of_day(rows["closed_on"], zone).fillna(rows["created_at"])
    return rows.assign(won_at=won_at, amount=rows["amount"].fillna(0.0) / people)


def _converted_at(leads: pd.DataFrame, won: pd.DataFrame, outcome: LeadOutcome) -> pd.Series:
    if outcome is LeadOutcome.SQL:
        # Who became an opportunity was qualified, whether somebody ticked the box or not.
        found: pd.Series = leads[["sql_at", "opportunity_at"]].min(axis=1)
    elif outcome is LeadOutcome.OPPORTUNITY:
        found = leads["opportunity_at"]
    else:
        first = _since_lead(leads, won).groupby("contact_key")["won_at"].min().astype("datetime64[us, UTC]")
        found = first.reindex(leads["contact_key"]).set_axis(leads.index)
    return found.where(found >= leads["lead_at"])


def _since_lead(leads: pd.DataFrame, won: pd.DataFrame) -> pd.DataFrame:
    """The won deals that closed after their contact had become a lead."""
    rows = won.merge(leads[["contact_key", "lead_at"]], on="contact_key")
    return rows[rows["won_at"] >= rows["lead_at"]]


def _revenue(leads: pd.DataFrame, won: pd.DataFrame) -> pd.Series:
    by_contact = _since_lead(leads, won).groupby("contact_key")["amount"].sum()
    revenue: pd.Series = by_contact.reindex(leads["contact_key"]).set_axis(leads.index).astype("float64").fillna(0.0)
    return revenue


def _maturity_days(rows: pd.DataFrame, end: pd.Timestamp) -> float:
    """The age by which four in five of those who convert have, among the older half, which had the time to."""
    converted = rows[rows["is_converted"]]
    lags = (converted["converted_at"] - converted["judged_at"]).dt.total_seconds().to_numpy() / 86_400
    older = lags[(converted["judged_at"] <= rows["judged_at"].median()).to_numpy()] if len(rows) else lags
    if len(older) < _MIN_LAGS:
        return _DEFAULT_MATURITY_DAYS
    return float(np.ceil(np.quantile(older, _MATURE_SHARE)))
