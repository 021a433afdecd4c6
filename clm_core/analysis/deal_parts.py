"""Won deals divided among the channels that an attribution model credits, as rows that sum to the deals.

Everything that sums deals by where they came from then works under any model: a part of a deal has that part
of its amount and margin and counts as that part of a deal.
"""

import pandas as pd

from clm_core.analysis.selected import NO_CHANNEL
from clm_core.records import DealOutcome

SHARE = "credit_share"


def deals_in_parts(deals: pd.DataFrame, credit: pd.DataFrame) -> pd.DataFrame:
    """The deals with ``credit_share``; each won one with a row a channel and campaign that it is credited to.

    ``credit`` has deal_key, channel, campaign and share (CONVERSION_CREDIT), a deal's shares sum to 1. A won deal
    without any is credited to no source; open and lost deals stay with their first touch.
    """
    is_won = (deals["outcome"] == DealOutcome.WON).to_numpy(dtype=bool)
    parts = credit.groupby(["deal_key", "channel", "campaign"], as_index=False)[["share"]].sum()
    won = deals[is_won].merge(parts.astype({"deal_key": "int64"}), on="deal_key", how="left")
    share = won["share"].fillna(1.0)
    credited = won.assign(
        first_touch_channel=won["channel"].fillna(NO_CHANNEL).astype("str"),
        first_touch_campaign=won["campaign"].replace("", None).astype("str"),
        amount=won["amount"] * share,
        margin=won["margin"] * share,
        **{SHARE: share},
    )
    others = deals[~is_won].assign(**{SHARE: 1.0})
    return pd.concat([credited.drop(columns=["channel", "campaign", "share"]), others], ignore_index=True)


def shares_of(deals: pd.DataFrame) -> "pd.Series[float]":
    """What part of a deal each row is: all of it where deals are not in parts."""
    return deals[SHARE] if SHARE in deals else pd.Series(1.0, index=deals.index)


def whole_deals(parts: pd.DataFrame, amounts: pd.Series) -> "pd.Series[float]":
    """Amounts of parts (rows with deal_key) as one sum a deal: what varies together is drawn together."""
    return amounts.groupby(parts["deal_key"].to_numpy()).sum()
