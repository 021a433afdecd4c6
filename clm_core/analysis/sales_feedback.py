"""What sales said about the leads it was handed: one row a hand-over, with verdict, reason, contacts and what followed.

Definitions, assumptions and limits: docs/methods/sales-feedback.md.
"""

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.days import local_day
from clm_core.analysis.references import looked_up
from clm_core.analysis.selected import channel_keys
from clm_core.analysis.stages import CONTACT_UNDATED, FILE
from clm_core.analysis.trend import are_moments_in, day_start
from clm_core.columns import typed_frame
from clm_core.feedback_columns import HANDOVERS
from clm_core.handover import RejectionCause, Verdict
from clm_core.records import Stage, Team, TouchpointKind
from clm_core.scoring_columns import LEAD_VERDICTS
from clm_core.selection import Period

NO_OWNER = "no_owner"
"""The seller of leads of which no file says whose they are."""

ATTEMPT_DAYS = 14
DEFAULT_VERDICT_DAYS = 30.0
"""From which age on a hand-over counts as old enough for a verdict, where the data cannot say."""

SALES_KINDS = (TouchpointKind.CALL, TouchpointKind.MEETING, TouchpointKind.REPLY, TouchpointKind.DEMO)
_SALES_TEAMS = (Team.SALES, Team.BOTH)
_VERDICT_OF = {
    Stage.SAL: Verdict.ACCEPTED,
    Stage.SQL: Verdict.ACCEPTED,
    Stage.OPPORTUNITY: Verdict.ACCEPTED,
    Stage.CUSTOMER: Verdict.ACCEPTED,
    Stage.REJECTED: Verdict.REJECTED,
    Stage.RECYCLED: Verdict.RECYCLED,
}
_ORDER = {str(stage): place for place, stage in enumerate(_VERDICT_OF)}
_OUTCOMES = {
    "sql_at": (Stage.SQL, Stage.OPPORTUNITY, Stage.CUSTOMER),
    "opportunity_at": (Stage.OPPORTUNITY, Stage.CUSTOMER),
    "won_at": (Stage.CUSTOMER,),
}
_VERDICT_SHARE = 0.9
_MIN_LAGS = 20
_YEAR_DAYS = 365.0
_HOUR_US = 3_600_000_000


def verdicts_from_stages(stages: pd.DataFrame, causes: Mapping[str, RejectionCause]) -> pd.DataFrame:
    """LEAD_VERDICTS from the stage history: SAL and further is acceptance, rejected and recycled are themselves.

    The latest verdict of each lead, dated when sales first said so: a lead accepted, qualified and then in a deal
    was accepted once. ``causes`` by reason as the file writes it; a reason that is not among them is *other*.
    """
    rows = stage_verdicts(stages)
    rows = rows.assign(order=rows["stage"].map(_ORDER))
    rows = rows.sort_values(["contact_key", "entered_at", "order"], kind="stable")
    person, verdict = rows["contact_key"], rows["verdict"]
    # A lead in a deal is not rejected any more, but a lead rejected after it was accepted is.
    begins_run = person.ne(person.shift()) | verdict.ne(verdict.shift())
    latest = rows[begins_run].drop_duplicates("contact_key", keep="last")
    is_refused = latest["verdict"].ne(str(Verdict.ACCEPTED))
    reason = latest["note"].where(is_refused).fillna("").str.strip()
    frame = pd.DataFrame(
        {
            "contact_key": latest["contact_key"],
            "verdict": latest["verdict"],
            "reason": reason,
            "cause": [str(causes.get(one, RejectionCause.OTHER)) if one else "" for one in reason],
            "given_by": "",
            "given_at": latest["entered_at"],
            "origin": FILE,
        }
    )
    return typed_frame(frame.reset_index(drop=True), LEAD_VERDICTS)


def stage_verdicts(stages: pd.DataFrame) -> pd.DataFrame:
    """The entries of the stage history that say what sales thinks of a lead, with ``verdict``."""
    rows = stages[stages["stage"].isin(_ORDER)]
    return rows.assign(verdict=rows["stage"].map(_VERDICT_OF).astype("str"))


