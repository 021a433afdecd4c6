"""Deals of the snapshot: each once, in the reporting currency, with where it came from."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from clm_core.analysis.days import deal_days
from clm_core.analysis.money import converted, original_amount
from clm_core.analysis.references import looked_up
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame
from clm_core.records import DealOutcome


def numbered_deals(facts: pd.DataFrame, account: pd.Series) -> pd.DataFrame:
    """The deals with deal_key (from 1, in the order of system, id, name and date) and the account they name."""
    deals = facts.assign(account_key=account, outcome=facts["outcome"].fillna(DealOutcome.OPEN.value))
    deals = deals.sort_values(["system", "deal_id", "company", "deal", "created_at"], kind="stable")
    return deals.reset_index(drop=True).assign(deal_key=np.arange(1, len(deals) + 1))


def with_accounts_of_contacts(deals: pd.DataFrame, pairs: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """The deals; one that names no company gets its contacts' account if they have just one."""
    accounts = pairs.assign(account=looked_up(pairs["contact_key"], people["account"])).dropna(subset=["account"])
    only = accounts[["deal_key", "account"]].drop_duplicates().drop_duplicates("deal_key", keep=False)
    by_deal = only.set_index("deal_key")["account"]
    return deals.assign(account_key=deals["account_key"].fillna(looked_up(deals["deal_key"], by_deal)).astype("Int64"))


def deal_table(
    deals: pd.DataFrame,
    accounts: pd.DataFrame,
    is_repeat: pd.Series,
    rates: Mapping[str, float],
    margin_share: float | None,
) -> pd.DataFrame:
    """The snapshot's deals; ``deals`` also have the columns of first touch, marketing's part and match_rule.

    A deal without a margin of its own has margin_share of its amount, if that is set.
    """
    amount = converted(deals["amount_micros"], deals["currency"], rates).mask(deals["amount_micros"] == 0, 0.0)
    margin = converted(deals["margin_micros"], deals["currency"], rates)
    names = accounts.set_index("account_key")["company"]
    table = deals.assign(
        amount=amount,
        margin=margin.fillna(amount * margin_share) if margin_share is not None else margin,
        original_amount=original_amount(deals["amount_micros"]),
        original_currency=deals["currency"].str.strip().str.upper(),
        company=deals["company"].fillna(looked_up(deals["account_key"], names)),
        is_repeat=is_repeat,
    )
    return typed_frame(table, SNAPSHOT_COLUMNS[SnapshotTable.DEALS])


def repeat_purchases(deals: pd.DataFrame, pairs: pd.DataFrame, zone: str) -> pd.Series:
    """Of each deal, whether its buyer had won a deal before.

    The buyer is the account, else the deal's first contact. A won deal repeats every one that was won before it
    (by close, then creation); any other deal every one that was won before the day it began.
    """
    contact = looked_up(deals["deal_key"], pairs.groupby("deal_key")["contact_key"].min())
    buyer = deals["account_key"].astype("str").fillna("contact " + contact.astype("Int64").astype("str"))
    day = deal_days(deals, zone)
    is_won = deals["outcome"].eq(DealOutcome.WON.value)
    closed = deals["closed_on"].fillna(day)
    won = pd.DataFrame({"buyer": buyer, "closed": closed, "created": deals["created_at"]})[is_won & buyer.notna()]
    order = won.sort_values(["closed", "created"], kind="stable")
    repeated = order.index[order.duplicated("buyer")]
    first_won = order.drop_duplicates("buyer").set_index("buyer")["closed"]
    after_first = (looked_up(buyer, first_won) < day) & ~is_won
    return after_first | deals.index.isin(repeated)
