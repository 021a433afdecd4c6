"""The lead list: whom sales should call now, in which order, who gets whom; and lists that were handed over."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.days import day_number, start_of_day
from clm_core.analysis.handover import lead_standing, open_since
from clm_core.analysis.handover_rows import field_values, in_call_order, last_touches, lead_rows, with_worth
from clm_core.analysis.handover_waiting import LOOK_BACK_DAYS, above_since
from clm_core.analysis.lead_worth import ChanceBasis, JudgedScores, WinChance, deal_values, win_chance
from clm_core.analysis.mail_consent import consents
from clm_core.analysis.routing import Routing, routed, weekly_leads
from clm_core.analysis.scoring.leads import LeadFacts, days_of_minutes
from clm_core.analysis.scoring.scores import score_frame, scores
from clm_core.columns import SnapshotTable, empty_frame
from clm_core.handover import CrmLayout, HandoverPolicy
from clm_core.scoring_columns import LEAD_VERDICTS
from clm_core.scoring_model import LeadOutcome, ScoringModel
from clm_core.services.data import loop_data, require_days, settings
from clm_core.services.lead_verdicts import contact_keys, verdict_frame, verdicts_version
from clm_core.services.scoring import ScoringBase, scoring_base, scoring_facts
from clm_core.services.snapshots import Snapshot, fresh_snapshot
from clm_core.services.workspaces import LOCAL_USER
from clm_core.store import handover as records
from clm_core.store.handover import HANDOVER_LEADS, Handover, read_handover_leads, read_handovers
from clm_core.store.lead_verdicts import PAGE, SHEET
from clm_core.store.snapshots import read_table
from clm_core.store.workspaces import Store

__all__ = [
    "LOOK_BACK_DAYS",
    "ChanceBasis",
    "Handover",
    "HandoverList",
    "WinChance",
    "handover_list",
    "read_handovers",
    "record_handover",
    "weekly_leads",
]

_KEPT = 6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HandoverList:
    """HANDED_LEADS to call now in their order, those that sales has judged (latest first), and each seller's load.

    ``loads`` are SELLER_LOADS, ``chance`` says what the chances were learned from, ``new_per_week`` how many MQLs a
    week were added over the ``counted_weeks`` before the end of the data; equal only to itself.
    """

    leads: pd.DataFrame
    judged: pd.DataFrame
    loads: pd.DataFrame
    chance: WinChance
    new_per_week: float
    counted_weeks: float
    as_of: date
    currency: str

    @property
    def this_week(self) -> pd.DataFrame:
        """The leads that sales can work within the week."""
        return self.leads[self.leads["is_this_week"]]

    @property
    def later_count(self) -> int:
        """How many leads are left for the weeks to come."""
        return int((~self.leads["is_this_week"]).sum())

    @property
    def expected_value(self) -> float:
        """What the leads of this week are worth together; NaN where nobody knows."""
        return float(self.this_week["expected_value"].sum(min_count=1))

    @property
    def leads_per_week(self) -> int:
        """How many leads all sellers together can work in a week; 0 where there are none."""
        return int(self.loads["leads_per_week"].sum())

    @property
    def backlog_weeks(self) -> float:
        """How many weeks of all sellers' time the waiting leads are; NaN where nobody has time."""
        return len(self.leads) / self.leads_per_week if self.leads_per_week else float("nan")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Day:
    """The leads of a day: their rows in the facts, LEAD_SCORES, and since when each is above the threshold."""

    rows: NDArray[np.int64]
    scores: pd.DataFrame
    above_since: NDArray[np.int64]
    number: int