def handovers(
    contacts: pd.DataFrame,
    stages: pd.DataFrame,
    events: pd.DataFrame,
    verdicts: pd.DataFrame,
    *,
    as_of: date,
    zone: str,
    first_on: date | None = None,
    scores: pd.Series | None = None,
) -> pd.DataFrame:
    """HANDOVERS of everybody, as known at the end of ``as_of``.

    How long verdicts take is learned from hand-overs since ``first_on``: before records are complete, often only
    those who bought are still there.

    ``events`` is LEAD_EVENTS, ``verdicts`` LEAD_VERDICTS, ``scores`` the score at the hand-over by contact_key.
    A lead is handed over when it first becomes an MQL; one that never did at the first sign of sales: its
    acceptance, another verdict, or a contact by sales after it became a lead and before it was in a deal.
    """
    last = day_start(as_of + timedelta(days=1), zone)
    end = pd.Timestamp(last, tz="UTC")
    stages = stages[stages["entered_at"] < end]
    # What was said on the page or in a returned list counts at once, though the data end earlier.
    verdicts = verdicts[(verdicts["given_at"] < end) | verdicts["origin"].ne(FILE)]
    touches = sales_contacts(events, int(last.astype(np.int64)))
    rows = _handed_leads(contacts, stages, touches, verdicts)
    rows = _with_verdicts(rows, verdicts, zone)
    rows = _with_contacts(rows, touches, zone)
    for column, reached in _OUTCOMES.items():
        rows[column] = _first_after(rows, stages[stages["stage"].isin([str(stage) for stage in reached])])
    rows = _with_progress(rows)
    rows["age_days"] = (end - rows["handed_at"]).dt.total_seconds() / 86_400
    rows["is_young"] = rows["age_days"] < verdict_days(handed_since(rows, first_on, zone))
    rows["score"] = np.nan if scores is None else rows["contact_key"].map(scores)
    rows = rows.sort_values(["handed_at", "contact_key"], kind="stable", ignore_index=True)
    return typed_frame(rows, HANDOVERS)


def handed_in(rows: pd.DataFrame, contacts: pd.DataFrame, period: Period, zone: str) -> pd.DataFrame:
    """The hand-overs of these people on the period's days."""
    is_in = are_moments_in(rows["handed_at"], period, zone) & rows["contact_key"].isin(contacts["contact_key"])
    return rows[is_in].reset_index(drop=True)


def handed_since(rows: pd.DataFrame, first_on: date | None, zone: str) -> pd.DataFrame:
    """The hand-overs from this day on; all without one."""
    return rows if first_on is None else rows[rows["handed_at"] >= pd.Timestamp(day_start(first_on, zone), tz="UTC")]


def verdict_days(rows: pd.DataFrame) -> float:
    """The age by which nine in ten verdicts have been given, learned from the older half of the hand-overs."""
    older = rows[rows["age_days"] >= rows["age_days"].median()]
    lags = ((older["verdict_at"] - older["handed_at"]).dt.total_seconds() / 86_400).dropna()
    if len(lags) < _MIN_LAGS:
        return DEFAULT_VERDICT_DAYS
    return float(np.clip(np.ceil(np.quantile(lags, _VERDICT_SHARE)), 1.0, _YEAR_DAYS))


def sales_contacts(events: pd.DataFrame, before_us: int) -> pd.DataFrame:
    """contact_key, at and kind of every contact by sales (LEAD_EVENTS) before this moment."""
    is_sales = events["team"].isin([str(team) for team in _SALES_TEAMS])
    is_contact = events["kind"].isin([str(kind) for kind in SALES_KINDS])
    rows = events.loc[is_sales & is_contact, ["contact_key", "at", "kind"]]
    return rows[rows["at"] < before_us]


def _handed_leads(
    contacts: pd.DataFrame, stages: pd.DataFrame, touches: pd.DataFrame, verdicts: pd.DataFrame
) -> pd.DataFrame:
    """Who was handed over and when; is_dated where a stage history says so."""
    leads = contacts.set_index("contact_key")
    dated = stages[(stages["stage"] == Stage.MQL) & (stages["origin"] != CONTACT_UNDATED)]
    mql_at = dated.groupby("contact_key")["entered_at"].min().reindex(leads.index)
    signs = [
        stages[stages["stage"].isin([Stage.MQL, Stage.SAL])].groupby("contact_key")["entered_at"].min(),
        _spoken(verdicts).groupby("contact_key")["given_at"].min(),
        _first_worked(leads, touches),
    ]
    sign_at = pd.concat([sign.reindex(leads.index) for sign in signs], axis=1).min(axis=1)
    # Somebody who only ever was in a deal was not handed over as a lead.
    in_deal = leads[["opportunity_at", "customer_at"]].min(axis=1)
    handed_at = mql_at.fillna(sign_at.where(~(in_deal <= sign_at)))
    frame = pd.DataFrame(
        {
            "channel": channel_keys(leads["first_touch_channel"]),
            "owner": leads["owner"].fillna(NO_OWNER),
            "handed_at": handed_at,
            "is_dated": mql_at.notna(),
        }
    )
    return frame[handed_at.notna()].reset_index()


