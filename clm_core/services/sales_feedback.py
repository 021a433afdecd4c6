"""What sales says about the leads of a selection, how fast it contacts them, and what late follow-up goes along with.

Verdicts come from services/lead_verdicts.py: lists that sales returned, the page, and the stage history.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import pandas as pd

from clm_core.analysis.first_contact import contact_curve, contact_times, measured
from clm_core.analysis.follow_up import (
    LATEST_DAYS,
    MIN_OUTCOMES,
    PROMPT_HOURS,
    FollowUp,
    FollowUpEffect,
    follow_up,
    window_days,
)
from clm_core.analysis.intervals import Verdict as Standing
from clm_core.analysis.intervals import rate_difference
from clm_core.analysis.sales_feedback import (
    ATTEMPT_DAYS,
    NO_OWNER,
    handed_in,
    handed_since,
    handovers,
    verdict_days,
)
from clm_core.analysis.sales_feedback_rates import reason_shares, reason_tests, score_bands, verdict_rates
from clm_core.analysis.selected import selected_contacts
from clm_core.columns import SnapshotTable
from clm_core.handover import RejectionCause
from clm_core.scoring_model import LeadOutcome
from clm_core.selection import Period, Selection
from clm_core.services.data import loop_data, require_days, settings
from clm_core.services.handover_policy import read_policy
from clm_core.services.lead_verdicts import verdict_frame, verdicts_version
from clm_core.services.scoring import ScoringBase, scoring_base, starting_model
from clm_core.services.scoring_versions import present_model
from clm_core.services.snapshots import Snapshot, fresh_snapshot
from clm_core.store.reductions import lead_events, reader_of
from clm_core.store.snapshots import read_table
from clm_core.store.workspaces import Store

__all__ = [
    "ATTEMPT_DAYS",
    "LATEST_DAYS",
    "MIN_OUTCOMES",
    "NO_OWNER",
    "PROMPT_HOURS",
    "FollowUp",
    "FollowUpEffect",
    "LeadOutcome",
    "SalesFeedback",
    "Standing",
    "feedback_handovers",
    "feedback_leads",
    "feedback_state",
    "follow_up_view",
    "sales_feedback_view",
]

DEFAULT_PROMISE_HOURS = 24.0
_KEPT_EVENTS = 2
_NAMED = ("contact_id", "first_name", "last_name", "company", "job_title", "email", "first_touch_campaign")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SalesFeedback:
    """Everything that the page of sales feedback shows but follow-up; frames as in feedback_columns.

    ``before`` is the whole of the comparison period, None without one. ``bands`` has a row a fifth of the scores (0
    is the highest) and ``band_scores`` from and to which score each reaches; both are None where nobody has a score.
    """

    period: Period
    as_of: date
    rows: pd.DataFrame  # HANDOVERS
    verdict_days: float
    channels: pd.DataFrame  # VERDICT_RATES
    bands: pd.DataFrame | None  # VERDICT_RATES
    band_scores: pd.DataFrame | None  # band, score_from, score_to
    months: pd.DataFrame  # VERDICT_RATES, group is 2026-03
    sellers: pd.DataFrame  # VERDICT_RATES
    before: pd.DataFrame | None
    before_standing: Standing  # of the acceptance rate now against then
    reasons: pd.DataFrame  # REASON_SHARES by reason, of everybody
    causes: pd.DataFrame  # REASON_SHARES by channel and cause
    tests: pd.DataFrame  # REASON_TESTS by channel
    unmapped: tuple[str, ...]  # reasons of which nobody knows what they point to, the most frequent first
    promise_hours: float
    curve: pd.DataFrame  # CONTACT_CURVE
    times: pd.DataFrame  # CONTACT_TIMES by seller
    month_times: pd.DataFrame  # CONTACT_TIMES by month


def feedback_state(store: Store) -> tuple[int, int, int]:
    """What answers depend on beside the data and the selection: verdicts, policy and scoring model on record.

    Part of a cache key, given to each service as ``state``.
    """
    saved, version = read_policy(store), present_model(store)
    model = 0 if version is None else version.version * 1_000 + version.revision
    return verdicts_version(store), 0 if saved is None else saved.number, model


def sales_feedback_view(
    store: Store,
    selection: Selection,
    promise_hours: float = DEFAULT_PROMISE_HOURS,
    state: tuple[int, ...] = (),
) -> SalesFeedback:
    """The hand-overs of the selection's days and people, judged. Raises ClmError in an empty workspace."""
    as_of, zone = require_days(store)[1], settings(store).reporting_zone
    everything = _handovers(store)
    people = selected_contacts(loop_data(store).contacts, selection)
    rows = handed_in(everything, people, selection.period, zone)
    earlier = selection.comparison_period()
    timed = measured(rows)
    bands = score_bands(rows["score"])
    channels = verdict_rates(rows, rows["channel"])
    before = None if earlier is None else _whole(handed_in(everything, people, earlier, zone))
    return SalesFeedback(
        period=selection.period,
        as_of=as_of,
        rows=rows,
        verdict_days=verdict_days(_learned_from(store, everything)),
        channels=channels,
        bands=verdict_rates(rows[bands.notna()], bands.dropna()) if bands.notna().any() else None,
        band_scores=_band_scores(rows["score"], bands) if bands.notna().any() else None,
        months=verdict_rates(rows, _months(rows, zone)).sort_values("group", ignore_index=True),
        sellers=verdict_rates(rows, rows["owner"]),
        before=before,
        before_standing=_standing(channels, before),
        reasons=reason_shares(rows),
        causes=reason_shares(rows, rows["channel"], by_cause=True),
        tests=reason_tests(rows, rows["channel"]),
        unmapped=_unmapped(store, rows),
        promise_hours=promise_hours,
        curve=contact_curve(timed),
        times=contact_times(timed, timed["owner"], promise_hours),
        month_times=contact_times(timed, _months(timed, zone), promise_hours),
    )