def handover_list(store: Store, model: ScoringModel, policy: HandoverPolicy, as_of: date | None = None) -> HandoverList:
    """The leads to call on a day (the data's last one) by this model and policy, and those that sales has judged.

    Without ``as_of`` every verdict counts whenever it was given, else those given up to that day. Consent is always
    that of now. Raises ClmError in an empty workspace.
    """
    last_on = require_days(store)[1]
    day, chance = as_of or last_on, _win_chance(store, model)
    rows = _rows(store, model, day, is_past=day < last_on)
    rows = with_worth(rows, chance.at(rows["score"].to_numpy()), _deal_values(store, rows["size_band"]))
    handed_to = _handed_to(store)
    leads = in_call_order(rows)
    routing = _routed(store, policy, leads, handed_to)
    owners = _of(rows["contact_key"], handed_to)
    judged = rows.assign(owner=owners.where(owners != "", rows["owner"]))[rows["waiting_days"].isna()]
    base = scoring_base(store, LeadOutcome.OPPORTUNITY)
    return HandoverList(
        leads=leads.assign(
            owner=pd.Series(routing.owners, dtype="str"),
            routing_rule=pd.Series(routing.rules, dtype="str"),
            routing_way=pd.Series(routing.ways, dtype="str"),
            is_this_week=routing.is_this_week,
        ),
        judged=judged.sort_values("verdict_at", ascending=False, kind="stable", ignore_index=True),
        loads=routing.loads,
        chance=chance,
        new_per_week=base.result(base.scores(model)).mqls_per_week,
        counted_weeks=base.pace.weeks,
        as_of=day,
        currency=settings(store).reporting_currency,
    )


def _rows(store: Store, model: ScoringModel, day: date, *, is_past: bool) -> pd.DataFrame:
    """HANDED_LEADS without worth and routing: leads to call, and leads with a verdict from a list or the page."""
    snapshot, zone, facts = fresh_snapshot(store), settings(store).reporting_zone, scoring_facts(store)
    found = _day(facts, model, zone, day)
    end = start_of_day(pd.Series([pd.Timestamp(day) + pd.Timedelta(days=1)]), zone)[0]
    verdicts = _verdicts(store, end if is_past else None)
    every = found.scores["contact_key"].to_numpy()
    # Most leads are below the threshold and were never judged: nobody asks where they stand.
    asked = np.flatnonzero((found.above_since <= found.number) | np.isin(every, verdicts["contact_key"]))
    standing = lead_standing(every[asked], read_table(snapshot, SnapshotTable.STAGES), verdicts, end, zone)
    since = open_since(standing, found.above_since[asked], found.number)
    listed = (since >= 0) | np.isin(every[asked], verdicts["contact_key"])
    rows = lead_rows(
        found.scores.iloc[asked[listed]],
        standing[listed],
        since=since[listed],
        as_of_day=found.number,
        contacts=loop_data(store).contacts,
        verdicts=verdicts,
        consents=_consents(snapshot, facts),
    )
    return rows.assign(last_touch_at=last_touches(facts, found.rows[asked[listed]], end).array)


@lru_cache(maxsize=_KEPT)
def _day(facts: LeadFacts, model: ScoringModel, zone: str, day: date) -> _Day:
    number = day_number(day)
    lead_days = days_of_minutes(facts.lead_minutes, zone)
    rows = np.flatnonzero(lead_days <= number)
    frame = score_frame(facts, scores(facts, model, number)).iloc[rows].reset_index(drop=True)
    mqls = np.flatnonzero(frame["is_mql"].to_numpy())
    since = np.full(len(frame), number + 1, dtype=np.int64)
    since[mqls] = above_since(facts, model, rows[mqls], lead_days, number)
    return _Day(rows=rows, scores=frame, above_since=since, number=number)


@lru_cache(maxsize=_KEPT)
def _consents(snapshot: Snapshot, facts: LeadFacts) -> pd.Series:
    return consents(read_table(snapshot, SnapshotTable.CONTACTS), facts)


