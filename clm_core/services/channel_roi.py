"""What each channel and campaign cost and returned in a selection's period, beside the comparison period."""

from dataclasses import dataclass

import pandas as pd

from clm_core.analysis.roi import ChannelRoi, Sufficiency, channel_roi
from clm_core.analysis.roi_changes import roi_changes
from clm_core.analysis.roi_deals import won_deals_behind
from clm_core.analysis.roi_measures import RoiBasis
from clm_core.selection import Selection
from clm_core.services.credited import credited_data
from clm_core.services.data import require_days, settings
from clm_core.store.workspaces import Store

__all__ = ["ChannelRoi", "ChannelRoiView", "RoiBasis", "Sufficiency", "channel_roi_view", "deals_behind"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRoiView:
    """The selection's cost and return; the rest is None without comparison period."""

    now: ChannelRoi
    before: ChannelRoi | None
    channel_changes: pd.DataFrame | None  # result_columns.ROI_CHANGES
    campaign_changes: pd.DataFrame | None


def channel_roi_view(store: Store, selection: Selection, basis: RoiBasis | None = None) -> ChannelRoiView:
    """Cost and return with the credit of the selection's attribution model. Raises ClmError in an empty workspace.

    Both periods are on the same basis, margin or revenue, or they could not be compared.
    """
    require_days(store)
    known, data = settings(store), credited_data(store, selection)
    zone, margin_share = known.reporting_zone, known.margin_share
    now = channel_roi(data, selection, zone=zone, margin_share=margin_share, basis=basis)
    period = selection.comparison_period()
    if period is None:
        return ChannelRoiView(now=now, before=None, channel_changes=None, campaign_changes=None)
    earlier = selection.in_period(period)
    before = channel_roi(data, earlier, zone=zone, margin_share=margin_share, basis=now.basis)
    return ChannelRoiView(
        now=now,
        before=before,
        channel_changes=roi_changes(now.channels, before.channels),
        campaign_changes=roi_changes(now.campaigns, before.campaigns),
    )


def deals_behind(
    store: Store, selection: Selection, channel: str | None = None, campaign: str | None = None
) -> pd.DataFrame:
    """The won deals behind a row of channels or campaigns: columns as in SNAPSHOT_COLUMNS of deals."""
    return won_deals_behind(credited_data(store, selection), selection, channel, campaign)
