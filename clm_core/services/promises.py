"""The promises of marketing and sales as the data say they were kept; definitions in docs/methods/promises.md."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import pandas as pd

from clm_core.analysis.mail_consent import GIVEN, consents
from clm_core.analysis.promises.facts import PromiseFacts, promise_facts
from clm_core.analysis.promises.levels import DEFAULT_TERMS, MeasuredLevel, measured_levels
from clm_core.analysis.sales_feedback import handovers
from clm_core.columns import SnapshotTable
from clm_core.services.data import loop_data, require_days, settings
from clm_core.services.lead_verdicts import verdict_frame, verdicts_version
from clm_core.services.scoring import scoring_facts
from clm_core.services.snapshots import Snapshot, fresh_snapshot
from clm_core.store.reductions import lead_events, reader_of
from clm_core.store.snapshots import read_table
from clm_core.store.workspaces import Store
from clm_core.targets import Promise

__all__ = [
    "DEFAULT_TERMS",
    "MeasuredLevel",
    "PromiseFacts",
    "lead_event_rows",
    "measured_promises",
    "promise_handovers",
    "promises_measured_on",
]

_KEPT_FACTS = 4
_KEPT_EVENTS = 2


def measured_promises(store: Store, terms: Sequence[Promise] = DEFAULT_TERMS) -> tuple[MeasuredLevel, ...]:
    """Today's level of each of these promises, with interval and n; a kind that nothing measures is left out.

    Raises ClmError in an empty workspace.
    """
    return measured_levels(promises_measured_on(store), terms)


def promises_measured_on(store: Store) -> PromiseFacts:
    """The MQLs handed over and what each side did for them, with all verdicts on record. Raises ClmError without data.

    Kept as long as data and verdicts stay; shared between readers: its frames are never changed.
    """
    return _facts(_asked(store))


def promise_handovers(store: Store) -> pd.DataFrame:
    """HANDOVERS of everybody, without scores; kept and shared as the facts are."""
    return _rows(_asked(store))


def lead_event_rows(store: Store) -> pd.DataFrame:
    """LEAD_EVENTS of everybody; kept and shared as the facts are."""
    return _events(fresh_snapshot(store))


def _asked(store: Store) -> "_Asked":
    return _Asked(
        store=store,
        snapshot=fresh_snapshot(store),
        verdicts=verdicts_version(store),
        as_of=require_days(store)[1],
        zone=settings(store).reporting_zone,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the facts depend on, and the store to read them from."""

    store: Store = field(compare=False)
    snapshot: Snapshot
    verdicts: int
    as_of: date
    zone: str


@lru_cache(maxsize=_KEPT_FACTS)
def _facts(asked: _Asked) -> PromiseFacts:
    contacts, stages = loop_data(asked.store).contacts, read_table(asked.snapshot, SnapshotTable.STAGES)
    may_be_mailed = consents(contacts, scoring_facts(asked.store)).eq(GIVEN)
    events = _events(asked.snapshot)
    return promise_facts(_rows(asked), contacts, events, stages, may_be_mailed, as_of=asked.as_of, zone=asked.zone)


@lru_cache(maxsize=_KEPT_FACTS)
def _rows(asked: _Asked) -> pd.DataFrame:
    contacts, stages = loop_data(asked.store).contacts, read_table(asked.snapshot, SnapshotTable.STAGES)
    verdicts = verdict_frame(asked.store)
    return handovers(contacts, stages, _events(asked.snapshot), verdicts, as_of=asked.as_of, zone=asked.zone)


@lru_cache(maxsize=_KEPT_EVENTS)
def _events(snapshot: Snapshot) -> pd.DataFrame:
    return reader_of(snapshot).frame(lead_events())
