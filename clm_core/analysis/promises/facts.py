"""What promises are measured on: the MQLs handed over, what each side did for them and when, made once for all.

Definitions, assumptions and limits: docs/methods/promises.md.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.days import local_day
from clm_core.analysis.first_contact import closed_hours, measured
from clm_core.analysis.intervals import Floats
from clm_core.analysis.sales_feedback import sales_contacts, stage_verdicts
from clm_core.analysis.trend import day_start
from clm_core.columns import typed_frame
from clm_core.handover import Verdict
from clm_core.promise_columns import PROMISE_LEADS
from clm_core.records import TouchpointKind

AGREED_FIELDS = ("email", "first_name", "last_name", "company", "job_title", "phone", "country", "industry")
"""What a lead's data consist of; a field that no MQL at all has filled is not recorded and asks for nothing."""

DEFAULT_QUALITY_DAYS = 45.0
"""From which age on an MQL counts as decided for its quality, where the data cannot say."""

_QUALITY_SHARE = 0.9
_MIN_LAGS = 20
_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PromiseFacts:
    """MQLs with their dates, and every contact by sales; equal only to itself.

    ``contact_days`` are the days from hand-over to each contact by sales, those of lead i (row of ``leads``) from
    ``starts[i]`` to ``starts[i + 1]``, rising. ``quality_days`` is the age by which nine in ten of the MQLs that become
    SQLs have. ``missing`` counts the MQLs that lack each agreed field; fields that nobody records are not in it.
    """

    leads: pd.DataFrame  # PROMISE_LEADS
    contact_days: Floats
    starts: NDArray[np.int64]
    quality_days: float
    missing: dict[str, int]
    first_on: date
    as_of: date
    zone: str

    def contact_day(self, number: int) -> Floats:
        """Days from the hand-over to each lead's contact of this number (1 is the first); infinite without one."""
        place = self.starts[:-1] + number - 1
        has_so_many = place < self.starts[1:]
        days = np.full(len(self.leads), np.inf)
        days[has_so_many] = self.contact_days[place[has_so_many]]
        return days


def promise_facts(
    handovers: pd.DataFrame,
    contacts: pd.DataFrame,
    events: pd.DataFrame,
    stages: pd.DataFrame,
    may_be_mailed: pd.Series,
    *,
    as_of: date,
    zone: str,
) -> PromiseFacts:
    """The facts from HANDOVERS of everybody, contacts, LEAD_EVENTS, the stage history and consent by contact_key.

    Only hand-overs that the stage history dates as MQLs: of all others nobody knows since when sales had them.
    """
    rows = measured(handovers).sort_values(["handed_at", "contact_key"], kind="stable", ignore_index=True)
    people = contacts.set_index("contact_key").reindex(rows["contact_key"])
    touches = _contact_days(rows, events, as_of, zone)
    filled, said = _filled(people), _said(rows, stages)
    leads = pd.DataFrame(
        {
            "contact_key": rows["contact_key"],
            "handed_at": rows["handed_at"],
            "week": week_of(local_day(rows["handed_at"], zone)),
            "age_days": rows["age_days"],
            "hours_to_contact": rows["hours_to_contact"],
            "closed_hours": closed_hours(rows),
            "reached_days": rows["contact_key"].map(
                touches[touches["is_reached"]].groupby("contact_key")["days"].min()
            ),
            "verdict_days": _verdict_days(rows, said, zone),
            "told_days": _verdict_days(rows, said[said["is_told"]], zone),
            "sql_days": _days_between(rows["handed_at"], rows["sql_at"]),
            "may_be_mailed": rows["contact_key"].isin(may_be_mailed.index[may_be_mailed]),
            "is_complete": filled.all(axis=1).to_numpy(dtype=bool),
        }
    )
    leads = typed_frame(leads, PROMISE_LEADS)
    counts = rows["contact_key"].map(touches["contact_key"].value_counts()).fillna(0).to_numpy(dtype=np.int64)
    order = touches["contact_key"].map(pd.Series(leads.index, index=leads["contact_key"]))
    ordered = touches.assign(order=order).sort_values(["order", "days"], kind="stable")
    return PromiseFacts(
        leads=leads,
        contact_days=ordered["days"].to_numpy(dtype=np.float64),
        starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        quality_days=_quality_days(leads),
        missing={str(name): int((~filled[name]).sum()) for name in filled},
        first_on=leads["week"].min().date() if len(leads) else as_of,
        as_of=as_of,
        zone=zone,
    )


