"""Who came how far and when, for the plan: MQLs on their way to a deal, deals on their way to a decision.

A deal comes from an MQL where it is the first one of that contact after it became an MQL; of several contacts the one
that was an MQL first. All other deals (without an MQL, or repeat business) are a stream of their own that marketing's
promises do not move. All days are whole days since 1970 in the reporting zone.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.outcome_chain import ChainRules, known_days
from clm_core.analysis.selected import channel_keys
from clm_core.analysis.trend import plain_days, utc_moments, zone_days
from clm_core.records import DealOutcome
from clm_core.response_curves import Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlanPeople:
    """Contacts and deals as arrays of days (NaN: not yet), up to and with ``today``.

    ``first_day`` is from when on what began is in the data whole: rates are learned from there on. ``sql`` and ``deal``
    are of MQLs only, ``deal`` the creation of the deal that came from them; ``ended`` is when a contact was rejected or
    lost without the next step. ``origin`` is the place of the contact that a deal came from, −1 without an MQL.
    """

    today: int
    first_day: float
    channel: NDArray[np.object_]
    segment: NDArray[np.object_]
    lead: Floats
    mql: Floats
    sql: Floats
    deal: Floats
    ended: Floats
    created: Floats
    decided: Floats
    is_won: NDArray[np.bool_]
    amount: Floats
    origin: NDArray[np.int64]
    deal_keys: NDArray[np.int64]

    @property
    def of_mql(self) -> NDArray[np.bool_]:
        """Which deals came from an MQL."""
        return self.origin >= 0

    @property
    def is_whole(self) -> NDArray[np.bool_]:
        """Which contacts began in the time that is in the data whole: of older ones only some may be left."""
        began = np.fmin(self.lead, self.mql)
        return began >= self.first_day

    @property
    def is_decided(self) -> NDArray[np.bool_]:
        """Which deals are won or lost."""
        return ~np.isnan(self.decided)

    def won_between(self, first: int, last: int) -> Floats:
        """Amounts of the deals won on these days."""
        inside = self.is_won & (self.decided >= first) & (self.decided <= last)
        return self.amount[inside]


def plan_people(
    contacts: pd.DataFrame,
    deals: pd.DataFrame,
    deal_contacts: pd.DataFrame,
    *,
    as_of: date,
    zone: str,
    segments: pd.Series | None = None,
    rules: ChainRules | None = None,
) -> PlanPeople:
    """The people and deals of SNAPSHOT_COLUMNS as of a day; what happened later is not known yet.

    ``segments`` names each contact's segment (index of ``contacts``). Deals without an amount count with the mean of
    the won ones.
    """
    rules = rules or ChainRules()
    today = (as_of - date(1970, 1, 1)).days
    window = known_days(deals, as_of, zone, rules)

    def days(moments: pd.Series) -> Floats:
        found = zone_days(utc_moments(moments), zone)
        return np.where(found <= today, found, np.nan)

    created = days(deals["created_at"])
    known = deals[~np.isnan(created)]
    created = created[~np.isnan(created)]
    closed = _days_of(known["closed_on"])
    outcome = known["outcome"].to_numpy(dtype=object)
    decided = np.where((outcome != DealOutcome.OPEN.value) & (closed <= today), np.maximum(closed, created), np.nan)
    is_won = (outcome == DealOutcome.WON.value) & ~np.isnan(decided)
    mql = days(contacts["mql_at"])
    deal, origin = _origins(contacts, known, deal_contacts, mql, created)
    sql = np.fmin(days(contacts["sql_at"]), deal)
    ended = np.fmin(days(contacts["rejected_at"]), days(contacts["lost_at"]))
    return PlanPeople(
        today=today,
        first_day=window.first,
        channel=channel_keys(contacts["first_touch_channel"]).to_numpy(dtype=object),
        segment=np.full(len(contacts), "", dtype=object) if segments is None else segments.to_numpy(dtype=object),
        lead=days(contacts["lead_at"]),
        mql=mql,
        sql=np.maximum(sql, mql),
        deal=deal,
        ended=ended,
        created=created,
        decided=decided,
        is_won=is_won,
        amount=_amounts(known["amount"], is_won),
        origin=origin,
        deal_keys=known["deal_key"].to_numpy(dtype=np.int64),
    )


def _days_of(days: pd.Series) -> Floats:
    moments = plain_days(days).astype("datetime64[D]")
    return np.where(np.isnat(moments), np.nan, moments.astype(np.int64).astype(np.float64))


def _amounts(amounts: pd.Series, is_won: NDArray[np.bool_]) -> Floats:
    values = amounts.to_numpy(dtype=np.float64)
    known = values[is_won & ~np.isnan(values)]
    return np.where(np.isnan(values), known.mean() if len(known) else np.nan, values)


def _origins(
    contacts: pd.DataFrame, deals: pd.DataFrame, links: pd.DataFrame, mql: Floats, created: Floats
) -> tuple[Floats, NDArray[np.int64]]:
    """For each contact the creation of the deal that came from it, and for each deal the contact that it came from."""
    place = pd.Series(np.arange(len(contacts)), index=contacts["contact_key"])
    number = pd.Series(np.arange(len(deals)), index=deals["deal_key"])
    rows = pd.DataFrame({"contact": links["contact_key"].map(place), "deal": links["deal_key"].map(number)}).dropna()
    rows = rows.astype(np.int64)
    rows["mql"], rows["created"] = mql[rows["contact"]], created[rows["deal"]]
    rows = rows[rows["mql"] <= rows["created"]]
    first = rows.sort_values(["mql", "contact"], kind="stable").drop_duplicates("deal")
    first = first.sort_values(["created", "deal"], kind="stable").drop_duplicates("contact")
    deal = np.full(len(contacts), np.nan)
    deal[first["contact"]] = first["created"]
    origin = np.full(len(deals), -1, dtype=np.int64)
    origin[first["deal"]] = first["contact"]
    return deal, origin