def _spoken(verdicts: pd.DataFrame) -> pd.DataFrame:
    """Without acceptance read from later stages: who came to sales by themselves show only when they got further."""
    is_read = verdicts["origin"].eq(FILE) & verdicts["verdict"].eq(str(Verdict.ACCEPTED))
    return verdicts[~is_read]


def _first_worked(leads: pd.DataFrame, touches: pd.DataFrame) -> pd.Series:
    """The first contact by sales after each became a lead, as a moment."""
    since = looked_up(touches["contact_key"], leads["lead_at"])
    first = touches[touches["at"] >= _micros(since)].groupby("contact_key")["at"].min()
    return pd.to_datetime(first, unit="us", utc=True).astype("datetime64[us, UTC]")


def _with_verdicts(rows: pd.DataFrame, verdicts: pd.DataFrame, zone: str) -> pd.DataFrame:
    said = verdicts[["contact_key", "verdict", "reason", "cause", "given_at"]]
    found = rows.merge(said.rename(columns={"given_at": "verdict_at"}), on="contact_key", how="left")
    # By day, because many files date verdicts without a time; what was said before is about an earlier hand-over.
    is_earlier = local_day(found["verdict_at"], zone) < local_day(found["handed_at"], zone)
    found.loc[is_earlier, ["verdict", "reason", "cause", "verdict_at"]] = None
    texts = {name: found[name].fillna("") for name in ("verdict", "reason", "cause")}
    return found.assign(**texts)


def _with_progress(rows: pd.DataFrame) -> pd.DataFrame:
    """Who got further after the hand-over was accepted, even where nobody wrote it down again."""
    is_silent = rows["verdict"].eq("") & rows["sql_at"].notna()
    return rows.assign(
        verdict=rows["verdict"].mask(is_silent, str(Verdict.ACCEPTED)),
        verdict_at=rows["verdict_at"].mask(is_silent, rows["sql_at"]),
    )


def _with_contacts(rows: pd.DataFrame, touches: pd.DataFrame, zone: str) -> pd.DataFrame:
    worked = touches.merge(rows[["contact_key", "handed_at", "verdict_at"]], on="contact_key")
    since = (worked["at"] - _micros(worked["handed_at"])) / _HOUR_US
    worked, since = worked[since >= 0], since[since >= 0]
    at = pd.to_datetime(worked["at"], unit="us", utc=True).astype("datetime64[us, UTC]")
    first = at.groupby(worked["contact_key"]).min()
    soon = worked["contact_key"][since <= ATTEMPT_DAYS * 24].value_counts()
    until = worked["contact_key"][local_day(at, zone) <= local_day(worked["verdict_at"], zone)].value_counts()
    keys = rows["contact_key"]
    first_contact_at = looked_up(keys, first)
    hours = (first_contact_at - rows["handed_at"]).dt.total_seconds() / 3600
    to_verdict = keys.map(until).fillna(0).where(rows["verdict_at"].notna())
    return rows.assign(
        first_contact_at=first_contact_at,
        hours_to_contact=hours.where(rows["is_dated"]),
        attempts=keys.map(soon).fillna(0).astype("int64"),
        attempts_to_verdict=to_verdict.astype("Int64"),
    )


def _first_after(rows: pd.DataFrame, entries: pd.DataFrame) -> pd.Series:
    both = entries[["contact_key", "entered_at"]].merge(rows[["contact_key", "handed_at"]], on="contact_key")
    first = both[both["entered_at"] >= both["handed_at"]].groupby("contact_key")["entered_at"].min()
    moments: pd.Series = looked_up(rows["contact_key"], first)
    return moments


def _micros(moments: pd.Series) -> NDArray[np.float64]:
    """Epoch microseconds; missing ones are later than everything."""
    values = moments.to_numpy(dtype="datetime64[us]")
    return np.where(np.isnat(values), np.inf, values.astype(np.int64).astype(np.float64))
