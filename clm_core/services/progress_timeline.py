"""What happened around a target's period: agreements signed, decisions taken, data imported, numbers that jumped."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import pandas as pd

from clm_core.analysis.pacing_changes import WeeklyChange, big_changes
from clm_core.analysis.pacing_measures import paced_series
from clm_core.decisions import DecisionStatus, Measure
from clm_core.selection import Period
from clm_core.services.data import loop_data, require_days, settings
from clm_core.services.progress import recorded_from
from clm_core.services.promises import promises_measured_on
from clm_core.store.agreement_rows import read_agreements
from clm_core.store.decisions import read_decisions
from clm_core.store.imports import imports_frame
from clm_core.store.workspaces import Store
from clm_core.targets import AgreementStatus

_BEFORE = timedelta(days=91)
_MEASURES = (Measure.LEADS, Measure.MQLS, Measure.WON_DEALS)


class EventKind(StrEnum):
    """What happened."""

    SIGNED = "signed"
    DECISION = "decision"
    IMPORT = "imported"
    JUMP = "jump"
    DROP = "drop"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEvent:
    """One thing that happened. ``name`` is text of people or files; ``change`` belongs to a jump or a drop."""

    on: date
    kind: EventKind
    name: str = ""
    who: str = ""
    count: int = 1
    change: WeeklyChange | None = None


def progress_timeline(store: Store, period: Period, state: tuple[int, ...] = ()) -> tuple[TimelineEvent, ...]:
    """What happened from a quarter before the period to its end, the newest first. Raises ClmError without data.

    ``state`` is part of a cache key (``timeline_state``).
    """
    zone = ZoneInfo(settings(store).reporting_zone)
    events = [*_decisions(store), *_imports(store, zone), *_changes(store)]
    first = period.start_on - _BEFORE
    inside = [one for one in events if first <= one.on <= period.end_on] + _signed(store, period, zone)
    return tuple(sorted(inside, key=lambda one: (one.on, one.kind, one.name), reverse=True))


def timeline_state(store: Store) -> tuple[int, ...]:
    """What the time line depends on beside the data; part of a cache key."""
    agreements, kept = read_agreements(store), read_decisions(store)
    changes = sum(one.revision for one in agreements) + sum(len(one.signatures) for one in agreements)
    return len(agreements), changes, len(kept), sum(one.revision for one in kept), len(imports_frame(store))


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def _signed(store: Store, period: Period, zone: ZoneInfo) -> list[TimelineEvent]:
    """Of agreements for any of these days, whenever they were signed."""
    agreed = [one for one in read_agreements(store) if one.status is not AgreementStatus.DRAFT and one.signatures]
    agreed = [one for one in agreed if _overlap(one.plan.target.period, period)]
    return [
        TimelineEvent(
            on=max(_day(signature.at, zone) for signature in one.signatures.values()),
            kind=EventKind.SIGNED,
            name=one.name,
            who=", ".join(signature.by for signature in one.signatures.values()),
        )
        for one in agreed
    ]


def _overlap(one: Period, other: Period) -> bool:
    return one.start_on <= other.end_on and other.start_on <= one.end_on


def _decisions(store: Store) -> list[TimelineEvent]:
    kept = [one for one in read_decisions(store) if one.status is not DecisionStatus.WITHDRAWN]
    return [
        TimelineEvent(
            on=one.decision.takes_effect_on, kind=EventKind.DECISION, name=one.decision.title, who=one.decision.owner
        )
        for one in kept
    ]


def _imports(store: Store, zone: ZoneInfo) -> list[TimelineEvent]:
    """One event a day: a first start imports a dozen files at once."""
    frame = imports_frame(store)
    frame = frame[frame["undone_at"].isna()]
    days = pd.Series([_day(moment.to_pydatetime(), zone) for moment in frame["imported_at"]], dtype="object")
    names = pd.Series(frame["file_name"].to_numpy(), dtype="object")
    return [
        TimelineEvent(
            on=day, kind=EventKind.IMPORT, name=str(names[days == day].iloc[0]), count=int((days == day).sum())
        )
        for day in days.unique()
    ]


def _changes(store: Store) -> list[TimelineEvent]:
    data, facts = loop_data(store), promises_measured_on(store)
    series = paced_series(data.contacts, data.deals, facts, first_on=recorded_from(store))
    last = require_days(store)[1]
    return [
        TimelineEvent(on=one.week, kind=EventKind.JUMP if one.is_more else EventKind.DROP, change=one)
        for measure in _MEASURES
        for one in big_changes(measure, series[measure], last)
    ]
