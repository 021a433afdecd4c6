"""The won deals behind a row of cost and return."""

import pandas as pd

from clm_core.analysis.deal_parts import SHARE, shares_of
from clm_core.analysis.selected import LoopData, channel_keys, selected_deals
from clm_core.analysis.trend import are_days_in
from clm_core.records import DealOutcome
from clm_core.selection import Selection


def won_deals_behind(
    data: LoopData, selection: Selection, channel: str | None = None, campaign: str | None = None
) -> pd.DataFrame:
    """Deals won on the selection's days and credited to this source, latest first.

    ``channel`` None means every channel, ``campaign`` None every campaign and "" deals without one. Their
    credit_share sums to the row's ``won_deals``, their amount (of the credited part) to its ``revenue``; further
    columns as in SNAPSHOT_COLUMNS of deals, the channel without gaps.
    """
    deals = selected_deals(data.deals, data.accounts, selection)
    is_won = (deals["outcome"] == DealOutcome.WON).to_numpy(dtype=bool)
    deals = deals[is_won & are_days_in(deals["closed_on"], selection.period)]
    deals = deals.assign(first_touch_channel=channel_keys(deals["first_touch_channel"]), **{SHARE: shares_of(deals)})
    if channel is not None:
        deals = deals[deals["first_touch_channel"] == channel]
    if campaign is not None:
        deals = deals[deals["first_touch_campaign"].fillna("") == campaign]
    return deals.sort_values(["closed_on", "deal_key"], ascending=[False, True], ignore_index=True)
