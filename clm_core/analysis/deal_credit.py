"""Which touch gets which share of a deal: the one frame that every attribution model can give.

Columns DEAL_CREDIT (loop_columns.py): the share of the deal that a channel and campaign get for a touch at
``at``. The shares of a deal sum to 1. A deal of which no touch is known has one row without a moment.
"""

import pandas as pd

from clm_core.analysis.days import deal_days
from clm_core.analysis.selected import channel_keys
from clm_core.columns import typed_frame
from clm_core.loop_columns import DEAL_CREDIT
from clm_core.records import DealOutcome


def first_touch_credit(deals: pd.DataFrame) -> pd.DataFrame:
    """Each deal wholly to its first touch (DEAL_CREDIT)."""
    credit = pd.DataFrame(
        {
            "deal_key": deals["deal_key"],
            "channel": channel_keys(deals["first_touch_channel"]),
            "campaign": deals["first_touch_campaign"].fillna(""),
            "at": deals["first_touch_at"],
            "share": 1.0,
        }
    )
    return typed_frame(credit.reset_index(drop=True), DEAL_CREDIT)


def customer_credit(credit: pd.DataFrame, deals: pd.DataFrame, zone: str) -> pd.DataFrame:
    """The credit under which a customer's later deals belong to what won the customer (DEAL_CREDIT).

    All won deals of a company, and its open and lost ones that began on or after the day the first was won, get
    the credit of the deal that was won first. Everything else keeps its own; so does a deal without a company.
    """
    first = _first_won(deals, zone)
    joined = deals[["deal_key", "account_key", "outcome"]].assign(day=deal_days(deals, zone))
    joined = joined.join(first, on="account_key")
    is_won = joined["outcome"].eq(DealOutcome.WON.value)
    is_customers = joined["first_key"].notna() & (is_won | (joined["day"] >= joined["first_day"]))
    source = joined["first_key"].where(is_customers, joined["deal_key"]).astype("int64")
    pairs = pd.DataFrame({"deal_key": joined["deal_key"], "source": source})
    taken = pairs.merge(credit.rename(columns={"deal_key": "source"}), on="source")
    return typed_frame(taken.reset_index(drop=True), DEAL_CREDIT)


def _first_won(deals: pd.DataFrame, zone: str) -> pd.DataFrame:
    """first_key and first_day by account_key: the deal won first, by close, then creation."""
    won = deals[deals["outcome"].eq(DealOutcome.WON.value) & deals["account_key"].notna()]
    won = won.assign(first_day=won["closed_on"].fillna(deal_days(won, zone)))
    won = won.sort_values(["first_day", "created_at", "deal_key"], kind="stable").drop_duplicates("account_key")
    return won.rename(columns={"deal_key": "first_key"}).set_index("account_key")[["first_key", "first_day"]]
