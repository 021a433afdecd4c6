"""The funnel of a selection, beside the comparison period's, and the people behind each bar."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from clm_core.analysis.funnel import (
    CohortFunnel,
    cohort_funnel,
    comparison_as_of,
    funnel_activity,
    funnel_comparison,
    funnel_contacts,
)
from clm_core.analysis.funnel_people import FunnelGroup, Standing
from clm_core.records import Stage
from clm_core.selection import Selection
from clm_core.services.data import loop_data, require_days, settings
from clm_core.store.workspaces import Store

__all__ = ["CohortFunnel", "FunnelGroup", "FunnelView", "Standing", "funnel_people", "funnel_view"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelView:
    """Everything the funnel page shows; ``before`` and ``comparison`` are None without comparison period."""

    cohort: CohortFunnel
    activity: pd.DataFrame
    activity_before: pd.DataFrame | None
    before: CohortFunnel | None
    comparison: pd.DataFrame | None
    group_comparison: pd.DataFrame | None
    as_of: date


def funnel_view(store: Store, selection: Selection, by: FunnelGroup = FunnelGroup.CHANNEL) -> FunnelView:
    """Cohort and activity of the selection, split by one property. Raises ClmError in an empty workspace."""
    as_of, zone = require_days(store)[1], settings(store).reporting_zone
    data = loop_data(store)
    cohort = cohort_funnel(data.contacts, selection, as_of=as_of, zone=zone, by=by, traffic=data.traffic)
    activity = funnel_activity(data.contacts, selection, as_of=as_of, zone=zone, by=by, traffic=data.traffic)
    period = selection.comparison_period()
    if period is None:
        return FunnelView(
            cohort=cohort,
            activity=activity,
            activity_before=None,
            before=None,
            comparison=None,
            group_comparison=None,
            as_of=as_of,
        )
    earlier = selection.in_period(period)
    # The earlier cohort is looked at when it was as old as this one is now: else it would always look better.
    then = comparison_as_of(selection, as_of)
    before = cohort_funnel(data.contacts, earlier, as_of=then, zone=zone, by=by, traffic=data.traffic)
    return FunnelView(
        cohort=cohort,
        activity=activity,
        activity_before=funnel_activity(data.contacts, earlier, as_of=as_of, zone=zone, by=by, traffic=data.traffic),
        before=before,
        comparison=funnel_comparison(cohort.total, before.total),
        group_comparison=funnel_comparison(cohort.groups, before.groups),
        as_of=as_of,
    )


def funnel_people(
    store: Store,
    selection: Selection,
    stage: Stage,
    by: FunnelGroup = FunnelGroup.CHANNEL,
    group: str | None = None,
    standing: Standing | None = None,
) -> pd.DataFrame:
    """The contacts behind a bar, newest first: columns as in SNAPSHOT_COLUMNS of contacts."""
    as_of, zone = require_days(store)[1], settings(store).reporting_zone
    contacts = loop_data(store).contacts
    keys = funnel_contacts(contacts, selection, stage, as_of=as_of, zone=zone, by=by, group=group, standing=standing)
    behind = contacts[contacts["contact_key"].isin(keys)]
    return behind.sort_values(["lead_at", "contact_key"], ascending=[False, True], ignore_index=True)