def week_of(days: pd.Series) -> pd.Series:
    """The Monday of each day's week."""
    mondays: pd.Series = days - pd.to_timedelta(days.dt.day_of_week, unit="D")
    return mondays


def _contact_days(rows: pd.DataFrame, events: pd.DataFrame, as_of: date, zone: str) -> pd.DataFrame:
    """contact_key, days and is_reached of each contact by sales after the hand-over."""
    end = int(day_start(as_of + timedelta(days=1), zone).astype(np.int64))
    touches = sales_contacts(events, end).merge(rows[["contact_key", "handed_at"]], on="contact_key")
    handed_us = touches["handed_at"].to_numpy(dtype="datetime64[us]").astype(np.int64)
    days = (touches["at"] - handed_us) / (_DAY_SECONDS * 1e6)
    found = touches.assign(days=days, is_reached=touches["kind"].astype("str").ne(str(TouchpointKind.CALL)))
    return found.loc[found["days"] >= 0, ["contact_key", "days", "is_reached"]]


def _said(rows: pd.DataFrame, stages: pd.DataFrame) -> pd.DataFrame:
    """contact_key, given_at and is_told (accepted, or with a reason) of everything sales said, in whatever order.

    HANDOVERS know the latest verdict of each lead; a lead accepted at once and recycled in spring had its verdict
    at once, which the stage history knows.
    """
    latest = rows.loc[rows["verdict"].ne(""), ["contact_key", "verdict_at", "verdict", "reason"]]
    latest = latest.set_axis(["contact_key", "given_at", "verdict", "reason"], axis=1)
    of_stages = stage_verdicts(stages)
    history = pd.DataFrame(
        {
            "contact_key": of_stages["contact_key"],
            "given_at": of_stages["entered_at"],
            "verdict": of_stages["verdict"],
            "reason": of_stages["note"].fillna("").str.strip(),
        }
    )
    said = pd.concat([latest, history], ignore_index=True)
    return said.assign(is_told=said["verdict"].eq(str(Verdict.ACCEPTED)) | said["reason"].ne(""))


def _verdict_days(rows: pd.DataFrame, said: pd.DataFrame, zone: str) -> pd.Series:
    """Days from each hand-over to the first of these verdicts that is not of a day before it."""
    both = said.merge(rows[["contact_key", "handed_at"]], on="contact_key")
    # By day, because many files date verdicts without a time.
    is_after = local_day(both["given_at"], zone) >= local_day(both["handed_at"], zone)
    days = _days_between(both["handed_at"], both["given_at"]).clip(lower=0.0)
    found: pd.Series = rows["contact_key"].map(days[is_after].groupby(both["contact_key"]).min())
    return found


def _days_between(begin: pd.Series, end: pd.Series) -> pd.Series:
    days: pd.Series = (end - begin).dt.total_seconds() / _DAY_SECONDS
    return days


def _filled(people: pd.DataFrame) -> pd.DataFrame:
    """Of each MQL, which agreed fields hold something; without those that nobody has."""
    filled = pd.DataFrame({name: people[name].fillna("").str.strip().ne("") for name in AGREED_FIELDS})
    return filled.loc[:, filled.any()]


def _quality_days(leads: pd.DataFrame) -> float:
    """The age by which nine in ten of the MQLs that become SQLs have, learned from the older half of them."""
    older = leads[leads["age_days"] >= leads["age_days"].median()]
    lags = older["sql_days"].dropna()
    return float(np.ceil(np.quantile(lags, _QUALITY_SHARE))) if len(lags) >= _MIN_LAGS else DEFAULT_QUALITY_DAYS