def _verdicts(store: Store, end: pd.Timestamp | None) -> pd.DataFrame:
    """LEAD_VERDICTS that people gave, in lists and on the page; the stages of the company's system speak themselves."""
    if not verdicts_version(store):
        return empty_frame(LEAD_VERDICTS)
    frame = verdict_frame(store)
    given = frame[frame["origin"].isin((SHEET, PAGE))]
    return given if end is None else given[given["given_at"] < end]


def _win_chance(store: Store, model: ScoringModel) -> WinChance:
    won, opportunity = (scoring_base(store, one) for one in (LeadOutcome.WON, LeadOutcome.OPPORTUNITY))
    return _learned_chance(won, opportunity, model, fresh_snapshot(store))


@lru_cache(maxsize=_KEPT)
def _learned_chance(won: ScoringBase, opportunity: ScoringBase, model: ScoringModel, snapshot: Snapshot) -> WinChance:
    outcomes = read_table(snapshot, SnapshotTable.DEALS)["outcome"]
    # Leads that nobody worked seldom convert whatever their score; the leads of the list are about to be worked.
    for worked_only in (True, False):
        wins = _judged_scores(won, model, worked_only=worked_only)
        found = win_chance(wins, _judged_scores(opportunity, model, worked_only=worked_only), outcomes)
        if found.basis is not ChanceBasis.NONE:
            break
    return found


def _judged_scores(base: ScoringBase, model: ScoringModel, *, worked_only: bool) -> JudgedScores:
    is_known = base.outcomes["is_mature"].to_numpy()
    if worked_only:
        is_known = is_known & base.outcomes["is_handed_over"].to_numpy()
    is_converted = base.outcomes["is_converted"].to_numpy()[is_known]
    return JudgedScores(score=base.scores(model).total[is_known], is_converted=is_converted)


def _deal_values(store: Store, bands: pd.Series) -> NDArray[np.float64]:
    data, links = loop_data(store), read_table(fresh_snapshot(store), SnapshotTable.DEAL_CONTACTS)
    return deal_values(data.deals, links, data.contacts, bands)


def _routed(store: Store, policy: HandoverPolicy, leads: pd.DataFrame, handed_to: pd.Series) -> Routing:
    facts = scoring_facts(store)
    places = np.searchsorted(facts.contact_keys, leads["contact_key"].to_numpy())
    return routed(
        {rule.field: field_values(facts, rule.field, places) for rule in policy.rules},
        policy,
        handed_to=_of(leads["contact_key"], handed_to).tolist(),
        known_owners=leads["owner"].fillna("").tolist(),
    )


def _handed_to(store: Store) -> pd.Series:
    """To whom each lead was handed over last, by contact_key."""
    handed = read_handover_leads(store)
    placed = handed.assign(contact_key=contact_keys(loop_data(store).contacts, handed)).dropna(subset="contact_key")
    owners: pd.Series = placed.drop_duplicates("contact_key", keep="last").set_index("contact_key")["owner"]
    return owners


def _of(keys: pd.Series, owners: pd.Series) -> pd.Series:
    """The owner of each of these leads, empty for one that was never handed over."""
    return keys.map(owners).astype("str").fillna("")


def record_handover(
    store: Store,
    leads: pd.DataFrame,
    *,
    scoring_version: int | None,
    as_of: date,
    layout: CrmLayout,
    actor: str = LOCAL_USER,
) -> Handover:
    """Keeps that these leads (HANDED_LEADS) were handed over; the list handed over last is not kept twice."""
    before = next(iter(read_handovers(store)), None)
    if before is not None and (before.as_of, before.layout, before.scoring_version) == (as_of, layout, scoring_version):
        names = [name for name in HANDOVER_LEADS if name in leads]
        kept = read_handover_leads(store, before.number)[names]
        if kept.equals(leads[names].reset_index(drop=True).astype(kept.dtypes.to_dict())):
            return before
    return records.save_handover(
        store,
        leads,
        scoring_version=scoring_version,
        as_of=as_of,
        layout=layout,
        actor=actor,
        at=datetime.now(UTC),
    )