def feedback_handovers(store: Store, selection: Selection) -> pd.DataFrame:
    """HANDOVERS of the selection: who was handed over on its days, what sales said, and what followed."""
    people = selected_contacts(loop_data(store).contacts, selection)
    return handed_in(_handovers(store), people, selection.period, settings(store).reporting_zone)


def feedback_leads(store: Store, selection: Selection, state: tuple[int, ...] = ()) -> pd.DataFrame:
    """The same with who they are: HANDOVERS and id, name, company, job title, e-mail and campaign, newest first."""
    rows = feedback_handovers(store, selection)
    people = loop_data(store).contacts[["contact_key", *_NAMED]]
    named = rows.merge(people, on="contact_key", how="left")
    return named.sort_values(["handed_at", "contact_key"], ascending=[False, True], ignore_index=True)


def follow_up_view(
    store: Store,
    selection: Selection,
    outcome: LeadOutcome = LeadOutcome.OPPORTUNITY,
    state: tuple[int, ...] = (),
) -> FollowUp:
    """What waiting for the first contact goes along with, for the selection's hand-overs that are old enough.

    How long leads take to convert is learned from all hand-overs, whatever the selection.
    """
    contacts, everything = loop_data(store).contacts, _handovers(store)
    people = selected_contacts(contacts, selection)
    rows = handed_in(everything, people, selection.period, settings(store).reporting_zone)
    within = window_days(_learned_from(store, everything), outcome)
    return follow_up(rows, contacts, _events(fresh_snapshot(store)), outcome, within_days=within)


def _handovers(store: Store) -> pd.DataFrame:
    as_of, snapshot = require_days(store)[1], fresh_snapshot(store)
    return handovers(
        loop_data(store).contacts,
        read_table(snapshot, SnapshotTable.STAGES),
        _events(snapshot),
        verdict_frame(store),
        as_of=as_of,
        zone=settings(store).reporting_zone,
        first_on=_base(store).first_on,
        scores=_scores(store),
    )


def _base(store: Store) -> ScoringBase:
    return scoring_base(store, LeadOutcome.OPPORTUNITY)


def _learned_from(store: Store, rows: pd.DataFrame) -> pd.DataFrame:
    return handed_since(rows, _base(store).first_on, settings(store).reporting_zone)


def _unmapped(store: Store, rows: pd.DataFrame) -> tuple[str, ...]:
    saved = read_policy(store)
    agreed = set() if saved is None else {reason.text.casefold() for reason in saved.policy.reasons}
    others = rows.loc[rows["cause"].eq(str(RejectionCause.OTHER)), "reason"].value_counts()
    return tuple(str(reason) for reason in others.index if reason and str(reason).casefold() not in agreed)


def _scores(store: Store) -> pd.Series:
    """The score at the hand-over by contact_key, of the model that counts; leads judged long ago have none."""
    version = present_model(store)
    base = _base(store)
    model = starting_model(store) if version is None else version.model
    return pd.Series(base.scores(model).total, index=base.outcomes["contact_key"].to_numpy(), dtype="float64")


@lru_cache(maxsize=_KEPT_EVENTS)
def _events(snapshot: Snapshot) -> pd.DataFrame:
    return reader_of(snapshot).frame(lead_events())


def _months(rows: pd.DataFrame, zone: str) -> pd.Series:
    months: pd.Series = rows["handed_at"].dt.tz_convert(zone).dt.strftime("%Y-%m")
    return months


def _whole(rows: pd.DataFrame) -> pd.DataFrame:
    return verdict_rates(rows, rows["channel"]).head(1)


def _standing(now: pd.DataFrame, before: pd.DataFrame | None) -> Standing:
    """What the acceptance rate's change allows to say."""
    if before is None:
        return Standing.NO_DATA
    ends = [frame[name].iloc[:1] for frame in (now, before) for name in ("accepted", "judged")]
    return rate_difference(*ends).verdicts()[0]


def _band_scores(scores: pd.Series, bands: pd.Series) -> pd.DataFrame:
    ends = scores.groupby(bands).agg(["min", "max"]).reset_index()
    return ends.set_axis(["band", "score_from", "score_to"], axis=1)
