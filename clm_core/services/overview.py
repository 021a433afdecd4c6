"""The first page's answer: headline numbers, how fresh and complete the sources are, what to do next."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from clm_core.analysis.channels import UNASSIGNED
from clm_core.analysis.data_health import DataHealth, NextAction, next_actions, source_freshness
from clm_core.analysis.funnel import cohort_funnel
from clm_core.analysis.overview import Overview, overview
from clm_core.columns import SnapshotTable, typed_frame
from clm_core.errors import Severity
from clm_core.records import DealOutcome
from clm_core.result_columns import IMPORTS_SUMMARY
from clm_core.selection import Selection
from clm_core.services.credited import credited_data
from clm_core.services.data import LoopData, data_reach, loop_data, require_days, settings
from clm_core.services.snapshots import fresh_snapshot
from clm_core.services.unmatched import currencies_without_rate
from clm_core.store.coverage import import_days
from clm_core.store.imports import imports_frame, problems_frame
from clm_core.store.snapshots import read_table
from clm_core.store.workspaces import Store

__all__ = ["NextAction", "Overview", "OverviewView", "overview_view"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewView:
    """Everything the overview shows."""

    numbers: Overview
    stages: pd.DataFrame  # result_columns.FUNNEL_STAGES of the whole cohort
    is_cohort_young: bool
    sources: pd.DataFrame  # result_columns.SOURCE_FRESHNESS
    actions: tuple[NextAction, ...]
    as_of: date


def overview_view(store: Store, selection: Selection) -> OverviewView:
    """Headline numbers and next actions of a selection. Raises ClmError in an empty workspace."""
    as_of = require_days(store)[1]
    known, data = settings(store), credited_data(store, selection)
    zone, margin_share = known.reporting_zone, known.margin_share
    numbers = overview(data, selection, as_of=as_of, zone=zone, margin_share=margin_share)
    cohort = cohort_funnel(data.contacts, selection, as_of=as_of, zone=zone)
    imports = imports_summary(store, as_of=as_of)
    return OverviewView(
        numbers=numbers,
        stages=cohort.total,
        is_cohort_young=cohort.is_young,
        sources=source_freshness(imports, numbers.period, as_of=as_of),
        actions=next_actions(_health(store, loop_data(store), imports, is_cohort_young=cohort.is_young), as_of=as_of),
        as_of=as_of,
    )


def imports_summary(store: Store, *, as_of: date) -> pd.DataFrame:
    """One row an import that still counts: result_columns.IMPORTS_SUMMARY."""
    imports = imports_frame(store)
    days = import_days(store, zone=settings(store).reporting_zone, until=as_of)
    active = imports[imports["undone_at"].isna()].merge(days, on="import_id", how="left")
    rows = active[["added", "changed", "unchanged"]].sum(axis=1)
    summary = active.assign(rows=rows).rename(columns={"file_name": "file", "problem_count": "problems"})
    return typed_frame(summary, IMPORTS_SUMMARY)


def _health(store: Store, data: LoopData, imports: pd.DataFrame, *, is_cohort_young: bool) -> DataHealth:
    snapshot = fresh_snapshot(store)
    reach = data_reach(store)
    touchpoints = read_table(snapshot, SnapshotTable.TOUCHPOINTS)
    linked = read_table(snapshot, SnapshotTable.DEAL_CONTACTS)["deal_key"]
    won = data.deals[data.deals["outcome"] == DealOutcome.WON]
    return DataHealth(
        spend_row_count=len(data.spend),
        contact_count=len(data.contacts),
        deal_count=len(data.deals),
        deals_without_contact_count=int((~data.deals["deal_key"].isin(linked)).sum()),
        won_deal_count=len(won),
        won_without_amount_count=int(won["original_amount"].isna().sum()),
        touchpoint_count=len(touchpoints),
        unassigned_touchpoint_count=int((touchpoints["channel"] == UNASSIGNED).sum()),
        currencies_without_rate=currencies_without_rate(store),
        has_margin=bool(won["margin"].notna().any()),
        newest_day_on=_newest_day(imports),
        is_cohort_young=is_cohort_young,
        refused_row_count=_refused_row_count(store),
        later_day_count=reach.later_count if reach else 0,
        latest_day_on=reach.latest_on if reach else None,
    )


def _refused_row_count(store: Store) -> int:
    """Rows that the newest file of each kind left out: what a later file has not brought meanwhile."""
    imports = imports_frame(store)
    standing = imports[imports["undone_at"].isna()].drop_duplicates(["system", "record_types"])
    count = 0
    for import_id in standing.loc[standing["problem_count"] > 0, "import_id"]:
        problems = problems_frame(store, int(import_id))
        refused = problems[problems["severity"] == Severity.REFUSED]
        count += len(refused.drop_duplicates(["sheet", "row"]))
    return count


def _newest_day(imports: pd.DataFrame) -> date | None:
    newest = imports["last_day"].max()
    return None if pd.isna(newest) else newest.date()
